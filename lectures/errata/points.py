"""Points at which a formula is tried: small whole numbers first, so that a counter-example can be checked on paper."""

import random
from collections.abc import Sequence
from math import ceil, floor
from typing import Any, TypeVar

from nn import Matrix

T = TypeVar("T")


class Outside(Exception):
    """The point lies outside the domain that the notes state, and is not counted."""


class Point:
    """Hands out the numbers of one point, and remembers them by name.

    Args:
        rng: the source of randomness.
        small: hand out whole numbers.

    >>> p = Point(random.Random(1), small=True)
    >>> p.real("x"), p.vector("w", 2), p.given
    (-2.0, [1.0, 3.0], {'x': -2.0, 'w': [1.0, 3.0]})
    """

    def __init__(self, rng: random.Random, small: bool = False) -> None:
        self._rng, self._small = rng, small
        self.given: dict[str, Any] = {}

    def real(self, name: str, low: float = -3.0, high: float = 3.0) -> float:
        """Return a number between low and high."""
        return self._keep(name, self._number(low, high))

    def positive(self, name: str, low: float = 0.1, high: float = 4.0) -> float:
        """Return a number above 0."""
        return self.real(name, low, high)

    def whole(self, name: str, low: int, high: int) -> int:
        """Return a whole number from low to high."""
        return self._keep(name, self._rng.randint(low, high))

    def pick(self, name: str, among: Sequence[T]) -> T:
        """Return one of the given things."""
        return self._keep(name, self._rng.choice(among))

    def vector(self, name: str, n: int, low: float = -3.0, high: float = 3.0) -> list[float]:
        """Return n numbers."""
        return self._keep(name, [self._number(low, high) for _ in range(n)])

    def matrix(self, name: str, rows: int, columns: int, low: float = -3.0, high: float = 3.0) -> Matrix:
        """Return a matrix (rows × columns) of numbers."""
        return self._keep(name, Matrix([self._number(low, high) for _ in range(columns)] for _ in range(rows)))

    def need(self, condition: bool) -> None:
        """Leave this point out unless the condition, which the notes state, is met."""
        if not condition:
            raise Outside

    def _number(self, low: float, high: float) -> float:
        if self._small and ceil(low) <= floor(high):
            return float(self._rng.randint(ceil(low), floor(high)))
        return self._rng.uniform(low, high)

    def _keep(self, name: str, given: T) -> T:
        self.given[name] = given
        return given
