"""How far rounding on the way carries: every result to three digits, as people do, or some of them, many times over.

Each of `TIMES` imagined students goes through the whole derivation, forwards and back. One of them rounds every result,
one what is asked for, the others toss a coin for each. How far their numbers get from the exact ones is what a right
answer may be off, though never by more than `MOST`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import add, mul
from typing import Any

import numpy as np

from engine.arrays import Arrays
from engine.backward import sweep
from engine.graph import topological_order
from engine.value import Value
from engine.words.nested import values_of
from lectures.entries import Drawn

DIGITS = 3
TIMES = 400
MOST = 0.05  # of the largest number of a quantity: what two digits say; where more is lost, one has to keep more digits
Many = Any  # an array with one number for each student


class Students(Arrays):
    """Arithmetic on an array for each number, and lists of these; products in a sum and exponentials are results too.

    The coins are the same each time.
    """

    def __init__(self) -> None:
        self._random = np.random.default_rng(0)

    def maybe(self, x: Many, asked: bool = False) -> Many:
        """Round a result where the coin says so; the first student rounds each, the second what is asked for."""
        coins = self._random.random(TIMES) < 0.5
        coins[:2] = True, asked
        return np.where(coins, three_digits(x), x)

    def exp(self, x: Many) -> Many:
        return self.maybe(np.exp(x))

    def dot(self, a: Iterable[Many], b: Iterable[Many]) -> Many:
        return reduce(add, map(self.maybe, map(mul, a, b)), 0.0)

    @staticmethod
    def max(xs: Sequence[Many]) -> Many:
        return reduce(np.maximum, xs)

    @staticmethod
    def min(xs: Sequence[Many]) -> Many:
        return reduce(np.minimum, xs)

    @staticmethod
    def sum(xs: Iterable[Many]) -> Many:
        return reduce(add, xs, 0.0)

    @staticmethod
    def map(f: Callable[[Any], Any], xs: Iterable[Many]) -> Any:
        return [f(x) for x in xs]

    @staticmethod
    def join(*parts: Any) -> Any:
        return [x for part in parts for x in part]

    @staticmethod
    def split_ties(xs: Sequence[Many], y: Many) -> Any:
        hits = [(x == y).astype(float) for x in xs]
        return [hit / reduce(add, hits) for hit in hits]


def reach_of(drawn: Drawn) -> dict[str, list[float]]:
    """Return for each quantity of numbers how far rounding may carry each of them, before it is rounded itself.

    Args:
        drawn: the graph, and what is asked about it.

    >>> x, y = Value(1.23, "x"), Value(1.2, "y"); d = x * x - y * y
    >>> reach = reach_of(Drawn(d, {"x": x}, values={"d": d}))
    >>> round(reach["d"][0], 4), reach["x"]  # 1.51 - 1.44 for 1.5129 - 1.44
    (0.0029, [0.0])
    """
    asked = {**drawn.values, **drawn.gradients}
    nodes = {name: list(values_of(nested, name)[0]) for name, nested in asked.items()}
    ends = [node for name in drawn.values for node in nodes[name]]
    order = topological_order(*ends, *([drawn.loss] if drawn.loss is not None else []))
    slopes_asked = {node for name in drawn.gradients for node in nodes[name]}
    with np.errstate(all="ignore"):
        students = Students()
        numbers, unrounded = _forward(order, set(ends), students)
        slopes = _backward(drawn.loss, numbers, slopes_asked, students) if drawn.gradients else {}
    exact = {node: gradient for node, gradient, _ in sweep(topological_order(drawn.loss))} if drawn.gradients else {}
    found = {name: [(unrounded[node], node.data) for node in nodes[name]] for name in drawn.values}
    found |= {name: [(slopes.get(node, 0.0), exact.get(node, 0.0)) for node in nodes[name]] for name in drawn.gradients}
    return {name: _farthest(pairs) for name, pairs in found.items()}


def _forward(
    order: Sequence[Value], asked: set[Value], students: Students
) -> tuple[dict[Value, Many], dict[Value, Many]]:
    """Return every number as the students go on with it, and before they rounded it."""
    numbers: dict[Value, Many] = {}
    unrounded: dict[Value, Many] = {}
    for node in order:
        if node.primitive is None:
            numbers[node] = unrounded[node] = np.full(TIMES, node.data)
        else:
            unrounded[node] = node.primitive.value_at(students, [numbers[x] for x in node.inputs])
            numbers[node] = students.maybe(unrounded[node], node in asked)
    return numbers, unrounded


def _backward(loss: Value, numbers: Mapping[Value, Many], asked: set[Value], students: Students) -> dict[Value, Many]:
    """Return every slope before it is rounded; of tanh the derivative is reckoned from the result: 1 - y^2."""
    order = topological_order(loss)
    slopes: dict[Value, Many] = {node: np.zeros(TIMES) for node in order}
    slopes[loss] = np.ones(TIMES)
    for node in reversed(order):
        row = node.primitive
        if row is None:
            continue
        upstream = slopes[node] if node is loss else students.maybe(slopes[node], node in asked)
        y, xs = numbers[node], [numbers[x] for x in node.inputs]
        partials = [row.from_output(students, y)] if row.from_output else row.partials_at(students, y, xs)
        for x, partial in zip(node.inputs, partials, strict=True):
            if row.family == "product":  # a factor, which stands there already
                product = students.maybe(upstream * partial)
            elif isinstance(partial, np.ndarray):
                product = students.maybe(upstream * students.maybe(partial))
            else:
                product = upstream * partial
            slopes[x] = slopes[x] + product
    return slopes


def three_digits(x: Many) -> Many:
    """Return numbers to three significant digits.

    >>> three_digits(np.array([0.12345, -98760.0, 0.0]))
    array([ 1.23e-01, -9.88e+04,  0.00e+00])
    """
    unit = 10.0 ** (np.floor(np.log10(np.where(x == 0, 1.0, np.abs(x)))) - DIGITS + 1)
    return np.round(x / unit) * unit


def _farthest(pairs: Sequence[tuple[Many, float]]) -> list[float]:
    most = MOST * max((abs(exact) for _, exact in pairs), default=0.0)
    found = []
    for many, exact in pairs:
        off = np.abs(np.asarray(many) - exact)
        off = off[np.isfinite(off) & (off > 1e-12 * abs(exact))]
        found.append(min(float(np.max(off, initial=0.0)), most))
    return found
