"""The command `exam`, for students before one: a sheet with a clock, files to type into, and the solutions."""

import os
import secrets
import shlex
from pathlib import Path

import click

from lectures.echo import echo, working
from lectures.options import FOLDER, OUT, called


@click.command("exam")
@click.argument("lectures", nargs=-1, metavar="[LECTURE]...")
@click.option("--minutes", default=30.0, show_default=True, type=click.FloatRange(min=1), help="How long it takes.")
@click.option("--seed", type=click.IntRange(min=1), help="The exam of an earlier run again; by default a new one.")
@click.option(
    "--to", "target", type=click.Path(path_type=Path), default="exam", show_default=True, help="The folder to write."
)
@OUT
@FOLDER
def exam_command(
    lectures: tuple[str, ...], minutes: float, seed: int | None, target: Path, out: Path, folder: Path
) -> None:
    """Write a mock exam: exercises that fill the minutes, of all lectures or those named, on a page with a clock.

    Beside the page are a file for each exercise, to type numbers into, and the solutions. When the time is up, the page
    leads on to the workbench, which says what went wrong: the one in OUT, or else that of the installation.
    """
    from engine.words.files import write_atomically
    from lectures.exercises.catalogue import offered_in
    from lectures.exercises.template import typed_template
    from lectures.site.course import words_in
    from lectures.site.saying import plainly
    from lectures.site.workbench_link import exercise_link, nearest
    from lectures.teaching.exam import chosen, offers
    from lectures.teaching.exam_html import exam_html, solutions_html
    from lectures.teaching.sheet import sheet_of

    if target.exists():
        raise click.UsageError(f"{target} exists already and is not overwritten; move it, or choose another with --to")
    seed = secrets.randbelow(10**6) + 1 if seed is None else seed
    language, words = words_in(folder)
    say = plainly(words)
    where = "" if folder == Path() else f" --folder {shlex.quote(str(folder))}"
    after = f"{called()} check {shlex.quote(str(target))} --hint 3{where}"
    with working("choosing exercises"):
        pool = offers(offered_in(folder), lectures)
        tasks = chosen(pool, minutes, seed)
        sheet = sheet_of(tasks, [seed], say("Mock exam"), words, language)
        files = {target / f"{i}-{task.name}.py": task for i, task in enumerate(tasks, 1)}
        for path, task in files.items():
            write_atomically(path, typed_template(task.variant(seed), path.name))
        workbench, build = nearest(out)
        page = seen_from(target, workbench)
        links = {task.name: exercise_link(task, seed, page) if ours(task.place) else "" for task in tasks}
        write_atomically(target / "solutions.html", solutions_html(sheet))
        named = {task.name: path.name for path, task in files.items()}
        write_atomically(target / "exam.html", exam_html(sheet, minutes, after, named, links, build))
    exercises = "1 exercise" if len(tasks) == 1 else f"{len(tasks)} exercises"
    echo(f"Wrote {target}: {exercises} for {minutes:g} minutes; the same again: --seed {seed}")
    if (filled := sum(task.minutes for task in tasks)) < minutes:
        echo(f"  They take {filled:g} minutes together; the clock has {minutes:g}.")
    of = {task.name: lecture for lecture, task in pool}
    lengths = sorted({task.minutes for _, task in pool})
    rooms = "1 lecture" if len(set(of.values())) == 1 else f"{len(set(of.values()))} lectures"
    drawn = f"{len(pool)} of {lengths[0]:g} to {lengths[-1]:g} minutes, in {rooms}"
    echo(f"  Drawn from {drawn}: {', '.join(f'{task.name} ({of[task.name]}, {task.minutes:g} min)' for task in tasks)}")
    echo(f"  1. Open {target / 'exam.html'} and start the clock.")
    echo(
        "  2. Work on paper, and type the numbers into its boxes; 'I am done' gives points and leads to the solutions."
    )
    if any(links.values()):
        echo("  3. Below each exercise with a wrong number it then leads to the workbench, which names the slip.")
        if build:
            echo(f"     That is not built yet; before or after the exam:    {build}", fg="yellow")
    echo(f"  Or type them into {', '.join(path.name for path in files)};")
    echo(f"  points, and which slip it was:    {after}")


def seen_from(folder: Path, file: Path) -> str:
    """Return the address of a file as a page in a folder has it."""
    try:
        return os.path.relpath(file, folder)
    except ValueError:  # on another drive
        return file.resolve().as_uri()


def ours(place: Path) -> bool:
    """Whether a file is the project's own, of which the workbench knows the exercises."""
    return Path(__file__).parents[1] in place.resolve().parents
