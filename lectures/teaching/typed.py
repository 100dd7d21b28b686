"""A table of typed numbers, one row a student: read from CSV as spreadsheets write it, and judged row by row."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from math import prod
from pathlib import Path

from engine.errors import ChalkgradError
from lectures.errors import LectureError
from lectures.exercises import Quantity, Task
from lectures.exercises.answers import read
from lectures.teaching.assignment import seed_by_rule
from lectures.teaching.cells import numbers_from, rows_of, why_not
from lectures.teaching.columns import EXERCISE, STUDENT, VARIANT, Target, column_of, meant_by, target_of, unanswered

WHICH = re.compile(r"(?:variante?|version|seed|fassung|sujet|nr|no|n°|v)?[\s.:#]*(\d{1,9})(?:[.,]0*)?")


@dataclass(frozen=True)
class Row:
    """The answers of one student to one exercise."""

    student: str
    exercise: str
    seed: int
    answers: Mapping[str, str]
    source: str
    trouble: str = ""
    about: Mapping[str, str] = field(
        default_factory=dict
    )  # what else the table says of the student: an address, a group


@dataclass(frozen=True)
class Table:
    """All rows, and what is to be said about the columns."""

    rows: Sequence[Row]
    remarks: Sequence[str]
    missing: Sequence[str] = ()  # what no column answers, though it has points


def read_table(path: Path, tasks: Sequence[Task], rule: str) -> Table:
    """Read a CSV: commas, semicolons or tabs; with a line of names.

    A column is named like a quantity, `W1` or `dW1` for a gradient, like an entry of it, `W1[0][1]`, or where several
    exercises ask for one of that name `exercise.quantity`. Columns for the student, the variant and the exercise are
    found by their names, English, German or French. Where there is a column of variants, a row in which it is empty is
    not graded by its number. Students of one name are told apart: "Anna Weber", "Anna Weber (2)".

    Args:
        path: the file.
        tasks: the exercises that it answers.
        rule: which variant a student has where no column says it; see `seed_by_rule`.

    Raises:
        LectureError: where there is no line of names, no column of an answer in it, or two of one.
    """
    rows = rows_of(path.read_bytes())
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise LectureError(f"{path}: the first line must name the columns")
    head = [cell.strip() for cell in rows[0]]
    targets = {i: target for i, name in enumerate(head) if (target := target_of(name, tasks)) is not None}
    who, variant, exercise = (column_of(head, names, targets) for names in (STUDENT, VARIANT, EXERCISE))
    who = 0 if who is None and 0 not in (*targets, variant, exercise) else who
    if not targets:
        asked = ", ".join(quantity.name for task in tasks for quantity in task.quantities)
        raise LectureError(f"{path}: no column is named like what is asked for: {asked}")
    spare = {i: name for i, name in enumerate(head) if name and i not in targets and i not in (who, variant, exercise)}
    typos = {i: meant for i, name in spare.items() if (meant := meant_by(name, tasks))}
    kept = {i: name for i, name in spare.items() if i not in typos}
    missing = unanswered(targets, tasks)
    remarks = _by_rule(rule, tasks) if variant is None else []
    remarks += [f"the column {spare[i]!r} is of no use here{meant}" for i, meant in typos.items()]
    remarks += [f"no answers, but carried along: {', '.join(kept.values())}"] if kept else []
    found: list[Row] = []
    for number, cells in enumerate(rows[1:], 1):
        if any(cell.strip() for cell in cells):
            source = f"{path.name}, row {number + 1}"
            if who is not None and not "".join(cells[who : who + 1]).strip():
                remarks.append(f"row {number + 1}: no name stands here; it is graded as 'row {number + 1}'")
            about = {name: cells[i].strip() for i, name in kept.items() if i < len(cells)}
            rows_of_it = _rows(cells, number, (who, variant, exercise), head, targets, tasks, rule, source)
            found += [replace(row, about=about) for row in rows_of_it]
            remarks += [
                f"row {number + 1}, column {head[i]}: {why}"
                for i, target in targets.items()
                if i < len(cells) and (why := _unreadable(cells[i], target))
            ]
    found, renamed = _told_apart(found)
    first = 1 if variant is None and remarks else 0
    return Table(found, [*remarks[:first], *renamed, *remarks[first:]], missing)


def _by_rule(rule: str, tasks: Sequence[Task]) -> list[str]:
    """Say how variants are told where no column does; nothing where all have the same numbers."""
    if rule != "row" or not any(task.fresh for task in tasks):
        return []
    return [
        "NO COLUMN SAYS THE VARIANT, so they are taken by row: variant 1 in row 2, and so on. "
        "If that is not how they were given out, name a column 'variant', or choose a rule with --seed"
    ]


def _told_apart(rows: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """Number students of one name who have answered the same exercise, and say so."""
    taken, times = {row.student for row in rows}, Counter[tuple[str, str]]()
    names: dict[tuple[str, int], str] = {}  # the second of a name is the same in every exercise
    found, remarks = [], []
    for row in rows:
        times[row.student, row.exercise] += 1
        time = times[row.student, row.exercise]
        if time == 1:
            found.append(row)
            continue
        if (row.student, time) not in names:
            number = next(n for n in count(time) if f"{row.student} ({n})" not in taken)
            names[row.student, time] = f"{row.student} ({number})"
            taken.add(names[row.student, time])
            remarks.append(f"{row.source.rpartition(', ')[2]}: {row.student!r} stands above already; "
                           f"both are kept, this one as {names[row.student, time]!r}")  # fmt: skip
        found.append(replace(row, student=names[row.student, time]))
    return found, remarks


def _rows(
    cells: Sequence[str],
    number: int,
    special: tuple[int | None, int | None, int | None],
    head: Sequence[str],
    targets: Mapping[int, Target],
    tasks: Sequence[Task],
    rule: str,
    source: str,
) -> Iterator[Row]:
    def cell(i: int | None) -> str:
        return cells[i].strip() if i is not None and i < len(cells) else ""

    who, variant, exercise = special
    student = cell(who) or f"row {number + 1}"
    said, trouble = cell(variant), ""
    seed = seed_by_rule(rule, number, student)
    if said:
        digits = WHICH.fullmatch(said.lower())
        seed, trouble = (int(digits[1]), "") if digits else (0, f"{said[:40]!r} is no number of a variant")
    elif variant is not None and rule == "row":
        seed, trouble = 0, f"not graded: the column {head[variant]!r} is empty here, so the variant is not known"
    named = cell(exercise)
    chosen = [task for task in tasks if task.name == named] if named else tasks
    if not chosen:
        yield Row(student, named, seed, {}, source, f"there is no exercise {named!r} here")
    for task in chosen:
        answers = _answers(task, {i: cell(i) for i in targets}, targets)
        yield Row(student, task.name, seed, answers, source, trouble)


def _answers(task: Task, cells: Mapping[int, str], targets: Mapping[int, Target]) -> dict[str, str]:
    """Join the entries of a matrix to one answer, in which an empty cell is a number that is missing."""
    answers: dict[str, str] = {}
    entries: dict[str, dict[tuple[int, ...], str]] = {}
    for i, (those, name, place) in targets.items():
        if task in those and not place:
            answers[name] = _cell_for(cells[i], _asked(task, name))
        elif task in those:
            entries.setdefault(name, {})[place] = numbers_from(cells[i], 1)
    for name, cells_of in entries.items():
        if any(cells_of.values()):
            answers[name] = _nested(cells_of)
    return answers


def _asked(task: Task, name: str) -> Quantity:
    return next(quantity for quantity in task.quantities if quantity.name == name)


def _cell_for(cell: str, quantity: Quantity) -> str:
    return numbers_from(cell, prod(quantity.shape)) if quantity.numeric else cell


def _unreadable(cell: str, target: Target) -> str:
    """Say why a cell holds no answer to what its column asks for; "" where it does, or is empty."""
    tasks, name, place = target
    quantity = _asked(tasks[0], name)
    if not cell.strip() or not quantity.numeric:
        return ""
    try:
        read(numbers_from(cell, 1), replace(quantity, shape=())) if place else read(_cell_for(cell, quantity), quantity)
    except (ChalkgradError, RecursionError):
        return why_not(cell)
    return ""


def _nested(cells: Mapping[tuple[int, ...], str]) -> str:
    """Write entries as nested lists.

    >>> _nested({(0, 1): "2", (0, 0): "1", (1, 0): "3", (1, 1): ""})
    '[[1, 2], [3, nan]]'
    """
    if () in cells:
        return cells[()] or "nan"
    groups: dict[int, dict[tuple[int, ...], str]] = {}
    for (first, *rest), x in sorted(cells.items()):
        groups.setdefault(first, {})[tuple(rest)] = x
    return f"[{', '.join(_nested(group) for group in groups.values())}]"
