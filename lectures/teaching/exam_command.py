"""The command `exam`, for students before one: a sheet with a clock, files to type into, and the solutions."""

import secrets
import shlex
from pathlib import Path

import click

from lectures.echo import echo, working
from lectures.options import FOLDER, called


@click.command("exam")
@click.argument("lectures", nargs=-1, metavar="[LECTURE]...")
@click.option("--minutes", default=30.0, show_default=True, type=click.FloatRange(min=1), help="How long it takes.")
@click.option("--seed", type=click.IntRange(min=1), help="The exam of an earlier run again; by default a new one.")
@click.option(
    "--to", "target", type=click.Path(path_type=Path), default="exam", show_default=True, help="The folder to write."
)
@FOLDER
def exam_command(lectures: tuple[str, ...], minutes: float, seed: int | None, target: Path, folder: Path) -> None:
    """Write a mock exam: exercises that fill the minutes, of all lectures or those named, on a page with a clock.

    Beside the page are a file for each exercise, to type numbers into, and the solutions.
    """
    from engine.words.files import write_atomically
    from lectures.exercises.catalogue import offered_in
    from lectures.exercises.template import typed_template
    from lectures.site.course import words_in
    from lectures.site.saying import plainly
    from lectures.teaching.exam import chosen
    from lectures.teaching.sheet import sheet_of
    from lectures.teaching.sheet_html import sheet_html

    if target.exists():
        raise click.UsageError(f"{target} exists already and is not overwritten; move it, or choose another with --to")
    seed = secrets.randbelow(10**6) + 1 if seed is None else seed
    language, words = words_in(folder)
    say = plainly(words)
    where = "" if folder == Path() else f" --folder {shlex.quote(str(folder))}"
    after = f"{called()} check {shlex.quote(str(target))} --hint 3{where}"
    with working("choosing exercises"):
        tasks = chosen(offered_in(folder), minutes, seed, lectures)
        sheet = sheet_of(tasks, [seed], say("Mock exam"), words, language)
        files = {target / f"{i}-{task.name}.py": task for i, task in enumerate(tasks, 1)}
        for path, task in files.items():
            write_atomically(path, typed_template(task.variant(seed), path.name))
        write_atomically(target / "solutions.html", sheet_html(sheet, students=False))
        write_atomically(target / "exam.html", sheet_html(sheet, tutors=False, minutes=minutes, after=after))
    exercises = "1 exercise" if len(tasks) == 1 else f"{len(tasks)} exercises"
    echo(f"Wrote {target}: {exercises} for {minutes:g} minutes; the same again: --seed {seed}")
    echo(f"  1. Open {target / 'exam.html'} and start the clock.")
    echo(f"  2. Work on paper, and type the numbers into {', '.join(path.name for path in files)}.")
    echo(f"  3. Points, and which slip it was:    {after}")
    echo(f"     The solutions: {target / 'solutions.html'}")
