"""A drawing to be played with: its leaves can be dragged, and every value and gradient follows."""

from collections.abc import Iterable
from typing import Any

import engine
from engine import Value
from engine.drawing.called import called_in
from lectures.active import draws, here, show
from lectures.entries import Play
from lectures.errors import LectureError
from lectures.items import item_ids
from lectures.live.parts import Question

MOST = 60  # values; more of them can neither be read at once nor found by a finger


def play(
    name: str,
    output: Value,
    question: Question,
    caption: str = "",
    item: str | Iterable[str] | None = None,
    **draw_options: Any,
) -> None:
    """Let the reader drag the leaves of a graph, and see every value and gradient follow.

    What was there before stays as a ghost, and what the gradient promised stands beside what came.

    Args:
        name, caption, item: as for `figure`.
        output: the node whose gradient is taken.
        question: what is to be predicted; until then the gradients are hidden.
        draw_options: passed on to `engine.draw`, such as expand=True.

    Raises:
        LectureError: for a graph of more than 60 values, or with folded scopes.

    >>> from lectures.live import Question
    >>> w = Value(3.0, "w")
    >>> play("square", w * w, Question("Up or down?", ["up", "down"], 0, "Up: the slope is positive."))
    [play square] Up or down? (up / down)
    Up: the slope is positive.
    """
    here().name("play", name)
    drawing = None
    if draws():
        drawing = called_in(engine.draw(output, title=(caption or name).replace("$", ""), **draw_options), here().words)
        if len(drawing.trace.nodes) > MOST or drawing.diagram.cards:
            raise LectureError(
                f"play {name!r}: draws {len(drawing.trace.nodes)} values and {len(drawing.diagram.cards)} folded "
                f"scopes; a graph to be played with has at most {MOST} values and nothing folded"
            )
    show(Play(name, item_ids(item), caption, question, drawing))
