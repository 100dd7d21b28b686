"""The command `check`: what is right in a file that was filled in, or in a folder of them."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from lectures.echo import echo, room
from lectures.exercises.checking import SECONDS, Checked, check
from lectures.exercises.commands import read_points
from lectures.exercises.grades import GRADES, HINTS
from lectures.options import FOLDER, called


@click.command("check")
@click.argument("file", type=click.Path(exists=True, path_type=Path), metavar="FILE|FOLDER")
@click.option("--exercise", "name", help="The exercise, if the file does not name it.")
@click.option("--hint", default=0, type=click.IntRange(0, HINTS), help=f"{GRADES}.")
@click.option("--seed", type=click.IntRange(min=0), help="Check with the numbers of an earlier check again.")
@click.option("--points", help="Other points, such as w=2,b=0.5.")
@click.option("--seconds", default=SECONDS, show_default=True, type=click.FloatRange(min=0.1), help="Time limit.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for autograders.")
@FOLDER
def check_command(
    file: Path,
    name: str | None,
    hint: int,
    seed: int | None,
    points: str | None,
    seconds: float,
    as_json: bool,
    folder: Path,
) -> None:
    """Run FILE on fresh numbers, and say which of its answers are right; of a FOLDER, such as an exam, each file.

    This runs the code in FILE, with your rights, in a process of its own that is stopped at the time limit and
    whose working folder is thrown away. It is no sandbox: check only files that you would run yourself. In that
    process the engine cannot be called; who wants to cheat can still.

    Exit code: 0 when everything is right, 1 when something is not, 2 when the file could not be judged.
    """
    from lectures.exercises.said import as_data
    from lectures.site.course import words_in

    _, words = words_in(folder)
    several, weights = file.is_dir(), read_points(points)
    files = sorted(file.glob("*.py")) if several else [file]
    if not files:
        raise click.UsageError(f"{file} holds no Python file to be checked")
    found = {path: check(path, name, seed, seconds, folder, weights) for path in files}
    passed = all(checked.passed for checked in found.values())
    more = f"For {'more' if hint else 'a hint'}:  {called()} check {file} --hint {hint + 1}" if hint < HINTS else ""
    if as_json:
        data = [as_data(checked, path, hint, words) for path, checked in found.items()]
        echo(json.dumps(data if several else data[0], indent=2, ensure_ascii=False))
    else:
        for path, checked in found.items():
            echo("\n".join(_said(path, checked, hint, "" if several else more, words)) + "\n" * several)
        if several:
            score, out_of = (sum(x) for x in zip(*((each.score, each.out_of) for each in found.values()), strict=True))
            echo(f"In all: {score:g} of {out_of:g} points")
            echo("" if passed else more)
    raise SystemExit(2 if any(checked.message for checked in found.values()) else 0 if passed else 1)


def _said(file: Path, checked: Checked, hint: int, more: str, words: Mapping[str, str]) -> list[str]:
    """Return what is said of one file; `more` is where further hints are."""
    from lectures.exercises.said import WIDTH, lines_of

    ran = "its numbers" if checked.typed else "this runs the code in the file, with your rights; it is no sandbox"
    lines = [f"Checking {file}: {ran}.", "", *lines_of(checked, hint, words, room(sys.stdout, WIDTH))]
    if checked.task and not checked.passed:
        lines += [more] if more else []
        if checked.seed and checked.task.fresh and not checked.typed:
            lines.append(f"The same numbers again:  --seed {checked.seed}")
    return lines
