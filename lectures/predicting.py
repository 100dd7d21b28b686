"""Where a figure asks for the next number: the frame that brings what an author names."""

from typing import Any

from engine import Value
from engine.errors import did_you_mean
from lectures.errors import LectureError


def frame_of(asked: Value | str | int, figure: str, trace: Any) -> int:
    """Return the frame in which a number is asked for.

    Args:
        asked: a Value or its label, whose gradient is asked for when its last contribution arrives; "value of h", which
            is asked for on the forward pass; or the number of a frame, from 0.
        figure: its name, for an error.
        trace: of the graph that is drawn; one that was written out keeps the labels.

    Raises:
        LectureError: where there is no such number in the figure.

    >>> from engine import named
    >>> from engine.trace import trace
    >>> w = Value(0.5, "w"); h = named("h", w * 2); passes = trace(h * h)
    >>> [frame_of(x, "square", passes) for x in (w, "gradient of w", "value of h")]
    [6, 6, 1]
    """
    if isinstance(asked, int):
        return asked
    what, _, label = asked.rpartition(" of ") if isinstance(asked, str) else ("", "", asked.label)
    if what.strip() not in ("", "value", "gradient"):
        raise LectureError(f'figure {figure!r}: predict names {asked!r}; write "value of h" or "gradient of h"')
    same = asked in trace.values
    kind = "forward" if what.strip() == "value" else "backward"
    labels = set()
    for frame, step in enumerate(trace.steps):
        if step.kind == kind and step.complete:
            drawn = trace.values[step.node if kind == "forward" else step.input]
            labels.add(drawn.label)
            if drawn is asked or (not same and label and drawn.label == label):
                return frame
    lacks = "is not computed" if kind == "forward" else "gets no gradient"
    near = did_you_mean(label, labels - {""}, tell_all=False) if isinstance(asked, str) else ""
    raise LectureError(f"figure {figure!r}: predict names {asked!r}, which {lacks} in this graph{near}")
