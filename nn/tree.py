"""The smallest piecewise model: one split, and a constant on each side of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from engine.errors import SettingError, ShapeError
from engine.real import check_number
from nn.data import examples, rows_of_numbers


@dataclass(frozen=True)
class RegressionStump:
    """A tree with one split: `left` where x[feature] <= threshold, otherwise `right`.

    >>> stump = RegressionStump.fit([[1.0], [2.0], [8.0], [9.0]], [1.0, 1.0, 5.0, 7.0])
    >>> stump
    RegressionStump(feature=0, threshold=5.0, left=1.0, right=6.0)
    >>> stump([3.0])
    1.0

    Source: notes 000, "Piecewise models"; Breiman, Friedman, Olshen and Stone, "Classification and regression
    trees", 1984.
    """

    feature: int
    threshold: float
    left: float
    right: float

    def __call__(self, x: Sequence[float]) -> float:
        try:
            return self.left if x[self.feature] <= self.threshold else self.right
        except (IndexError, TypeError):
            raise ShapeError(
                f"RegressionStump: expects a list of at least {self.feature + 1} numbers, got {x!r:.60}"
            ) from None

    def squared_error(self, inputs: Sequence[Sequence[float]], targets: Sequence[float]) -> float:
        """Return sum (h(x) - y)^2."""
        return float(sum((self(x) - y) ** 2 for x, y in examples((inputs, targets)).pairs()))

    @classmethod
    def at(
        cls, threshold: float, inputs: Sequence[Sequence[float]], targets: Sequence[float], feature: int = 0
    ) -> "RegressionStump":
        """Return the best stump with a given split: each side predicts the mean of its targets.

        The mean minimises the squared error of its side. A side without examples predicts the mean of all.
        """
        rows_of_numbers("RegressionStump", examples((inputs, targets)).inputs)
        check_number("RegressionStump", "threshold", threshold)
        if feature not in range(len(inputs[0])):
            raise SettingError(f"RegressionStump: feature must be from 0 to {len(inputs[0]) - 1}, got {feature!r}")
        return cls._at(threshold, inputs, targets, feature)

    @classmethod
    def _at(cls, threshold: float, inputs: Any, targets: Any, feature: int) -> "RegressionStump":
        pairs = list(zip(inputs, targets, strict=True))
        left = [y for x, y in pairs if x[feature] <= threshold]
        right = [y for x, y in pairs if x[feature] > threshold]
        return cls(feature, threshold, _mean(left or targets), _mean(right or targets))

    @classmethod
    def fit(cls, inputs: Sequence[Sequence[float]], targets: Sequence[float]) -> "RegressionStump":
        """Return the best stump of all: try every feature, and every threshold halfway between neighbours.

        The error is constant between two neighbouring inputs and jumps at them. Its derivative with respect to the
        threshold is 0 wherever it exists, so trees are searched and not descended.

        Raises:
            ShapeError: when there is no pair of different inputs to split.
        """
        rows_of_numbers("RegressionStump", examples((inputs, targets)).inputs)
        candidates = [
            cls._at((a + b) / 2, inputs, targets, feature)
            for feature in range(len(inputs[0]))
            for a, b in pairwise(sorted({float(x[feature]) for x in inputs}))
        ]
        if not candidates:
            raise ShapeError(
                "RegressionStump: needs at least two different inputs; give more, to put a split between them"
            )
        return min(candidates, key=lambda stump: stump.squared_error(inputs, targets))


def _mean(ys: Sequence[float]) -> float:
    return sum(ys) / len(ys)
