"""The command `exercise new`: a formula or a function of one's own becomes an exercise."""

import os
import re
import shlex
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from engine.words.nested import flatten
from lectures.echo import echo, working
from lectures.options import FOLDER, called

FIRST = 5  # variants that are reported on where some hide a slip
SIZE = re.compile(r"(\d+|[A-Za-z])([x×](\d+|[A-Za-z]))+")


@click.command("new", context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.argument("what", metavar="FORMULA|FILE.py:FUNCTION")
@click.argument("numbers", nargs=-1, metavar="[NAME=NUMBER]...")
@click.option("--wrt", default="", help="The names whose gradients are asked for, such as w,b.")
@click.option("--keep", default="", help="The names whose numbers every variant has, such as t, a label.")
@click.option("--to", "target", type=click.Path(path_type=Path), help="By default exercise_NAME.py in the folder.")
@click.option("--values", default="", help="Of a function: the local arrays that are asked for; by default all.")
@click.option("--replace", is_flag=True, help="Write over the file of an earlier exercise NAME.")
@FOLDER
def new_command(
    name: str,
    what: str,
    numbers: tuple[str, ...],
    wrt: str,
    keep: str,
    target: Path | None,
    values: str,
    replace: bool,
    folder: Path,
) -> None:
    """Write a new exercise NAME as a Python file, which the other commands find in its folder.

    Capitals, as in Mein-Netz, stay in its title; its name has small letters.

    Of a formula, whose named steps are asked for:

        new my-line "z = w*x + b; (z - y)**2" w=1.5 x=2.5 b=0.3 y=1.2 --wrt w,b

    Of a function in plain NumPy, with numbers (2.5), lists, or shapes (4x3, 2); letters are lengths that vary.
    Labels are a list, Y=[[1,0,0,1],[0,1,1,0]]; a shape would make numbers such as 1.2 and -0.7 of them:

        new my-net net.py:loss X=nx3 T=nx1 W1=3x2 b1=2 W2=2x1 b2=1 n=4
    """
    from lectures.exercises.catalogue import find_exercises
    from lectures.exercises.lint import look
    from lectures.exercises.making import hiding, make
    from lectures.exercises.new import of_formula, of_function
    from lectures.expression import with_numbers
    from lectures.site.course import words_in

    title, name = name.replace("-", " "), name.lower()
    title = title[:1].upper() + title[1:]
    target = target or folder / f"exercise_{name.replace('-', '_')}.py"
    if set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789-") or not name:
        raise click.UsageError(f"{name!r}: a name consists of letters from a to z, digits and '-'")
    there = find_exercises(target.parent).get(name)
    own = there is not None and target.exists() and target.samefile(there.path)
    if there is not None and not (own and replace):
        instead = ", or write over its file with --replace" if own else ""
        raise click.UsageError(
            f"there is an exercise {name!r} already, in {there.path}; choose another name, or remove that file{instead}"
        )
    if target.exists() and not own:
        raise click.UsageError(f"{target} exists already and is not overwritten; move it, or choose another with --to")
    if unknown := next((x for x in numbers if x.startswith("--")), None):
        raise click.UsageError(
            f"there is no option {unknown}; there are --wrt, --keep, --values, --to, --replace and --folder"
        )
    names, stay, only = _names(wrt), _names(keep), _names(values)
    _, words = words_in(target.parent)
    said = {"title": title, "words": words}
    is_function = ".py:" in what
    if is_function:
        texts = {x.strip(): text.strip() for x, _, text in (number.partition("=") for number in numbers)}
        text = partial(
            of_function,
            name,
            target.parent,
            _seen_from(target.parent, what),
            texts,
            names,
            keep=stay,
            only=only,
            **said,
        )
    elif only:
        raise click.UsageError(
            "--values goes with a function, FILE.py:FUNCTION; of a formula, leave out names of steps"
        )
    else:
        _refuse_sizes(numbers)
        file = with_numbers(numbers, lambda found: of_formula(name, what, found, names, stay, **said))
        text = lambda attempt: file  # noqa: E731
    with working("looking for numbers that hide no slip"):
        task = make(target, name, text, redrawn=is_function)
    echo(f"Wrote {target}: it asks for {', '.join(q.name for q in task.quantities)}")
    sheet = task.variant(0)
    if is_function and sheet.drawn.values and not only:
        echo("  all local arrays are asked for, each with its gradient; fewer, here or with --replace:    --values Z,H")
    for x in sheet.drawn.again:
        what = (
            "its last value is asked for"
            if x in sheet.right
            else f"it is not asked for; its last value:    --values {x}"
        )
        echo(f"  {x} is assigned more than once: {what}", fg="yellow")
    numbers_of_it, shapes = look(sheet, everything=True) if any(sheet.faults) else ([], [])
    for fault in (*numbers_of_it, *shapes):
        echo(f"  on the sheet, {fault}")
    where = "" if target.parent == Path() else f" --folder {shlex.quote(str(target.parent))}"
    if not sheet.faults[1] and (rest := hiding(task, range(1, FIRST + 1))):  # such shapes are in every variant
        echo(f"{rest}; each:    {called()} exercise lint {name}{where}", fg="yellow")
    others = [task.variant(seed).said for seed in range(1, FIRST + 1)]
    kept = {x: given for x, given in sheet.said.items() if all(x in o and o[x] == given for o in others)}
    if kept:
        labels = all(float(n).is_integer() for n in flatten(list(kept.values())))
        echo(
            f"Every variant has the same {', '.join(kept)}{'' if labels else ': draw(...) in the file would vary them'}"
        )
    echo(f"Look at it:    {called()} exercise {name} --typed --seed 1{where}")


def _names(text: str) -> list[str]:
    return [x.strip() for x in text.split(",") if x.strip()]


def _seen_from(folder: Path, function: str) -> str:
    """Return FILE.py:FUNCTION with the file as it is found from a folder, also where it was named from here."""
    file, colon, name = function.partition(".py:")
    if (folder / f"{file}.py").exists() or not Path(f"{file}.py").exists():
        return function
    return f"{Path(os.path.relpath(file, folder)).as_posix()}{colon}{name}"


def _refuse_sizes(numbers: Sequence[str]) -> None:
    sized = next((x for x in numbers if SIZE.fullmatch(x.partition("=")[2].strip())), None)
    if sized:
        raise click.UsageError(
            f"{sized}: sizes go with a function, FILE.py:FUNCTION, in which arrays are worked with; "
            "a formula takes one number for each name, as in w=0.5"
        )
