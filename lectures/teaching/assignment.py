"""Who gets which exercise with which numbers, and what likely slips cost there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any
from zlib import crc32

from engine.errors import did_you_mean
from engine.words.latex import latex_label
from engine.words.nested import flatten, unnest
from lectures.errors import LectureError
from lectures.exercises import Quantity, Task, Variant, load_task
from lectures.exercises.naming import name_of
from lectures.exercises.quantity import asked_as

Known = dict[tuple[str, ...], tuple[Mapping[str, str], float]]  # slip -> the verdicts on its answers, the points lost
MANY = 100_000  # variants that a rule by name chooses from


@dataclass(frozen=True)
class Costly:
    """A likely slip in one variant, and what it costs.

    Attributes:
        kind, text, remedy: what went wrong, and what belongs there.
        wrong: quantity -> the answer that comes of it.
        verdicts: quantity -> what the judge says to it: "wrong" where it enters, "follows" after that.
        lost: points.
    """

    kind: str
    text: str
    remedy: str
    wrong: Mapping[str, Any]
    verdicts: Mapping[str, str]
    lost: float


def tasks_named(names: Sequence[str], folder: Path | None, points: Mapping[str, float] | None = None) -> list[Task]:
    """Return the tasks with these names, in this order, each once.

    Args:
        names: of exercises.
        folder: a lecturer's own, with more exercises.
        points: other points, by quantity, in each exercise that asks for it, or by exercise.quantity in that one; by
            exercise those of the whole of it.

    Raises:
        UnknownNameError: for a name that no exercise has.
        LectureError: for points of what none of them asks for, or of one thing twice.
    """
    tasks = [load_task(name, folder) for name in dict.fromkeys(names)]
    found = [{name: own for name in points or {} if (own := _asked_by(task, name))} for task in tasks]
    for name in points or {}:
        if not any(name in names for names in found):
            lines = list(dict.fromkeys(quantity.name for task in tasks for quantity in task.quantities))
            near = did_you_mean(name, [*lines, *(task.name for task in tasks)], tell_all=False)
            meant = near or f"; asked for are {', '.join(lines)}"
            raise LectureError(f"points cannot be given: no exercise asks for {name!r}{meant}")
    for task, names in zip(tasks, found, strict=True):
        for name, own in names.items():
            if first := next((other for other in names if other != name and names[other] == own), ""):
                raise LectureError(
                    f"points of {task.name}: {first} and {name} are one and the same line; give one of them"
                )
    return [
        task.weighted({own: (points or {})[name] for name, own in names.items()})
        for task, names in zip(tasks, found, strict=True)
    ]


def _asked_by(task: Task, name: str) -> str:
    """Return what is meant by a quantity, exercise.quantity, or exercise, in a task; "" where it has no such thing."""
    if name == task.name and all(quantity.name != name for quantity in task.quantities):
        return name
    own = asked_as(name.removeprefix(f"{task.name}."), task.quantities)
    return own if any(quantity.name == own for quantity in task.quantities) else ""


def seed_by_rule(rule: str, row: int, student: str) -> int:
    """Return the variant of a student where no column says it.

    Args:
        rule: "row" (the first has variant 1), "name" (made from the name) or a number that holds for all.
        row: 1 is the first.
        student: the name.

    Raises:
        LectureError: for another rule.

    >>> seed_by_rule("row", 3, "Ada"), seed_by_rule("17", 3, "Ada"), seed_by_rule("name", 3, "Ada")
    (3, 17, 62152)
    """
    if rule == "row":
        return row
    if rule == "name":
        return crc32(student.strip().lower().encode()) % MANY
    if re.fullmatch(r"\d{1,9}", rule):
        return int(rule)
    raise LectureError(f'--seed {rule}: the rules are "row", "name", or the number of a variant that all have')


def right_answers(variant: Variant) -> dict[str, Any]:
    """Return the right answers, one where several are right."""
    return {name: min(x) if isinstance(x, frozenset) else x for name, x in variant.right.items()}


def costs(variant: Variant, known: Known) -> list[Costly]:
    """Return the likely slips of a variant with what the judge takes off for each, the most usual first.

    Args:
        variant: the task with its numbers.
        known: what was found for other variants of the task, in which the same slip costs the same; added to.
    """
    right, found = right_answers(variant), []
    for kind, text, remedy, wrong in variant.likely():
        key = (kind, text, *wrong)
        if key not in known:
            graded = variant.judge({**right, **wrong}, explain=False)
            verdicts = {name: verdict for name, verdict in graded.verdicts.items() if name in wrong}
            known[key] = verdicts, graded.total - graded.score
        found.append(Costly(kind, text, remedy, wrong, *known[key]))
    return found


def once(slips: Sequence[Costly], right: Mapping[str, Any]) -> list[Costly]:
    """Return one slip of each text, in order: that which changes most numbers, as one makes it wherever it can be.

    Args:
        slips: from `costs`.
        right: the right answers.
    """
    changed = [sum(len(changes(x, right[name])) for name, x in slip.wrong.items()) for slip in slips]
    most: dict[str, int] = {}
    for i, slip in enumerate(slips):
        if changed[i] > changed[most.setdefault(slip.text, i)]:
            most[slip.text] = i
    return [slips[i] for i in most.values()]


def changes(wrong: Any, right: Any) -> list[tuple[tuple[int, ...], Any]]:
    """Return the entries of a wrong answer that are others to three digits, with their indices.

    >>> changes([[0.5, 0.25]], [[0.5, -0.25]]), changes(0.12345, 0.12349), changes("b", "a")
    ([((0, 1), 0.25)], [], [((), 'b')])
    """
    if not isinstance(wrong, float | list):
        return [((), wrong)] if wrong != right else []
    numbers, shape = unnest(wrong, "")
    pairs = zip(product(*map(range, shape)), numbers, flatten(right), strict=True)
    return [(place, x) for place, x, y in pairs if f"{x:.3g}" != f"{y:.3g}"]


def label_of(quantity: Quantity, variant: Variant) -> str:
    r"""Return how a quantity is written in a formula: a gradient as a derivative of the loss, by the loss's own name.

    >>> from lectures.exercises import load_task
    >>> variant = load_task("pond").variant()
    >>> label_of(Quantity("p", "gradient"), variant), label_of(Quantity("de", "gradient"), variant)
    ('\\frac{\\partial L}{\\partial p}', '\\frac{\\partial L}{\\partial e}')
    """
    if quantity.kind != "gradient":
        return latex_label(quantity.name)
    by = latex_label(name_of(variant.drawn, quantity.name))
    return rf"\frac{{\partial {latex_label(variant.loss_name)}}}{{\partial {by}}}"


def points_of(task: Task) -> float:
    return sum(quantity.points for quantity in task.quantities)
