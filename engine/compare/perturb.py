"""What a recorded graph would have answered, had some of its numbers been different."""

from collections.abc import Callable, Mapping, Sequence

from engine.arithmetic import Floats
from engine.numeric import Slope, slope_at
from engine.value import Value

Rule = Callable[[Sequence[float]], float]  # from the inputs of an operation to its result


def reevaluated(
    order: Sequence[Value], changed: Mapping[Value, float], rules: Mapping[Value, Rule] | None = None
) -> dict[Value, float]:
    """Return the new numbers of all nodes that depend on the changed ones, over the rows of the table.

    Args:
        order: a topological order, as `topological_order(output)` gives it.
        changed: the new numbers; a result of an operation may be overruled as well.
        rules: for some operations another way to compute their results.

    Raises:
        ArithmeticError, ValueError: where an operation has no result.

    >>> from engine import topological_order
    >>> x = Value(3.0); y = x * x + 1
    >>> reevaluated(topological_order(y), {x: 2.0})[y]
    5.0
    """
    now, rules = dict(changed), rules or {}
    for node in order:
        if node in rules:
            now[node] = rules[node]([now.get(x, x.data) for x in node.inputs])
            continue
        if node.primitive is None or node in changed or now.keys().isdisjoint(node.inputs):
            continue
        now[node] = node.primitive.value_at(Floats, [now.get(x, x.data) for x in node.inputs])
    return now


def slope_along(order: Sequence[Value], node: Value) -> Slope:
    """Return d(last node)/d(node) by finite differences on the recorded graph.

    >>> from engine import topological_order
    >>> x = Value(3.0); y = x * x + 1
    >>> round(slope_along(topological_order(y), x).value, 6)
    6.0
    """
    output = order[-1]
    return slope_at(lambda x: reevaluated(order, {node: x}).get(output, output.data), node.data)
