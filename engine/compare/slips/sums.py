"""Slips at a function of a sum, f(x1 + x2 + ...): its derivative is taken at another number than the sum."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple

from engine.compare.guesses import Slip
from engine.compare.problem import Problem
from engine.compare.slips.givens import SMALL
from engine.compare.slips.remembered import _slope
from engine.compare.structure import Edge, family, is_given, is_product, products, sources
from engine.primitives import Family
from engine.value import Value

FUNCTIONS: tuple[Family, ...] = ("activation", "rectifier", "power", "exponential")
MANY = 2_000  # terms of one layer, beyond which other numbers in their place are not looked for
OWN = "wrong operand|wrong function|activation misremembered|activation misplaced"


class Term(NamedTuple):
    """A term of a sum: where it enters, its number, that before a mean divides it, that without a minus."""

    edges: tuple[Edge, ...]
    number: float
    whole: float
    plain: float


@dataclass(frozen=True, eq=False)
class Total:
    """A sum that goes into a function, the terms that vary, and what is added to these that does not."""

    node: Value
    user: Value
    terms: Sequence[Term]
    rest: float


def sums(problem: Problem) -> Iterator[Slip]:
    """The derivative of f(x1 + x2 + ...) is taken at each term alone, at all but it, or at a sum over another axis."""
    layers: dict[object, list[Total]] = {}
    for node in problem.between:
        total = _total(problem, node)
        if total is not None:
            layers.setdefault((problem.structure.roles[node], total.user.primitive), []).append(total)
    for totals in layers.values():
        if sum(len(one.terms) for one in totals) <= MANY:
            yield from _of_a_layer(problem, totals)


def _of_a_layer(problem: Problem, totals: Sequence[Total]) -> Iterator[Slip]:
    at, remedy = f"at the {problem.place(one.user for one in totals)}", "take the derivative at the whole sum"
    if any(one.rest for one in totals) and problem.between[totals[0].user].static_values != (2.0,):  # p - y is a target
        text = "the derivative is taken without the constant that is added"
        numbers = [[one.node.data - 2 * one.rest] * len(one.terms) for one in totals]
        small = all(0 <= one.rest < SMALL for one in totals)
        kinds = f"epsilon|{OWN}" if small else f"constant forgotten|epsilon|{OWN}"
        yield from _taken_at(problem, kinds, text, at, remedy, totals, numbers, 1.5)
    totals = [one for one in totals if len(one.terms) > 1]
    if not totals:
        return
    entering = {x for one in totals for t in one.terms for x in sources(t.edges)}
    alike = len({problem.structure.roles[x] for x in entering}) == 1
    text = "the derivative is taken at each term alone, not at the sum of them"
    numbers = [[t.number for t in one.terms] for one in totals]
    yield from _taken_at(problem, OWN, text, at, remedy, totals, numbers, 1.5 if alike else 0.7)
    if any(t.plain != t.number for one in totals for t in one.terms):
        text = "a function of a difference is taken for the difference of the functions"
        numbers = [[t.plain for t in one.terms] for one in totals]
        yield from _taken_at(problem, OWN, text, at, remedy, totals, numbers, 1.0)
    if any(t.whole != t.number for one in totals for t in one.terms):
        text = "the derivative is taken at each number itself, not at the mean of them"
        numbers = [[t.whole for t in one.terms] for one in totals]
        yield from _taken_at(problem, f"{OWN}|mean", text, at, remedy, totals, numbers, 1.5)
    text = "the derivative is taken at the other terms, without the own one"
    numbers = [[one.node.data - one.rest - t.number for t in one.terms] for one in totals]
    yield from _taken_at(problem, "term|path|wrong operand", text, at, remedy, totals, numbers, 1.0)
    yield from _at_factors(problem, totals, at, remedy)
    lengths = {len(one.terms) for one in totals}
    if len(totals) > 1 and len(lengths) == 1:
        rows = [[t.number for t in one.terms] for one in totals]
        across = [sum(column) for column in zip(*rows, strict=True)]
        for c, usual in ((1.0, 1.4), (len(across) / len(rows), 1.0)):
            numbers = [[c * x for x in across] for _ in totals]
            text = "the derivative is taken at a sum over the other axis"
            yield from _taken_at(problem, "axis|wrong operand", text, at, remedy, totals, numbers, usual)
        every = sum(across)
        text = "the derivative is taken at the sum of all, over both axes"
        numbers = [[every] * len(row) for row in rows]
        yield from _taken_at(problem, "axis|wrong operand", text, at, remedy, totals, numbers, 1.0)


def _taken_at(
    problem: Problem,
    kinds: str,
    text: str,
    at: str,
    remedy: str,
    totals: Sequence[Total],
    numbers: Sequence[Sequence[float]],
    usual: float,
) -> Iterator[Slip]:
    """Yield the slip with f' at these numbers, one for each term, what does not vary added to them."""
    slopes: dict[Edge, float] = {}
    kinds += "|mask" if family(totals[0].user) == "rectifier" else ""
    for one, own in zip(totals, numbers, strict=True):
        for term, x in zip(one.terms, own, strict=True):
            ratio = _ratio(problem, one, x)
            slopes |= {edge: ratio * problem.structure.partial(edge) for edge in term.edges}
    if all(map(isfinite, slopes.values())):
        yield Slip(kinds, text, at, remedy, slopes, usual)


