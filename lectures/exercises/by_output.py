"""Derivatives that people take from a result: a(1 - a) of a sigmoid, 1 - h^2 of a tanh, p - y of a softmax.

Who has written down a wrong result goes on with that one. The functions are recognised by what they do, so that one
which is written out, 1/(1 + exp(-z)) or exp(z)/sum(exp(z)), counts as much as a row of the table.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from math import exp, isclose
from operator import or_

from engine.arithmetic import Floats
from engine.compare.perturb import reevaluated
from engine.compare.slips.remembered import from_output
from engine.primitives import TABLE
from engine.value import Value

MOST = 64  # operations that a function is written out in
KNOWN_BY_OUTPUT = [
    row for row in TABLE if row.from_output is not None or (row.family == "rectifier" and not row.static_names)
]
Partials = Mapping[Value, float]


class Functions:
    """Which results of a graph are known functions of which others.

    >>> z = Value(0.5, "z"); a = 1.0 / (1.0 + (-z * 1.0).exp())
    >>> from engine.graph import topological_order
    >>> found = Functions(topological_order(a)).partials({a: 0.7})
    >>> [round(slope, 4) for slope in found[a].values()]
    [0.21]
    """

    def __init__(self, order: Sequence[Value]) -> None:
        self.order = order
        self._position = {node: i for i, node in enumerate(order)}
        self._level: dict[Value, int] = {}  # how many operations there are before a result, one after another
        self._before: dict[Value, int] = {}  # a bit for the position of each number that a result depends on
        for node in order:
            self._level[node] = max((self._level[x] + 1 for x in node.inputs), default=0)
            bits = (self._before[x] | 1 << self._position[x] for x in node.inputs)
            self._before[node] = reduce(or_, bits, 0)
        self._known: dict[Value, tuple[tuple[Value, ...], Callable[[float], float] | int] | None] = {}

    def partials(self, typed: Mapping[Value, float]) -> dict[Value, Partials]:
        """Return for operations the derivative by each input, taken from results as they were written down.

        Args:
            typed: results of operations, with the numbers that a student has written.
        """
        known = {y: found for y in typed if (found := self._function(y)) is not None}
        groups: dict[tuple[Value, ...], dict[int, float]] = {}  # of a softmax: its inputs -> place -> probability
        for y, (inputs, rule) in known.items():
            if isinstance(rule, int):
                groups.setdefault(inputs, {})[rule] = typed[y]
        found: dict[Value, Partials] = {}
        by_input: dict[Value, list[tuple[float, float]]] = {}  # input -> (right derivative, derivative as written)
        for y, (inputs, rule) in known.items():
            if isinstance(rule, int):
                ps = groups[inputs]
                right = _softmax([x.data for x in inputs])
                found[y] = {
                    x: typed[y] * ((i == rule) - ps.get(i, right[i])) for i, x in enumerate(inputs)
                }  # fmt: skip
                by_input.setdefault(inputs[rule], []).append((y.data, typed[y]))
            else:
                found[y] = {inputs[0]: rule(typed[y])}
                by_input.setdefault(inputs[0], []).append((y.data, typed[y]))
        return found | dict(self._sums(by_input, found))

    def _sums(
        self, by_input: Mapping[Value, Sequence[tuple[float, float]]], found: Mapping[Value, Partials]
    ) -> Iterator[tuple[Value, Partials]]:
        """Yield operations whose derivative was written as a result: p of logsumexp or softplus, in a fused loss."""
        for node in self.order:
            row = node.primitive
            if row is None or node in found or row.family not in ("activation", "soft choice"):
                continue
            if not any(x in by_input for x in node.inputs):
                continue
            slopes = row.partials_at(Floats, node.data, [x.data for x in node.inputs])
            pairs = list(zip(node.inputs, slopes, strict=True))
            new = {
                x: next((mine for right, mine in by_input.get(x, ()) if isclose(right, slope, rel_tol=1e-9)), slope)
                for x, slope in pairs
            }
            if any(new[x] != slope for x, slope in pairs):
                yield node, new

    def _function(self, y: Value) -> tuple[tuple[Value, ...], Callable[[float], float] | int] | None:
        """Return of what a result is a function, and which: its derivative by the result, or the place in a softmax."""
        if y not in self._known:
            self._known[y] = next(self._matches(y), None) if y.inputs else None
        return self._known[y]

    def _matches(self, y: Value) -> Iterator[tuple[tuple[Value, ...], Callable[[float], float] | int]]:
        for inputs, inside in self._cuts(y):
            xs = [x.data for x in inputs]
            others = [-x - 0.7 * (i + 1) for i, x in enumerate(xs)]
            if len(inputs) == 1:
                for row in KNOWN_BY_OUTPUT:
                    if all(
                        _same(row.value_at(Floats, [x]), self._at(y, inside, inputs, [x])) for x in (xs[0], others[0])
                    ):
                        yield inputs, lambda mine, row=row: from_output(row, mine)
            elif 0.0 < y.data < 1.0:
                for i, p in enumerate(_softmax(xs)):
                    if _same(p, y.data) and _same(_softmax(others)[i], self._at(y, inside, inputs, others)):
                        yield inputs, i

    @staticmethod
    def _at(y: Value, inside: Sequence[Value], inputs: Sequence[Value], xs: Sequence[float]) -> float:
        try:
            return reevaluated(inside, dict(zip(inputs, xs, strict=True)))[y]
        except (ArithmeticError, ValueError, KeyError):
            return float("nan")

    def _cuts(self, y: Value) -> Iterator[tuple[tuple[Value, ...], Sequence[Value]]]:
        """Yield numbers on which a result depends and through which alone it does, and what lies between.

        They are looked for ever further down: by how much is reckoned before them, and from name to name. A number of a
        formula, as the 1 in 1/(1 + exp(-z)), is a leaf without a name.
        """
        for choose in (self._latest, self._unnamed):
            front, inside = {y}, set[Value]()
            for _ in range(MOST):
                chosen = choose(front)
                if not chosen or len(inside) > MOST:
                    break
                inside |= chosen
                front = front - chosen | {x for top in chosen for x in top.inputs if x.inputs or x.label}
                if front:
                    yield self._sorted(front), self._sorted(inside)

    def _sorted(self, nodes: Iterable[Value]) -> tuple[Value, ...]:
        return tuple(sorted(nodes, key=self._position.__getitem__))

    def _latest(self, front: set[Value]) -> set[Value]:
        most = max((self._level[x] for x in front), default=0)
        return {x for x in front if self._level[x] == most > 0}

    def _unnamed(self, front: set[Value]) -> set[Value]:
        """Return what has no name; where all have one, those from which no other of them is computed."""
        operations = {x for x in front if x.inputs}
        unnamed = {x for x in operations if not x.label}
        before = {x for y in operations for x in front if x is not y and self._before[y] >> self._position[x] & 1}
        return unnamed or operations - before


def _softmax(xs: Sequence[float]) -> list[float]:
    largest = max(xs)
    es = [exp(x - largest) for x in xs]
    return [e / sum(es) for e in es]


def _same(a: float, b: float) -> bool:
    return isclose(a, b, rel_tol=1e-9, abs_tol=1e-300)
