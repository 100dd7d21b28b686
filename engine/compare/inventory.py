"""The arrays of a graph as grids of numbers: what was computed, its gradients, derivatives and means."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import Any

import numpy as np

from engine.compare.axes import Axis, Index, indices
from engine.compare.guesses import Numbers
from engine.compare.places import array_name
from engine.compare.problem import Problem
from engine.compare.slips.remembered import _slope, from_output
from engine.compare.structure import family, is_given
from engine.primitives import Primitive
from engine.value import Constant, Value

MOST = 200  # grids that are tried; a graph of many more arrays is no small one


@dataclass(frozen=True, eq=False)
class Layer:
    """Nodes that do the same for the loss, each at its own place along some axes."""

    nodes: Sequence[Value]
    axes: tuple[Axis, ...]
    at: Numbers  # the place of every node: one row for each

    @property
    def first(self) -> Value:
        return self.nodes[0]


@dataclass(frozen=True, eq=False)
class Grid:
    """One array of numbers with the axes it stands on, NaN where there is none."""

    words: str
    sort: str  # "value", "gradient", "derivative", "mean"
    axes: tuple[Axis, ...]
    numbers: Numbers
    of: Layer


class Inventory:
    """What the arrays of a graph are."""

    def __init__(self, problem: Problem) -> None:
        self.problem, structure = problem, problem.structure
        self.index: Mapping[Value, Index] = indices(structure, (*problem.arrays, *problem.others))
        self.size: dict[Axis, int] = {}
        for index in self.index.values():
            for axis, i in index.items():
                self.size[axis] = max(self.size.get(axis, 0), i + 1)

    @cached_property
    def layers(self) -> list[Layer]:
        """The arrays and the results, in topological order; a sum inside a sum is no result of its own."""
        problem, structure = self.problem, self.problem.structure
        found: dict[object, list[Value]] = {}
        for node in structure.order:
            users = structure.users[node]
            inner = len(users) == 1 and family(node) == "sum" == family(users[0][0])
            if inner or (isinstance(node, Constant) and not node.label):
                continue
            name = array_name(node, problem.names) if node.primitive is None or node in problem.names else ""
            found.setdefault(name or (structure.roles[node], node.op), []).append(node)
        layers = (self._layer(nodes) for nodes in found.values())
        return [layer for layer in layers if layer is not None]

    def _layer(self, nodes: Sequence[Value]) -> Layer | None:
        axes = tuple(sorted(set.intersection(*(set(self.index[node]) for node in nodes))))
        at = np.array([[self.index[node][axis] for axis in axes] for node in nodes], dtype=int).reshape(len(nodes), -1)
        return Layer(nodes, axes, at) if len(set(map(tuple, at.tolist()))) == len(nodes) else None

    def grid(self, layer: Layer, words: str, sort: str, numbers: Sequence[float]) -> Grid:
        table = np.full([self.size[axis] for axis in layer.axes], np.nan)
        table[tuple(layer.at.T)] = numbers
        return Grid(words, sort, layer.axes, table, layer)

    @cached_property
    def grids(self) -> list[Grid]:
        """Every array as it is, its gradient, the derivative there, and its mean along each axis."""
        problem, structure = self.problem, self.problem.structure
        found: list[Grid] = []
        asked = set(problem.nodes)
        for layer in self.layers:
            if not layer.axes:
                continue
            name = problem.value([layer.first])
            own = self.grid(layer, name, "value", [node.data for node in layer.nodes])
            found.append(own)
            if all(node in problem.between for node in layer.nodes) and asked.isdisjoint(layer.nodes):
                gradients = structure.gradient(layer.nodes)
                found.append(self.grid(layer, f"the gradient of {name}", "gradient", gradients))
            partials = [structure.partials[node] for node in layer.nodes]
            if {len(one) for one in partials} == {1}:
                slopes = [one[0] for one in partials]
                found.append(self.grid(layer, f"the derivative at the {problem.place([layer.first])}", "derivative", slopes))
        for one in list(found):
            if one.sort == "value" and np.all((one.numbers > 0) & (one.numbers < 1)):
                found.append(Grid(f"1 minus {one.words}", "value", one.axes, 1.0 - one.numbers, one.of))
            for k in range(len(one.axes)):
                if one.sort == "value":
                    found.append(Grid(f"{one.words} in reverse order along {self.named([one.axes[k]])}", "moved", one.axes, np.flip(one.numbers, k), one.of))
                    for by, words in ((1, "one place too early"), (-1, "one place too late")):
                        found.append(Grid(f"{one.words} {words} along {self.named([one.axes[k]])}", "moved", one.axes, np.roll(one.numbers, by, k), one.of))
                left = (*one.axes[:k], *one.axes[k + 1 :])
                found.append(Grid(f"the mean of {one.words} over {self.named([one.axes[k]])}", "mean", left, one.numbers.mean(axis=k), one.of))
                if one.sort == "value":
                    for i, words in ((0, "first"), (-1, "last")):
                        found.append(Grid(f"the {words} of {one.words} along {self.named([one.axes[k]])}", "mean", left, np.take(one.numbers, i, axis=k), one.of))
                    total = one.numbers.sum(axis=k)
                    found.append(Grid(f"the sum of {one.words} over {self.named([one.axes[k]])}", "mean", left, total, one.of))
        return found[:MOST * 3]

    def named(self, left: Sequence[Axis]) -> str:
        return "nothing" if not left else f"axis {left[0][1]} of {left[0][0]}"

    def derivatives(self, row: Primitive) -> Iterator[Grid]:
        """Yield the derivative of a function at every other array, as an input and as a result of it."""
        for grid in self.grids:
            if grid.sort == "value":
                inside = np.vectorize(lambda x: _slope(row, x), otypes=[float])(grid.numbers)
                yield Grid(f"the derivative of {row.name} at {grid.words}", "derivative", grid.axes, inside, grid.of)
                outside = np.vectorize(lambda y: from_output(row, y), otypes=[float])(grid.numbers)
                words = f"the derivative of {row.name} as if {grid.words} came out of it"
                yield Grid(words, "derivative", grid.axes, outside, grid.of)

    def along(self, grid: Grid, columns: Mapping[Axis, Any]) -> Iterator[tuple[bool, Numbers]]:
        """Yield the numbers of a grid at some places, and whether each axis is its own there; one for each fit of axes."""
        missing = [axis for axis in grid.axes if axis not in columns]
        own = not missing
        if own:
            yield True, grid.numbers[tuple(columns[axis] for axis in grid.axes)]
        for chosen in permutations(columns, len(grid.axes)):
            if chosen == grid.axes or any(self.size[a] != self.size[b] for a, b in zip(chosen, grid.axes, strict=True)):
                continue
            yield False, grid.numbers[tuple(columns[axis] for axis in chosen)]
