"""Slips in the local derivatives: activations, products, minus signs, softmax."""

from collections.abc import Iterator, Sequence
from math import exp, nan

from engine.arithmetic import Floats
from engine.compare.problem import Guess, Problem
from engine.compare.structure import Edge, family, partner
from engine.primitives import Family
from engine.value import Value

ACTIVATIONS: frozenset[Family] = frozenset(("activation", "rectifier"))
SIGNED: frozenset[Family] = frozenset(("sum", "difference", "quotient", "power"))  # where a sign is easily lost


def activation_forgotten(problem: Problem) -> Iterator[Guess]:
    """The derivative of an activation (or of another one-input function) is left out."""
    for group, where in activations(problem):
        text = f"the derivative of the activation is forgotten at the {where}"
        yield Guess(problem.gradient_with(group, lambda node, slot, partial: 1.0), text)


def activation_misplaced(problem: Problem) -> Iterator[Guess]:
    """The derivative of an activation is taken at the wrong number, or the activation stands in its place."""
    for group, where in activations(problem):
        row = group[0][0].primitive
        output = problem.gradient_with(group, lambda node, slot, partial: _slope(node, node.data))
        yield Guess(output, f"the derivative of the {where} is taken at its output instead of the pre-activation")
        if row is not None and row.from_output is not None:
            at_input = problem.gradient_with(group, _formula_at_input)
            formula = row.partial_formula_with(0, ["x"], "y")
            yield Guess(at_input, f"{formula} needs the output y; at the {where} it is given the pre-activation")
        itself = problem.gradient_with(group, lambda node, slot, partial: node.data)
        yield Guess(itself, f"the activation itself stands where its derivative belongs, at the {where}")


def product_rule(problem: Problem) -> Iterator[Guess]:
    """d(ab)/da is b: the operand's own value, or nothing at all, stands in its place."""
    for group in _factors(problem):
        where = _where(problem, group)
        own = problem.gradient_with(group, lambda node, slot, partial: node.inputs[slot].data)
        yield Guess(own, f"product rule: the operand's own value instead of the other's, {where}")


def factor_forgotten(problem: Problem) -> Iterator[Guess]:
    """d(ab)/da is b, and b is left out."""
    for group in _factors(problem):
        without = problem.gradient_with(group, lambda node, slot, partial: 1.0)
        others = [other for node, slot in group if (other := partner(node, slot)) is not None]
        what = problem.place(others)
        yield Guess(without, f"not multiplied by the other factor ({what}), {_where(problem, group)}")


def inner_sign(problem: Problem) -> Iterator[Guess]:
    """The sign is lost at one operation only."""
    for group in problem.structure.layers(problem.edges, lambda node: family(node) in SIGNED):
        numbers = problem.gradient_with(group, lambda node, slot, partial: -partial)
        if not _proportional(problem, numbers):
            yield Guess(numbers, f"the sign is wrong on one path only, {_where(problem, group)}")


def softmax_diagonal(problem: Problem) -> Iterator[Guess]:
    """Only p_i (1 - p_i) of the softmax derivative: the other outputs depend on each logit, too."""
    slopes: dict[Value, Sequence[float]] = {}
    for node, _ in problem.edges:
        first, last = node.inputs[0], node.inputs[-1]
        if family(node) == "difference" and family(last) == "soft choice" and first in last.inputs:
            slopes[node] = (1.0 - exp(node.data), 0.0)
        if family(node) == "quotient" and family(first) == "activation" and family(last) == "sum":
            slopes[node] = ((1.0 - node.data) / last.data, 0.0)
    if slopes:
        text = (
            "the softmax derivative has only its diagonal p_i (1 - p_i); the -p_i p_k of the other outputs is missing"
        )
        yield Guess(problem.gradient_if(slopes), text)


def activations(problem: Problem) -> Iterator[tuple[list[Edge], str]]:
    for group in problem.structure.layers(problem.edges, lambda node: family(node) in ACTIVATIONS):
        yield group, problem.place((node for node, _ in group))


def _factors(problem: Problem) -> Iterator[list[Edge]]:
    """Yield the edges into products: at the target itself, layer by layer, and all."""
    edges = [edge for edge in problem.edges if partner(*edge) is not None]
    target = set(problem.nodes)
    own = [(node, slot) for node, slot in edges if node.inputs[slot] in target]
    if own:
        yield own
    for group in problem.structure.layers(edges, lambda node: True):
        if group != own:
            yield group


def _where(problem: Problem, group: Sequence[Edge]) -> str:
    sources = problem.place((node.inputs[slot] for node, slot in group))
    return f"where {sources} enters"


def _proportional(problem: Problem, numbers: Sequence[float]) -> bool:
    """Tell whether this is plus or minus the whole gradient, which other slips say better."""
    return any(numbers == [c * g for g in problem.right] for c in (1.0, -1.0))


def _slope(node: Value, x: float) -> float:
    """The local derivative of a one-input operation at another number than its input."""
    assert node.primitive is not None
    try:
        return float(node.primitive.partials_at(Floats, node.primitive.value_at(Floats, [x]), [x])[0])
    except (ArithmeticError, ValueError):
        return nan


def _formula_at_input(node: Value, slot: int, partial: float) -> float:
    """The derivative in terms of the output, given the input."""
    assert node.primitive is not None
    assert node.primitive.from_output is not None
    return float(node.primitive.from_output(Floats, node.inputs[0].data))
