"""What went wrong in a script, in the student's terms: their lines only, what happened, and what to write instead."""

import builtins
import re
import sys
import traceback
from collections.abc import Iterable
from typing import Any

import numpy as np

import engine
import lectures.workbench
import nn
from engine.errors import ChalkgradError, did_you_mean
from lectures.errors import in_words
from lectures.workbench.desk.script.not_here import no_module, not_here
from nn.array import KNOWN

NAME = "your script"
OURS = {
    name: module.__name__ for module in (lectures.workbench, nn, engine) for name in module.__all__
} | dict.fromkeys(engine.FUNCTIONS, "engine")
MOST_LINES = 6  # of the way into a recursion that is shown


def said(raised: BaseException, source: str) -> dict[str, Any]:
    """Return what an exception means to the author of the script.

    Args:
        raised: what the script raised, or what reading it did.
        source: the script.

    Returns:
        said: what happened and what to do; line, column, end_line, end_column: where, counted from 1, or None;
        way: the lines that led there, the outermost first, as {"line", "inside", "text"}.
    """
    lines = source.splitlines()
    if isinstance(raised, SyntaxError) and raised.filename == NAME:
        line = raised.lineno or 1
        end = (raised.end_lineno or line, raised.end_offset or 0)
        words = not_here(raised) or f"this is not Python yet: {raised.msg}"
        return _place(line, raised.offset, *end) | {"said": words, "way": []}
    frames = [frame for frame in traceback.extract_tb(raised.__traceback__) if frame.filename == NAME]
    if len(frames) > MOST_LINES:
        frames = [*frames[: MOST_LINES // 2], *frames[-MOST_LINES // 2 :]]
    way = [
        {"line": f.lineno, "inside": f.name.removeprefix("<module>"), "text": _line(lines, f.lineno)} for f in frames
    ]
    where = _place(None)
    if frames:
        last = frames[-1]
        where = _place(last.lineno, _plus(last.colno), last.end_lineno, _plus(last.end_colno))
        # Python counts in bytes of UTF-8 here, an editor in characters
        for key, at in (("column", last.lineno), ("end_column", last.end_lineno)):
            if where[key]:
                where[key] = 1 + len(_line(lines, at, whole=True).encode()[: where[key] - 1].decode(errors="ignore"))
    return where | {"said": _words(raised), "way": way}


def _words(raised: BaseException) -> str:
    match raised:
        case ChalkgradError():
            return str(raised)
        case SystemExit():
            return "the script ended itself with sys.exit"
        case ModuleNotFoundError():
            return no_module(raised.name or "")
        case RecursionError():
            return f"a function calls itself again and again, and never ends ({raised})"
        case MemoryError():
            return "the script needs more memory than the page may have; take a smaller example"
    if words := not_here(raised):
        return words
    if isinstance(raised, NameError | AttributeError | ImportError):  # not Python's "Did you mean": it knows not ours
        return _no_name(raised)
    return "".join(traceback.TracebackException.from_exception(raised).format_exception_only()).strip()


def _no_name(raised: NameError | AttributeError | ImportError) -> str:
    """Say which name is not there, and which one is likely meant, or where it comes from."""
    name, said = raised.name or "", f"{type(raised).__name__}: {raised}"
    if isinstance(raised, AttributeError):
        known = did_you_mean(name, re.findall(r"np\.(\w+)", KNOWN), tell_all=False) if raised.obj is np else ""
        return said + known if known else in_words(raised)
    if isinstance(raised, ImportError):
        cut = re.match(r"cannot import name '(\w+)' from '[\w.]+'", str(raised))
        return f"{cut[0]}{_near(cut[1], dir(sys.modules.get(name)))}" if cut else said
    if name in ("np", "numpy"):
        return f"{name} is not known yet: write `import numpy as np` at the top"
    if name in OURS:
        return f"{name} is not known yet: write `{_imported(name)}` at the top"
    seen = _names_at(raised)
    near = _near(name, [*seen, *OURS.keys() - seen])
    meant = re.search(r"'(\w+)'", near)
    return said + near + (f" Then write `{_imported(meant[1])}` at the top" if meant and meant[1] not in seen else "")


def _near(name: str, names: Iterable[str]) -> str:
    return did_you_mean(name, sorted(x for x in names if not x.startswith("_")), tell_all=False)


def _imported(name: str) -> str:
    return f"from {OURS[name]} import {name}"


def _names_at(raised: BaseException) -> set[str]:
    """Return the names that are known in the last line of the script that was run."""
    names = set(dir(builtins))
    for frame, _ in traceback.walk_tb(raised.__traceback__):
        if frame.f_code.co_filename == NAME:
            names = {*dir(builtins), *frame.f_globals, *frame.f_locals}
    return names


def _place(line: int | None, column: int | None = None, end_line: Any = None, end: int | None = None) -> dict[str, Any]:
    return {"line": line, "column": column, "end_line": end_line, "end_column": end}


def _plus(column: int | None) -> int | None:
    return None if column is None else column + 1


def _line(lines: list[str], number: int | None, whole: bool = False) -> str:
    found = lines[number - 1] if number and number <= len(lines) else ""
    return found if whole else found.strip()
