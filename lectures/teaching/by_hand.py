"""Points that a teacher gives by hand, in a CSV: they take the place of those of the program, and both are said."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.errors import did_you_mean
from lectures.errors import LectureError
from lectures.exercises import Task
from lectures.teaching.cells import rows_of
from lectures.teaching.columns import EXERCISE, STUDENT, column_of, meant_by, target_of
from lectures.teaching.mark import Mark

LINE = ("line", "quantity", "zeile", "ligne")
POINTS = ("points", "punkte")
WHY = ("why", "reason", "remark", "warum", "grund", "bemerkung", "raison", "remarque")


@dataclass(frozen=True)
class ByHand:
    """The points of one line of one student, why, and the row of the CSV that gives them."""

    student: str
    exercise: str
    line: str
    points: float
    why: str
    source: str


def read_by_hand(path: Path, tasks: Sequence[Task], students: Collection[str]) -> list[ByHand]:
    """Read a CSV with the columns student, line and points, and if wanted exercise and why.

    Args:
        path: the file.
        tasks: the exercises; a line is one of what they ask for, `W1` or `dW1`, or `exercise.W1`.
        students: those of whom there are answers.

    Raises:
        LectureError: where a column is missing, or rows give no points to a line of a student; it names them all.
    """
    rows = rows_of(path.read_bytes())
    head = rows[0] if rows else []
    who, line, points, exercise, why = (column_of(head, names, ()) for names in (STUDENT, LINE, POINTS, EXERCISE, WHY))
    if who is None or line is None or points is None:
        raise LectureError(
            f"{path}: points by hand need the columns student, line and points; it has {', '.join(head)}"
        )
    found: dict[tuple[str, str, str], ByHand] = {}
    wrong = []
    for number, cells in enumerate(rows[1:], 2):
        said = [
            cells[i].strip() if i is not None and i < len(cells) else "" for i in (who, line, points, exercise, why)
        ]
        if not any(said):
            continue
        try:
            one = _one(said, tasks, students, f"{path.name}, row {number}")
            first = found.setdefault((one.student, one.exercise, one.line), one)
            if first is not one:
                row = first.source.rpartition(", ")[2]
                raise LectureError(f"{one.source}: {row} gives {one.student} points for {one.line} already; delete one")
        except LectureError as error:
            wrong.append(str(error))
    if wrong:
        raise LectureError("\n".join(wrong))
    return list(found.values())


def _one(said: Sequence[str], tasks: Sequence[Task], students: Collection[str], source: str) -> ByHand:
    student, line, points, exercise, why = said
    if student not in students:
        raise LectureError(f"{source}: no answer is of {student!r}{did_you_mean(student, students, tell_all=False)}")
    target = target_of(line, [task for task in tasks if exercise in ("", task.name)])
    if target is None or target[2]:
        whole = " (points are given to a whole line)" if target else meant_by(line, tasks)
        raise LectureError(f"{source}: no exercise asks for {line!r}{whole}")
    those, name, _ = target
    if len(those) > 1:
        raise LectureError(f"{source}: several exercises ask for {line!r}; write {those[0].name}.{name}")
    most = next(quantity.points for quantity in those[0].quantities if quantity.name == name)
    try:
        number = float(points.replace(",", "."))
    except ValueError:
        raise LectureError(f"{source}: {points!r} are no points; write a number such as 1.5") from None
    if not 0 <= number <= most:
        raise LectureError(f"{source}: {line} is worth {most:g}, so {points} points cannot be given; see --points")
    return ByHand(student, those[0].name, name, number, why, source)


def given_to(given: Sequence[ByHand], student: str, exercise: str) -> dict[str, float]:
    """Return the points that one student is given in one exercise, by line."""
    return {one.line: one.points for one in given if (one.student, one.exercise) == (student, exercise)}


def with_points(marks: Mapping[str, Mapping[str, Mark]], given: Sequence[ByHand]) -> dict[str, dict[str, Mark]]:
    """Return the marks of a class with the points that are given by hand; what it was before is kept beside them.

    Args:
        marks: student -> exercise -> mark.
        given: from `read_by_hand`, for these students.
    """
    found = {student: dict(own) for student, own in marks.items()}
    for one in given:
        mark = found[one.student][one.exercise]
        was = mark.points.get(one.line, 0.0)
        remark = f"{one.line}: {one.points:g} by hand instead of {was:g}{one.why and f', {one.why}'}"
        found[one.student][one.exercise] = replace(
            mark,
            points={**mark.points, one.line: one.points},
            by_hand={**mark.by_hand, one.line: (was, one.why)},
            remarks=(*mark.remarks, remark),
            graded=True,
        )
    return found
