"""Why an answer has its points: every line of it, what explains a wrong one, and its numbers beside the right ones."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from engine.errors import did_you_mean
from lectures.errors import LectureError
from lectures.exercises import Task
from lectures.exercises.checking import Checked, check
from lectures.exercises.grades import HINTS
from lectures.exercises.said import lines_of
from lectures.teaching.assignment import points_of
from lectures.teaching.beside import beside
from lectures.teaching.by_hand import ByHand, given_to
from lectures.teaching.handed_in import no_python
from lectures.teaching.handed_out import Marks, variant_of
from lectures.teaching.typed import Row
from lectures.teaching.which_exercise import exercise_of


def explained(
    rows: Sequence[Row], tasks: Sequence[Task], student: str, marks: Marks, given: Sequence[ByHand] = ()
) -> Iterator[str]:
    """Yield what a check says of the rows of one student, with every hint, and what is right beside what is wrong.

    Args:
        rows: from `read_table`.
        tasks: the exercises, with their points.
        student: as the table calls them.
        marks: of the numbers that were handed out.
        given: points by hand, which count in the place of ours.

    Raises:
        LectureError: where no row is theirs.
    """
    names = _named(student, [row.student for row in rows], "row")
    named = {task.name: task for task in tasks}
    for row in rows:
        if row.student not in names:
            continue
        known = f", variant {row.seed}" if row.seed or not row.trouble else ""
        yield f"{row.student}, {row.exercise}{known} ({row.source}):"
        variant = row.trouble or variant_of(named[row.exercise], row.seed, marks)
        points = given_to(given, row.student, row.exercise)
        if isinstance(variant, str):
            yield f"  {variant}"
            yield from _score(points, named.get(row.exercise))
            continue
        graded = variant.judge(row.answers)
        checked = Checked(variant.task, row.seed, cases=[(variant, graded)], remarks=list(graded.remarks), typed=True)
        yield from _told(replace(checked, by_hand=points))


def explained_files(
    files: Sequence[tuple[str, Path | None]],
    tasks: Sequence[Task],
    student: str,
    seed: int,
    seconds: float,
    folder: Path | None = None,
    given: Sequence[ByHand] = (),
) -> Iterator[str]:
    """Yield the same of the files of one student, which are run.

    Args:
        files: from `submissions`.
        tasks: the exercises, with their points.
        student: as the files call them.
        seed: of the numbers that they are checked with.
        seconds: time limit of each.
        folder: a lecturer's own, with more exercises.
        given: points by hand, which count in the place of ours.

    Raises:
        LectureError: where no file is theirs.
    """
    names = _named(student, [name for name, _ in files], "file")
    named: Mapping[str, Task] = {task.name: task for task in tasks}
    for name, path in files:
        if name not in names:
            continue
        if path is None or no_python(path):
            yield f"{name}: {no_python(path)}"
            for task in tasks:
                yield from _score(given_to(given, name, task.name), task)
            continue
        exercise = exercise_of(path, named) or (tasks[0].name if len(tasks) == 1 else None)
        if exercise is not None and exercise not in named:
            yield f"{name} ({path.name}): {exercise} is not one of the exercises"
            continue
        checked = check(path, named[exercise] if exercise else None, seed, seconds, folder)
        yield f"{name}, {exercise}, seed {checked.seed} ({path.name}):"
        points = given_to(given, name, exercise or "")
        yield from _told(replace(checked, by_hand=points))
        if checked.message:
            yield from _score(points, named.get(exercise or ""))


def _told(checked: Checked) -> Iterator[str]:
    yield from lines_of(checked, HINTS)
    yield ""
    wrong = next(((variant, graded) for variant, graded in checked.cases if not graded.ok), None)
    if wrong is not None:
        table = list(beside(*wrong))
        if table and len(checked.cases) > 1:
            yield f"With the numbers of seed {wrong[0].seed}{', of another shape' if wrong[0].size else ''}:"
        yield from table


def _score(points: Mapping[str, float], task: Task | None) -> Iterator[str]:
    """Yield what points by hand come to, where there are any in an exercise that could not be judged."""
    if points and task:
        yield f"Score: {sum(points.values()):g} of {points_of(task):g}"


def _named(student: str, names: Iterable[str], what: str) -> set[str]:
    """Return the names that are a student's, where the case does not matter.

    Raises:
        LectureError: where none is, with those of which it is a part, or that are near.
    """
    said, every = student.strip().casefold(), list(dict.fromkeys(names))
    own = {name for name in every if name.casefold() == said}
    if not own:
        parts = [name for name in every if set(said.split()) <= set(name.casefold().split())] if said else []
        meant = f"; did you mean {' or '.join(map(repr, parts))}?" if parts else ""
        raise LectureError(f"no {what} is of {student!r}{meant or did_you_mean(student, every, tell_all=False)}")
    return own
