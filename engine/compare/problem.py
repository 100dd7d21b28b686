"""The question a diagnosis answers: which slip turns the right gradients into the student's numbers?

A slip is, in the end, a set of wrong local derivatives: forgetting tanh' means 1 in its place, leaving out a path means
0 on one of its edges. So the engine's own sweep is run with those numbers put in, for hundreds of slips at once (every
partial that they change is a row of numbers, one for each slip), and what comes out is compared with what was written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from math import nan
from types import MappingProxyType
from typing import Any

import numpy as np

from engine.arithmetic import Floats
from engine.backward import sweep
from engine.compare.given_partials import GivenPartials, Rows
from engine.compare.guesses import NamedArray, Numbers, Slopes
from engine.compare.places import Places
from engine.compare.structure import Edge, Structure, family, products, sources
from engine.compare.written_out import Applied, applied
from engine.errors import DomainError
from engine.primitives import Family, Primitive
from engine.value import Value

AT_ONCE = 256  # slips in one sweep


class Problem:
    """The gradients of one comparison, with everything a slip may look at.

    Args:
        structure: the graph of the loss.
        arrays: the gradients to explain.
        others: further arrays of the same comparison, for their names and numbers.
    """

    def __init__(self, structure: Structure, arrays: Sequence[NamedArray], others: Sequence[NamedArray] = ()) -> None:
        self.structure, self.arrays, self.others = structure, list(arrays), list(others)
        self.nodes = list(dict.fromkeys(node for array in self.arrays for node in array.nodes))
        targets = set(self.nodes)
        self.edges: list[Edge] = []  # on the paths from the arrays to the loss, in topological order
        self.between: dict[Value, Primitive] = {}  # the operations there, each with its row of the table
        for node in structure.order:
            edges = [(node, slot) for slot, x in enumerate(node.inputs) if x in self.between or x in targets]
            if edges and node.primitive:
                self.edges += edges
                self.between[node] = node.primitive
        self.partials: dict[Value, Sequence[float]] = {node: structure.partials[node] for node in self.between}
        self.names = {node: array.called for array in (*self.others, *self.arrays) for node in array.nodes}
        self.places = Places(self.names)
        self.known: dict[object, Any] = {}  # what several slips ask for

    # What the graph would give.

    def right(self, array: NamedArray) -> list[float]:
        """Return the right gradient of an array."""
        return self.structure.gradient(array.nodes)

    def gradients_if(self, changes: Sequence[Slopes], always: Slopes) -> dict[Value, Any]:
        """Return for every asked node what its gradient would be under each change: an array, or one number for all."""
        rows: dict[Value, list[Any]] = {}
        for i, slopes in enumerate(changes):
            for (node, slot), slope in slopes.items():
                if node not in rows:
                    if node not in self.between:
                        continue
                    rows[node] = list(self.partials[node])
                partials = rows[node]
                if not isinstance(partials[slot], Rows):
                    partials[slot] = np.full(len(changes), partials[slot]).view(Rows)
                partials[slot][i] = slope
        for (node, slot), slope in always.items():
            if node in self.between:
                rows.setdefault(node, list(self.partials[node]))[slot] = np.full(len(changes), slope).view(Rows)
        return self.swept(rows)

    def swept(self, partials: Mapping[Any, Sequence[Any]]) -> dict[Value, Any]:
        """Return the gradient of every asked node where some operations have other partials, of one number or many."""
        if not self.near:
            return {}
        asked = set(self.nodes)
        with np.errstate(all="ignore"):
            swept = sweep(self.near, GivenPartials({**self.partials, **partials}))
            return {node: gradient for node, gradient, _ in swept if node in asked}

    def tables(self, changes: Sequence[Slopes], always: Slopes = MappingProxyType({})) -> dict[str, Numbers]:
        """Return for every array what its gradient would be: one row for each change, with what is always changed."""
        found: dict[str, list[Numbers]] = {array.name: [] for array in self.arrays}
        for start in range(0, len(changes), AT_ONCE):
            some = changes[start : start + AT_ONCE]
            gradients = self.gradients_if(some, always)
            for array in self.arrays:
                table = np.empty((len(some), len(array.nodes)))
                for j, node in enumerate(array.nodes):
                    table[:, j] = gradients.get(node, 0.0)
                found[array.name].append(table)
        return {
            array.name: np.concatenate(found[array.name] or [np.empty((0, len(array.nodes)))]) for array in self.arrays
        }

    def gradient_if(self, slopes: Slopes, array: NamedArray) -> Numbers:
        """Return what the gradient of one array would be under one change."""
        row: Numbers = self.tables([slopes])[array.name][0]
        return row

    @cached_property
    def near(self) -> list[Value]:
        """The nodes between the arrays and the loss with all their inputs, in topological order."""
        near = self.between.keys() | {x for node in self.between for x in node.inputs} | set(self.nodes)
        return [node for node in self.structure.order if node in near]

    def slopes_at(self, data: Mapping[Value, float]) -> Slopes:
        """Return the local derivatives of the operations that use these nodes, if these were other numbers."""
        slopes: dict[Edge, float] = {}
        users, numbers = self.structure.users, self.structure.numbers
        touched = {*data, *(user for x in data for user, _ in users.get(x, ()))} & self.between.keys()
        for node in sorted(touched, key=self._place_in_order.__getitem__):
            row = self.between[node]
            try:
                xs = [data.get(x, numbers[x]) for x in node.inputs]
                partials = row.partials_at(Floats, data.get(node, numbers[node]), xs)
            except (ArithmeticError, ValueError):
                partials = [nan] * len(node.inputs)
            slopes |= {(node, slot): slope for slot, slope in enumerate(partials)}
        return slopes

    @cached_property
    def _place_in_order(self) -> dict[Value, int]:
        return {node: i for i, node in enumerate(self.between)}

    def scale(self, array: NamedArray) -> list[float]:
        """Return for every node of an array how large the terms are that its gradient sums up.

        A forward value that is 0 but for rounding makes the terms themselves uncertain, which adds a little.
        """
        return [self.sizes.get(node, 0.0) + self.rounding for node in array.nodes]

    @cached_property
    def rounding(self) -> float:
        """What the terms owe to the rounding of a forward value that is nothing else, in the unit of `scale`."""
        if not any(0.0 < abs(node.data) <= 1e-14 * _summed(node) for node in self.near[:-1]):
            return 0.0
        largest = max(abs(node.data) for node in self.near)
        return 1e-4 * largest * max(abs(self.structure.gradients[node]) for node in self.between)

    @cached_property
    def sizes(self) -> dict[Value, float]:
        """The sums over all paths with every product taken as positive."""
        positive = {node: [abs(p) for p in partials] for node, partials in self.partials.items()}
        if not self.near:
            return {}
        try:
            return {node: size for node, size, _ in sweep(self.near, GivenPartials(positive))}
        except DomainError:
            return {}

    @cached_property
    def written_out(self) -> dict[Value, Applied]:
        """For the last operation of each formula for a function of the table, such as 1/(1 + exp(-z)), the function."""
        asked, found = set(self.nodes), {}
        for node in self.between:
            formula = self.places.formulas.at(node)
            if formula and asked.isdisjoint(formula.operations[:-1]):
                one = applied(formula, self.structure.users, self.structure.partials)
                if one:
                    found[node] = one
        return found

    def below(self, nodes: Iterable[Value]) -> set[Value]:
        """Return the operations between the arrays and some nodes, these included."""
        found, stack = set[Value](), list(nodes)
        while stack:
            node = stack.pop()
            if node in self.between and node not in found:
                found.add(node)
                stack.extend(node.inputs)
        return found

    # Where things stand.

    @cached_property
    def by_role(self) -> dict[int, list[Value]]:
        """The operations between the arrays and the loss, by their role."""
        found: dict[int, list[Value]] = {}
        for node in self.between:
            found.setdefault(self.structure.roles[node], []).append(node)
        return found

    @cached_property
    def moments(self) -> dict[Value, tuple[int, int]]:
        """For every node how often a shared array is used after it, counted down, and before it: its time step."""
        structure = self.structure
        before, after = dict.fromkeys(structure.order, 0), dict.fromkeys(structure.order, 0)
        for one in (*self.arrays, *self.others):
            users = {user for node in one.nodes for user, _ in structure.users.get(node, [])}
            passed: dict[Value, int] = {}
            for node in structure.order:
                passed[node] = max((passed[x] for x in node.inputs), default=0) + (node in users)
                before[node] += passed[node]
            for node in reversed(structure.order):
                passed[node] = max((passed[user] + (user in users) for user, _ in structure.users[node]), default=0)
                after[node] += passed[node]
        return {node: (-after[node], before[node]) for node in structure.order}

    def layers(self, *families: Family, edges: Sequence[Edge] | None = None) -> Iterator[tuple[list[Edge], str]]:
        """Yield the edges (of all on the way) into operations of some families by layer, and where those stand."""
        among = self.edges if edges is None else edges
        for group in self.structure.layers(edge for edge in among if family(edge[0]) in families):
            yield group, self.place(node for node, _ in group)

    def source(self, edges: Iterable[Edge]) -> str:
        """Say in words what enters at some edges."""
        return self.value(sources(edges))

    def value(self, nodes: Iterable[Value]) -> str:
        """Say in words which numbers are meant, by name or by formula."""
        return _listed(self.places.value, nodes)

    def place(self, nodes: Iterable[Value]) -> str:
        """Say in words where some operations stand, to come after "the"."""
        return _listed(self.places.place, nodes)

    def into(self, edges: Iterable[Edge]) -> str:
        """Say in words which operations some edges lead into, to come after "the"."""
        return _listed(partial(self.places.place, alone=True), (node for node, _ in edges))


def _listed(say: Callable[[Value], str], nodes: Iterable[Value]) -> str:
    some = list(nodes)
    places = list(dict.fromkeys(map(say, some[:: 1 + len(some) // 16])))
    return " and ".join(places) if len(places) < 3 else f"{places[0]}, {places[1]}, ..."


def _summed(node: Value) -> float:
    """Return how large the numbers are that an operation adds up; 0 where it adds nothing."""
    pairs, numbers = products(node), [abs(x.data) for x in node.inputs]
    if pairs:
        return sum(a * b for a, b in zip(numbers[:pairs], numbers[pairs:], strict=False)) + sum(numbers[2 * pairs :])
    return sum(numbers) if family(node) in ("sum", "difference") else 0.0
