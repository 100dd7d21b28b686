"""The commands for teachers that hand out: `stage`, `sheet` and `moodle`."""

import shlex
from collections.abc import Iterable
from functools import partial
from itertools import chain
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
POINTS = click.option(
    "--points", help="Other points, such as w=2,b=0.5; under the name of an exercise those of the whole of it."
)
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
@click.option(
    "--variant",
    "chosen",
    multiple=True,
    type=click.IntRange(min=0),
    help="Only this one, for a sheet that was lost; give it again for another.",
)
@click.option("--duplex", is_flag=True, help="With --tex: each student's sheet begins on a right-hand page.")
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
    chosen: tuple[int, ...],
    duplex: bool,
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
    from lectures.teaching.handed_out import marks_on
    from lectures.teaching.sheet import sheet_of
    from lectures.teaching.sheet_html import sheet_html
    from lectures.teaching.sheet_tex import sheet_tex

    if duplex and form != "tex":
        raise click.UsageError("--duplex goes with --tex: browsers cannot begin a sheet on a right-hand page")
    seeds = list(dict.fromkeys(chosen)) or range(first, first + students)
    of_these = "".join(f"-{seed}" for seed in seeds) if chosen else ""  # the sheet of the class stays as it is
    target = check_target("a sheet", target or Path(f"sheet{of_these}.{form}"))
    warn(tasks := tasks_named(names, folder, read_points(points)))
    write = partial(sheet_tex, duplex=duplex) if form == "tex" else sheet_html
    language, words = words_in(folder)
    with working(f"solving {len(seeds)} variants"):
        sheet = sheet_of(tasks, seeds, title or title_in(folder), words, language, graph)
        before = marks_on(target)
        write_atomically(target, write(sheet, only != "tutors", only != "students"))
        hiding = [part.variant for student in sheet.students for part in student.parts]
    what = {"students": "without solutions", "tutors": "the solutions only"}.get(only or "", "the solutions at the end")
    which = f"variant {', '.join(map(str, seeds))}" if chosen else f"variants {first} to {first + students - 1}"
    echo(f"Wrote {target}: {which}, {what}")
    if moved := sum(mark != before.get(key, mark) for key, mark in marks_on(target).items()):
        echo(
            f"{moved} of them had other numbers in the {target} that was there: if that one was handed out, "
            "grade with the old file of the exercise",
            err=True, fg="yellow",
        )  # fmt: skip
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
    warn(tasks := tasks_named(names, folder, read_points(points)))
    with working(f"solving {students} variants"):
        drawn = [[task.variant(seed) for seed in range(first, first + students)] for task in tasks]
        write_atomically(target, moodle_xml(drawn, credit, cloze, words))
    echo(f"Wrote {target}: import it in Moodle's question bank as Moodle XML, with the categories of the file")
    _warn_of_hidden(chain.from_iterable(drawn), folder)


def warn(tasks: Iterable["Task"]) -> None:
    """Say where points leave out what is asked for all the same."""
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
