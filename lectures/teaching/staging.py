"""A task on the stage as its author wrote it: names of variables, and examples as rows or as columns."""

from dataclasses import replace

from engine import Value
from engine.drawing import Drawing, draw
from engine.drawing.board import lines
from engine.drawing.board.form import form_of
from engine.errors import GraphTooLargeError
from engine.graph import topological_order
from engine.words.nested import flatten
from lectures.entries import Drawn


def staged(drawn: Drawn, title: str) -> Drawing:
    """Return the drawing of a loss, as rows or as columns; one with arrays opens with one of them a step.

    Raises:
        GraphTooLargeError: for a graph that nobody could read.
    """
    form, also = form_of(drawn.loss), _left_out(drawn)
    try:
        drawing = draw(drawn.loss, title=title, form=form, also=also)
    except GraphTooLargeError:
        drawing = draw(drawn.loss, title=title, form=form, collapse=True, also=also)
    return by_arrays(drawing)


def _left_out(drawn: Drawn) -> list[Value]:
    """Return what is asked for though the loss takes only other entries of its array, such as P[np.arange(m), y]."""
    used, found = set(topological_order(drawn.loss)), list[Value]()
    for nested in drawn.values.values():
        entries = [x for x in flatten(nested) if isinstance(x, Value)]
        if not used.isdisjoint(entries):
            found += (x for x in entries if x not in used)
    return found if drawn.loss not in topological_order(*found) else []


def by_arrays(drawing: Drawing) -> Drawing:
    """Return a drawing that opens with one array a step, if there are arrays in it."""
    arrays = any(line.is_matrix for line in lines(drawing.story, drawing.form))
    return replace(drawing, grain="layer") if arrays else drawing
