"""What is on the stage as text for a file: a picture, the stepper alone, slides."""

from collections.abc import Callable
from typing import Any

from engine.drawing import Drawing
from engine.drawing.frames import Phase, last_step
from engine.drawing.page import page
from engine.drawing.reveal import reveal
from engine.drawing.tex import tex
from engine.errors import SettingError, did_you_mean
from lectures.site.export import file_name
from lectures.workbench.desk.desk import Desk

NOTHING = "there is no graph on the stage yet; write a formula or run a script first"


def export(desk: Desk, kind: str, options: dict[str, Any]) -> dict[str, Any]:
    """Write the drawing on the stage.

    Args:
        kind: "svg", "html", "reveal" or "tex".
        options: of a picture: phase or frame, and theme.

    Returns:
        name: what the file is called; text: what is in it.

    Raises:
        SettingError: for another kind, and where nothing is drawn.
    """
    drawing = desk.drawing
    if drawing is None:
        raise SettingError(NOTHING)
    phase, frame, theme = options.get("phase", "backward"), options.get("frame"), options.get("theme", "light")
    steps = range(last_step(drawing.trace, "backward") + 1)
    write: dict[str, Callable[[], str]] = {
        "svg": lambda: drawing.svg(phase, frame, theme=theme),
        "html": lambda: page(drawing),
        "reveal": lambda: reveal(drawing, steps, "light"),
        "tex": lambda: tex(drawing, steps, "light"),
    }
    if kind not in write:
        raise SettingError(f"a drawing cannot be saved as {kind!r}{did_you_mean(kind, write)}")
    which = _which(drawing, phase, frame) if kind == "svg" else ""
    return {"name": file_name(f"{_stem(desk)}{which}", kind), "text": write[kind]()}


def _which(drawing: Drawing, phase: Phase, frame: int | None) -> str:
    """Return what a picture shows, with its step counted as on the page: each pass begins at 0."""
    if frame is None:
        return "-both-passes" if phase == "backward" else f"-{phase}"
    seed = last_step(drawing.trace, "forward") + 1
    return f"-forward-{frame}" if frame < seed else f"-backward-{frame - seed}"


def _stem(desk: Desk) -> str:
    label = (desk.drawn.label or "") if desk.drawn is not None else ""
    said = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in label).strip("-")
    return said[:40] or "graph"
