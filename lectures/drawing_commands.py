"""The two commands that draw: `draw EXPRESSION`, and `export LECTURE:FIGURE` for slides and papers."""

from pathlib import Path
from typing import Any

import click

from lectures.echo import echo, working

FORMATS = ("svg", "pdf", "png", "html", "tex", "reveal", "moving")
TO = click.option(
    "--to",
    "kind",
    type=click.Choice(FORMATS),
    help="html: the whole stepper. tex, reveal: slides, one for each step. moving: an SVG that steps by itself.",
)
THEME = click.option("--theme", type=click.Choice(["light", "dark"]), help="Its colours; light where not given.")
# An expression may begin with a minus sign, and what comes after it may look like the short options -h or -t.
AS_WRITTEN: dict[str, Any] = {"ignore_unknown_options": True, "help_option_names": ["--help"]}


@click.command("draw", context_settings=AS_WRITTEN)
@click.argument("expression")
@click.argument("numbers", nargs=-1, metavar="[NAME=NUMBER]...")
@TO
@click.option("--out", type=click.Path(path_type=Path), help="The file; by default graph.svg, or as --to says.")
@click.option("--frame", type=int, help="One step, counted from 0.")
@click.option("--phase", type=click.Choice(["forward", "backward"]), default="backward", help="The end of a pass.")
@THEME
def draw_command(
    expression: str,
    numbers: tuple[str, ...],
    kind: str | None,
    out: Path | None,
    frame: int | None,
    phase: Any,
    theme: Any,
) -> None:
    """Draw EXPRESSION, such as "((w*x+b).tanh()-y)**2" w=0.5 x=2 b=-0.3 y=1, with its gradients.

    Arrays and several lines do as well: "h = tanh(W @ x); L = (h**2).sum()" "W=1 2; 3 4" "x=0.5, 1".
    """
    from engine import draw
    from engine.errors import SettingError
    from lectures.expression import evaluate, numbers_of
    from lectures.site.export import file_name, save

    if expression == "-h":
        echo(click.get_current_context().get_help())
        return
    if kind is None:
        kind = out.suffix.lower().removeprefix(".") if out else "svg"
        if kind not in FORMATS:
            raise SettingError(f"{out}: a drawing ends in .{', .'.join(FORMATS[:-2])}; or say what it is with --to")
    target = out or Path(file_name("graph", kind))
    drawing = draw(evaluate(expression, numbers_of(numbers)), title=expression)
    save(drawing, kind, target, phase, frame, theme or "light")
    echo(f"Wrote {target}")


@click.command("export")
@click.argument("figure", metavar="LECTURE:FIGURE")
@click.option("--steps", help="Such as 3,7-12; all where not given. They are counted from 0, as in a page's address.")
@TO
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default="out/export", show_default=True, help="A folder."
)
@THEME
def export_command(figure: str, steps: str | None, kind: str | None, out: Path, theme: Any) -> None:
    """Write a figure of a lecture as files for slides and papers: a picture of each step, or all in one."""
    from lectures.site.export import export, find_figure

    with working(f"drawing {figure}"):
        written = export(*find_figure(figure), kind or "svg", out, steps, theme)
    for path in written:
        echo(f"Wrote {path}")
