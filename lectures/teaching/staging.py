"""A task on the stage as its author wrote it: names of variables, and examples as rows or as columns."""

from dataclasses import replace

from engine.drawing import Drawing, draw
from engine.drawing.board import lines
from engine.drawing.board.form import form_of
from engine.errors import GraphTooLargeError
from lectures.entries import Drawn


def staged(drawn: Drawn, title: str) -> Drawing:
    """Return the drawing of a loss, as rows or as columns; one with arrays opens with one of them a step.

    Raises:
        GraphTooLargeError: for a graph that nobody could read.
    """
    form = form_of(drawn.loss)
    try:
        drawing = draw(drawn.loss, title=title, form=form)
    except GraphTooLargeError:
        drawing = draw(drawn.loss, title=title, form=form, collapse=True)
    return by_arrays(drawing)


def by_arrays(drawing: Drawing) -> Drawing:
    """Return a drawing that opens with one array a step, if there are arrays in it."""
    arrays = any(line.is_matrix for line in lines(drawing.story, drawing.form))
    return replace(drawing, grain="layer") if arrays else drawing
