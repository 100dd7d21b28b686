"""Gradients derived by hand, judged against what is on the stage, at the numbers that stand there."""

from collections.abc import Mapping
from dataclasses import replace
from math import isclose
from typing import Any

from engine import compare_gradients
from engine.compare import compare_points
from engine.compare.report import ALL, MARKS, Line, Report, Verdict
from engine.compare.written import written
from engine.errors import ArgumentError, ChalkgradError
from engine.value import Value
from engine.words.nested import unnest
from lectures.workbench.desk.derive.elsewhere import ONLY_HERE, formulas_at, moved, numbers_of
from lectures.workbench.desk.derive.names import at, named_in
from lectures.workbench.desk.derive.reading import Reading
from lectures.workbench.desk.derive.rounding import Rounding
from lectures.workbench.desk.derive.shown import shown
from lectures.workbench.desk.desk import Desk

CLOSE = 1e-6
GOOD: tuple[Verdict, ...] = ("right", "follows")
BAD: tuple[Verdict, ...] = ("wrong", "shape")
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
    loss = _at(desk, changes)
    if loss is None or not isclose(
        loss.data, value, rel_tol=1e-9, abs_tol=1e-12
    ):  # the page computes the last bits its way
        return {"forgotten": FORGOTTEN}
    named = named_in(loss)
    reading = Reading(
        typed,
        {name: each.shape for name, each in named.items()},
        numbers_of(loss),
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
    nodes = {name: named[name].nodes for name in answers}
    copies = moved(loss, set().union(*reading.formulas.values())) if reading.formulas else {}
    there = (copies[loss], formulas_at(copies, loss, nodes, reading)) if copies else None
    report, rounded, only_here = _compared(loss, nodes, answers, there, explain)
    lines = [(line, answers[line.name]) for line in report.lines]
    return {
        "summary": _summary(report, len(unread)),
        "lines": [_line(line, answer, line.name in rounded, line.name in only_here) for line, answer in lines],
        "unread": unread, "hints": _grades(report) if explain else [],
        "html": shown(report, [_differ(line, answer, line.engine) for line, answer in lines]) if explain else "",
        "right": report.ok and not unread,
    }  # fmt: skip


def _compared(
    loss: Value,
    nodes: Mapping[str, Any],
    answers: Mapping[str, Any],
    there: tuple[Value, Mapping[str, tuple[Any, Any]]] | None,
    explain: bool,
) -> tuple[Report, set[str], set[str]]:
    """Return the comparison, in which rounding is excused, what is excused, and what is right here but not there.

    Args:
        there: the output at other numbers, and the answers there.
    """
    report = compare_gradients(loss, {name: (nodes[name], answer) for name, answer in answers.items()}, explain=False)
    order = [line.name for line in report.lines]
    verdicts = Rounding(loss, {name: nodes[name] for name in order}, answers).verdicts(report.lines)
    excused = {line.name: line.engine for line in report.lines if line.verdict != verdicts[line.name]}
    other = compare_gradients(*there, explain=False) if there else None
    good = {name for name, verdict in verdicts.items() if verdict in GOOD}
    only_here = {line.name for line in other.lines if line.verdict in BAD} & good if other is not None else set()
    wrong = {name for name, verdict in verdicts.items() if verdict in BAD} | only_here
    explained = report
    if explain and wrong:  # what is excused is no trace of a slip
        taken = answers if report.steps else {**answers, **excused}
        points: list[Any] = [(loss, {name: (nodes[name], taken[name]) for name in order})]
        explained = compare_points([*points, there] if there else points, explain=wrong)
    lines = [
        replace(line, verdict="wrong", findings=explained[line.name].findings, note=_noted(line.note))
        if line.name in only_here
        else replace(line, findings=explained[line.name].findings, verdict=verdicts[line.name])
        for line in report.lines
    ]
    return Report(tuple(lines), report.steps), {name for name in excused if verdicts[name] == "right"}, only_here


def _noted(note: str) -> str:
    return "; ".join([ONLY_HERE, *([note] if note else [])])


def _summary(report: Report, unread: int) -> str:
    """Return how many are right of all that is typed, whether it can be read or not."""
    right, typed = sum(line.verdict == "right" for line in report.lines), len(report.lines) + unread
    text = f"{right} of {typed} {'steps' if report.steps else 'gradients'} right"
    if report.steps and report.first_wrong is not None:
        text += f"; the first wrong step is {report.first_wrong}"
    return f"{text}; {unread} cannot be read" if unread else text


def _at(desk: Desk, changes: Mapping[str, float]) -> Value | None:
    """Return the output at the numbers of the stage; None where nothing is drawn, and where there is no such leaf."""
    if (drawing := desk.now()) is None:
        return None
    values = drawing.trace.values
    try:
        return at(values[-1], {values[int(place)]: number for place, number in changes.items()})
    except (ChalkgradError, IndexError):
        return None


def _grades(report: Report) -> list[list[str]]:
    """Return the remarks by grade: where to look, what sort of thing is wrong there, what it is; each once."""
    grades: list[list[str]] = []
    for hint in range(1, ALL + 1):
        remarks = list(report.remarks(hint))
        if remarks and remarks not in grades:
            grades.append(remarks)
    return grades


def _line(line: Line, answer: Any, rounded: bool, only_here: bool) -> dict[str, Any]:
    mark = MARKS[line.verdict]
    wrong = _differ(line, answer, line.expected) if line.shape and line.verdict == "wrong" and not only_here else []
    verdict = "only here" if only_here else "rounded" if rounded else line.verdict
    return {"name": line.name, "mark": mark, "verdict": verdict, "entries": [not differs for differs in wrong]}


def _differ(line: Line, answer: Any, right: Any) -> list[bool]:
    """Return for each entry whether it is another number, by the digits that were written; [] for another shape."""
    if line.your_shape != line.shape:
        return []
    hand, expected = written(answer, line.name)[0], unnest(right, line.name)[0]
    noise = 1e-11 * max(map(abs, expected), default=0.0)
    return [
        not abs(x - true) <= slack + CLOSE * abs(true) + noise
        for x, slack, true in zip(hand.numbers, hand.slack, expected, strict=True)
    ]
