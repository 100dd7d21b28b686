"""The command `grade`, for teachers when answers are in."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lectures.echo import echo, working
from lectures.exercises.commands import read_points
from lectures.options import FOLDER
from lectures.teaching.commands import POINTS, warn

if TYPE_CHECKING:
    from lectures.exercises import Task
    from lectures.teaching.by_hand import ByHand
    from lectures.teaching.mark import Mark
    from lectures.teaching.outcome import About

MOST = 20  # lines of one kind that are said
Graded = tuple["list[Mark]", "list[Task]", "About", "list[ByHand]"]


@click.command("grade")
@click.argument("place", type=click.Path(exists=True, path_type=Path), metavar="FOLDER|ZIP|CSV")
@click.option(
    "--exercise",
    "names",
    multiple=True,
    help="The exercise; give it again for another. A CSV needs it; of files, those that most have are graded.",
)
@click.option("--seed", "rule", help="Of a CSV: row, name or the number of a variant; of files: their fresh numbers.")
@click.option(
    "--seconds", default=10.0, show_default=True, type=click.FloatRange(min=0.1), help="Time limit of a file."
)
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(min=1), help="Processes at a time.")
@click.option("--title", default="", help="What stands above the class report.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default="grades", show_default=True, help="Where to."
)
@click.option(
    "--explain",
    "whom",
    metavar="STUDENT",
    help="Say of one student line by line why, with the right numbers, and write nothing.",
)
@click.option(
    "--by-hand",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="CSV",
    help="Points that you give yourself: a CSV with the columns student, line, points and, if you like, why.",
)
@POINTS
@FOLDER
def grade_command(
    place: Path,
    names: tuple[str, ...],
    rule: str | None,
    seconds: float,
    jobs: int,
    title: str,
    out: Path,
    whom: str | None,
    by_hand: Path | None,
    points: str | None,
    folder: Path,
) -> None:
    """Grade a folder or a zip of Python answers, or a CSV of typed numbers with a row for each student.

    This runs the answers, with your rights, each in a process of its own that is stopped at the time limit. It is no
    sandbox: grade only files that you would run yourself.

    Writes OUT/grades.csv, OUT/report.html (the class report, to project) and OUT/gradescope/STUDENT/results.json; where
    there is one student only, OUT/results.json as well, which is where Gradescope looks. A grades.csv that is there and
    says something else is kept as grades-before.csv. Points by hand take the place of the program's, and the tables
    say both.

    What was handed out with other numbers than the exercise draws now is not graded. Exit code: 1 where there is any.
    """
    from lectures.exercises.fingerprint import SINCE
    from lectures.site.course import words_in
    from lectures.teaching.by_hand import with_points
    from lectures.teaching.outcome import class_of
    from lectures.teaching.writing import kept, table_text, write_marks

    language, words = words_in(folder)
    asked = HandedIn(place, names, rule, whom, read_points(points), by_hand, folder, jobs)
    if not (place.is_dir() or place.suffix.lower() == ".zip"):
        marks, tasks, about, given = _of_table(asked)
    else:
        marks, tasks, about, given = _of_files(asked, seconds)
    if whom is not None:
        for one in given:
            if one.student.casefold() == whom.strip().casefold():
                echo(f"By hand ({one.source}): {one.exercise}.{one.line} {one.points:g}{one.why and f', {one.why}'}")
        return
    graded = with_points(class_of(marks, tasks), given)
    before = kept(out / "grades.csv", table_text(graded, tasks, about))
    written = write_marks(graded, tasks, out, title, about, words, language)
    failed = [mark for own in graded.values() for mark in own.values() if mark.message]
    changed = [mark for mark in failed if SINCE in mark.message]
    said = [mark for mark in failed if mark not in changed[1:]]
    _say([f"{mark.student}, {mark.exercise}: {mark.message}" for mark in said],
         f"that could not be judged; see {written}")  # fmt: skip
    if before:
        echo(f"{written} was there with something else in it, maybe by hand; that is now {before}", fg="yellow")
    echo(f"Graded {len(graded)} students. Wrote {written}; open {out / 'report.html'}")
    if given:
        echo(f"By hand, from {by_hand}: the points of {len(given)} line{'s' * (len(given) > 1)}")
    if changed:
        exercises = ", ".join(dict.fromkeys(mark.exercise for mark in changed))
        echo(
            f"NOT GRADED: {len(changed)} of {len(marks)} answers, such as {changed[0].source}. {exercises} {SINCE}",
            err=True, fg="red", bold=True,
        )  # fmt: skip
        raise SystemExit(1)


@dataclass(frozen=True)
class HandedIn:
    """What is to be graded, and how; `whom` is the one student whose grade is to be explained."""

    place: Path
    names: tuple[str, ...]
    rule: str | None
    whom: str | None
    points: Mapping[str, float]
    by_hand: Path | None
    folder: Path
    jobs: int

    def given(self, tasks: Sequence["Task"], students: Collection[str]) -> list["ByHand"]:
        """Return the points by hand, which are read before anything is run."""
        from lectures.teaching.by_hand import read_by_hand

        return read_by_hand(self.by_hand, tasks, students) if self.by_hand else []


def _of_files(asked: HandedIn, seconds: float) -> Graded:
    """Grade files of Python, of the exercises that are named or that most have answered; or explain one student's."""
    from lectures.exercises import find_exercises
    from lectures.teaching.assignment import tasks_named
    from lectures.teaching.explained_row import explained_files
    from lectures.teaching.grading import grade_folder
    from lectures.teaching.handed_in import identified, submissions, unpacked
    from lectures.teaching.which_exercise import answered, is_handed_out_name

    inside = click.get_current_context().with_resource(unpacked(asked.place))
    files = list(submissions(inside))
    names = asked.names
    if not names:
        most, few = answered(files, find_exercises(asked.folder))
        if not most:
            raise click.UsageError(f"no file in {asked.place} says which exercise it solves; name it with --exercise")
        left_out = f"; left out: {_counted(few)}" if few else ""
        echo(f"Exercises that are graded: {_counted(most)}{left_out}. To choose: --exercise NAME, once for each")
        names = tuple(most)
    tasks = tasks_named(names, asked.folder, asked.points)
    if asked.rule is not None and not asked.rule.isdigit():
        raise click.UsageError("--seed of files is a number, by which their fresh numbers are drawn")
    seed = int(asked.rule) if asked.rule is not None else secrets.randbelow(10**6) + 1
    given = asked.given(tasks, {student for student, _ in files})
    if asked.whom is not None:
        echo("This runs the answers, with your rights.")
        echo("\n".join(explained_files(files, tasks, asked.whom, seed, seconds, asked.folder, given)))
        return [], tasks, {}, given
    whose = [
        student for student in dict.fromkeys(student for student, _ in files)
        if any(is_handed_out_name(student, name) for name in names)
    ]  # fmt: skip
    if whose:
        echo(
            f"Whose is it? {_some(whose)}: called as the exercise was handed out, and graded under this name. Call "
            "each file as its student",
            err=True, fg="yellow",
        )  # fmt: skip
    echo(f"Grading {len(files)} answers; this runs them, with your rights. The same numbers again: --seed {seed}")
    with working("grading"):
        marks = grade_folder(inside, tasks, seed, asked.folder, seconds, asked.jobs)
    return marks, tasks, identified(inside), given


