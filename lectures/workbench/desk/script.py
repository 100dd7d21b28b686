"""The script tab: run what was typed, say what it printed and which Values it left."""

import ast
import contextlib
import io
import traceback
from typing import Any

from engine import Value
from lectures.workbench.desk.desk import Desk, figure

NAME = "your script"


def run(desk: Desk, source: str) -> dict[str, Any]:
    """Run a script.

    Returns:
        printed: what it wrote; error: None, or what went wrong with its line; values: the Values that it left.
    """
    printed, names, error = io.StringIO(), {"__name__": "__main__"}, None
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            exec(compile(ast.parse(source, NAME), NAME, "exec"), names)
        except BaseException as raised:
            error = _said(raised)
    desk.values = {name: thing for name, thing in names.items() if isinstance(thing, Value)}
    values = [{"name": name, "said": repr(value)} for name, value in desk.values.items()]
    return {"printed": printed.getvalue(), "error": error, "values": values}


def show(desk: Desk, name: str) -> dict[str, Any]:
    """Draw one of the Values that the script left."""
    return figure(desk, desk.values[name])


def _said(raised: BaseException) -> dict[str, Any]:
    lines = [frame.lineno for frame in traceback.extract_tb(raised.__traceback__) if frame.filename == NAME]
    line = raised.lineno if isinstance(raised, SyntaxError) else lines[-1] if lines else None
    return {"line": line, "said": "".join(traceback.format_exception_only(raised)).strip()}
