"""The command that steps through something in the terminal: `step LECTURE`, or `step EXPRESSION NAME=NUMBER...`."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lectures.drawing_commands import AS_WRITTEN, DATA, drawing_of, is_help
from lectures.echo import terminal, working
from lectures.errors import UnknownNameError
from lectures.options import LIMIT

if TYPE_CHECKING:
    from lectures.site.script import Script
    from lectures.terminal import Stop

_SIGN = re.compile(r"[()\[\]*+=@^;\n]")  # stands in an expression, and hardly in a name


@click.command("step", context_settings=AS_WRITTEN)
@click.argument("name", metavar="LECTURE|EXPRESSION")
@click.argument("numbers", nargs=-1, metavar="[NAME=NUMBER]...")
@click.option("--figure", default="", metavar="FIGURE", help="Only this graph of a lecture.")
@click.option("--frame", type=click.IntRange(min=1), help="Only this frame of the graph.")
@click.option("--auto", is_flag=True, help="Play by itself.")
@click.option("--predict", is_flag=True, help="Ask for the next number before it is shown.")
@DATA
@LIMIT
def step_command(
    name: str,
    numbers: tuple[str, ...],
    figure: str,
    frame: int | None,
    auto: bool,
    predict: bool,
    data: str | None,
    limit: float,
) -> None:
    """Step through a LECTURE in the terminal, through one of your own in a file, or through an EXPRESSION.

    A lecture is named, as in fit_line, or its file is. An expression is written as for the command draw:
    "((w*x+b).tanh()-y)**2" w=0.5 x=2 b=-0.3 y=1.
    """
    from lectures.terminal import PAUSE, print_all
    from lectures.walking import walk

    if is_help(name, numbers):
        return
    script = _script(name, numbers, data)
    predict = predict and frame is None
    stops = _stops_of_lecture(script, figure, frame, predict, limit) if script else None
    if stops is None:
        if figure:
            raise click.UsageError("--figure names a graph of a lecture, and an expression has one: leave it out")
        stops = _stops_of_expression(name, numbers, data, predict)
    console = terminal()
    if frame is not None:
        if frame > len(stops):
            raise click.UsageError(f"{figure or name} has {len(stops)} frames; there is no frame {frame}")
        stops[frame - 1].show(console)
        return
    if auto or not (sys.stdout.isatty() and sys.stdin.isatty()):
        print_all(stops, console, PAUSE if auto and sys.stdout.isatty() else 0.0)
        return
    try:
        walk(stops, console, click.getchar)
    except (EOFError, KeyboardInterrupt):
        console.print()


def _script(name: str, numbers: tuple[str, ...], data: str | None) -> "Script | None":
    """Return the lecture that is named; None for an expression. What is both is a lecture."""
    from lectures.site.script import find_lecture

    try:
        script = find_lecture(name)
    except UnknownNameError as error:
        is_file, is_word = Path(name).suffix == ".py", name.isidentifier()
        if not is_file and (_SIGN.search(name) or not name.strip() or (numbers and not is_word)):
            return None
        hint = (
            '; an expression comes with its numbers, as in "x - y" x=2 y=1' if re.search(r"\w ?[-/] ?\w", name) else ""
        )
        raise UnknownNameError(f"{error}{'' if is_file else hint}") from None
    if numbers or data:
        more = numbers[0] if numbers else "--data"
        raise click.UsageError(f"{name} is a lecture, and {more} belongs to an expression: leave it out")
    return script


def _stops_of_lecture(script: "Script", figure: str, frame: int | None, predict: bool, limit: float) -> "list[Stop]":
    from lectures.site.run import run
    from lectures.terminal import stops_of

    with working(f"running {script.name}"):
        ran = run(script, limit=limit)
    if frame is not None:
        figure = figure or next((shown.name for shown in ran.figures), "")
        return stops_of(ran, figure) if figure else []
    return stops_of(ran, figure, predict)


def _stops_of_expression(expression: str, numbers: tuple[str, ...], data: str | None, predict: bool) -> "list[Stop]":
    from lectures.entries import Figure
    from lectures.terminal import frames_of

    drawing = drawing_of(expression, numbers, data)
    return list(frames_of(Figure("expression", (), "", drawing, ()), predict))
