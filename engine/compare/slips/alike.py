"""Slips among numbers that are named alike: x1 where x0 belongs, v0 and v1 in each other's places."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from engine.compare.guesses import Slip
from engine.compare.problem import Problem
from engine.compare.structure import Edge, partner
from engine.trace.arrays import SUBSCRIPTS
from engine.value import Value

FEW = 6  # numbers of one name, from which on no two are exchanged


def stem(label: str) -> str:
    """Return the letters of a name that ends in digits; "" where it does not, or has brackets, as an array's entry.

    >>> stem("w10"), stem("x₁"), stem("h_2"), stem("W1[0][2]"), stem("b")
    ('w', 'x', 'h', '', '')
    """
    match = re.fullmatch(r"([^\W\d_]+)_?\d+", label.translate(SUBSCRIPTS))
    return match[1] if match else ""


def are_alike(nodes: Sequence[Value], others: Sequence[Value]) -> bool:
    """Whether these are named like those, with other digits."""
    return all(stem(x.label) == stem(y.label) != "" for x, y in zip(nodes, others, strict=True))


def exchanged(problem: Problem) -> Iterator[Slip]:
    """Two numbers that are named alike stand in each other's places on the way back."""
    factors: dict[str, list[Edge]] = {}  # by the name of the other factor
    numbers: dict[str, float] = {}
    for node, slot in problem.edges:
        other = partner(node, slot)
        if other is not None and stem(other.label):
            factors.setdefault(other.label, []).append((node, slot))
            numbers[other.label] = other.data
    by_stem: dict[str, list[str]] = {}
    for label in factors:
        by_stem.setdefault(stem(label), []).append(label)
    for labels in by_stem.values():
        for a, b in combinations(labels, 2) if len(labels) <= FEW else ():
            slopes = {**dict.fromkeys(factors[a], numbers[b]), **dict.fromkeys(factors[b], numbers[a])}
            text = f"{a} and {b} stand in each other's places"
            yield Slip(
                "wrong operand|exchanged", text, "on the way back", "look which of them was multiplied", slopes, 2.0
            )
