"""The commands for teachers: `stage`, `sheet`, `moodle` and `grade`."""

import secrets
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lectures.echo import echo, working
from lectures.exercises.commands import read_points
from lectures.options import FOLDER, called

if TYPE_CHECKING:
    from lectures.exercises import Task, Variant

STUDENTS = click.option(
    "--students", default=200, show_default=True, type=click.IntRange(1, 10_000), help="How many variants."
)
FIRST = click.option("--first", default=1, show_default=True, type=click.IntRange(min=0), help="The first variant.")
POINTS = click.option("--points", help="Other points, such as w=2,b=0.5.")
NAMES = click.argument("names", nargs=-1, required=True, metavar="EXERCISE...")


@click.command("sheet")
@NAMES
@STUDENTS
@FIRST
@click.option(
    "--html", "form", flag_value="html", default=True, help="A page that prints to paper or PDF (the default)."
)
@click.option("--tex", "form", flag_value="tex", help="A document for pdflatex.")
@click.option("--only", type=click.Choice(["students", "tutors"]), help="Only the sheets, or only the solutions.")
@click.option("--graph/--no-graph", default=True, show_default=True, help="With the computation graph to fill in.")
@click.option("--title", default="", help="What stands at the top of every sheet; by default the title of the course.")
@click.option(
    "--to", "target", type=click.Path(path_type=Path), help="The file; by default sheet.html or sheet.tex here."
)
@POINTS
@FOLDER
def sheet_command(
    names: tuple[str, ...],
    students: int,
    first: int,
    form: str,
    only: str | None,
    graph: bool,
    title: str,
    target: Path | None,
    points: str | None,
    folder: Path,
) -> None:
    """Write a sheet of EXERCISEs for every student, with numbers of its own, and the tutors' solutions behind them."""
    from engine.words.files import check_target, write_atomically
    from lectures.site.course import title_in, words_in
    from lectures.teaching.assignment import tasks_named
    from lectures.teaching.sheet import sheet_of
    from lectures.teaching.sheet_html import sheet_html
    from lectures.teaching.sheet_tex import sheet_tex

    target = check_target("a sheet", target or Path(f"sheet.{form}"))
    _warn(tasks := tasks_named(names, folder, read_points(points)))
    write = sheet_tex if form == "tex" else sheet_html
    language, words = words_in(folder)
    with working(f"solving {students} variants"):
        sheet = sheet_of(tasks, range(first, first + students), title or title_in(folder), words, language, graph)
        write_atomically(target, write(sheet, only != "tutors", only != "students"))
        hiding = [part.variant for student in sheet.students for part in student.parts]
    what = {"students": "without solutions", "tutors": "the solutions only"}.get(only or "", "the solutions at the end")
    echo(f"Wrote {target}: variants {first} to {first + students - 1}, {what}")
    _warn_of_hidden(hiding, folder)


@click.command("stage")
@click.argument("name", metavar="EXERCISE")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Which numbers.")
@click.option("--to", "target", type=click.Path(path_type=Path), help="The file; by default NAME.html here.")
@FOLDER
def stage_command(name: str, seed: int, target: Path | None, folder: Path) -> None:
    """Write a page on which EXERCISE is stepped through, forward and back; it shows all that is asked for."""
    from engine.drawing.page import page
    from engine.value import Value
    from engine.words.files import check_target, write_atomically
    from lectures.exercises import load_task
    from lectures.site.course import words_in
    from lectures.site.saying import plainly
    from lectures.teaching.staging import staged

    target = check_target("a page", target or Path(f"{name}.html"))
    variant = load_task(name, folder).variant(seed)
    if not isinstance(variant.drawn.loss, Value):
        raise click.UsageError(f"{name} asks about no computation; there is nothing to step through")
    language, words = words_in(folder)
    say = plainly(words)
    drawing = staged(variant.drawn, say("{0}, variant {1}", variant.task.title, seed))
    write_atomically(target, page(drawing, words=words, language=language))
    echo(
        f"Wrote {target}: the arrow keys step, 1 to 4 say how far, f shows the whole graph, p is for a projector, "
        "? lists the keys"
    )


@click.command("moodle")
@NAMES
@STUDENTS
@FIRST
@click.option(
    "--credit", default=50.0, show_default=True, type=click.FloatRange(0, 100), help="Percent for a known slip."
)
@click.option(
    "--cloze", is_flag=True, help="One question for a variant, with a gap for each line and credit carried on."
)
@click.option(
    "--to", "target", type=click.Path(path_type=Path), default="moodle.xml", show_default=True, help="The file."
)
@POINTS
@FOLDER
def moodle_command(
    names: tuple[str, ...],
    students: int,
    first: int,
    credit: float,
    cloze: bool,
    target: Path,
    points: str | None,
    folder: Path,
) -> None:
    """Write EXERCISEs as questions for Moodle: a likely slip is a known answer with feedback and part of the credit."""
    from engine.words.files import check_target, write_atomically
    from lectures.site.course import words_in
    from lectures.teaching.assignment import tasks_named
    from lectures.teaching.moodle import moodle_xml

    target = check_target("questions", target)
    _, words = words_in(folder)
    _warn(tasks := tasks_named(names, folder, read_points(points)))
    with working(f"solving {students} variants"):
        seeds = range(first, first + students)
        write_atomically(target, moodle_xml(tasks, seeds, credit, cloze, words))
        hiding = [task.variant(seed) for task in tasks for seed in seeds]
    echo(f"Wrote {target}: import it in Moodle's question bank as Moodle XML, with the categories of the file")
    _warn_of_hidden(hiding, folder)


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
        _warn(tasks := tasks_named(names, folder, read_points(points)))
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


def _warn(tasks: Iterable["Task"]) -> None:
    for task in tasks:
        if task.unweighted:
            echo(task.unweighted, err=True, fg="yellow")


def _warn_of_hidden(variants: Iterable["Variant"], folder: Path) -> None:
    """Say in one line of an exercise how many of the variants that are handed out hide a slip."""
    from lectures.exercises.lint import faults
    from lectures.exercises.making import summary

    by_task: dict[str, list[list[str]]] = {}
    for variant in variants:
        by_task.setdefault(variant.task.name, []).append(faults(variant))
    where = "" if folder == Path() else f" --folder {shlex.quote(str(folder))}"
    for name, found in by_task.items():
        if said := summary(name, [each for each in found if each], len(found)):
            echo(f"{said}; each:    {called()} exercise lint {name}{where}", err=True, fg="yellow")


def _exists(name: str, folder: Path) -> bool:
    from lectures.exercises import find_exercises

    return name in find_exercises(folder)
