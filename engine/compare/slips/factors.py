"""Slips at products, quotients and linear maps: d(ab)/da is b, and something else stands in its place."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.compare.places import array_name
from engine.compare.problem import Problem, Slip, Slopes
from engine.compare.slips.functions import ACTIVATIONS
from engine.compare.slips.shares import counts
from engine.compare.structure import Edge, Structure, family, partner, products, slot_kind, sources
from engine.trace.arrays import addends
from engine.value import Constant, Value

CANDIDATES = 24  # arrays that are tried in the place of another one


def operands(problem: Problem) -> Iterator[Slip]:
    """In a product the own operand stands where the other belongs, or nothing, or another array of the same size."""
    alike = _arrays(problem)
    for group in _factors(problem):
        others = [other for edge in group if (other := partner(*edge)) is not None]
        if len(others) < len(group):
            continue
        what, at = problem.place(others), f"where {problem.source(group)} enters"
        remedy = f"multiply by {what}"
        own = {(node, slot): node.inputs[slot].data for node, slot in group}
        yield Slip(
            "product rule|wrong operand",
            "the operand's own value stands where the other's belongs",
            at,
            remedy,
            own,
            4.0,
        )
        kind, usual = _kind(problem, others)
        yield Slip(kind, f"not multiplied by {what}", at, remedy, dict.fromkeys(group, 1.0), usual)
        if kind == "mask":
            binary = {edge: float(x.data != 0.0) for edge, x in zip(group, others, strict=True)}
            yield Slip(
                "constant forgotten", f"{what} is used only as a mask, without its size", at, remedy, binary, 2.0
            )
            inverted = {
                edge: max(abs(y.data) for y in others) * (x.data == 0.0) for edge, x in zip(group, others, strict=True)
            }
            yield Slip("mask", f"{what} is inverted", at, remedy, inverted, 1.0)
        twice = kind if kind in ("mean", "factor 2", "constant forgotten") else "factor twice"
        squared = {edge: x.data * x.data for edge, x in zip(group, others, strict=True)}
        yield Slip(twice, f"multiplied by {what} twice", at, remedy, squared, 1.0)
        divided = {edge: 1.0 / x.data for edge, x in zip(group, others, strict=True) if x.data}
        yield Slip(twice, f"divided by {what} instead of multiplied", at, remedy, divided, 0.7)
        absolute = {edge: abs(x.data) for edge, x in zip(group, others, strict=True)}
        yield Slip("sign", f"the sign of {what} is lost", at, remedy, absolute, 0.7)
        for words, numbers, usual in _neighbours(problem, others):
            slopes = dict(zip(group, numbers, strict=True))
            yield Slip("wrong operand", f"{words} where {what} belongs", at, remedy, slopes, usual)
        distinct = list(dict.fromkeys(others))
        for name, nodes in alike.get(len(distinct), ())[:CANDIDATES]:
            if nodes != distinct and not set(nodes) & set(distinct):
                instead = dict(zip(distinct, nodes, strict=True))
                slopes = {edge: instead[x].data for edge, x in zip(group, others, strict=True)}
                yield Slip("wrong operand", f"{name} stands where {what} belongs", at, remedy, slopes, 1.0)


def quotients(problem: Problem) -> Iterator[Slip]:
    """The quotient rule: its sign, its square, one of its halves."""
    for group, where in problem.layers("quotient"):
        for slot, part in ((0, "numerator"), (1, "denominator")):
            half = [edge for edge in group if edge[1] == slot and len(edge[0].inputs) == 2]
            if not half:
                continue
            ab = [(edge, edge[0].inputs[0].data, edge[0].inputs[1].data) for edge in half]
            at = f"at the {part} of the {where}"
            if slot == 0:
                below = [edge[0].inputs[1] for edge in half]
                remedy, what = "d(a/b)/da is 1/b", problem.place(below)
                kind, usual = _kind(problem, below)
                again = kind if kind != "factor forgotten" else "quotient"
                yield Slip(kind, f"not divided by {what}", at, remedy, dict.fromkeys(half, 1.0), usual)
                yield Slip(again, f"divided by {what} twice", at, remedy, {e: 1 / b**2 for e, a, b in ab if b}, 1.0)
                yield Slip(again, f"multiplied by {what} instead of divided", at, remedy, {e: b for e, a, b in ab}, 1.0)
                if kind == "mean":
                    root = {e: b**-0.5 for e, a, b in ab if b > 0}
                    yield Slip(kind, f"divided by the root of {what}", at, remedy, root, 0.7)
                    less = {e: 1 / (b - 1) for e, a, b in ab if b > 1}
                    yield Slip(kind, f"divided by {what} - 1", at, remedy, less, 1.0)
                    for m, name in counts(problem):
                        other = dict.fromkeys(half, 1.0 / m)
                        yield Slip(kind, f"divided by {m}, {name}, instead of {what}", at, remedy, other, 1.5)
            else:
                remedy = "d(a/b)/db is -a/b**2"
                yield Slip(
                    "quotient|sign", "the minus sign is lost", at, remedy, {e: a / b**2 for e, a, b in ab if b}, 4.0
                )
                yield Slip(
                    "quotient|factor forgotten",
                    "divided by b, not by its square",
                    at,
                    remedy,
                    {e: -a / b for e, a, b in ab if b},
                    3.0,
                )
                yield Slip(
                    "quotient|factor forgotten",
                    "the numerator is forgotten",
                    at,
                    remedy,
                    {e: -1 / b**2 for e, a, b in ab if b},
                    2.0,
                )
                yield Slip("quotient", "1/b stands there", at, remedy, {e: 1 / b for e, a, b in ab if b}, 1.0)
                yield Slip("quotient", "a/b stands there", at, remedy, {e: a / b for e, a, b in ab if b}, 1.0)
                yield Slip("quotient", "-1/b stands there", at, remedy, {e: -1 / b for e, a, b in ab if b}, 0.7)
                yield Slip("quotient", "divided by the cube", at, remedy, {e: -a / b**3 for e, a, b in ab if b}, 0.5)
                yield Slip(
                    "quotient",
                    "the square in the denominator doubled",
                    at,
                    remedy,
                    {e: -2 * a / b**2 for e, a, b in ab if b},
                    0.5,
                )


def weights(problem: Problem) -> Iterator[Slip]:
    """The gradient is passed back through W where its transpose belongs, without W, or by a kernel that is not turned."""
    layers = _layers(problem)
    square = {w: calls for w, calls in layers.items() if len(w) == len(w[0])}
    for some in [[w] for w in square] + ([list(square)] if len(square) > 1 else []):
        name = problem.place(row[0] for w in some for row in w)
        remedy = f"each input gets the weight that it was multiplied by: {name} transposed"
        swapped = _partials(square, some, lambda w, k, j: w[j][k].data)
        yield Slip(
            "weights transposed|transposed",
            f"passed back through {name} where its transpose belongs",
            "",
            remedy,
            swapped,
            5.0,
        )
        without = _partials(square, some, lambda w, k, j: float(k == j))
        yield Slip(
            "weights forgotten|factor forgotten", f"not multiplied by {name} on the way back", "", remedy, without, 4.0
        )
    for w in layers:
        name = problem.place(row[0] for row in w)
        remedy = "an input needs the weight that it was multiplied by"
        turned = _partials(layers, [w], lambda w, k, j: w[k][-1 - j].data)
        yield Slip("kernel flipped", f"{name} is flipped on the way back", "", remedy, turned, 2.0)
        ones = _partials(layers, [w], lambda w, k, j: 1.0)
        yield Slip(
            "weights forgotten|factor forgotten", f"not multiplied by {name} on the way back", "", remedy, ones, 2.0
        )


def _kind(problem: Problem, others: Sequence[Value]) -> tuple[str, float]:
    """Return what it is called to forget some factors, and how usual that is: a count, a constant, a mask, or a number."""
    if not all(type(x) is Constant for x in others):
        return "factor forgotten", 4.0
    numbers = {x.data for x in others}
    if len(numbers) == 2 and 0.0 in numbers and len(others) > 2:
        return "mask", 4.0
    if len(numbers) > 1:
        return "factor forgotten", 4.0
    (c,) = numbers
    if abs(c) in (2.0, 0.5):
        return "factor 2", 4.0
    if any(abs(c - m) < 1e-9 or abs(c * m - 1) < 1e-9 for m, _ in counts(problem)) and others[0].label == "":
        return "mean", 5.0
    return "constant forgotten", 4.0


class Linear(NamedTuple):
    """One linear combination w1 x1 + w2 x2 + ...: the weights, and the edges at which the inputs enter."""

    weights: tuple[Value, ...]
    inputs: Sequence[Edge]


Weights = tuple[tuple[Value, ...], ...]  # one row for each output of the layer


def _factors(problem: Problem) -> list[list[Edge]]:
    """Return the edges into products, layer by layer, those at the parameters themselves first."""
    edges = [edge for edge in problem.edges if partner(*edge) is not None]
    found: dict[frozenset[Edge], list[Edge]] = {}
    for array in (*problem.arrays, *problem.others):
        target = set(array.nodes)
        own = [(node, slot) for node, slot in edges if node.inputs[slot] in target]
        if own:
            found.setdefault(frozenset(own), own)
    for group in problem.structure.layers(edges):
        found.setdefault(frozenset(group), group)
    return list(found.values())


def _neighbours(problem: Problem, others: Sequence[Value]) -> Iterator[tuple[str, list[float], float]]:
    """Yield what stands next to some nodes: what went into them, what came of them, their sum without the bias."""
    if all(len(x.inputs) == 1 and family(x) in ACTIVATIONS for x in others):
        yield "the pre-activation stands", [x.inputs[0].data for x in others], 4.0
        yield "the derivative of the activation stands", [problem.structure.partials[x][0] for x in others], 1.0
    after = [
        [user for user, _ in problem.structure.users[x] if len(user.inputs) == 1 and family(user) in ACTIVATIONS]
        for x in others
    ]
    if all(after):
        yield "the activation stands", [users[0].data for users in after], 3.0
    if all(family(x) == "difference" and len(x.inputs) == 2 for x in others):
        yield "the first part of the difference alone stands", [x.inputs[0].data for x in others], 2.0
        yield "the second part of the difference alone stands", [x.inputs[1].data for x in others], 1.0
        yield "a sum stands", [x.inputs[0].data + x.inputs[1].data for x in others], 2.0
    if all(len(x.inputs) == 2 and family(x) == "sum" for x in others):
        yield "only the first part of the sum stands", [x.inputs[0].data for x in others], 1.0
        yield "only the second part of the sum stands", [x.inputs[1].data for x in others], 0.7
        yield "a difference stands", [x.inputs[0].data - x.inputs[1].data for x in others], 0.7
    if all(x.data not in (0.0, 1.0) for x in others):
        yield "1 minus it stands", [1.0 - x.data for x in others], 0.7


def _arrays(problem: Problem) -> Mapping[int, list[tuple[str, list[Value]]]]:
    """Return the arrays of the graph by how many entries they have: the named ones, and the layers."""
    found: dict[int, list[tuple[str, list[Value]]]] = {}
    by_role: dict[object, list[Value]] = {}
    for node in problem.structure.order:
        named = array_name(node, problem.names)
        by_role.setdefault(named or problem.structure.roles[node], []).append(node)
    for nodes in by_role.values():
        found.setdefault(len(nodes), []).append((problem.place(nodes[:1]), nodes))
    return found


def _layers(problem: Problem) -> dict[Weights, list[list[Linear]]]:
    """Put together the linear combinations of the same inputs, one for each output, and then the same weights."""
    calls: dict[object, list[Linear]] = {}
    for form in _linear_combinations(problem.structure):
        array = array_name(form.weights[0], problem.names) or problem.structure.roles[form.inputs[0][0]]
        calls.setdefault((array, sources(form.inputs)), []).append(form)
    layers: dict[Weights, list[list[Linear]]] = {}
    for call in calls.values():
        rows = tuple(form.weights for form in call)
        if not any(isinstance(w, Constant) for row in rows for w in row) and len({len(row) for row in rows}) == 1:
            layers.setdefault(rows, []).append(call)
    return layers


def _partials(
    layers: dict[Weights, list[list[Linear]]], some: Sequence[Weights], new: Callable[[Weights, int, int], float]
) -> Slopes:
    """Return d(output k)/d(input j) = new(W, k, j) for every call of these layers."""
    return {
        edge: new(w, k, j)
        for w in some
        for call in layers[w]
        for k, form in enumerate(call)
        for j, edge in enumerate(form.inputs)
    }


def _linear_combinations(structure: Structure) -> list[Linear]:
    """Every linear combination of the graph, whether written with dot, affine, or with * and +."""
    found = []
    for node in structure.order:
        pairs = products(node)
        if pairs and node.primitive and node.primitive.variadic:
            edges = [(node, slot) for slot in range(2 * pairs)]
            found.append(_oriented(edges[:pairs], edges[pairs:]))
        elif family(node) == "sum" and "sum" not in {family(user) for user, _ in structure.users[node]}:
            factors = [x for x in addends(node)[0] if products(x) == 1 and len(x.inputs) == 2]
            if len(factors) > 1:
                found.append(_oriented([(x, 0) for x in factors], [(x, 1) for x in factors]))
    return found


def _oriented(left: Sequence[Edge], right: Sequence[Edge]) -> Linear:
    """Take the side of the parameters for the weights: leaves that are no constants."""
    a, b = sources(left), sources(right)
    swap = all(map(_is_parameter, b)) and not all(map(_is_parameter, a))
    return Linear(b, left) if swap else Linear(a, right)


def _is_parameter(x: Value) -> bool:
    return x.primitive is None and type(x) is Value
