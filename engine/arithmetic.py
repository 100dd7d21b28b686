"""Arithmetics: the small sets of functions over which every row of the table is written.

A row such as `tanh` says `m.tanh(x)` and `4 * m.sigmoid(2 * x) * m.sigmoid(-2 * x)`; what `m` is decides what
comes out. `Floats` gives numbers. Elsewhere the same rows are read with arrays (tape), with Values (gradient
graphs) and with symbols (formulas and the browser's program).
"""

import math
import operator
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any


def stable_sigmoid(m: Any, x: Any) -> Any:
    """Return 1 / (1 + e^-x) without overflow: the exponent is never positive.

    >>> stable_sigmoid(Floats, -1000.0)
    0.0
    """
    e = m.exp(-m.abs(x))
    return m.where(x >= 0, 1.0, e) / (1.0 + e)


class Floats:
    """Arithmetic on Python floats: the numbers that a student sees.

    >>> Floats.dot([1.0, 2.0], [3.0, 4.0])
    11.0
    """

    exp, log, log1p, sqrt, sin, cos, tanh = (
        math.exp, math.log, math.log1p, math.sqrt, math.sin, math.cos, math.tanh,
    )  # fmt: skip
    pow = math.pow  # `**` would answer a negative base with a complex number
    abs = math.fabs
    max, min = max, min

    @staticmethod
    def sigmoid(x: float) -> float:
        result: float = stable_sigmoid(Floats, x)
        return result

    @staticmethod
    def sign(x: float) -> float:
        return float((x > 0) - (x < 0))

    @staticmethod
    def where(condition: bool, a: Any, b: Any) -> Any:
        return a if condition else b

    @staticmethod
    def equal(a: float, b: float) -> bool:
        return a == b

    @staticmethod
    def sum(xs: Iterable[float]) -> float:
        return sum(xs, 0.0)

    @staticmethod
    def dot(a: Iterable[float], b: Iterable[float]) -> float:
        return sum(map(operator.mul, a, b), 0.0)

    @staticmethod
    def map(f: Callable[[Any], Any], xs: Iterable[float]) -> list[Any]:
        """Return f of every number; an arithmetic on arrays may apply f to all of them at once."""
        return [f(x) for x in xs]

    @staticmethod
    def join(*parts: Sequence[Any]) -> list[Any]:
        return list(chain(*parts))

    @staticmethod
    def shares(xs: Sequence[float], y: float) -> list[float]:
        """Return 1/(number of ties) for every x equal to y and 0 for the others."""
        hits = [float(x == y) for x in xs]
        ties = sum(hits)
        return [hit / ties for hit in hits]
