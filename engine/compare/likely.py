"""The wrong answers to expect: what people get wrong most often in a gradient, with the numbers that come of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.compare.diagnosis import the_slips
from engine.compare.guesses import NamedArray
from engine.compare.hints import joined
from engine.compare.problem import Problem
from engine.compare.slips import givens, paths, scale, stale
from engine.compare.structure import Structure
from engine.compare.written import Written
from engine.value import Value
from engine.words.nested import nest, values_of

LEAST = 1.5  # how usual a slip must be
RARE = (stale.updated_weights, paths.edges, givens.constants, givens.entries)  # families none of whose slips are


@dataclass(frozen=True)
class LikelySlip:
    """A slip that may be expected.

    Attributes:
        kind: its name, such as "activation forgotten".
        text: what is wrong, and where.
        remedy: what belongs there.
        usual: how often people make it, compared with others.
        gradients: the name of every gradient that it makes wrong, with the numbers that come of it.
    """

    kind: str
    text: str
    remedy: str
    usual: float
    gradients: Mapping[str, Any]


def likely_slips(loss: Value, parameters: Mapping[str, Any], most: int = 12) -> list[LikelySlip]:
    """Return the slips that are to be expected in the gradients of a loss, the most usual first.

    Args:
        loss: the output that is differentiated.
        parameters: name -> the Values that a gradient is asked for, as for `compare_gradients`.
        most: how many at most; slips that give the same numbers are one.

    >>> w = Value(2.0, "w")
    >>> [(slip.kind, slip.gradients) for slip in likely_slips((w * 3.0 - 1.0) ** 2, {"w": w}, most=2)]
    [('sign', {'w': -30.0}), ('factor 2', {'w': 15.0})]
    """
    arrays = [NamedArray(name, *values_of(nodes, name), Written([], []), None) for name, nodes in parameters.items()]
    problem = Problem(Structure(loss), arrays)
    right = {array.name: np.array(problem.right(array)) for array in arrays}
    found: list[tuple[float, str, str, str, dict[str, Any]]] = []
    for c, kind, text, usual in scale.factors(problem):
        found.append((usual, kind, text, "", {name: c * numbers for name, numbers in right.items()}))
    slips = [slip for slip in the_slips(problem, RARE)[0] if slip.usual >= LEAST]
    tables = problem.tables([slip.slopes for slip in slips])
    for i, slip in enumerate(slips):
        numbers = {name: table[i] for name, table in tables.items()}
        found.append((slip.usual, slip.kind, joined(slip.what, slip.where), slip.remedy, numbers))
    seen: set[tuple[str, ...]] = set()
    likely: list[LikelySlip] = []
    shapes = {array.name: array.shape for array in arrays}
    for usual, kind, text, remedy, numbers in sorted(found, key=lambda one: -one[0]):
        if usual < LEAST or len(likely) == most:
            break
        wrong = {n: x for n, x in numbers.items() if _differs(x, right[n])}
        key = tuple(f"{n}{np.round(x, 9).tolist()}" for n, x in wrong.items())
        if not wrong or key in seen or not all(np.isfinite(x).all() for x in wrong.values()):
            continue
        seen.add(key)
        gradients = {name: nest(x.tolist(), shapes[name]) for name, x in wrong.items()}
        likely.append(LikelySlip(kind.partition("|")[0], text, remedy, usual, gradients))
    return likely


def _differs(x: Any, right: Any) -> bool:
    """Whether any number is another one; NaN is."""
    return not bool((np.abs(x - right) <= 1e-12 + 1e-6 * np.abs(right)).all())
