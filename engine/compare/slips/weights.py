"""Slips on the way back through a layer: W where its transpose belongs, no W at all, a kernel that is flipped."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from engine.compare.guesses import Slip, Slopes
from engine.compare.places import array_name
from engine.compare.problem import Problem
from engine.compare.slips.alike import stem
from engine.compare.structure import Edge, Structure, family, is_product, products, sources
from engine.trace.arrays import addends, entry
from engine.value import Constant, Value

FEW = 4  # layers that one matrix is given to, each of which is looked at


def weights(problem: Problem) -> Iterator[Slip]:
    """The gradient is passed back through W where its transpose belongs, without W, or through a flipped kernel."""
    every = _layers(problem)
    layers = {w: calls for w, calls in every.items() if not any(isinstance(x, Constant) for row in w for x in row)}
    yield from _given(problem, {w: calls for w, calls in every.items() if w not in layers})
    square = {w: calls for w, calls in layers.items() if len(w) == len(w[0])}
    for some in [[w] for w in square] + ([list(square)] if len(square) > 1 else []):
        name = problem.value(row[0] for w in some for row in w)
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
        name = problem.value(x for row in w for x in row)
        remedy = "an input needs the weight that it was multiplied by"
        slopes = _partials(layers, [w], lambda w, k, j: problem.structure.gradient([w[k][j]])[0])
        text = f"multiplied by the gradient of {name} on the way back, instead of by {name}"
        yield Slip("wrong operand", text, "", remedy, slopes, 0.7)
        if not all(stem(x.label) and array_name(x, problem.names) == x.label for row in w for x in row):  # no v0, v1
            turned = _partials(layers, [w], lambda w, k, j: w[k][-1 - j].data)
            kinds, text = "kernel flipped", f"{name} is flipped on the way back"
            if len({array_name(x, problem.names) for x in w[0]}) > 1:
                kinds, text = "exchanged|wrong operand", f"{name} stand in each other's places on the way back"
            yield Slip(kinds, text, "", remedy, turned, 2.0)
        ones = _partials(layers, [w], lambda w, k, j: 1.0)
        yield Slip(
            "weights forgotten|factor forgotten", f"not multiplied by {name} on the way back", "", remedy, ones, 2.0
        )


class Linear(NamedTuple):
    """One linear combination w1 x1 + w2 x2 + ...: the weights, and the edges at which the inputs enter."""

    weights: tuple[Value, ...]
    inputs: Sequence[Edge]


Weights = tuple[tuple[Value, ...], ...]  # one row for each output of the layer


def _given(problem: Problem, layers: dict[Weights, list[list[Linear]]]) -> Iterator[Slip]:
    """Yield the same for a given square matrix, such as who is whose neighbour: in all layers, and in each."""
    for w, calls in layers.items():
        if len(w) != len(w[0]) or not all(x.label for row in w for x in row):
            continue
        by_role: dict[int, list[list[Linear]]] = {}
        for call in calls:
            by_role.setdefault(problem.structure.roles[call[0].inputs[0][0]], []).append(call)
        name = problem.value(x for row in w for x in row)
        remedy = f"each input gets the weight that it was multiplied by: {name} transposed"
        for some in [calls, *(by_role.values() if 1 < len(by_role) <= FEW else ())]:
            at = "" if some is calls else f"at the {problem.place(form.inputs[0][0] for call in some for form in call)}"
            swapped = _partials({w: some}, [w], lambda w, k, j: w[j][k].data)
            text = f"passed back through {name} where its transpose belongs"
            yield Slip("weights transposed|transposed|symmetric", text, at, remedy, swapped, 4.0)
            without = _partials({w: some}, [w], lambda w, k, j: float(k == j))
            text = f"not multiplied by {name} on the way back"
            yield Slip("weights forgotten|factor forgotten|path", text, at, remedy, without, 4.0)


def _layers(problem: Problem) -> dict[Weights, list[list[Linear]]]:
    """Put together the linear combinations of the same inputs, one for each output, and then the same weights."""
    calls: dict[object, list[Linear]] = {}
    for form in _linear_combinations(problem.structure):
        array = array_name(form.weights[0], problem.names) or problem.structure.roles[form.inputs[0][0]]
        calls.setdefault((array, sources(form.inputs)), []).append(form)
    layers: dict[Weights, list[list[Linear]]] = {}
    for call in calls.values():
        rows = tuple(form.weights for form in call)
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
            factors = [x for x in addends(node)[0] if is_product(x)]
            if len(factors) > 1:
                found.append(_oriented([(x, 0) for x in factors], [(x, 1) for x in factors]))
    return found


def _oriented(left: Sequence[Edge], right: Sequence[Edge]) -> Linear:
    """Take the side of the parameters for the weights: leaves that are no constants."""
    a, b = sources(left), sources(right)
    swap = all(map(_is_parameter, b)) and not all(map(_is_parameter, a))
    if all(map(_is_parameter, (*a, *b))):  # of two parameters the matrix is the weights
        swap = len(entry(b[0].label)[1]) > len(entry(a[0].label)[1])
    return Linear(b, left) if swap else Linear(a, right)


def _is_parameter(x: Value) -> bool:
    return x.primitive is None and type(x) is Value
