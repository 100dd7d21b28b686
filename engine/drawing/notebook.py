"""Drawings in a notebook: the stepper, and a still picture wherever scripts are not trusted.

Front ends clean HTML that they do not trust: frames and scripts go, an image stays, and an image runs no scripts.
"""

import base64
import html
from collections.abc import Collection
from typing import TYPE_CHECKING

from engine.drawing.page import page

if TYPE_CHECKING:
    from engine.drawing import Drawing

STYLE = "body { margin: 0; padding: 1px } .player { margin: 0 }"
# Where the frame runs it is as high as its page, and the still picture before it is not needed.
SCRIPT = (
    "if (frameElement) { frameElement.previousElementSibling.style.display = 'none'; new ResizeObserver(() => "
    "{ frameElement.style.height = document.body.scrollHeight + 'px' }).observe(document.body) }"
)


def still(drawing: "Drawing") -> str:
    """Return the last frame as an image that needs no trust.

    >>> from engine import Value, draw
    >>> still(draw(Value(2.0) * 3.0, title="six")).startswith('<img alt="six" src="data:image/svg+xml;base64,')
    True
    """
    data = base64.b64encode(drawing.svg().encode()).decode()
    return f'<img alt="{html.escape(drawing.title)}" src="data:image/svg+xml;base64,{data}">'


def framed(inside: str, image: str) -> str:
    """Return a page in a frame of its own, so that several in one notebook share no ids, styles or keys.

    Args:
        inside: the page, with SCRIPT in it.
        image: what stays where frames are not trusted.
    """
    style = "width: 100%; height: 46rem; border: 0"
    return f'<div>{image}<iframe srcdoc="{html.escape(inside)}" title="stepper" style="{style}"></iframe></div>'


class NotebookPlayer:
    """A player that shows itself in a notebook.

    >>> from engine import Value, draw
    >>> "<iframe" in draw(Value(2.0) * 3.0).player()._repr_html_()
    True
    """

    def __init__(self, drawing: "Drawing", name: str, predict: Collection[int]) -> None:
        self.html = framed(page(drawing, name, predict, style=STYLE, script=SCRIPT), still(drawing))
        self.svg, self.text = drawing.svg(), repr(drawing)

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html, "image/svg+xml": self.svg, "text/plain": self.text}
