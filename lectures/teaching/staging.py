"""A task on the stage as its author wrote it: names of variables, and examples as rows or as columns."""

from dataclasses import replace

from engine.drawing import Drawing, draw
from engine.drawing.board import lines
from engine.drawing.board.sources import Orientation
from engine.errors import GraphTooLargeError
from engine.trace import trace
from engine.value import Value
from engine.words.story import Story
from lectures.entries import Drawn

LARGEST = 4000  # values whose lines are compared; more are no drawing anyway


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


def form_of(loss: Value) -> Orientation:
    """Return how the author wrote it: X @ W has an example in each row, W @ X in each column.

    It is the one in which the lines on the board need fewer transposes, of two that need as many the rows.

    >>> import numpy as np
    >>> from nn.array import array
    >>> W, x = array([[1.5, 2.5], [0.5, -1.0]], "W"), array([[3.0], [4.0]], "X")
    >>> form_of(np.sum(W @ x).item()), form_of(np.sum(x.T @ W).item())
    ('columns', 'rows')
    """
    story = Story(trace(loss))
    if len(story.trace.values) > LARGEST:
        return "rows"
    turned = {form: sum(line.forward.text.text.count("ᵀ") for line in lines(story, form)) for form in FORMS}
    return min(FORMS, key=turned.__getitem__)


FORMS: tuple[Orientation, Orientation] = ("rows", "columns")
