"""An axis: numbers to places on the paper, and the round numbers that are written beside it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from engine.words.digits import show


@dataclass(frozen=True)
class Axis:
    """A range of numbers on a stretch of paper.

    Attributes:
        low, high: the numbers at its ends.
        start, end: where they are on the paper.
        log: whether equal factors are equally long.
    """

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, number: float) -> float:
        """Return where a number is; on a logarithmic axis one that is not positive is at the low end."""
        if self.log:
            low, high = math.log10(self.low), math.log10(self.high)
            number = math.log10(number) if number > 0 else low
        else:
            low, high = self.low, self.high
        return self.start + (number - low) / (high - low) * (self.end - self.start)

    def ticks(self, most: int = 6) -> list[tuple[float, str]]:
        """Return round numbers of the range with their words.

        >>> [word for _, word in Axis(0.0, 1.0, 0, 100).ticks()]
        ['0', '0.2', '0.4', '0.6', '0.8', '1']
        >>> [word for _, word in Axis(0.005, 20.0, 0, 100, log=True).ticks()]
        ['0.01', '0.1', '1', '10']
        """
        if self.log:
            first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
            if last - first >= 1:
                stride = 1 + (last - first) // most
                return [(10.0**power, show(10.0**power)) for power in range(first, last + 1, stride)]
        step = _round_step((self.high - self.low) / most)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        numbers = [float(f"{k * step:.12g}") for k in range(first, last + 1)]
        return [(number, show(number)) for number in numbers if number > 0 or not self.log]


def axis(numbers: Iterable[float], start: float, end: float, log: bool = False, margin: float = 0.04) -> Axis:
    """Return the axis on which all these numbers have a place.

    >>> axis([2.0, 2.0], 0, 100)
    Axis(low=1.0, high=3.0, start=0, end=100, log=False)
    """
    kept = [x for x in numbers if x > 0 or not log]
    low, high = (min(kept), max(kept)) if kept else (0.1 if log else 0.0, 1.0)
    if log:
        factor = (high / low) ** margin if high > low else 2.0
        return Axis(low / factor, high * factor, start, end, True)
    spare = margin * (high - low)
    if high - low <= 1e-12 * max(abs(low), abs(high)):  # one number only
        spare = abs(low) / 2 or 1.0
    return Axis(low - spare, high + spare, start, end)


def _round_step(least: float) -> float:
    """Return 1, 2 or 5 times a power of ten, not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))