def _of_table(asked: HandedIn) -> Graded:
    """Grade typed numbers, or explain the row of one student."""
    from lectures.teaching.assignment import tasks_named
    from lectures.teaching.explained_row import explained
    from lectures.teaching.grading import grade_table
    from lectures.teaching.handed_out import marks_in
    from lectures.teaching.typed import read_table

    if not asked.names:
        raise click.UsageError("a CSV needs --exercise NAME, since its columns are named like what the exercise asks")
    warn(tasks := tasks_named(asked.names, asked.folder, asked.points))
    table = read_table(asked.place, tasks, asked.rule or "row")
    given = asked.given(tasks, {row.student for row in table.rows})
    sheets = marks_in(asked.folder, asked.place.parent)
    if asked.whom is not None:
        echo("\n".join(explained(table.rows, tasks, asked.whom, sheets, given)))
        return [], tasks, {}, given
    _say([f"{asked.place.name}: {remark}" for remark in table.remarks], "remarks, most of cells that cannot be read")
    if table.missing:
        short = [name if len(tasks) > 1 else name.removeprefix(f"{tasks[0].name}.") for name in table.missing]
        raise click.UsageError(
            f"{asked.place.name}: no column answers {', '.join(table.missing)}, so nobody could have points for it; "
            f"name the columns so, or grade without it: --points {','.join(f'{name}=0' for name in short)}"
        )
    with working("grading"):
        marks = grade_table(table.rows, tasks, asked.folder, asked.jobs, marks=sheets)
    return marks, tasks, {row.student: dict(row.about) for row in table.rows}, given


def _counted(exercises: Mapping[str, int]) -> str:
    return ", ".join(f"{name} ({n} student{'' if n == 1 else 's'})" for name, n in exercises.items())


def _some(names: Sequence[str]) -> str:
    rest = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + rest


def _say(lines: list[str], rest: str) -> None:
    for line in lines[:MOST]:
        echo(line, err=True, fg="yellow")
    if len(lines) > MOST:
        echo(f"... and {len(lines) - MOST} more {rest}", err=True, fg="yellow")
