"""Which numbers of a wrong answer are wrong."""

from collections.abc import Sequence
from itertools import product
from typing import Any

from engine.compare.written import written
from engine.words.nested import flatten, show_index
from lectures.exercises.agreeing import RTOL

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
        wanted = list(map(float, flatten(way)))
        off = [i for i, x in enumerate(wanted) if not _near(hand.numbers[i], x, hand.slack[i], reach[i])]
        signs = all(wanted[i] and _near(-hand.numbers[i], wanted[i], hand.slack[i], reach[i]) for i in off)
        found.append((off, signs))
    off, signs = min(found, key=lambda one: len(one[0]))
    by = f", by {'its' if len(off) == 1 else 'their'} sign" if signs else ""
    if not off or len(off) == len(hand.numbers):
        return f"right but for the sign{'s' if len(off) > 1 else ''}" if off and signs else ""
    if len(off) > NAMED:
        return f"{len(off)} of {len(hand.numbers)} numbers are wrong{by}"
    places = [show_index(index) for index in product(*map(range, shape))]
    named = [places[i] for i in off]
    where = " and ".join(filter(None, [", ".join(named[:-1]), named[-1]]))
    return f"only {where} {'is' if len(off) == 1 else 'are'} wrong{by}; the rest is right"


def _near(mine: float, x: float, slack: float, reach: float) -> bool:
    return abs(mine - x) <= max(slack, 0.005 * abs(x)) + reach + RTOL * abs(x)  # false for NaN
