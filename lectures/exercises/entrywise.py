"""Which numbers of a wrong answer are wrong, and which have too few digits."""

from collections.abc import Sequence
from itertools import product
from typing import Any

from engine.compare.written import written
from engine.words.nested import Shape, flatten, show_index
from lectures.exercises.agreeing import RTOL, too_few

NAMED = 3  # wrong numbers that are named one by one


def wrong_entries(answer: Any, ways: Sequence[Any], reach: Sequence[float]) -> str:
    """Say which numbers of an answer are wrong; "" where all are and no sign explains it.

    Args:
        answer: numbers, in the right shape.
        ways: the right ones, and what else is rightly worked out; the one with the fewest wrong numbers counts.
        reach: how far rounding on the way may carry each.

    >>> wrong_entries(["1.0", "-2.0"], [[1.0, 2.0]], [0.0, 0.0])
    'only [1] is wrong, by its sign; the rest is right'
    >>> wrong_entries(["1", "2", "3", "4", "5"], [[1.0, 3.0, 4.0, 5.0, 6.0]], [0.0] * 5)
    '4 of 5 numbers are wrong'
    """
    hand, shape = written(answer, "")
    found: list[tuple[list[int], bool]] = []
    for way in ways:
        wanted, off = list(map(float, flatten(way))), off_entries(answer, way, reach)
        signs = all(wanted[i] and _near(-hand.numbers[i], wanted[i], hand.slack[i], reach[i]) for i in off)
        found.append((off, signs))
    off, signs = min(found, key=lambda one: len(one[0]))
    by = f", by {'its' if len(off) == 1 else 'their'} sign" if signs else ""
    if not off or len(off) == len(hand.numbers):
        return f"right but for the sign{'s' if len(off) > 1 else ''}" if off and signs else ""
    if len(off) > NAMED:
        return f"{len(off)} of {len(hand.numbers)} numbers are wrong{by}"
    return f"only {places(off, shape)} {'is' if len(off) == 1 else 'are'} wrong{by}; the rest is right"


def off_entries(answer: Any, right: Any, reach: Sequence[float]) -> list[int]:
    """Return which numbers of an answer, in reading order, are not the right ones."""
    hand = written(answer, "")[0]
    wanted = map(float, flatten(right))
    return [i for i, x in enumerate(wanted) if not _near(hand.numbers[i], x, hand.slack[i], reach[i])]


def more_digits(answer: Any, right: Any) -> str:
    """Say which numbers of an answer need more digits, where they are few.

    >>> more_digits([["0.1", "0.25"]], [[0.123, 0.25]]), more_digits("0", 0.3)
    ('write more digits of [0][0]', 'write more digits')
    """
    few, shape = too_few(answer, right), written(right, "")[1]
    return f"write more digits of {places(few, shape)}" if shape and 0 < len(few) <= NAMED else "write more digits"


def places(numbers: Sequence[int], shape: Shape) -> str:
    """Return indices of numbers in reading order, as a list in words."""
    every = [show_index(index) for index in product(*map(range, shape))]
    named = [every[i] for i in numbers]
    return " and ".join(filter(None, [", ".join(named[:-1]), named[-1]]))


def _near(mine: float, x: float, slack: float, reach: float) -> bool:
    return abs(mine - x) <= max(slack, 0.005 * abs(x)) + reach + RTOL * abs(x)  # false for NaN
