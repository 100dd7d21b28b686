"""What lies on the desk: the Values that the last script or formula left, and the one that is drawn."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from engine import Drawing, Value, draw
from engine.drawing.board.steps import line_by_line
from engine.drawing.page import page
from engine.trace import trace
from lectures.workbench.desk.derive.names import as_derived

# The page around it scrolls, and gives it one sheet of paper for the graph at the end of both passes.
STYLE = (
    "html { overflow: hidden } body { margin: 0; padding: 1px } .player { margin: 0 } "
    "@media print { body .player .paper-page svg { max-height: calc(50vh - 3.2rem) } }"
)


@dataclass
class Desk:
    """What the page works on.

    Attributes:
        values: what the last script left: name -> a Value, or nested lists of them.
        drawn: the Value on the stage.
        drawing: what is shown of it.
        tell: called with what the page shall show while a script runs.
        source, line_of: the last script, and the line of it that made a node.
    """

    values: dict[str, Any] = field(default_factory=dict)
    drawn: Value | None = None
    drawing: Drawing | None = None
    tell: Callable[[dict[str, Any]], None] = lambda said: None
    source: str = ""
    line_of: Callable[[Value], int | None] = lambda node: None

    def now(self) -> Drawing | None:
        """Return the drawing with the numbers that stand there now; the picture stays as it was laid out."""
        if self.drawing is None or self.drawn is None:
            return None
        if self.drawing.trace.values[-1] is not self.drawn:
            self.drawing = replace(self.drawing, trace=line_by_line(trace(self.drawn), self.drawing.form))
        return self.drawing


def figure(
    desk: Desk,
    output: Value,
    code: str | None = None,
    lines: dict[Value, int] | None = None,
    drawing: Drawing | None = None,
    **options: Any,
) -> dict[str, Any]:
    """Put a Value on the stage: its page, and its leaves.

    Args:
        code, lines: the script that made it, and the line of each operation.
        drawing: of this Value, where there is one already; else it is drawn with these options.

    Returns:
        html: a page with one player; leaves: name -> number of what can be changed; asked: what a gradient can be
        derived by, in the order in which one derives it.
    """
    drawing = drawing or draw(output, lines=lines, title=f"The graph of {output.label or 'the output'}", **options)
    desk.drawn, desk.drawing = output, drawing
    leaves = {node.label: node.data for node in drawing.trace.nodes if node.kind == "variable" and node.label}
    asked = [each.asked for each in as_derived(output)]
    html = page(drawing, "stage", code=code, style=STYLE)
    return {"html": html, "leaves": leaves, "value": output.data, "asked": asked}
