"""What is to be explained, what explains it, and whether the two agree to the digits that were written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np

from engine.compare.guesses import NamedArray, Numbers
from engine.compare.problem import Problem

RTOL = 1e-6
RARE = 0.9  # how usual a slip must be to be called sure
NOISE = 1e-11  # of the terms that were summed: what float64 loses


@dataclass(eq=False)
class Explanation:
    """One slip, or two together, that give the numbers of some gradients; in a row: one made at places in a row."""

    kinds: tuple[str, ...]
    what: str
    where: str
    remedy: str
    usual: float
    arrays: list[str] = field(default_factory=list)
    in_a_row: bool = False

    def makes_idle(self, other: "Explanation") -> bool:
        """Tell whether it is one usual slip at one place that explains all of what another one has in a row."""
        is_plain = len(self.kinds) == 1 and not self.in_a_row and self.usual >= RARE
        return is_plain and other.in_a_row and set(other.arrays) <= set(self.arrays)

    @property
    def key(self) -> tuple[str, ...]:
        return (*self.kinds, self.what, self.where)

    @property
    def is_factor(self) -> bool:
        """Whether the right numbers times a constant explain them; which constant, may be said otherwise elsewhere."""
        return self.what.startswith("off by the factor")

    def is_like(self, other: "Explanation") -> bool:
        """Tell whether it may be the same slip at another point: of one kind, or factors of which the other is no 2."""
        names = [{name for kind in one.kinds for name in kind.split("|")} for one in (self, other)]
        varies = self.is_factor and other.is_factor and "factor 2" not in names[1]
        return varies or not names[0].isdisjoint(names[1])

    def says(self, other: "Explanation") -> bool:
        """Tell whether it says the same, apart from the numbers in it, which are others at another point."""
        if self.is_factor and other.is_factor:
            return self.kinds == other.kinds
        one, two = (re.sub(r"\d[\d.e+-]*", "#", " | ".join(each.key)) for each in (self, other))
        return one == two


@dataclass(eq=False)
class Wrong:
    """A gradient that is to be explained, with what is needed to compare it with guesses."""

    array: NamedArray
    right: Numbers
    hand: Numbers
    slack: Numbers
    noise: Numbers

    def agrees(self, numbers: Any) -> bool:
        """Tell whether numbers in the student's shape are the student's numbers."""
        guess = np.asarray(numbers, dtype=float).reshape(-1)
        if guess.shape != self.hand.shape or not np.all(np.isfinite(guess)):
            return False
        return bool(np.all(np.abs(self.hand - guess) <= self.slack + RTOL * np.abs(guess) + self.noise))

    def rows_that_agree(self, table: Numbers) -> Sequence[int]:
        """Return the rows of a table of guesses that are the student's numbers."""
        if not self.array.fits:
            return []
        with np.errstate(invalid="ignore"):
            close = np.abs(self.hand - table) <= self.slack + RTOL * np.abs(table) + self.noise
        found: Sequence[int] = np.flatnonzero((close & np.isfinite(table)).all(axis=1)).tolist()
        return found

    @property
    def wrong(self) -> list[int]:
        """The positions that differ from the right gradient; all of them when the shapes differ."""
        if not self.array.fits:
            return list(range(len(self.hand)))
        close = np.abs(self.hand - self.right) <= self.slack + RTOL * np.abs(self.right) + self.noise
        found: list[int] = np.flatnonzero(~close).tolist()
        return found

    @property
    def evidence(self) -> int:
        """How many different numbers speak: wrong entries that are finite, not zero and not repeats."""
        spoken = (self.hand[i] for i in self.wrong)
        return len({f"{abs(x):.4e}" for x in spoken if isfinite(x) and x != 0})


def case_of(problem: Problem, array: NamedArray) -> Wrong:
    size = np.array(problem.scale(array))
    if not array.fits:
        size = np.full(len(array.hand), size.max())
    noise = (NOISE + array.written.relative) * size
    return Wrong(
        array, np.array(problem.right(array)), np.array(array.hand, dtype=float), np.array(array.written.slack), noise
    )
