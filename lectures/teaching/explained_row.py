"""Why one row of a table has its points: every line of it, with what explains a wrong one."""

from collections.abc import Iterator, Sequence

from engine.errors import did_you_mean
from lectures.errors import LectureError
from lectures.exercises import Task
from lectures.exercises.checking import Checked
from lectures.exercises.said import HINTS, lines_of
from lectures.teaching.handed_out import Marks, variant_of
from lectures.teaching.typed import Row


def explained(rows: Sequence[Row], tasks: Sequence[Task], student: str, marks: Marks) -> Iterator[str]:
    """Yield what a check says of the rows of one student, with every hint.

    Args:
        rows: from `read_table`.
        tasks: the exercises, with their points.
        student: as the table calls them.
        marks: of the numbers that were handed out.

    Raises:
        LectureError: where no row is theirs.
    """
    own = [row for row in rows if row.student.casefold() == student.strip().casefold()]
    if not own:
        names = dict.fromkeys(row.student for row in rows)
        raise LectureError(f"no row is of {student!r}{did_you_mean(student, names, tell_all=False)}")
    named = {task.name: task for task in tasks}
    for row in own:
        yield f"{row.student}, {row.exercise}, variant {row.seed} ({row.source}):"
        variant = row.trouble or variant_of(named[row.exercise], row.seed, marks)
        if isinstance(variant, str):
            yield f"  {variant}"
            continue
        graded = variant.judge(row.answers)
        checked = Checked(variant.task, row.seed, cases=[(variant, graded)], remarks=list(graded.remarks), typed=True)
        yield from lines_of(checked, HINTS)
        yield ""
