"""Slips with what is let through and what is chosen: relu masks, maxima, the derivative of a softmax."""

from collections.abc import Iterator, Sequence
from math import exp

from engine.compare.guesses import Slip, Slopes
from engine.compare.places import array_name
from engine.compare.problem import Problem
from engine.compare.structure import Edge, family, groups, slot_kind
from engine.compare.structure import kind as operation
from engine.trace.arrays import entry
from engine.value import Value

LONGEST = 200  # results of a layer, of which other orders are looked at


def masks(problem: Problem) -> Iterator[Slip]:
    """The mask of a relu is taken from the wrong thing."""
    for group, where in problem.layers("rectifier"):
        at, remedy = f"at the {where}", "1 where the pre-activation is positive, 0 elsewhere"
        partials = [problem.structure.partial(edge) for edge in group]
        inverted = {edge: 1.0 - p for edge, p in zip(group, partials, strict=True)}
        yield Slip(
            "mask", "the mask is inverted: it lets through where the pre-activation is <= 0", at, remedy, inverted, 3.0
        )
        by_gradient = _by_upstream(problem, group)
        yield Slip("mask", "relu is applied to the gradient itself", at, remedy, by_gradient, 2.0)
        values = {edge: max(edge[0].inputs[0].data, 0.0) for edge in group}
        yield Slip("mask", "multiplied by relu itself instead of its mask", at, remedy, values, 2.0)
        for cells, words in _wrong_cells(group, partials):
            yield Slip("mask", words, at, remedy, dict(zip(group, cells, strict=True)), 1.0)
        seen = [partials]
        for nodes, name in _same_count(problem, len(group)):
            met = [float(x.data > 0) for x in nodes]
            for cells in _in_both_orders(met) if met != partials else ():
                if cells not in seen:
                    seen.append(cells)
                    slopes = dict(zip(group, cells, strict=True))
                    yield Slip("mask", f"the mask is taken from {name}", at, remedy, slopes, 1.0)
        for name, cells in _given_masks(problem, len(group)):
            slopes = {edge: p * cell for edge, p, cell in zip(group, partials, cells, strict=True)}
            text = f"what is masked by {name} elsewhere is masked here as well"
            yield Slip("mask|path", text, at, f"{name} has no place here", slopes, 1.5)


def softmax(problem: Problem) -> Iterator[Slip]:
    """Only a part of the softmax derivative: its diagonal, or another diagonal."""
    kinds, remedy = (
        "softmax diagonal|held constant",
        "dp_i/dz_k = p_i ([i = k] - p_k): every output depends on every logit",
    )
    for form, kind, what, usual in (
        (_diagonal, kinds, "the softmax derivative has only its diagonal p_i (1 - p_i)", 3.0),
        (_ones, f"{kinds}|activation forgotten", "the softmax derivative is forgotten", 1.5),
        (_ones_written_out, f"{kinds}|activation forgotten", "the softmax derivative is forgotten", 0.15),
        (_own_only, kinds, "the softmax derivative is taken as that of exp, p_i alone", 1.5),
    ):
        slopes: dict[Edge, float] = {}
        for node, slot in problem.edges:
            slopes |= form(node, slot)
        if slopes:
            yield Slip(kind, what, "", remedy, slopes, usual)


def _diagonal(node: Value, slot: int) -> dict[Edge, float]:
    first, last = node.inputs[0], node.inputs[-1]
    if slot_kind(node, slot) == "other":
        return {(node, slot): 0.0}
    if family(node) == "difference" and family(last) == "soft choice" and first in last.inputs:
        return {(node, 0): 1.0 - exp(node.data), (node, 1): 0.0}
    if family(node) == "difference" and family(first) == "soft choice" and last in first.inputs:
        return {(node, 0): 0.0, (node, 1): exp(-node.data) - 1.0}
    if family(node) == "quotient" and family(first) == "activation" and family(last) == "sum":
        return {(node, 0): (1.0 - node.data) / last.data, (node, 1): 0.0}
    return {}


def _ones(node: Value, slot: int) -> dict[Edge, float]:
    kind = slot_kind(node, slot)
    return {(node, slot): 1.0 if kind == "own" else 0.0} if kind in ("own", "other") else {}


def _ones_written_out(node: Value, slot: int) -> dict[Edge, float]:
    first, last = node.inputs[0], node.inputs[-1]
    if family(node) == "quotient" and operation(first) == "exp" and family(last) == "sum" and first.data:
        return {(node, 0): 1.0 / first.data, (node, 1): 0.0}  # so that the derivative of exp goes as well
    return {}


def _own_only(node: Value, slot: int) -> dict[Edge, float]:
    kind = slot_kind(node, slot)
    return {(node, slot): node.data if kind == "own" else 0.0} if kind in ("own", "other") else {}


def _by_upstream(problem: Problem, group: Sequence[Edge]) -> Slopes:
    """Mask by the sign of the gradient that arrives, layer after layer, those next to the loss first."""
    slopes: dict[Edge, float] = {}
    for layer in groups(reversed(group), lambda edge: problem.structure.roles[edge[0]]):
        slopes |= {edge: float(problem.structure.gradients[edge[0]] > 0) for edge in layer}
    return slopes


def _wrong_cells(group: Sequence[Edge], partials: Sequence[float]) -> Iterator[tuple[list[float], str]]:
    """Yield the mask of other cells: of the transposed array, of another example."""
    count = len(group)
    for columns in range(2, count):
        if count % columns:
            continue
        if columns == count / columns:
            yield [partials[i % columns * columns + i // columns] for i in range(count)], "the mask is transposed"
        yield [partials[i % columns] for i in range(count)], "the mask of the first example is used for all"
        yield [partials[(i + columns) % count] for i in range(count)], "each example gets the mask of the next one"


def _in_both_orders(cells: Sequence[float]) -> Iterator[list[float]]:
    """Yield the numbers of results as they are met, and with rows and columns exchanged: a graph has no order."""
    yield list(cells)
    for columns in range(2, len(cells) // 2 + 1):
        if len(cells) % columns == 0 and len(cells) <= LONGEST:
            yield [x for i in range(columns) for x in cells[i::columns]]


def _given_masks(problem: Problem, count: int) -> Iterator[tuple[str, list[float]]]:
    """Yield the masks of the data that fit the rows or the columns of an array of so many entries."""
    if "masks" not in problem.known:
        arrays: dict[str, list[Value]] = {}
        for node in problem.structure.order:
            if node.primitive is None and node.label and node.is_constant:
                arrays.setdefault(array_name(node, problem.names), []).append(node)
        masks = {
            name: [x.data for x in sorted(nodes, key=lambda x: entry(x.label)[1])] for name, nodes in arrays.items()
        }
        problem.known["masks"] = {name: m for name, m in masks.items() if set(m) == {0.0, 1.0}}
    for name, mask in problem.known["masks"].items():
        if count % len(mask) == 0:
            yield name, [m for m in mask for _ in range(count // len(mask))]
            if len(mask) < count:
                yield name, mask * (count // len(mask))


def _same_count(problem: Problem, count: int) -> Iterator[tuple[Sequence[Value], str]]:
    for array in (*problem.arrays, *problem.others):
        if len(array.nodes) == count:
            yield array.nodes, array.name
    for nodes in problem.by_role.values():
        if len(nodes) == count:
            yield nodes, problem.place(nodes)
