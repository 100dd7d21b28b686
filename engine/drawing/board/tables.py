"""Linear combinations that share inputs or weights, put together: as large products as there are."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from engine.drawing.board.grids import At
from engine.drawing.board.sources import Sources
from engine.drawing.board.units import Unit, is_parameter
from engine.trace.arrays import entry

OF_ITS_OWN = re.compile(r"[^\W\d_]+_[^\W\d_]+$")  # W_hh is an array of one entry, where w1 is one entry of w
Side = tuple[int, ...]
Factors = tuple[object, ...]  # nodes, and constants as numbers, because each call makes its own


@dataclass(frozen=True)
class Table:
    """Linear units as the cells of a product: inputs[m] times weights[n] is made by the unit at (m, n)."""

    inputs: Sequence[Side]
    weights: Sequence[Side]
    units: dict[At, Unit]

    @property
    def tops(self) -> list[int]:
        """The results, row by row."""
        return [unit.top for _, unit in sorted(self.units.items())]

    @property
    def bias(self) -> list[int]:
        """One bias for each of the weights, [] without."""
        found: list[set[Side]] = [set() for _ in self.weights]
        for (_, n), unit in self.units.items():
            found[n].add(unit.inputs)
        return [bias for ((bias,),) in found] if all(len(some) == 1 and all(some) for some in found) else []

    def by_weights(self) -> "list[Table]":
        """Return for each of the weights the units that have them."""
        found: list[dict[At, Unit]] = [{} for _ in self.weights]
        for (m, n), unit in self.units.items():
            found[n][m, 0] = unit
        return [Table(self.inputs, [side], units) for side, units in zip(self.weights, found, strict=True)]


def tables(found: Sequence[Unit], sources: Sources) -> Iterator[Table]:
    """Yield linear units of one depth as tables; units with weights of different arrays stay apart."""
    labels = sources.trace.labels
    alike: defaultdict[object, list[tuple[Unit, Side, Side]]] = defaultdict(list)
    for unit in found:
        weights, inputs = (unit.left, unit.right) if _weights_lead(unit, sources) else (unit.right, unit.left)
        arrays = {entry(labels[i])[0] for i in weights}
        first = labels[weights[0]]
        named = len(arrays) == 1 and (len(weights) > 1 or bool(entry(first)[1] or OF_ITS_OWN.match(first)))
        array = arrays.pop() if named else ""
        alike[len(unit.inputs), array, sources.is_constant(weights[0])].append((unit, inputs, weights))
    for some in alike.values():
        for connected in _connected(some, sources):
            yield from _filled(connected, sources)


def _weights_lead(unit: Unit, sources: Sources) -> bool:
    """Tell whether the left factors are the weights, and the right ones the inputs."""
    values, labels = sources.trace.values, sources.trace.labels

    def every(holds: Callable[[int], bool]) -> tuple[bool, bool]:
        return all(map(holds, unit.left)), all(map(holds, unit.right))

    left, right = every(lambda i: is_parameter(values[i]))
    if left != right:
        own, other = (unit.left, unit.right) if left else (unit.right, unit.left)
        is_input = re.match(r"[xX]\W?\d|[xX₀-₉]*$", labels[own[0]]) and all(map(sources.is_constant, other))
        return left != bool(is_input)
    if left:
        first, second = (re.match(r"(new )?[wWθuvkK]", labels[side[0]]) for side in (unit.left, unit.right))
        return bool(first) or not second
    first_fixed, second_fixed = every(lambda i: not values[i].inputs)
    return first_fixed and not second_fixed


def _factors(side: Side, sources: Sources) -> Factors:
    return tuple(repr(sources.trace.data[i]) if sources.is_constant(i) else i for i in side)


Sided = tuple[Unit, Side, Side]  # a unit with its inputs and its weights


def _connected(found: Sequence[Sided], sources: Sources) -> list[list[Sided]]:
    """Return the units that share a side, directly or through others."""
    groups: list[tuple[list[Sided], set[object]]] = []
    for sided in found:
        units: list[Sided] = [sided]
        marks: set[object] = {(k, _factors(side[:1], sources)) for k, side in enumerate(sided[1:])}
        apart = []
        for others, known in groups:
            if known & marks:
                others += units  # in place: the work grows with the units only
                known |= marks
                units, marks = others, known
            else:
                apart.append((others, known))
        groups = [*apart, (units, marks)]
    return [sorted(units, key=lambda sided: sided[0].top) for units, _ in groups]


def _filled(found: Sequence[Sided], sources: Sources) -> Iterator[Table]:
    """Place units by their inputs and weights; what finds its place taken, or leaves too much free, comes apart."""
    inputs, weights = _longest([x for _, x, _ in found], sources), _longest([w for _, _, w in found], sources)
    placed: dict[tuple[Side, Side], Sided] = {}
    left_over = []
    for sided in found:
        _, x, w = sided
        at = inputs[_factors(x, sources)], weights[_factors(w, sources)]
        if at in placed:
            left_over.append(sided)
        placed.setdefault(at, sided)
    rows, columns = (list(dict.fromkeys(at[k] for at in placed)) for k in (0, 1))
    if 2 * len(placed) < len(rows) * len(columns):
        apart = defaultdict[Side, list[Sided]](list)
        for (_, column), sided in placed.items():
            apart[column].append(sided)
        for some in apart.values():
            yield from _filled(some, sources)
    else:
        units = {at: unit for at, (unit, _, _) in placed.items()}
        rows, columns = _in_order(rows, units, 0, sources), _in_order(columns, units, 1, sources)
        m, n = ({side: k for k, side in enumerate(sides)} for sides in (rows, columns))
        yield Table(rows, columns, {(m[x], n[w]): unit for (x, w), unit in units.items()})
    if left_over:
        yield from _filled(left_over, sources)


def _longest(sides: Sequence[Side], sources: Sources) -> dict[Factors, Side]:
    """Return for each side the longest one that begins with it: what a causal position sees is part of the rest."""
    found = {_factors(side, sources): side for side in sides}
    begins: dict[Factors, Side] = {}
    lengths = set(map(len, found))
    for key in sorted(found, key=len):
        begins |= {key[:k]: found[key] for k in lengths if k <= len(key)}
    return {key: begins[key] for key in found}


def _in_order(sides: list[Side], units: dict[tuple[Side, Side], Unit], axis: int, sources: Sources) -> list[Side]:
    """Return sides by the indices in the labels of the results, or in their own, where there are some."""
    labels = sources.trace.labels
    results: dict[Side, list[int]] = {side: [] for side in sides}
    for at, unit in units.items():
        results[at[axis]].append(unit.top)
    for nodes in (list(results.values()), sides):
        keys = [[entry(labels[i]) for i in some] for some in nodes]
        if len(set(map(tuple, keys))) == len(keys) and all(index for key in keys for _, index in key):
            return [side for _, side in sorted(zip(keys, sides, strict=True))]
    return sides
