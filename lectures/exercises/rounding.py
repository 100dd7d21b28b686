"""Answers that are off by rounding only: who writes three digits may go on with these or with all that were reckoned.

A number is excused where it is as near to the right one, or to what follows from the student's own earlier numbers, as
rounding carries (reach.py); or where it agrees with what follows from these, give or take half a unit of the last digit
of each of them, and of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import floor, isfinite, log10
from typing import Any

from engine.compare.perturb import reevaluated
from engine.compare.surrogate import given_gradients
from engine.compare.written import COMPUTED, Written, written
from engine.errors import ChalkgradError
from engine.gradients import gradient
from engine.graph import copy_graph, topological_order
from engine.primitives import Primitive
from engine.value import Value
from engine.words.nested import values_of
from lectures.entries import Drawn

NEAR = 0.05  # of the largest number: more than this is no rounding

Step = tuple[Sequence[Value], Written, float]  # nodes, the student's numbers, the largest of them


def within(answer: Any, numbers: Any, reach: Sequence[float]) -> bool:
    """Whether numbers that were written by hand are the right ones, each give or take its reach and its third digit.

    A number may have lost the zeros at its end, as in a spreadsheet: 0.9 is 0.900, and 1230 may be 1.23e3.

    >>> within("0.9", 0.9004, [0.0]), within("0.9", 0.927, [0.0]), within("0.931", 0.927, [0.005])
    (True, False, True)
    """
    hand, shape = written(answer, "")
    wanted, own = written(numbers, "")
    if shape != own or not 0 < hand.digits < COMPUTED:
        return False
    slack = [_third_digit(mine, own) for mine, own in zip(hand.numbers, hand.slack, strict=True)]
    return all(
        abs(mine - x) <= (s + r) * (1 + 1e-9)
        for mine, s, x, r in zip(hand.numbers, slack, wanted.numbers, reach, strict=True)
    )


def _third_digit(x: float, slack: float) -> float:
    """Return half a unit of the third digit of a number with so many or fewer, otherwise half a unit of its last."""
    if not x or not isfinite(x):
        return 0.0
    half: float = 0.5 * 10.0 ** (floor(log10(abs(x))) - 2)
    return half if float(f"{x:.3g}") == x else min(slack, half)


def scaled(reach: Sequence[float], right: Any, numbers: Any) -> list[float]:
    """Return the reach of numbers that are larger or smaller than the right ones."""
    sizes = [max((abs(x) for x in written(one, "")[0].numbers), default=0.0) for one in (numbers, right)]
    return [r * sizes[0] / sizes[1] if sizes[1] else r for r in reach]


def is_rounding(drawn: Drawn, read: Mapping[str, Any], name: str) -> bool:
    """Tell whether the answer to a quantity follows from the earlier ones, as far as these were written.

    Args:
        drawn: the graph, and what is asked about it.
        read: the student's answers by quantity: numbers, or text that keeps its digits.
        name: one of the values or gradients.
    """
    nodes, shape = values_of(drawn.values[name] if name in drawn.values else drawn.gradients[name], name)
    mine, own = written(read[name], name)
    values = list(_earlier(drawn.values, read, name))
    gradients = [] if name in drawn.values else list(_earlier(drawn.gradients, read, name))
    if own != shape or not any(slack for _, said, _ in [*values, *gradients] for slack in said.slack):
        return False
    start = _numbers(values), _numbers(gradients)
    expected = _follow(drawn, nodes, name, *start)
    most = NEAR * max(0.0, *map(abs, expected), *(size for _, _, size in [*values, *gradients]))
    if not all(abs(x - y) <= most for x, y in zip(mine.numbers, expected, strict=True)):
        return False  # which is no rounding, and would take long to find out
    spread = [0.0] * len(expected)
    for kind, steps in enumerate((values, gradients)):
        for which, said, size in steps:
            for node, number, slack in zip(which, said.numbers, said.slack, strict=True):
                if not slack or node not in start[kind]:
                    continue
                moved = [dict(numbers) for numbers in start]
                moved[kind][node] = number + min(slack, NEAR * size)
                spread = [
                    s + abs(x - y)
                    for s, x, y in zip(spread, _follow(drawn, nodes, name, *moved), expected, strict=True)
                ]
    return all(
        abs(x - y) <= (slack + s) * (1 + 1e-9)
        for x, y, slack, s in zip(mine.numbers, expected, mine.slack, spread, strict=True)
    )


def _earlier(asked: Mapping[str, Any], read: Mapping[str, Any], name: str) -> Iterator[Step]:
    """Yield what the student has written of what is asked before a quantity, or of all."""
    for other, nested in asked.items():
        if other == name:
            return
        nodes, shape = values_of(nested, other)
        said, own = written(read[other], other) if other in read else (Written([], []), None)
        if own == shape and all(map(isfinite, said.numbers)):
            yield list(nodes), said, max(map(abs, said.numbers), default=0.0)


def _numbers(steps: Sequence[Step]) -> dict[Value, float]:
    """Return the student's number of every result; those of leaves are given."""
    return {
        node: number
        for nodes, said, _ in steps
        for node, number in zip(nodes, said.numbers, strict=True)
        if node.inputs
    }


def _follow(
    drawn: Drawn, nodes: Any, name: str, values: Mapping[Value, float], gradients: Mapping[Value, float]
) -> list[float]:
    """Return what follows for some nodes from numbers of the forward pass and gradients; NaN where nothing does."""
    ends = list(nodes) if name in drawn.values else [drawn.loss]
    order = topological_order(*ends)
    try:
        now = reevaluated(order, {node: x for node, x in values.items() if node not in ends})
        if name in drawn.values:
            return [now.get(node, node.data) for node in nodes]
        copies = copy_graph(order)
        for node, number in now.items():
            copies[node]._number = number
        for node in values.keys() & copies.keys():
            copies[node].primitive = _by_output(node.primitive)
        given = {copies[node]: g for node, g in gradients.items() if node in copies}
        surrogate, again = given_gradients(topological_order(copies[drawn.loss]), given)
        return list(gradient(surrogate, [again[copies[node]] for node in nodes]))
    except (ArithmeticError, ValueError, KeyError, ChalkgradError):
        return [float("nan")] * len(nodes)


def _by_output(primitive: Primitive | None) -> Primitive | None:
    """Return an operation whose derivative is reckoned from its result where people do so: tanh' = 1 - y^2."""
    if primitive is None or primitive.from_output is None:
        return primitive
    rule = primitive.from_output
    return replace(primitive, partials=lambda math, y, x: (rule(math, y),))
