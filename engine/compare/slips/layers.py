"""Slips on the way back through a layer: W where W^T belongs, no W at all, a kernel that is not turned."""

from collections.abc import Callable, Iterator, Sequence

from engine.compare.linear import Linear, linear_combinations
from engine.compare.places import array_name
from engine.compare.problem import Guess, Problem
from engine.compare.structure import Edge
from engine.value import Constant, Value

Weights = tuple[tuple[Value, ...], ...]  # one row for each output of the layer


def weights_transposed(problem: Problem) -> Iterator[Guess]:
    """The gradient is passed back through W where its transpose belongs."""
    square = {w: calls for w, calls in _layers(problem).items() if len(w) == len(w[0])}
    for some in [[w] for w in square] + ([list(square)] if len(square) > 1 else []):
        swapped = _partials(square, some, lambda w, k, j: w[j][k].data)
        yield _guess(problem, swapped, f"passed back through {_name(problem, some)} where its transpose belongs")
        identity = _partials(square, some, lambda w, k, j: float(k == j))
        yield _guess(problem, identity, f"not multiplied by {_name(problem, some)} on the way back")


def kernel_unturned(problem: Problem) -> Iterator[Guess]:
    """The gradient of an image is passed back through the kernel the wrong way round."""
    layers = _layers(problem)
    for w in layers:
        turned = _partials(layers, [w], lambda w, k, j: w[k][-1 - j].data)
        what = f"the kernel {_name(problem, [w])} is flipped on the way back"
        yield _guess(problem, turned, f"{what}: an input needs the weight that it was multiplied by")


def _layers(problem: Problem) -> dict[Weights, list[list[Linear]]]:
    """Put together the linear combinations of the same inputs, one for each output, and then the same weights."""
    structure = problem.structure
    calls: dict[object, list[Linear]] = {}
    for form in linear_combinations(structure):
        node, slot = form.weights[0]
        array = array_name(node.inputs[slot], problem.names) or structure.roles[node]
        inputs = tuple(node.inputs[slot] for node, slot in form.inputs)
        calls.setdefault((array, inputs), []).append(form)
    layers: dict[Weights, list[list[Linear]]] = {}
    for call in calls.values():
        weights = tuple(tuple(node.inputs[slot] for node, slot in form.weights) for form in call)
        if not any(isinstance(w, Constant) for row in weights for w in row) and len({len(row) for row in weights}) == 1:
            layers.setdefault(weights, []).append(call)
    return layers


def _partials(
    layers: dict[Weights, list[list[Linear]]], some: Sequence[Weights], new: Callable[[Weights, int, int], float]
) -> dict[Edge, float]:
    """Return d(output k)/d(input j) = new(W, k, j) for every call of these layers."""
    return {
        edge: new(w, k, j)
        for w in some
        for call in layers[w]
        for k, form in enumerate(call)
        for j, edge in enumerate(form.inputs)
    }


def _guess(problem: Problem, partials: dict[Edge, float], text: str) -> Guess:
    return Guess(problem.gradient_with(partials, lambda node, slot, partial: partials[node, slot]), text)


def _name(problem: Problem, some: Sequence[Weights]) -> str:
    return problem.place(row[0] for w in some for row in w)
