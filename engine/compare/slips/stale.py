"""Slips with what changes: weights already updated, and a mean or a norm that is taken for a constant."""

from collections.abc import Iterator, Sequence
from math import isfinite

from engine.compare.guesses import NamedArray, Slip
from engine.compare.perturb import reevaluated
from engine.compare.problem import Problem
from engine.compare.structure import Edge, family, kind
from engine.primitives import Family
from engine.value import Constant, Value

STATISTICS: tuple[Family, ...] = (
    "quotient", "power", "sum", "exponential", "choice", "soft choice", "product",
)  # fmt: skip
RATES = (1.0, 0.5, 0.1, 0.05, 0.01, 0.001)


def held_constant(problem: Problem) -> Iterator[Slip]:
    """A mean, a variance, a norm, a maximum that depends on the inputs is taken for a constant."""
    structure = problem.structure
    terms = {edge for group in structure.terms for edge in group}
    heads: dict[int, list[Edge]] = {}
    for node, slot in problem.edges:
        x = node.inputs[slot]
        several = x in problem.between and len(structure.users[x]) > 1 and (node, slot) not in terms
        if several and (family(x) in STATISTICS or kind(x) in ("sqrt", "exp")):
            heads.setdefault(structure.roles[x], []).append((node, slot))
    for edges in heads.values():
        name = problem.source(edges)
        remedy = "it depends on the inputs, too: add the path through it"
        yield Slip("held constant|path", f"{name} is taken for a constant", "", remedy, dict.fromkeys(edges, 0.0), 6.0)
    if len(heads) > 1:
        every = dict.fromkeys((edge for edges in heads.values() for edge in edges), 0.0)
        for kept in heads.values():  # all but one is the direct path
            slopes = {edge: 0.0 for edge in every if edge not in kept}
            text = f"all but the path through {problem.source(kept)} is left out"
            yield Slip("held constant|path|symmetric", text, "", remedy, slopes, 1.5)


def updated_weights(problem: Problem) -> Iterator[Slip]:
    """The gradient was passed back through weights that had already taken their step, or taken after the step."""
    arrays = [a for a in (*problem.arrays, *problem.others) if a.nodes[0].primitive is None]
    for array in problem.arrays:
        for rate in RATES:
            others = [a for a in arrays if a is not array]
            some = problem.slopes_at(_step(problem, others, rate))
            text = f"used weights that were already updated (learning rate {rate:g})"
            yield Slip("stale", text, "", "pass the gradient back through the old weights first", some, 0.7)
    for rate in RATES:
        try:
            later = reevaluated(problem.structure.order, _step(problem, arrays, rate))
        except (ArithmeticError, ValueError):
            continue
        text = f"taken after the update of all parameters (learning rate {rate:g})"
        yield Slip("stale", text, "", "take all gradients before the step", problem.slopes_at(later), 0.5)


def _step(problem: Problem, arrays: Sequence[NamedArray], rate: float) -> dict[Value, float]:
    """The numbers after one step of gradient descent, with the student's own gradients where they are others."""
    after: dict[Value, float] = {}
    for array in arrays:
        gradient = problem.structure.gradient(array.nodes)
        if array.fits and all(map(isfinite, array.hand)):
            near = [s + 1e-6 * abs(g) for s, g in zip(array.written.slack, gradient, strict=True)]
            gradient = [g if abs(g - h) <= s else h for g, h, s in zip(gradient, array.hand, near, strict=True)]
        after |= {x: x.data - rate * g for x, g in zip(array.nodes, gradient, strict=True) if type(x) is not Constant}
    return after
