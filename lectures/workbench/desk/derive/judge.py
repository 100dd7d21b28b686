"""Gradients derived by hand, judged against what is on the stage, at the numbers that stand there."""

from collections.abc import Mapping
from math import isclose
from typing import Any

from engine import compare_gradients
from engine.compare.report import ALL, Line, Report
from engine.compare.written import written
from engine.errors import ArgumentError, ChalkgradError
from engine.trace.arrays import entry
from engine.value import Value
from engine.words.nested import unnest
from lectures.numbers import plain
from lectures.workbench.desk.derive.formula import spelled
from lectures.workbench.desk.derive.names import at, named_in
from lectures.workbench.desk.derive.reading import Reading
from lectures.workbench.desk.desk import Desk

CLOSE = 1e-6
FORGOTTEN = (
    "Python has begun anew and no longer knows this graph: run the script, or change the formula once more, then judge "
    "again. What you typed stays."
)


def judge(
    desk: Desk, typed: Mapping[str, Any], changes: Mapping[str, float], value: float, explain: bool = True
) -> dict[str, Any]:
    """Judge gradients of the Value on the stage.

    Args:
        typed: name of a leaf or step -> the text of its box, or nested lists of those of its boxes.
        changes: place of a leaf in the graph -> the number that the stage has in place of the one it was drawn with.
        value: what the output is on the stage, which tells whether it is the graph that Python has.
        explain: whether slips are looked for, which takes the most time; without, there are neither hints nor html.

    Returns:
        forgotten: what to do where Python has another graph, or none. Otherwise
        lines: for each gradient its verdict and, for an array, that of each entry; unread: name -> why its text cannot
        be read; hints: what is said of the slips, in three grades; html: everything, with the right numbers.

    Raises:
        ArgumentError: where nothing can be judged, saying why.
    """
    loss = None if desk.drawn is None else _at(desk.drawn, changes)
    if loss is None or not isclose(
        loss.data, value, rel_tol=1e-9, abs_tol=1e-12
    ):  # the page computes the last bits its way
        return {"forgotten": FORGOTTEN}
    named = named_in(loss)
    reading = Reading(
        typed,
        {name: each.shape for name, each in named.items()},
        {name: plain(each.nodes) for name, each in named.items()} | _entries(loss),
        {f"d{name}": name for name in typed if name in named},
    )
    answers: dict[str, Any] = {}
    unread: dict[str, str] = {}
    for name in typed:
        try:
            if name in named and (read := reading.read(name)) is not None:
                answers[name] = read
        except (ChalkgradError, RecursionError) as error:
            unread[name] = str(error).removeprefix(f"{name}: ")
    if not answers:
        if unread:
            return {"summary": "", "lines": [], "unread": unread, "hints": [], "html": "", "right": False}
        raise ArgumentError("There is nothing to judge yet: write a number or a formula into one of the boxes.")
    given = {name: (named[name].nodes, answer) for name, answer in answers.items()}
    report = compare_gradients(loss, given, explain=explain)
    return {
        "summary": report.summary(), "lines": [_line(line, answers[line.name]) for line in report.lines],
        "unread": unread, "hints": _grades(report) if explain else [],
        "html": report._repr_html_() if explain else "", "right": report.ok and not unread,
    }  # fmt: skip


def _at(drawn: Value, changes: Mapping[str, float]) -> Value | None:
    """Return the output at the numbers of the stage; None where there is no such leaf, or no number."""
    try:
        return at(drawn, {int(place): number for place, number in changes.items()})
    except ChalkgradError:
        return None


def _entries(loss: Value) -> dict[str, float]:
    """The entries of arrays under their own labels, as w0 and W[0,1], where a formula can say them."""
    found: dict[str, float] = {}
    for each in named_in(loss).values():
        for node in unnest(each.nodes, each.name)[0]:
            found[node.label if node.label.isidentifier() else spelled(*entry(node.label))] = node.data
    return found


def _grades(report: Report) -> list[list[str]]:
    """Return the remarks by grade: where to look, what sort of thing is wrong there, what it is; each once."""
    grades: list[list[str]] = []
    for hint in range(1, ALL + 1):
        remarks = list(report.remarks(hint))
        if remarks and remarks not in grades:
            grades.append(remarks)
    return grades


def _line(line: Line, answer: Any) -> dict[str, Any]:
    mark, _, verdict = line.cells(reveal=False)[1].partition(" ")
    entries = [] if not line.shape or line.verdict != "wrong" else _right(line, answer)
    return {"name": line.name, "mark": mark, "verdict": verdict, "entries": entries}


def _right(line: Line, answer: Any) -> list[bool]:
    """Return for each entry whether it agrees, to the digits that were written."""
    hand, expected = written(answer, line.name)[0], unnest(line.expected, line.name)[0]
    noise = 1e-11 * max(map(abs, expected), default=0.0)
    return [
        abs(x - true) <= slack + CLOSE * abs(true) + noise
        for x, slack, true in zip(hand.numbers, hand.slack, expected, strict=True)
    ]
