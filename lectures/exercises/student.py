"""What runs in the process of a student's file: `python -P student.py FILE GIVEN ANSWERS`; it imports nothing of ours.

It reads the numbers of each case from GIVEN (JSON), calls the file's `gradients(**given)`, and writes what came of it
to ANSWERS (JSON). Nothing here judges, no right answer is in this process, and whatever the file does ends as a
sentence. The engine and other programs that differentiate are unavailable: they can be imported, and say so when they
are called. This keeps honest people from asking the engine by accident; it is no sandbox.
"""

import contextlib
import importlib.abc
import importlib.machinery
import io
import json
import linecache
import numbers
import runpy
import sys
import traceback
import types
from pathlib import Path
from typing import Any

PRINTED = 2_000  # characters kept of what the file prints
ENTRIES = 100_000
MEMORY = 2 << 30  # bytes
WRITTEN = 64 << 20  # bytes that a file may get
OURS = {"engine", "nn", "lectures"}
OTHERS = {
    "aesara", "autograd", "casadi", "chainer", "jax", "micrograd", "mxnet", "numdifftools", "pytensor", "sympy",
    "tensorflow", "theano", "tinygrad", "torch",
}  # fmt: skip


class DerivationError(Exception):
    """The answer lets a program derive."""


class Unavailable:
    """Stands for anything of a package that an answer may not use."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> "Unavailable":
        if name.startswith("__"):
            raise AttributeError(name)
        return Unavailable(f"{self._name}.{name}")

    def __call__(self, *args: Any, **options: Any) -> Any:
        noticed.append(self._name)
        raise DerivationError(f"it calls {self._name}; in an answer that is unavailable: derive by hand")


class Stand(types.ModuleType):
    """Stands for a module of such a package."""

    __path__: list[str] = []  # noqa: RUF012 (so that its submodules can be imported)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Unavailable(f"{self.__name__}.{name}")


class Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives a `Stand` for the packages that differentiate."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name.partition(".")[0] in OURS | OTHERS:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> types.ModuleType:
        return Stand(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        pass


class Capped(io.TextIOBase):
    """A text stream that keeps the beginning of what is written."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text[: PRINTED - len(self.text)]
        return len(text)


noticed: list[str] = []


def run_file(path: Path, cases: list[dict[str, Any]]) -> dict[str, Any]:
    """Run the file and call its `gradients` for every case."""
    printed = Capped()
    result: dict[str, Any] = {"answers": []}
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        sys.path.insert(0, str(path.parent))
        try:
            function = runpy.run_path(str(path), run_name="student").get("gradients")
            if not callable(function):
                return {
                    "error": "the file defines no function gradients(...), and no ANSWERS; keep those of its template",
                    "printed": "",
                }
            for given in cases:
                result["answers"].append(_answer(function(**arrays(given))))
        except BaseException as error:  # also SystemExit and KeyboardInterrupt
            result["error"] = _explain(error, path)
    return result | {"printed": printed.text, "noticed": sorted(set(noticed))}


def arrays(given: dict[str, Any]) -> dict[str, Any]:
    """Return NumPy arrays, and floats where there is one number."""
    import numpy

    return {name: numpy.array(x, dtype=float) if isinstance(x, list) else x for name, x in given.items()}


def _answer(returned: Any) -> dict[str, Any]:
    if not isinstance(returned, dict):
        hint = "is a return missing?" if returned is None else "return a dict, such as {'W': dW}"
        return {"error": f"gradients() returned {type(returned).__name__}; {hint}"}
    return {str(name): _plain(value) for name, value in returned.items()}


def _plain(value: Any) -> dict[str, Any]:
    """Return numbers and text as JSON can hold them, or say why they are none."""
    if value is None or value is ...:
        return {"missing": True}
    single = getattr(getattr(value, "dtype", None), "name", "") in ("float16", "float32")
    try:
        nested = _nested(value, [0])
    except RecursionError:
        return {"nonsense": "a list that contains itself is no answer"}
    except (TypeError, ValueError, OverflowError) as error:
        return {"nonsense": str(error)}
    return {"numbers": nested, "single": single}


def _nested(value: Any, count: list[int]) -> Any:
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        if not value and count[0] == 0:
            raise ValueError("0 numbers are no answer")
        return [_nested(x, count) for x in value]
    count[0] += 1
    if count[0] > ENTRIES:
        raise ValueError(f"more than {ENTRIES} numbers are no answer")
    if isinstance(value, str):
        return value[:1000]
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"expected a real number, got {type(value).__name__}")
    return int(value) if isinstance(value, numbers.Integral) and abs(value) < 1 << 53 else float(value)


def _explain(error: BaseException, path: Path) -> str:
    """Say what happened and in which line of the student's file."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path)]
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, DerivationError):
        what = str(error)
    if isinstance(error, SystemExit):
        what = "it calls exit(); return the gradients instead"
    if isinstance(error, EOFError):
        what = "it asks for input; the numbers come as arguments of gradients()"
    if isinstance(error, MemoryError):
        what = f"it needs more than {MEMORY >> 30} GiB of memory"
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return f"line {error.lineno}: {what}"
    if not frames:
        return f"{what} (when gradients() was called; does it take the arguments of the template?)"
    line = linecache.getline(str(path), frames[-1].lineno or 0).strip()
    return f"line {frames[-1].lineno}, {line!r}: {what}"


def _limit() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # where the system knows such limits
        import resource

        for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, WRITTEN)):
            hard = resource.getrlimit(what)[1]
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main() -> None:
    _limit()
    path, given, answers = map(Path, sys.argv[1:])
    sys.argv[:] = [str(path)]
    cases = json.loads(given.read_text())
    given.unlink()
    sys.meta_path.insert(0, Instead())
    result = run_file(path, cases)
    answers.write_text(json.dumps(result))


if __name__ == "__main__":
    main()
