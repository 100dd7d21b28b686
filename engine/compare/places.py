"""Where something stands in a graph, in words a student knows: labels, modules, the parameters that feed it."""

from collections.abc import Sequence

from engine.trace.arrays import array_of, kind
from engine.value import Value


def array_name(node: Value, names: dict[Value, str]) -> str:
    """Return the name of the array a node belongs to: the given one, or its label without the index.

    >>> array_name(Value(1.0, "W1[0][2]"), {})
    'W1'
    """
    return names.get(node) or array_of(node.label)


def place_of(node: Value, names: dict[Value, str]) -> str:
    """Say in words where an operation stands: by label, by module, or by the parameters that feed it.

    >>> w, x = Value(2.0, "w"), Value(3.0)
    >>> place_of((w * x).tanh(), {})
    'tanh after w'
    """
    what = kind(node) or f"{node.data:.6g}"
    if name := array_name(node, names):
        return f"{what} that gives {name}" if node.primitive else name
    if node.scope is not None:
        return f"{what} in {node.scope.path!r}"
    level: Sequence[Value] = node.inputs
    for _ in range(6):  # the nearest named things that feed it
        if fed := list(dict.fromkeys(name for x in level if (name := array_name(x, names)))):
            return f"{what} after {', '.join(fed[:3])}"
        level = [y for x in level for y in x.inputs][:50]
    return what
