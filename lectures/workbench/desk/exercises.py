"""The exercises of the course, by variant: what is given and asked, verdicts and hints, the graph, a solution."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import lectures
from engine import compare_gradients
from engine.compare.report import ALL
from engine.errors import ArgumentError, ChalkgradError
from engine.value import Value
from engine.words.nested import unnest
from lectures.exercises.catalogue import task_in
from lectures.exercises.checking import Checked
from lectures.exercises.judging import agree, read
from lectures.exercises.quantity import Graded, Quantity
from lectures.exercises.rounding import within
from lectures.exercises.said import hints_of, mark
from lectures.exercises.variant import Variant
from lectures.exercises.worked import called, text_of, twin, worked
from lectures.plain_text import number_text
from lectures.site.script import Script
from lectures.workbench.desk.derive.elsewhere import ONLY_HERE, formulas_at, moved
from lectures.workbench.desk.derive.reading import Reading
from lectures.workbench.desk.desk import Desk, figure

ROOT = Path(lectures.__file__).parent
SIGNS = {"+": "1", "−": "-1", "0": "0"}


def exercise(desk: Desk, place: str, name: str, seed: int) -> dict[str, Any]:
    """Return a variant of an exercise: its numbers, and what is asked, without anything that is right.

    Args:
        place: the file that offers it, below the folder of the lectures.
        name: of the exercise.
        seed: which numbers; 0 for those of the sheet.
    """
    variant = _variant(place, name, seed)
    return {
        "given": [[key, _table(x)] for key, x in variant.given.items()],
        "listing": variant.listing.splitlines(),
        "quantities": [
            {"name": q.name, "called": called(variant, q.name), "kind": q.kind, "points": q.points,
             "shape": list(q.shape), "options": list(SIGNS) if q.kind == "sign" else list(q.choices)}
            for q in variant.quantities
        ],
        "graph": _output(variant) is not None,
        "fresh": variant.task.fresh,
    }  # fmt: skip


def judge_exercise(
    desk: Desk, place: str, name: str, seed: int, typed: Mapping[str, Any], explain: bool = True
) -> dict[str, Any]:
    """Judge the answers to a variant.

    Args:
        place, name, seed: which, as for `exercise`.
        typed: name of a quantity -> the text of its box, or nested lists of those of its boxes.
        explain: whether slips are looked for, which takes most of the time.

    Returns:
        verdicts: for each quantity its verdict and points, and of an array that is wrong which numbers are right; score
        and total; remarks on what cannot be read; hints: in three grades what is said of the slips, and of the
        exercise's own hints their numbers.
    """
    variant = _variant(place, name, seed)
    answers, unread, reading = _answers(variant, typed)
    graded = variant.judge(answers, explain)
    checked = Checked(variant.task, seed, cases=[(variant, graded)])
    own = {hint: i for i, hint in enumerate(variant.task.hints)}  # the page has them typeset
    grades = [[own.get(hint, hint) for hint in hints_of(checked, level)] for level in range(1, ALL + 1)]
    return {
        "verdicts": {
            q.name: {"verdict": v, "mark": mark(v), "points": graded.points[q.name], "unread": unread.get(q.name, ""),
                     "entries": _entries(variant, graded, q, answers[q.name]) if v == "wrong" else []}
            for q in variant.quantities
            for v in ["nonsense" if q.name in unread else graded.verdicts[q.name]]
        },
        "score": graded.score, "total": graded.total, "right": graded.ok,
        "solved": all(verdict in ("right", "follows") for verdict in graded.verdicts.values()),
        "remarks": [*graded.remarks, *_only_here(variant, graded, reading)],
        "hints": [grade for i, grade in enumerate(grades) if grade not in grades[:i]],
    }  # fmt: skip


def exercise_graph(desk: Desk, place: str, name: str, seed: int) -> dict[str, Any]:
    """Return the figure of a variant; what lies on the desk stays there.

    Raises:
        ArgumentError: where there is no graph.
    """
    output = _output(_variant(place, name, seed))
    if output is None:
        raise ArgumentError("This exercise has no graph.")
    return figure(Desk(), output)


def exercise_solution(desk: Desk, place: str, name: str, seed: int) -> dict[str, Any]:
    """Return the solution of a variant, line by line."""
    variant = _variant(place, name, seed)
    steps = [{"name": called(variant, s.name), "answer": s.answer, "lines": list(s.lines)} for s in worked(variant)]
    return {"steps": steps}


def exercise_twin(desk: Desk, place: str, name: str, seed: int) -> dict[str, Any]:
    """Return the same exercise with other numbers, worked out, as text."""
    return {"text": text_of(twin(_variant(place, name, seed)))}


@lru_cache(maxsize=8)
def _variant(place: str, name: str, seed: int) -> Variant:
    return task_in(Script(ROOT / place), name).variant(seed)


def _answers(variant: Variant, typed: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str], Reading]:
    """Return the answers as judging takes them, why some cannot be read, and what reads them.

    What is not read as a formula goes on as it was typed, since judging has its own words for it.
    """
    asked = {q.name: q for q in variant.quantities}
    given = {name: x for name, x in variant.given.items() if not any(isinstance(e, str) for e in unnest(x, name)[0])}
    numeric = {name: q.shape for name, q in asked.items() if q.numeric}
    reading = Reading(typed, numeric, given, {called(variant, name): name for name in numeric})
    answers: dict[str, Any] = {}
    unread: dict[str, str] = {}
    for name in asked:
        text = typed.get(name) or ""
        if name not in numeric:
            answers[name] = SIGNS.get(text, text) if asked[name].kind == "sign" else text
            continue
        try:
            answers[name] = reading.read(name)
        except (ChalkgradError, RecursionError) as error:
            unread[name] = str(error).removeprefix(f"{name}: ")
    return answers, unread, reading


def _only_here(variant: Variant, graded: Graded, reading: Reading) -> Iterator[str]:
    """Yield what is to be said of formulas that give the gradient at the numbers of this variant alone."""
    loss, asked = variant.drawn.loss, variant.drawn.gradients
    nodes = {name: asked[name] for name in asked if name in reading.formulas}
    if not nodes or not isinstance(loss, Value):
        return
    copies = moved(loss, set().union(*reading.formulas.values()))
    if not copies:
        return
    there = formulas_at(copies, loss, {name: asked[name] for name in asked if name in reading.typed}, reading)
    for line in compare_gradients(copies[loss], there).lines:
        if line.name in nodes and line.verdict == "wrong" and graded.verdicts[line.name] in ("right", "follows"):
            slip = line.findings[0] if line.findings else None
            yield f"{called(variant, line.name)}: {ONLY_HERE}{f': {slip.says()}' if slip else ''}"


def _entries(variant: Variant, graded: Graded, quantity: Quantity, answer: Any) -> list[bool]:
    """Return for each number of an array whether it is right or follows; [] where that says nothing."""
    if not quantity.numeric or not quantity.shape:
        return []
    name, reach = quantity.name, variant.reach[quantity.name]
    own = unnest(read(answer, quantity), name)[0]
    ways = [unnest(variant.right[name], name)[0]]
    if graded.report is not None and name in variant.drawn.gradients:
        ways.append(unnest(graded.report[name].expected, name)[0])
    found = [
        any(agree(x, way[i]) in ("right", "digits") or within(x, way[i], [reach[i]]) for way in ways)
        for i, x in enumerate(own)
    ]
    return found if not all(found) else []


def _output(variant: Variant) -> Value | None:
    """Return what the graph leads to: the loss, or the last number that is asked for."""
    if isinstance(variant.drawn.loss, Value):
        return variant.drawn.loss
    last = [node for nodes in variant.drawn.values.values() for node in unnest(nodes, "a value")[0]][-1:]
    return last[0] if last and last[0].inputs else None


def _table(x: Any) -> Any:
    """Return a number as text, and a matrix as rows of text."""
    _, shape = unnest(x, "given")
    if len(shape) == 2:
        return [[number_text(entry) for entry in row] for row in x]
    return number_text(x)
