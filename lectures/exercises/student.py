"""Runs a student's file in a process of its own: `python -m lectures.exercises.student FILE GIVEN ANSWERS`.

Reads the cases from GIVEN (JSON), calls the file's `gradients(**given)` for each, and writes what came of it to
ANSWERS (JSON). Nothing here judges; whatever the file does ends as a sentence.
"""

import contextlib
import io
import json
import runpy
import sys
import traceback
from pathlib import Path
from typing import Any

PRINTED = 2_000  # characters kept of what the file prints
ENTRIES = 100_000
MEMORY = 4 << 30  # bytes


class Capped(io.TextIOBase):
    """A text stream that keeps the beginning of what is written."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text[: PRINTED - len(self.text)]
        return len(text)


def run_file(path: Path, cases: list[dict[str, Any]]) -> dict[str, Any]:
    """Run the file and call its `gradients` for every case."""
    from lectures.exercises import arrays

    printed = Capped()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        sys.path.insert(0, str(path.parent))
        result: dict[str, Any] = {"answers": []}
        try:
            function = runpy.run_path(str(path), run_name="student").get("gradients")
            if not callable(function):
                return {"error": "the file defines no function gradients(...); the template has one", "printed": ""}
            result["answers"] = [_answer(function(**arrays(given))) for given in cases]
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            result = {"error": _explain(error, path)}
    return result | {"printed": printed.text}


def _answer(returned: Any) -> dict[str, Any]:
    if not isinstance(returned, dict):
        hint = "is a return missing?" if returned is None else "return a dict, such as {'W': dW}"
        return {"error": f"gradients() returned {type(returned).__name__}; {hint}"}
    return {str(name): _as_numbers(str(name), value) for name, value in returned.items()}


def _as_numbers(name: str, value: Any) -> dict[str, Any]:
    """Return numbers as nested lists of floats, or say why they are none."""
    from engine.errors import ChalkgradError
    from engine.words.nested import nest, numbers_of

    if value is None or value is ...:
        return {"missing": True}
    try:
        entries, shape = numbers_of(value, name)
    except RecursionError:
        return {"nonsense": f"{name}: a list that contains itself is no gradient"}
    except ChalkgradError as error:
        return {"nonsense": str(error)}
    if not 0 < len(entries) <= ENTRIES:
        return {"nonsense": f"{name}: {len(entries)} numbers are no gradient of this exercise"}
    return {"numbers": nest(entries, shape)}


def _explain(error: BaseException, path: Path) -> str:
    """Say what happened and in which line of the student's file."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path)]
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, SystemExit):
        what = "it calls exit(); return the gradients instead"
    if isinstance(error, EOFError):
        what = "it asks for input; the numbers come as arguments of gradients()"
    if isinstance(error, MemoryError):
        what = f"it needs more than {MEMORY >> 30} GiB of memory"
    if not frames:
        return f"{what} (when gradients() was called; does it take the arguments of the template?)"
    return f"line {frames[-1].lineno}, {(frames[-1].line or '').strip()!r}: {what}"


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # where the system knows such a limit
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def main() -> None:
    _limit_memory()
    path, given, answers = map(Path, sys.argv[1:])
    result = run_file(path, json.loads(given.read_text()))
    answers.write_text(json.dumps(result))


if __name__ == "__main__":
    main()
