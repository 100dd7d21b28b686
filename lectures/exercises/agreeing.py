"""Comparing typed numbers with the right ones, to the digits that were written."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

from engine.compare.written import FEWEST, Written, written
from lectures.exercises.quantity import Verdict

RTOL = 1e-6
COARSE, COARSE_BESIDE = 5e-2, 1e-2  # half a unit of the last digit, as a share of the number, of the largest beside it


def agree(answer: Any, numbers: Any, name: str = "") -> Verdict:
    """Compare numbers to the digits that were written.

    >>> agree("0.67", 2 / 3), agree("0.66", 2 / 3), agree("0.7", 2 / 3), agree([1.0], [1.0, 2.0])
    ('right', 'wrong', 'digits', 'shape')
    >>> agree(["0", "-0.65"], [0.3, -0.65])
    'digits'
    """
    hand, shape = written(answer, name)
    wanted, own = written(numbers, name)
    if shape != own:
        return "shape"
    scale = max(map(abs, wanted.numbers), default=0.0)
    exact = True
    for mine, slack, true in zip(hand.numbers, hand.slack, wanted.numbers, strict=True):
        close = RTOL * abs(true) + 1e-11 * scale + hand.relative * scale
        if not isfinite(mine) or abs(mine - true) > slack + close:
            return "wrong"
        exact = exact and abs(mine - true) <= close
    return "digits" if not exact and _coarse(hand, wanted.numbers, scale) else "right"


def too_few(answer: Any, numbers: Any) -> list[int]:
    """Return which numbers of an answer, in reading order, have too few digits to be judged, such as "0" for 0.3.

    >>> too_few(["0", "-0.65"], [0.3, -0.65]), too_few(["0.31", "-0.65"], [0.3, -0.65])
    ([0], [])
    """
    wanted = written(numbers, "")[0].numbers
    return _coarse(written(answer, "")[0], wanted, max(map(abs, wanted), default=0.0))


def _coarse(hand: Written, wanted: Sequence[float], scale: float) -> list[int]:
    few = 0 < hand.digits < FEWEST
    return [
        i
        for i, (mine, slack, x) in enumerate(zip(hand.numbers, hand.slack, wanted, strict=True))
        if (few or slack > max(COARSE * abs(x), COARSE_BESIDE * scale)) and abs(mine - x) > RTOL * scale
    ]


def near(answer: Any, numbers: Any, share: float) -> bool:
    """Whether numbers of one shape differ by less than a share of the largest."""
    hand, shape = written(answer, "")
    wanted, own = written(numbers, "")
    scale = max(map(abs, wanted.numbers), default=0.0)
    pairs = zip(hand.numbers, wanted.numbers, strict=False)
    return shape == own and all(abs(mine - x) <= share * scale for mine, x in pairs)  # false for NaN
