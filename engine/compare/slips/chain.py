"""Slips in the local derivatives: activations, products, minus signs, softmax."""

from collections.abc import Iterator
from math import exp, nan

from engine.arithmetic import Floats
from engine.compare.problem import Guess, Problem
from engine.compare.structure import Edge, family, partner, slot_kind
from engine.primitives import Family, Primitive

ACTIVATIONS: tuple[Family, ...] = ("activation", "rectifier")
SIGNED: tuple[Family, ...] = ("sum", "difference", "quotient", "power")  # where a sign is easily lost


def activation_forgotten(problem: Problem) -> Iterator[Guess]:
    """The derivative of an activation (or of another one-input function) is left out."""
    for group, where in problem.layers(*ACTIVATIONS):
        text = f"the derivative of the activation is forgotten at the {where}"
        yield Guess(problem.gradient_if(dict.fromkeys(group, 1.0)), text)


def activation_misplaced(problem: Problem) -> Iterator[Guess]:
    """The derivative of an activation is taken at the wrong number, or the activation stands in its place."""
    for group, where in problem.layers(*ACTIVATIONS):
        row = problem.between[group[0][0]]
        output = problem.gradient_if({edge: _slope(problem.between[edge[0]], edge[0].data) for edge in group})
        yield Guess(output, f"the derivative of the {where} is taken at its output instead of the pre-activation")
        if row.from_output is not None:
            by_input = {(node, i): float(row.from_output(Floats, node.inputs[i].data)) for node, i in group}
            formula = row.partial_formula_with(0, ["x"], "y")
            text = f"{formula} needs the output y; at the {where} it is given the pre-activation"
            yield Guess(problem.gradient_if(by_input), text)
        itself = problem.gradient_if({edge: edge[0].data for edge in group})
        yield Guess(itself, f"the activation itself stands where its derivative belongs, at the {where}")


def power_forgotten(problem: Problem) -> Iterator[Guess]:
    """The derivative of a power, such as the 2 z of a square, is left out."""
    for group, where in problem.layers("power"):
        text = f"the derivative of the power is forgotten at the {where}"
        yield Guess(problem.gradient_if(dict.fromkeys(group, 1.0)), text)


def product_rule(problem: Problem) -> Iterator[Guess]:
    """d(ab)/da is b: the operand's own value, or nothing at all, stands in its place."""
    for group in _factors(problem):
        own = problem.gradient_if({(node, slot): node.inputs[slot].data for node, slot in group})
        text = "product rule: the operand's own value instead of the other's"
        yield Guess(own, f"{text}, where {problem.source(group)} enters")


def factor_forgotten(problem: Problem) -> Iterator[Guess]:
    """d(ab)/da is b, and b is left out."""
    for group in _factors(problem):
        what = problem.place(other for edge in group if (other := partner(*edge)) is not None)
        text = f"not multiplied by the other factor ({what}), where {problem.source(group)} enters"
        yield Guess(problem.gradient_if(dict.fromkeys(group, 1.0)), text)


def inner_sign(problem: Problem) -> Iterator[Guess]:
    """The sign is lost at one operation only."""
    for group, _ in problem.layers(*SIGNED):
        numbers = problem.gradient_if({edge: -problem.structure.partial(edge) for edge in group})
        if not any(numbers == [c * g for g in problem.right] for c in (1.0, -1.0)):  # which other slips say better
            yield Guess(numbers, f"the sign is wrong on one path only, where {problem.source(group)} enters")


def softmax_diagonal(problem: Problem) -> Iterator[Guess]:
    """Only p_i (1 - p_i) of the softmax derivative: the other outputs depend on each logit, too."""
    slopes: dict[Edge, float] = {}
    for node, slot in problem.edges:
        first, last = node.inputs[0], node.inputs[-1]
        if slot_kind(node, slot) == "other":
            slopes[node, slot] = 0.0
        if family(node) == "difference" and family(last) == "soft choice" and first in last.inputs:
            slopes |= {(node, 0): 1.0 - exp(node.data), (node, 1): 0.0}
        if family(node) == "quotient" and family(first) == "activation" and family(last) == "sum":
            slopes |= {(node, 0): (1.0 - node.data) / last.data, (node, 1): 0.0}
    if slopes:
        text = "the softmax derivative has only its diagonal p_i (1 - p_i)"
        yield Guess(problem.gradient_if(slopes), f"{text}; the -p_i p_k of the other outputs is missing")


def _factors(problem: Problem) -> list[list[Edge]]:
    """Return the edges into products: at the target itself, layer by layer, and all."""
    edges = [edge for edge in problem.edges if partner(*edge) is not None]
    target = set(problem.nodes)
    own = [(node, slot) for node, slot in edges if node.inputs[slot] in target]
    layers = problem.structure.layers(edges)
    return [own, *(group for group in layers if group != own)] if own else layers


def _slope(row: Primitive, x: float) -> float:
    """The local derivative of a one-input operation at another number than its input."""
    try:
        return float(row.partials_at(Floats, row.value_at(Floats, [x]), [x])[0])
    except (ArithmeticError, ValueError):
        return nan
