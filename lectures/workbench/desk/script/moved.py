"""A graph whose leaves were changed after it was computed, as the last step of a training leaves it, computed again."""

from collections.abc import Sequence

from engine import Value, apply
from engine.backward import refuse_moved
from engine.errors import MovedError
from engine.modes import PARAMETER


def has_moved(order: Sequence[Value]) -> bool:
    """Tell whether a leaf was changed since it was used, and not back, as `check_gradients` changes it.

    Args:
        order: the nodes of the graph, each one after its inputs.
    """
    try:
        refuse_moved(order)
    except MovedError:
        return True
    return False


def computed_again(order: Sequence[Value]) -> dict[Value, Value]:
    """Return node -> the same node of a new graph, computed from the numbers that the leaves have now.

    >>> w = Value(2.0, "w")
    >>> loss = w * w
    >>> w.data = 3.0
    >>> computed_again([w, loss])[loss].data
    9.0
    """
    again: dict[Value, Value] = {}
    for node in order:
        if node.primitive is None:
            made = type(node)(node.data)
            made.marks = node.marks & PARAMETER
        else:
            made = apply(node.primitive, *(again[x] for x in node.inputs))
        made.label, made.scope = node.label, node.scope
        again[node] = made
    return again
