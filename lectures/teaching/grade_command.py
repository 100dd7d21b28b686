"""The command `grade`, for teachers when answers are in."""

import secrets
from pathlib import Path

import click

from lectures.echo import echo, working
from lectures.exercises.commands import read_points
from lectures.options import FOLDER
from lectures.teaching.commands import POINTS, warn


@click.command("grade")
@click.argument("place", type=click.Path(exists=True, path_type=Path), metavar="FOLDER|ZIP|CSV")
@click.option("--exercise", "names", multiple=True, help="The exercise; give it again for another. A CSV needs it.")
@click.option("--seed", "rule", help="Of a CSV: row, name or the number of a variant; of files: their fresh numbers.")
@click.option(
    "--seconds", default=10.0, show_default=True, type=click.FloatRange(min=0.1), help="Time limit of a file."
)
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(min=1), help="Processes at a time.")
@click.option("--title", default="", help="What stands above the class report.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default="grades", show_default=True, help="Where to."
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
    points: str | None,
    folder: Path,
) -> None:
    """Grade a folder or a zip of Python answers, or a CSV of typed numbers with a row for each student.

    This runs the answers, with your rights, each in a process of its own that is stopped at the time limit. It is no
    sandbox: grade only files that you would run yourself.

    Writes OUT/grades.csv, OUT/report.html (the class report, to project) and OUT/gradescope/STUDENT/results.json; where
    there is one student only, OUT/results.json as well, which is where Gradescope looks.
    """
    from lectures.site.course import words_in
    from lectures.teaching.assignment import tasks_named
    from lectures.teaching.grading import exercise_of, grade_folder, grade_table
    from lectures.teaching.handed_in import identified, submissions, unpacked
    from lectures.teaching.outcome import class_of
    from lectures.teaching.typed import read_table
    from lectures.teaching.writing import write_marks

    language, words = words_in(folder)
    if place.is_dir() or place.suffix.lower() == ".zip":
        inside = click.get_current_context().with_resource(unpacked(place))
        files, about = list(submissions(inside)), identified(inside)
        named = names or tuple(
            dict.fromkeys(filter(None, (exercise_of(path) for _, path in files if path and path.suffix == ".py")))
        )
        tasks = tasks_named([name for name in named if names or _exists(name, folder)], folder, read_points(points))
        if rule is not None and not rule.isdigit():
            raise click.UsageError("--seed of files is a number, by which their fresh numbers are drawn")
        seed = int(rule) if rule is not None else secrets.randbelow(10**6) + 1
        if not tasks:
            raise click.UsageError(f"no file in {place} says which exercise it solves; name it with --exercise")
        echo(f"Grading {len(files)} answers; this runs them, with your rights. The same numbers again: --seed {seed}")
        with working("grading"):
            marks = grade_folder(inside, tasks, seed, folder, seconds, jobs)
    else:
        if not names:
            raise click.UsageError(
                "a CSV needs --exercise NAME, since its columns are named like what the exercise asks"
            )
        warn(tasks := tasks_named(names, folder, read_points(points)))
        table = read_table(place, tasks, rule or "row")
        for remark in table.remarks[:20]:
            echo(f"{place.name}: {remark}", err=True, fg="yellow")
        if len(table.remarks) > 20:
            echo(f"... and {len(table.remarks) - 20} more cells that cannot be read", err=True, fg="yellow")
        if table.missing:
            points = ",".join(f"{name.rpartition('.')[2]}=0" for name in table.missing)
            raise click.UsageError(
                f"{place.name}: no column answers {', '.join(table.missing)}, so nobody could have points for it; "
                f"name the columns so, or grade without it: --points {points}"
            )
        about = {row.student: dict(row.about) for row in table.rows}
        with working("grading"):
            marks = grade_table(table.rows, tasks, folder, jobs)
    graded = class_of(marks, tasks)
    written = write_marks(graded, tasks, out, title, about, words, language)
    failed = [mark for own in graded.values() for mark in own.values() if mark.message]
    for mark in failed[:20]:
        echo(f"{mark.student}, {mark.exercise or 'no exercise'}: {mark.message}", err=True, fg="yellow")
    if len(failed) > 20:
        echo(f"... and {len(failed) - 20} more that could not be judged; see {written}", err=True, fg="yellow")
    echo(f"Graded {len(graded)} students. Wrote {written}; open {out / 'report.html'}")


def _exists(name: str, folder: Path) -> bool:
    from lectures.exercises import find_exercises

    return name in find_exercises(folder)
