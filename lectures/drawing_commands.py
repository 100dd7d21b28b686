"""The two commands that draw: `draw EXPRESSION`, and `export LECTURE:FIGURE` for slides and papers."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.errors import did_you_mean
from lectures.echo import echo, working
from lectures.options import LIMIT

if TYPE_CHECKING:
    from engine.drawing import Drawing

FORMATS = ("svg", "pdf", "png", "html", "tex", "lines", "reveal", "moving")
TO = click.option(
    "--to",
    "kind",
    type=click.Choice(FORMATS),
    help="html: the whole stepper. tex: slides for Beamer (LaTeX), reveal: for reveal.js, one for each step. "
    "lines: slides for Beamer with the line on the board of every layer, in numbers; also where the graph is too large "
    "for a slide. moving: an SVG that steps by itself.",
)
STEPS = click.option(
    "--steps", help="Such as 3,7-12; all where not given. They are counted from 0, as in a page's address."
)
FRAME = click.option("--frame", type=int, help="One step, counted from 0.")
PHASE = click.option(
    "--phase", type=click.Choice(["forward", "backward"]), help="The end of this pass; as slides, its steps or lines."
)
ONE_OF_THEM = "--frame, --steps and --phase each say which steps are drawn; give one of them"
THEME = click.option("--theme", type=click.Choice(["light", "dark"]), help="Its colours; light where not given.")
DATA = click.option("--data", metavar="NAMES", help="Names that are data, as x,y: no gradient flows into them.")
# An expression may begin with a minus sign, and what comes after it may look like the short options -h or -t.
AS_WRITTEN: dict[str, Any] = {"ignore_unknown_options": True, "help_option_names": ["--help"]}


@click.command("draw", context_settings=AS_WRITTEN)
@click.argument("expression")
@click.argument("numbers", nargs=-1, metavar="[NAME=NUMBER]...")
@TO
@click.option("--out", type=click.Path(path_type=Path), help="The file; by default graph.svg, or as --to says.")
@FRAME
@STEPS
@PHASE
@DATA
@click.option(
    "--predict",
    is_flag=True,
    help="On a page, ask for the next number of the backward pass; q there asks for all.",
)
@click.option(
    "--title", help="The heading of slides, and what a picture is called; by default the expression as typed."
)
@THEME
def draw_command(
    expression: str,
    numbers: tuple[str, ...],
    kind: str | None,
    out: Path | None,
    frame: int | None,
    steps: str | None,
    phase: Any,
    data: str | None,
    predict: bool,
    title: str | None,
    theme: Any,
) -> None:
    """Draw EXPRESSION, such as "((w*x+b).tanh()-y)**2" w=0.5 x=2 b=-0.3 y=1, with its gradients.

    Arrays and several lines do as well: "h = tanh(W @ x); L = (h**2).sum()" "W=1 2; 3 4" "x=0.5, 1". With --data x
    nobody differentiates by x.
    """
    from engine.drawing.page import page
    from engine.errors import SettingError
    from engine.words.files import check_target, write_atomically
    from lectures.site.export import file_name, save, steps_in

    if is_help(expression, numbers):
        return
    if kind is None:
        kind = out.suffix.lower().removeprefix(".") if out else "svg"
        if kind not in FORMATS:
            raise SettingError(f"{out}: a drawing ends in .{', .'.join(FORMATS[:-3])}; or say what it is with --to")
    if sum(each is not None for each in (frame, steps, phase)) > 1:
        raise SettingError(ONE_OF_THEM)
    if predict and (kind != "html" or any(each is not None for each in (frame, steps, phase, theme))):
        raise SettingError(
            "--predict is for a page, which holds every step: --to html, without a choice of steps or theme"
        )
    target = out or Path(file_name("graph", kind))
    drawing = drawing_of(expression, numbers, data, title)
    chosen = steps_in(steps, len(drawing.steps)) if steps is not None else None if frame is None else [frame]
    if predict:
        written = [write_atomically(check_target("a drawing", target), page(drawing, predict=backward_of(drawing)))]
    else:
        written = save(drawing, kind, target, phase, chosen, theme or "light")
    for path in written:
        echo(f"Wrote {path}")
    if kind == "reveal":
        _say_where_it_goes(target)
    if kind == "lines":
        _say_how_to_paste_lines(target, has_heading=title is not None)
    if kind == "tex":
        _say_how_to_paste(target, has_heading=title is not None)
        remedy = "take fewer values" + ("" if data else ", name data with --data")
        _say_if_small(drawing, chosen, remedy, "chalkgrad draw")


def is_help(expression: str, numbers: Sequence[str]) -> bool:
    """Say the help where -h asks for it, which is no option beside an expression; return whether that was all.

    Raises:
        UsageError: for an option that there is not, which click takes for an expression or a number.
    """
    context, named = click.get_current_context(), {number.partition("=")[0] for number in numbers}
    if "-h" in numbers or (expression == "-h" and not numbers):
        echo(context.get_help())
        return True
    for word in (expression, *numbers):
        option = word.partition("=")[0]
        bare = option.removeprefix("--")
        if option.startswith("-") and (word in numbers or (bare.isidentifier() and bare not in named)):
            options = [name for each in context.command.params for name in each.opts if name.startswith("-")]
            raise click.UsageError(f"there is no option {option!r:.60}{did_you_mean(option, options)}")
    return False


def drawing_of(expression: str, numbers: Sequence[str], data: str | None, title: str | None = None) -> "Drawing":
    """Return the drawing of an expression as a command line says it.

    Args:
        numbers: such as "w=0.5".
        data: names with commas between them.
        title: the expression where there is none.

    Raises:
        ExpressionError: where it cannot be read or computed.
    """
    from engine import draw
    from engine.drawing.board.form import form_of
    from lectures.expression import evaluate, with_numbers

    given = {name.strip() for name in data.split(",")} if data else set()
    output = with_numbers(numbers, lambda found: evaluate(expression, found, given))
    return draw(output, title=title or expression, form=form_of(output))


def backward_of(drawing: "Drawing") -> list[int]:
    """Return the steps of the backward pass, which --predict asks for here and in the terminal."""
    return [frame for frame, step in enumerate(drawing.steps) if step.kind == "backward"]


@click.command("export")
@click.argument("figure", metavar="LECTURE:FIGURE or FILE.py:FIGURE")
@FRAME
@STEPS
@PHASE
@TO
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default="out/export", show_default=True, help="A folder."
)
@THEME
@LIMIT
def export_command(
    figure: str,
    frame: int | None,
    steps: str | None,
    phase: Any,
    kind: str | None,
    out: Path,
    theme: Any,
    limit: float,
) -> None:
    """Write a figure of a lecture as files for slides and papers: a picture of each step, or all in one.

    A lecture of your own is named by its file, as in my_course/first_lecture.py:FIGURE.
    """
    from engine.errors import SettingError
    from lectures.site.export import export, find_figure, of_phase, steps_in

    if sum(each is not None for each in (frame, steps, phase)) > 1:
        raise SettingError(ONE_OF_THEM)
    with working(f"drawing {figure}"):
        found, script = find_figure(figure, limit)
        steps = steps if frame is None else str(frame)
        written = export(found, script, kind or "svg", out, steps, theme, phase)
    for path in written:
        echo(f"Wrote {path}")
    if kind == "reveal":
        _say_where_it_goes(written[0])
    if kind == "lines":
        _say_how_to_paste_lines(written[0])
    if kind == "tex":
        _say_how_to_paste(written[0])
        steps = steps if phase is None else of_phase(found.drawing, phase, kind)
        folded = (
            ", or fold its scopes in the lecture with figure(..., collapse=True)"
            if found.drawing.diagram.open_scopes
            else ""
        )
        _say_if_small(
            found.drawing,
            None if steps is None else steps_in(steps, len(found.drawing.steps)),
            f"take fewer values{folded}",
            "chalkgrad export",
        )


def _say_where_it_goes(path: Path) -> None:
    """Say what becomes of slides for reveal.js, which no browser shows alone."""
    echo(
        f'{path.name} is one section and no page: copy it into a deck of reveal.js, between <div class="slides"> and '
        "its </div>. Opened alone, all steps lie on top of each other; --to html is a page, --to moving a picture."
    )


def _say_how_to_paste(path: Path, has_heading: bool = True) -> None:
    """Say what becomes of slides for Beamer: a PDF, or a frame among others."""
    heading = "" if has_heading else " The heading is the expression; --title gives another one."
    echo(
        f"`pdflatex {path.name}` makes slides of it. For a Beamer deck of your own copy its frame, and into the "
        "preamble the lines between the two marks, with \\RequirePackage{fix-cm} before \\documentclass; a second "
        f"figure goes into the same deck in the same way.{heading}"
    )


def _say_how_to_paste_lines(path: Path, has_heading: bool = True) -> None:
    """Say what becomes of the lines of the board: a PDF, or frames among others."""
    heading = "" if has_heading else " The heading is the expression; --title gives another one."
    echo(
        f"`pdflatex {path.name}` makes slides of it. For a Beamer deck of your own copy its frames, and into the "
        f"preamble the lines between the two marks.{heading}"
    )


def _say_if_small(drawing: Any, steps: list[int] | None, remedy: str, command: str) -> None:
    """Say it where the graph is too large to be read on a slide, and what to do."""
    from engine.drawing.tex import READABLE, letters_of

    if (high := letters_of(drawing, steps)) < READABLE:
        echo(
            f"On a slide the letters of this graph are {high:.1f} points high; from the last row one reads {READABLE:g}"
            f" or more. `{command} ... --to lines` makes slides with its lines on the board, in letters of 8 or more."
            f" Or {remedy}, or show its page (--to html)",
            err=True,
        )
