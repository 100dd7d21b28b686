"""The arrays of a graph as grids of numbers: what was computed, the gradients and derivatives there, sums and means."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import Any

import numpy as np

from engine.compare.axes import Axis, indices
from engine.compare.guesses import Numbers
from engine.compare.places import array_name
from engine.compare.problem import Problem
from engine.compare.slips.remembered import _slope, from_output
from engine.compare.structure import family
from engine.primitives import Primitive
from engine.value import Constant, Value

MOST = 600  # grids
Columns = Mapping[Axis, Any]  # for each axis the places of some edges or nodes


@dataclass(frozen=True, eq=False)
class Layer:
    """Nodes that do the same for the loss, each at its own place along some axes.

    Attributes:
        at: the place of every node, a row of it for each.
    """

    nodes: Sequence[Value]
    axes: tuple[Axis, ...]
    at: Any

    @property
    def columns(self) -> Columns:
        return {axis: self.at[:, k] for k, axis in enumerate(self.axes)}


@dataclass(frozen=True, eq=False)
class Grid:
    """An array of numbers with the axes it stands on, NaN where there is none.

    Attributes:
        words: what the numbers are.
        sort: "value", "gradient" or "derivative"; "summary" of a value along an axis, "moved" along one; "average" of
            the others along an axis; "term" of a gradient that is a sum.
    """

    words: str
    sort: str
    axes: tuple[Axis, ...]
    numbers: Any

    @property
    def of_gradients(self) -> bool:
        """Whether these are gradients, or means of them."""
        return "gradient" in self.words


class Inventory:
    """The arrays of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.index, self.one_axis = indices(problem.structure, (*problem.arrays, *problem.others))
        self.size: dict[Axis, int] = {}
        for index in self.index.values():
            for axis, i in index.items():
                self.size[axis] = max(self.size.get(axis, 0), i + 1)
        self._derivatives: dict[Primitive, list[Grid]] = {}

    @cached_property
    def layers(self) -> list[Layer]:
        """The arrays and the results, in topological order; a sum inside a sum is no result of its own."""
        problem, structure = self.problem, self.problem.structure
        found: dict[object, list[Value]] = {}
        for node in structure.order:
            users = structure.users[node]
            inner = len(users) == 1 and family(node) == "sum" == family(users[0][0])
            if not inner and (node.label or not isinstance(node, Constant)):
                name = array_name(node, problem.names) if node.primitive is None or node in problem.names else ""
                found.setdefault(name or (structure.roles[node], node.op, *sorted(self.index[node])), []).append(node)
        layers = []
        for nodes in found.values():
            axes = tuple(sorted(set.intersection(*(set(self.index[node]) for node in nodes))))
            at = [[self.index[node][axis] for axis in axes] for node in nodes]
            if len(set(map(tuple, at))) == len(nodes):  # each has a place of its own
                layers.append(Layer(nodes, axes, np.array(at, dtype=int).reshape(len(nodes), len(axes))))
        return layers

    def grid(self, layer: Layer, words: str, sort: str, numbers: Sequence[float] | Numbers) -> Grid:
        """Return some numbers of a layer, one for each node, as a grid."""
        return self.laid_out(words, sort, layer.columns, numbers)

    def laid_out(self, words: str, sort: str, columns: Columns, numbers: Sequence[float] | Numbers) -> Grid:
        """Return numbers of which the places are known as a grid."""
        table = np.full([self.size[axis] for axis in columns], np.nan)
        table[tuple(columns.values())] = numbers
        return Grid(words, sort, tuple(columns), table)

    @cached_property
    def grids(self) -> list[Grid]:
        """Every array as it is, its gradient and the derivative there, with sums, means and what is moved."""
        found = [grid for layer in self.layers if layer.axes for grid in self._of(layer)]
        some = [grid for grid in found if len(np.unique(grid.numbers)) > 1]  # a constant is no array
        return [*some, *(other for grid in some for other in self._along_an_axis(grid))][:MOST]

    def _of(self, layer: Layer) -> Iterator[Grid]:
        problem, structure = self.problem, self.problem.structure
        name = problem.value(layer.nodes[:1])
        own = self.grid(layer, name, "value", [node.data for node in layer.nodes])
        yield own
        if np.all((own.numbers > 0.0) & (own.numbers < 1.0)):
            yield Grid(f"1 minus {name}", "value", own.axes, 1.0 - own.numbers)
        if all(node in problem.between for node in layer.nodes) and set(problem.nodes).isdisjoint(layer.nodes):
            yield self.grid(layer, f"the gradient of {name}", "gradient", structure.gradient(layer.nodes))
        partials = [structure.partials[node] for node in layer.nodes]
        if {len(one) for one in partials} == {1}:
            words = f"the derivative at the {problem.place(layer.nodes[:1])}"
            yield self.grid(layer, words, "derivative", [slope for (slope,) in partials])

    def _along_an_axis(self, grid: Grid) -> Iterator[Grid]:
        x, n = grid.words, grid.numbers
        for k, axis in enumerate(grid.axes):
            left = (*grid.axes[:k], *grid.axes[k + 1 :])
            along = self.axis_words(axis, x)
            sort = "summary" if grid.sort == "value" else "average"
            yield Grid(f"the mean of {x} along {along}", sort, left, n.mean(axis=k))
            if grid.sort == "value":
                yield Grid(f"the sum of {x} along {along}", sort, left, n.sum(axis=k))
                yield Grid(f"the first of {x} along {along}", sort, left, n.take(0, axis=k))
                yield Grid(f"the last of {x} along {along}", sort, left, n.take(-1, axis=k))
                yield Grid(f"{x} in reverse order along {along}", "moved", grid.axes, np.flip(n, k))
                yield Grid(f"{x} one place too early along {along}", "moved", grid.axes, np.roll(n, 1, k))
                yield Grid(f"{x} one place too late along {along}", "moved", grid.axes, np.roll(n, -1, k))

    def derivatives(self, row: Primitive) -> list[Grid]:
        """Return the derivative of a function at every array, with it as the input and as the result."""
        if row not in self._derivatives:
            values = [grid for grid in self.grids if grid.sort == "value"]
            inside = np.vectorize(lambda x: _slope(row, x), otypes=[float])
            outside = np.vectorize(lambda y: from_output(row, y), otypes=[float])
            self._derivatives[row] = [
                Grid(words, "derivative", x.axes, slopes)
                for x in values
                for words, slopes in (
                    (f"the derivative of {row.name} at {x.words}", inside(x.numbers)),
                    (f"the derivative of {row.name} with {x.words} as its result", outside(x.numbers)),
                )
            ]
        return self._derivatives[row]

    def along(self, grid: Grid, columns: Columns) -> Iterator[tuple[bool, Numbers]]:
        """Yield the numbers of a grid at some places, for each fit of its axes, and whether it is that of its own."""
        for axes in permutations(columns, len(grid.axes)):
            if all(self.size[a] == self.size[b] for a, b in zip(axes, grid.axes, strict=True)):
                yield axes == grid.axes, np.asarray(grid.numbers)[tuple(columns[axis] for axis in axes)]

    def axis_words(self, axis: Axis, array: str) -> str:
        """Return what an axis is called: by the array that is spoken of, if it is one of its own."""
        called = {name: k for (name, k), one in self.one_axis.items() if one == axis}
        name = array if array in called else axis[0]
        return f"axis {called[name]} of {name}"