def _at_factors(problem: Problem, totals: Sequence[Total], at: str, remedy: str) -> Iterator[Slip]:
    """Yield the slip with one factor of each term, without its weight, in the place of the whole weighted sum."""
    for slot in (0, 1):
        slopes: dict[Edge, float] = {}
        for one in totals:
            for edges in (term.edges for term in one.terms):
                pair = _factors(edges)
                if pair is None:
                    return
                edge = pair[slot]
                ratio = _ratio(problem, one, edge[0].inputs[edge[1]].data)
                slopes[edge] = ratio * problem.structure.partial(edge)
        if all(map(isfinite, slopes.values())):
            name = problem.source(slopes)
            text = f"the derivative is taken at {name} itself, not at the weighted sum"
            yield Slip(OWN, text, at, remedy, slopes, 1.5)


def _factors(edges: Sequence[Edge]) -> Sequence[Edge] | None:
    """Return the edges of the two factors of a term."""
    if len(edges) == 2:
        return edges
    node, slot = edges[0]
    x = node.inputs[slot]
    return [(x, 0), (x, 1)] if is_product(x) else None


def _ratio(problem: Problem, one: Total, x: float) -> float:
    """Return f'(x + rest) / f'(sum); 1 where the latter is 0, so that nothing would come of it."""
    right = problem.partials[one.user][0]
    row = problem.between[one.user]
    return _slope(row, x + one.rest) / right if right else 1.0


def _total(problem: Problem, node: Value) -> Total | None:
    """Return the sum that a node is, if it goes into one function and nowhere else."""
    users = problem.structure.users[node]
    first, c = _scaled(problem, node)
    if len(users) != 1 or first is None:
        return None
    user = users[0][0]
    if len(user.inputs) != 1 or family(user) not in FUNCTIONS:
        return None
    terms, rest = list[Term](), 0.0
    stack: list[tuple[Value, float, float]] = [(first, c, abs(c))]
    while stack:
        top, c, divided = stack.pop()
        for edges, x, number in reversed(list(_terms(top))):
            sign = problem.structure.partial(edges[0]) if family(top) in ("sum", "difference") else 1.0
            inner, scale = _scaled(problem, x) if x is not None else (None, 1.0)
            if x is not None and is_given(x):
                rest += c * sign * number
            elif inner is not None:
                stack.append((inner, c * sign * scale, divided * abs(scale)))
            else:
                value = c * sign * number
                plain = -value if c * sign < 0 else value
                terms.append(Term(edges, value, value / divided if divided else value, plain))
    return Total(node, user, terms, rest) if len(terms) > 1 or rest else None


def _terms(node: Value) -> Iterator[tuple[tuple[Edge, ...], Value | None, float]]:
    """Yield what a node adds up: the edges, the node that is added (no node for a product within it), the number."""
    pairs = products(node)
    if pairs:
        for k in range(pairs):
            yield ((node, k), (node, k + pairs)), None, node.inputs[k].data * node.inputs[k + pairs].data
        for slot in range(2 * pairs, len(node.inputs)):
            yield ((node, slot),), node.inputs[slot], node.inputs[slot].data
    else:
        for slot, x in enumerate(node.inputs):
            yield ((node, slot),), x, x.data


def _scaled(problem: Problem, x: Value) -> tuple[Value | None, float]:
    """Return a sum that x is, but for a constant factor such as the 1/n of a mean, with the factor; None for others."""
    if x not in problem.between or len(problem.structure.users[x]) != 1:
        return None, 1.0
    if family(x) in ("sum", "difference") or (products(x) and len(x.inputs) > 2):
        return x, 1.0
    varying = [slot for slot, y in enumerate(x.inputs) if not y.is_constant]
    if family(x) in ("quotient", "product") and len(x.inputs) == 2 and varying == [0]:
        y = x.inputs[0]
        if y in problem.between and family(y) == "sum" and len(problem.structure.users[y]) == 1:
            return y, problem.structure.partials[x][0]
    return None, 1.0
