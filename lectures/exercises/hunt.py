"""Find the bug: a short program in which one line is wrong, run with and without its bug.

In come a program that is right, its numbers and the bugs that could be planted; out goes a `Drawn` that shows the
program with one of them, and asks which line it is and what number that line should have given.
"""

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.value import Value
from lectures.entries import Drawn
from lectures.errors import LectureError
from lectures.exercises.draw import Draw

CLOSE = 0.02  # numbers that differ by less than this share are no different on paper


@dataclass(frozen=True)
class Bug:
    """A wrong line.

    Attributes:
        line: its number, from 1.
        wrong: what stands there instead.
        also: further lines that it changes, as where two lines change places.
    """

    line: int
    wrong: str
    also: Mapping[int, str] | None = None


def hunt(
    program: str,
    bugs: Sequence[Bug],
    numbers: Mapping[str, Any],
    draw: Draw,
    watch: str = "",
    number: Callable[[Any], float] = float,
) -> Drawn:
    """Plant one of the bugs, and ask for its line and for the number that the line should have given.

    Args:
        program: the right program, without numbers before its lines.
        bugs: one is drawn; the sheet has the first.
        numbers: what the program starts from; the student gets them.
        draw: draws the bug.
        watch: the variable whose first number is asked for; by default what the wrong line assigns or returns.
        number: what of it is asked for, such as its first entry.

    Raises:
        LectureError: where the program never comes to what is watched.

    >>> draw = Draw("half")
    >>> hunted = hunt("e = w * x - y\\nloss = e**2", [Bug(2, "loss = 2 * e")], {"w": 2.0, "x": 3.0, "y": 1.5}, draw)
    >>> print(hunted.listing, hunted.lines, hunted.values)
    e = w * x - y
    loss = 2 * e {'line': 2} {'mended': Value(20.25)}
    """
    right = program.strip("\n").splitlines()
    for bug in [draw.choice(bugs), *draw.shuffled(bugs)]:  # where none shows, the linter refuses the draw
        wrong = _planted(right, bug)
        mended, printed = (_first(lines, numbers, watch or bug.line, number) for lines in (right, wrong))
        if math.isfinite(mended) and not math.isclose(mended, printed, rel_tol=CLOSE, abs_tol=CLOSE / 10):
            break
    slips: list[tuple[str, str, str, Mapping[str, Any]]] = [
        (
            "number of the wrong line",
            "this is the number that the program gives as it stands, with its bug",
            "mend the line first, then compute what it gives",
            {"mended": printed},
        )
    ]
    for line in _readers(wrong, bug.line):
        slips.append(
            (
                "line after the bug",
                f"line {line} is right: it gives a wrong number only because it is given one",
                "look further up, for the first line that is wrong by itself",
                {"line": line},
            )
        )
    changed = [n for n, (old, new) in enumerate(zip(wrong, right, strict=True), 1) if old != new]
    return Drawn(
        given=numbers,
        values={"mended": Value(mended)},
        lines={"line": bug.line},
        listing="\n".join(wrong),
        slips=slips,
        why={"line": "\n".join(f"{n}:  {wrong[n - 1].strip()}  →  {right[n - 1].strip()}" for n in changed)},
    )


def _planted(right: Sequence[str], bug: Bug) -> list[str]:
    wrong = list(right)
    for line, text in {bug.line: bug.wrong, **(bug.also or {})}.items():
        indent = len(right[line - 1]) - len(right[line - 1].lstrip())
        wrong[line - 1] = " " * indent + text
    return wrong


class _Seen(Exception):
    """The number that was watched for, which ends the program."""


def _see(watched: Any) -> None:
    raise _Seen(watched)


def _first(
    lines: Sequence[str], numbers: Mapping[str, Any], watched: int | str, number: Callable[[Any], float]
) -> float:
    """Run a program and return the first number of a variable, or of what a line gives."""
    tree = ast.fix_missing_locations(_Watching(watched).visit(ast.parse("\n".join(lines))))
    try:
        exec(compile(tree, "listing", "exec"), {**numbers, "seen": _see})
    except _Seen as seen:
        return float(number(seen.args[0]))
    raise LectureError(f"the listing never comes to {watched!r}")


class _Watching(ast.NodeTransformer):
    """Hands what is watched, a line or a variable, to the function `seen`."""

    def __init__(self, watched: int | str) -> None:
        self.watched = watched

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        if node.lineno == self.watched or any(isinstance(t, ast.Name) and t.id == self.watched for t in node.targets):
            node.value = _seen(node.value)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        if isinstance(node.target, ast.Name) and self.watched in (node.lineno, node.target.id):
            return [node, ast.Expr(_seen(ast.Name(node.target.id, ast.Load())), lineno=node.lineno)]
        return node

    def visit_Return(self, node: ast.Return) -> ast.Return:
        if node.lineno == self.watched and node.value is not None:
            node.value = _seen(node.value)
        return node


def _seen(value: ast.expr) -> ast.Call:
    return ast.Call(ast.Name("seen", ast.Load()), [value], [])


def _readers(lines: Sequence[str], wrong: int) -> list[int]:
    """Return the lines after a wrong one that compute with what it assigns, directly or by way of others."""
    statements = [s for s in ast.walk(ast.parse("\n".join(lines))) if isinstance(s, ast.Assign | ast.AugAssign)]
    spoiled: set[str] = set()
    readers = []
    for statement in sorted(statements, key=lambda s: s.lineno):
        names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
        stored = {node.id for node in names if isinstance(node.ctx, ast.Store)}
        read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
        if statement.lineno == wrong:
            spoiled |= stored
        elif statement.lineno > wrong and spoiled & read:
            readers.append(statement.lineno)
            spoiled |= stored
    return readers
