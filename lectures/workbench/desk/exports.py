"""What is on the stage as text for a file: a picture, the stepper alone, slides."""

from collections.abc import Callable
from functools import partial
from typing import Any

from engine.drawing import Drawing
from engine.drawing.board import lines
from engine.drawing.board_slides import board_slides
from engine.drawing.frames import Phase, last_step
from engine.drawing.page import page
from engine.errors import SettingError, did_you_mean
from lectures.site.export import SLIDES, file_name
from lectures.workbench.desk.board import board
from lectures.workbench.desk.desk import Desk
from lectures.workbench.desk.equation import equation

NOTHING = (
    "Python has drawn no graph since it started. It waits for a formula that can be read, or for a script: mend the "
    "formula or run the script, then export again"
)


def export(desk: Desk, kind: str, options: dict[str, Any]) -> dict[str, Any]:
    """Write the drawing on the stage.

    Args:
        kind: "svg", "html", "reveal", "tex", "lines", "moving", or in LaTeX the "equation" or the "board" of a step.
        options: of a picture: phase or frame, and theme; of an equation or a board: frame; of all: count, the number
            that the stage gives the step, which may be a layer, and equation, the place of the one that is shown among
            those of the line on the board. It ends before the line: then its own last arrow is taken.

    Returns:
        name: what the file is called; text: what is in it.

    Raises:
        SettingError: for another kind, where nothing is drawn, and for the board of a step without matrices.
    """
    if (drawing := desk.now()) is None:
        raise SettingError(NOTHING)
    phase, frame, theme = options.get("phase", "backward"), options.get("frame"), options.get("theme", "light")
    steps = range(last_step(drawing.trace, "backward") + 1)
    write: dict[str, Callable[[], str]] = {
        "svg": lambda: drawing.svg(phase, frame, theme=theme),
        "html": lambda: page(drawing),
        "lines": lambda: board_slides(drawing, None, "light"),
        **{name: partial(make, drawing, steps, "light") for name, make in SLIDES.items()},
        "equation": lambda: equation(drawing, 0 if frame is None else frame) + "\n",
        "board": lambda: board(drawing, 0 if frame is None else frame) + "\n",
    }
    if kind not in write:
        raise SettingError(f"a drawing cannot be saved as {kind!r}{did_you_mean(kind, write)}")
    is_step = kind in ("svg", "equation", "board")
    if is_step and frame is not None and frame not in steps:
        raise SettingError(f"there is no step {frame}: those of this graph are 0 to {steps[-1]}")
    which = _which(drawing, phase, frame, options.get("count")) if is_step else ""
    if is_step and frame is not None and (shown := _equation(drawing, frame, options.get("equation"))):
        frame, which = shown[0], f"{which}-{shown[1]}"
    text, is_part = write[kind](), kind in ("equation", "board")
    stem = f"{_stem(desk)}-{kind}" if is_part else _stem(desk)
    return {"name": file_name(f"{stem}{which}", "tex" if is_part else kind), "text": text}


def _which(drawing: Drawing, phase: Phase, frame: int | None, count: int | None) -> str:
    """Return what a picture shows, with its step counted as on the stage, or by arrows: each pass begins at 0."""
    if frame is None:
        return "-both-passes" if phase == "backward" else f"-{phase}"
    seed = last_step(drawing.trace, "forward") + 1
    pass_, arrows = ("forward", frame) if frame < seed else ("backward", frame - seed)
    return f"-{pass_}-{arrows if count is None else count}"


def _equation(drawing: Drawing, frame: int, at: int | None) -> tuple[int, str] | None:
    """Return the last arrow of an equation on the board, and its gradient's name; None where no such one is shown."""
    step = drawing.steps[frame]
    if at is None or step.kind != "backward":
        return None
    found = [line for line in lines(drawing.story, drawing.form) if line.is_matrix and step.node in line.nodes]
    if not found or at >= len(found[0].backward):
        return None
    result, inside = found[0].backward[at].result, found[0].nodes
    own = [k for k, each in enumerate(drawing.steps)
           if each.kind == "backward" and each.node in inside and each.input in result.nodes().values()]  # fmt: skip
    name = _ascii(result.name.text.replace("δ", "d"))
    return (own[-1], name) if own else None


def _stem(desk: Desk) -> str:
    label = (desk.drawn.label or "") if desk.drawn is not None else ""
    return _ascii(label)[:40] or "graph"


def _ascii(label: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in label).strip("-")
