"""Functions of one number that a program writes out: 1/(1 + exp(-z)) is the sigmoid of the table, whoever writes it.

A formula is recognised by what it computes: where every path from an operation leads down to the same number within a
few operations, and the result is that of a row of the table at some numbers tried, it is that row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import isclose

from engine.arithmetic import Floats
from engine.compare.structure import Edge
from engine.primitives import PRIMITIVES, Primitive
from engine.value import Constant, Value

LONGEST = 12  # a formula has fewer operations
REACH = 60  # nodes that are looked at below an operation
TRIED = (-1.3, 0.4, 2.1)
ENDS = ("quotient", "power", "product", "sum", "difference", "activation", "choice")  # what a formula may end in

Call = tuple[Primitive, tuple[int | tuple[float], ...]]  # an operation; which step it uses, or (a constant,): 0 == 0.0


@dataclass(frozen=True, eq=False)
class Applied:
    """A function of one number at one place of the graph: an operation of the table, or a formula for one.

    Attributes:
        row: the function.
        source, output: what goes in and what comes out.
        derivative: its local derivative there.
        enters: the edges on which the input enters, the first with the derivative of the output by what it leads to.
    """

    row: Primitive
    source: Value
    output: Value
    derivative: float
    enters: Sequence[Edge]
    beyond: float = 1.0

    def slopes(self, derivative: float) -> dict[Edge, float]:
        """Return the local derivatives with which the derivative of the whole function is this number."""
        first, *others = self.enters
        return {first: derivative / self.beyond, **dict.fromkeys(others, 0.0)}


@dataclass(frozen=True, eq=False)
class Formula:
    """A formula in the graph: the row that it computes, its input, and its operations from the input on."""

    row: Primitive
    source: Value
    operations: Sequence[Value]

    @property
    def paths(self) -> int:
        """How often its input enters: twice into z*sigmoid(z)."""
        return sum(x is self.source for node in self.operations for x in node.inputs)


class Formulas:
    """The formulas of a graph, each looked for once."""

    def __init__(self) -> None:
        self._known: dict[Value, Formula | None] = {}

    def at(self, node: Value) -> Formula | None:
        """Return the formula that ends at a node; see `formula_at`."""
        if node not in self._known:
            self._known[node] = formula_at(node)
        return self._known[node]


def formula_at(node: Value) -> Formula | None:
    """Return the formula of one number that ends at a node, if it is that of a row of the table.

    >>> z = Value(0.3, "z")
    >>> found = formula_at(1 / (1 + (-z).exp()))
    >>> found.row.name, found.source.label, len(found.operations)
    ('sigmoid', 'z', 4)
    """
    if node.primitive is None or node.primitive.family not in ENDS or len(node.inputs) > 2:
        return None
    taken = {node: None}  # by identity, as in a set, and in order
    frontier = dict.fromkeys(x for x in node.inputs if not isinstance(x, Constant))
    users: dict[Value, set[Value]] = {}
    for _ in range(1, LONGEST):
        if len(frontier) == 1 and (len(taken) > 1 or node.primitive.family == "choice"):
            (source,) = frontier
            operations = list(reversed(taken))
            if row := _row_of(tuple(_calls(operations, source))):
                return Formula(row, source, operations)
        inner = [x for x in frontier if x.primitive and len(x.inputs) < 3]
        users = users or (_users_below(node) if inner else {})  # most operations have none below
        ready = next((x for x in inner if users.get(x, set()) <= taken.keys()), None)
        if ready is None:
            return None
        del frontier[ready]
        taken[ready] = None
        frontier |= dict.fromkeys(x for x in ready.inputs if not isinstance(x, Constant))
    return None


def applied(
    formula: Formula, users: Mapping[Value, Sequence[Edge]], partials: Mapping[Value, Sequence[float]]
) -> Applied | None:
    """Return a formula as one function; None where something else uses what it computes on the way."""
    inside = set(formula.operations)
    output = formula.operations[-1]
    slopes = dict.fromkeys(formula.operations, 0.0) | {output: 1.0}
    enters: list[Edge] = []
    for node in reversed(formula.operations):
        if node is not output and any(user not in inside for user, _ in users[node]):
            return None
        for slot, x in enumerate(node.inputs):
            if x is formula.source:
                enters.append((node, slot))
            elif x in inside:
                slopes[x] += slopes[node] * partials[node][slot]
    beyond = slopes[enters[0][0]]
    derivative = sum(slopes[node] * partials[node][slot] for node, slot in enters)
    return Applied(formula.row, formula.source, output, derivative, enters, beyond) if beyond else None


def _users_below(node: Value) -> dict[Value, set[Value]]:
    """Return what uses the nodes a few operations below a node."""
    users: dict[Value, set[Value]] = {}
    level, seen = [node], {node}
    for _ in range(LONGEST):
        below = []
        for user in level:
            for x in user.inputs if len(user.inputs) < 3 else ():
                users.setdefault(x, set()).add(user)
                if x not in seen:
                    seen.add(x)
                    below.append(x)
        level = below
        if len(seen) > REACH:
            break
    return users


def _calls(operations: Sequence[Value], source: Value) -> list[Call]:
    """Return the steps of a formula without its nodes: step 0 is the input."""
    steps = {source: 0} | {node: i + 1 for i, node in enumerate(operations)}
    return [
        (node.primitive, tuple(steps.get(x, (float(x.data),)) for x in node.inputs))
        for node in operations
        if node.primitive
    ]


@lru_cache(maxsize=4096)
def _row_of(calls: tuple[Call, ...]) -> Primitive | None:
    """Return the row of the table that gives the same numbers."""
    found = []
    for x in TRIED:
        results: list[float] = [x]
        try:
            for row, inputs in calls:
                numbers = [x for i in inputs for x in (i if isinstance(i, tuple) else (results[i],))]
                results.append(float(row.value_at(Floats, numbers)))
        except (ArithmeticError, ValueError, TypeError):
            return None
        found.append(results[-1])
    return next((row for row, ys in _table() if all(map(_close, ys, found))), None)


@cache
def _table() -> list[tuple[Primitive, list[float]]]:
    """Return what the functions of one number give at the numbers tried, where all of them are defined."""
    rows = [row for row in PRIMITIVES.values() if row.family in ("activation", "rectifier") and not row.static_names]
    rows = [row for row in rows for lowest, _ in row.domain if lowest <= min(TRIED)]
    return [(row, [float(row.value_at(Floats, [x])) for x in TRIED]) for row in rows]


def _close(a: float, b: float) -> bool:
    return isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
