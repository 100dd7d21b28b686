"""Whether whoever wrote a graph has an example in each row, or in each column."""

from engine.drawing.board import lines
from engine.drawing.board.sources import Orientation
from engine.trace import trace
from engine.value import Value
from engine.words.story import Story

FORMS: tuple[Orientation, Orientation] = ("rows", "columns")
LARGEST = 4000  # values whose lines are compared; more are no drawing anyway


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
