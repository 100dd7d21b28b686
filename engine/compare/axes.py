"""Where every number of a graph of scalars stands in the arrays that it was written with: unit 2 of example 0.

A leaf has the indices of its label, as `W[1][0]` has. A result has those that its inputs agree on: in X @ W the example
of X and the unit of W, but not the feature, which is summed over. Two axes are one where they always agree: the columns
of X and the rows of W, the units of W and the entries of the bias.
"""

from collections.abc import Iterable, Mapping
from itertools import product

from engine.compare.guesses import NamedArray
from engine.compare.structure import Structure
from engine.trace.arrays import entry, products
from engine.value import Value

Axis = tuple[str, int]  # an array, and which of its axes
Index = Mapping[Axis, int]


def indices(structure: Structure, arrays: Iterable[NamedArray]) -> tuple[Mapping[Value, Index], Mapping[Axis, Axis]]:
    """Return for every node its place along each axis that it stands on, and for every axis which stands for it.

    Args:
        structure: the graph.
        arrays: named arrays of it, of which the shapes are known.

    >>> from engine import Value, dot
    >>> W = [[Value(1.0, f"W[{i}][{j}]") for j in range(2)] for i in range(2)]
    >>> x = [Value(2.0, "x[0]"), Value(3.0, "x[1]")]
    >>> z = [dot(row, x) for row in W]
    >>> found, same = indices(Structure(z[0] * z[1]), [])
    >>> found[z[1]], found[x[1]], same["x", 0]
    ({('W', 0): 1}, {('W', 1): 1}, ('W', 1))
    """
    written: dict[Value, dict[Axis, int]] = {}
    for node in structure.order:
        name, index = entry(node.label) if node.primitive is None else ("", ())
        if index:
            written[node] = {(name, k): i for k, i in enumerate(index)}
    for array in arrays:
        for node, index in zip(array.nodes, product(*map(range, array.shape)), strict=True):
            written.setdefault(node, {(array.name, k): i for k, i in enumerate(index)})
    raw: dict[Value, dict[Axis, int]] = {}
    for node in structure.order:
        raw[node] = written[node] if node in written else agreed(raw[x] for x in node.inputs)
    same = _same_axes(structure, raw)
    found = {node: agreed({same[a]: i} for a, i in index.items() if a in same) for node, index in raw.items()}
    for node in reversed(structure.order):  # what is used for one example only belongs to it
        users = structure.users[node]
        if users and len(found[node]) < 2:
            common = _in_all([found[user] for user, _ in users])
            found[node] = {**common, **found[node]}
    return found, same


def agreed(some: Iterable[Index]) -> dict[Axis, int]:
    """Return the places that agree wherever they are given."""
    merged: dict[Axis, int] = {}
    apart: set[Axis] = set()
    for index in some:
        for axis, i in index.items():
            if merged.setdefault(axis, i) != i:
                apart.add(axis)
    return {axis: i for axis, i in merged.items() if axis not in apart}


def _in_all(some: list[Index]) -> dict[Axis, int]:
    return {axis: i for axis, i in some[0].items() if all(one.get(axis) == i for one in some)}


def _same_axes(structure: Structure, raw: Mapping[Value, Index]) -> dict[Axis, Axis]:
    """Return for every axis of two places or more the one that stands for all that always agree with it."""
    agree: dict[tuple[Axis, Axis], bool] = {}
    for node in structure.order:
        pairs = products(node)
        met = [(raw[node], raw[node])]
        met += [(raw[node.inputs[k]], raw[node.inputs[k + pairs]]) for k in range(pairs)]
        for one, other in met:
            for a, i in one.items():
                for b, j in other.items():
                    if a < b:
                        agree[a, b] = agree.get((a, b), True) and i == j
    sizes: dict[Axis, set[int]] = {}
    for index in raw.values():
        for axis, i in index.items():
            sizes.setdefault(axis, set()).add(i)
    sizes = {axis: places for axis, places in sizes.items() if len(places) > 1}
    groups = {axis: {axis} for axis in sizes}
    for (a, b), always in agree.items():
        if not always or sizes.get(a) != sizes.get(b) or a not in sizes:
            continue
        these, those = groups[a], groups[b]
        if these is not those and all(agree.get((min(x, y), max(x, y)), True) for x in these for y in those):
            these |= those
            for axis in those:
                groups[axis] = these
    return {axis: min(group) for axis, group in groups.items()}
