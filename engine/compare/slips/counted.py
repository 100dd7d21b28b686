"""Slips at a divisor: a number of entries stands where a sum of weights, a probability or another amount belongs."""

from collections.abc import Iterator

from engine.compare.guesses import Slip
from engine.compare.problem import Problem
from engine.compare.slips.terms import counts
from engine.compare.structure import Edge, family, is_given, is_product
from engine.trace.arrays import addends
from engine.value import Value


def counted(problem: Problem) -> Iterator[Slip]:
    """What is divided by an amount, such as a sum of weights, is divided by a count instead."""
    above = [e for e in problem.edges if family(e[0]) == "quotient" and e[1] == 0 and len(e[0].inputs) == 2]
    for group, where in problem.layers("quotient", edges=above):
        amounts = [_amount(node.inputs[1]) for node, _ in group]
        if not all(family(x) == "sum" or (is_given(x) and x.label) for x in amounts):
            continue
        name, at = problem.value(amounts), f"at the numerator of the {where}"
        if all(family(x) == "sum" for x in amounts):
            text = f"divided by the number of terms of {name}, not by {name} itself"
            slopes = {e: _with(problem, e, x, len(addends(x)[0])) for e, x in zip(group, amounts, strict=True)}
            yield Slip("mean|wrong operand|quotient", text, at, f"divide by {name}", slopes, 1.5)
        for m, what in counts(problem):
            slopes = {edge: _with(problem, edge, x, m) for edge, x in zip(group, amounts, strict=True)}
            text = f"divided by {m}, {what}, where {name} belongs"
            yield Slip("mean|wrong operand|constant forgotten", text, at, f"divide by {name}", slopes, 0.7)


def _amount(x: Value) -> Value:
    """Return a divisor without a constant factor, as the 2 of 2 n."""
    while is_product(x) and any(y.is_constant and not y.label for y in x.inputs):
        x = next((y for y in x.inputs if not y.is_constant or y.label), x.inputs[0])
    return x


def _with(problem: Problem, edge: Edge, amount: Value, count: int) -> float:
    return problem.structure.partial(edge) * amount.data / count
