"""What a drawing calls the boxes that have a fixed name, such as that of a loss, in another language."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.trace.steps import TracedScope
from engine.words.fixed import SCOPES

if TYPE_CHECKING:
    from engine.drawing import Drawing


def called_in(drawing: "Drawing", words: Mapping[str, str]) -> "Drawing":
    """Return a drawing whose boxes with a fixed name are called as in a language.

    Args:
        drawing: what `draw` returned.
        words: fixed texts -> what stands in their place.

    >>> from engine import Value, draw, scope
    >>> with scope("hinge"):
    ...     y = Value(1.0, "x") * 2.0
    >>> called_in(draw(y), {"hinge": "Hinge-Verlust"}).trace.scopes[0].name
    'Hinge-Verlust'
    """

    def put(scopes: tuple[TracedScope, ...]) -> tuple[TracedScope, ...]:
        return tuple(
            replace(each, name=words.get(each.name, each.name)) if each.name in SCOPES else each for each in scopes
        )

    if not any(each.name in SCOPES and each.name in words for each in drawing.trace.scopes):
        return drawing
    trace, diagram = drawing.trace, drawing.diagram
    diagram = replace(diagram, open_scopes=put(diagram.open_scopes))
    return replace(drawing, trace=replace(trace, scopes=put(trace.scopes)), diagram=diagram)
