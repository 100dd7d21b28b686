"""What a recorded graph would have answered, had some of its numbers been different."""

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from engine.arithmetic import Arithmetic, Floats, stable_sigmoid
from engine.arrays import Arrays
from engine.errors import DomainError
from engine.numeric import Answers, Slope, slope_search
from engine.value import Value

Rule = Callable[[Sequence[Any]], Any]  # from the inputs of an operation to its result
Asked = tuple[Value, list[float]]  # the numbers that a node is to have, one after the other
AT_ONCE = 5_000_000  # numbers that a pass keeps, of all nodes


def reevaluated(
    order: Sequence[Value],
    changed: Mapping[Value, float],
    rules: Mapping[Value, Rule] | None = None,
    arithmetic: Arithmetic = Floats,
) -> dict[Value, Any]:
    """Return the new numbers of all nodes that depend on the changed ones, over the rows of the table.

    Args:
        order: a topological order, as `topological_order(output)` gives it.
        changed: the new numbers; a result of an operation may be overruled as well.
        rules: for some operations another way to compute their results.
        arithmetic: of these numbers; `FloatRows` where the rules give rows of them.

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
        now[node] = node.primitive.value_at(arithmetic, [now.get(x, x.data) for x in node.inputs])
    return now


def slope_along(order: Sequence[Value], node: Value) -> Slope:
    """Return d(last node)/d(node) by finite differences on the recorded graph.

    Raises:
        DomainError: where the last node has no values on both sides of this number.

    >>> from engine import topological_order
    >>> x = Value(3.0); y = x * x + 1
    >>> round(slope_along(topological_order(y), x).value, 6)
    6.0
    """
    (found,) = slopes_along(order, [node]).values()
    if isinstance(found, DomainError):
        raise found
    return found


def slopes_along(order: Sequence[Value], nodes: Iterable[Value]) -> dict[Value, Slope | DomainError]:
    """Return the slope along each of these nodes, or why there is none: all of them in a few passes over the graph."""
    every = list(dict.fromkeys(nodes))
    found: dict[Value, Slope | DomainError] = {}
    size = max(1, AT_ONCE // (5 * len(order)))
    for some in (every[k : k + size] for k in range(0, len(every), size)):
        searches = {node: slope_search(node.data) for node in some}
        asked: list[Asked] = [(node, next(search)) for node, search in searches.items()]
        while asked:
            answered, asked = zip(asked, _answers(order, asked), strict=True), []
            for (node, _), answers in answered:
                try:
                    asked.append((node, searches[node].send(answers)))
                except StopIteration as end:
                    found[node] = end.value
                except DomainError as error:
                    found[node] = error
    return found


def _answers(order: Sequence[Value], asked: Sequence[Asked]) -> list[Answers]:
    """Return the last number of the graph for all that is asked, in one pass where nothing leaves its domain."""
    every, places = list[float](), dict[Value, slice]()
    for node, points in asked:
        places[node] = slice(len(every), len(every) + len(points))
        every += points
    rules = {node: _overruled(node, every, place) for node, place in places.items()}
    try:
        with np.errstate(divide="raise", invalid="raise", over="ignore", under="ignore"):
            row = reevaluated(order, {}, rules, FloatRows).get(order[-1])
    except (ArithmeticError, ValueError):
        return [_one_by_one(order, node, points) for node, points in asked]
    numbers = [order[-1].data] * len(every) if row is None else row.tolist()
    return [numbers[place] for place in places.values()]


def _overruled(node: Value, every: list[float], place: slice) -> Rule:
    """Return the rule by which a node has other numbers at some places of a row, and at the others what follows."""

    def rule(xs: Sequence[Any]) -> Any:
        row = np.full(len(every), node.data)
        if node.primitive:
            row[:] = node.primitive.value_at(FloatRows, xs)
        row[place] = every[place]
        return row

    return rule


def _one_by_one(order: Sequence[Value], node: Value, points: Sequence[float]) -> Answers:
    try:
        return [reevaluated(order, {node: x}).get(order[-1], order[-1].data) for x in points]
    except (ArithmeticError, ValueError):
        return None


def _each(function: Callable[[float], float]) -> Any:
    """Return Python's function for every number of a row: NumPy's own may differ in the last digit."""

    def of(x: Any) -> Any:
        return np.fromiter(map(function, x.tolist()), float, x.size) if isinstance(x, np.ndarray) else function(x)

    return staticmethod(of)


def _power(a: Any, b: Any) -> Any:
    if not isinstance(a, np.ndarray) and not isinstance(b, np.ndarray):
        return math.pow(a, b)
    a, b = np.broadcast_arrays(a, b)
    return np.fromiter(map(math.pow, a.tolist(), b.tolist()), float, a.size)


class FloatRows(Floats):
    """Arithmetic on floats and rows of floats, of which every number is the one that `Floats` gives."""

    exp, log, log1p, sqrt, sin, cos, tanh, sign = map(
        _each, (math.exp, math.log, math.log1p, math.sqrt, math.sin, math.cos, math.tanh, Floats.sign)
    )
    pow: Any = staticmethod(_power)
    abs = operator.abs
    max, min = (staticmethod(lambda xs, choose=choose: reduce(choose, xs)) for choose in (np.maximum, np.minimum))

    @staticmethod
    def sigmoid(x: Any) -> Any:
        return stable_sigmoid(FloatRows, x)

    where = staticmethod(Arrays.where)
