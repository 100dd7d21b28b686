"""What lies on the desk: the Values that the last script or formula left, and the one that is drawn."""

from dataclasses import dataclass, field
from typing import Any

from engine import Value, draw
from engine.drawing.board.sources import Orientation
from engine.drawing.page import page

STYLE = "body { margin: 0; padding: 1px } .player { margin: 0 }"


@dataclass
class Desk:
    """What the page works on.

    Attributes:
        values: name -> a Value, or nested lists of them.
        drawn: the Value on the stage.
    """

    values: dict[str, Any] = field(default_factory=dict)
    drawn: Value | None = None


def figure(
    desk: Desk,
    output: Value,
    code: str | None = None,
    lines: dict[Value, int] | None = None,
    form: Orientation = "rows",
) -> dict[str, Any]:
    """Put a Value on the stage: its page, and its leaves.

    Returns:
        html: a page with one player; leaves: name -> number of what can be changed.
    """
    drawing = draw(output, lines=lines, title=f"The graph of {output.label or 'the output'}", form=form)
    desk.drawn = output
    leaves = {node.label: node.data for node in drawing.trace.nodes if node.kind == "variable" and node.label}
    return {"html": page(drawing, "stage", code=code, style=STYLE), "leaves": leaves, "value": output.data}
