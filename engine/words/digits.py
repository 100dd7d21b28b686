"""Numbers for people: with four significant digits, or in columns that add up as they stand."""

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

FOUR_DIGITS = Context(4, ROUND_HALF_UP)  # ties go away from zero, as in the browser


def show(x: float | None) -> str:
    """Write a number the way every drawing, page and terminal does: four significant digits.

    Digits before the point are never rounded away; "—" means not computed yet.

    >>> [show(x) for x in (2.0, -1 / 3, 0.07, 123456.7, 1.5e-7, -0.0, None)]
    ['2', '-0.3333', '0.07', '123457', '1.5e-7', '0', '—']
    """
    if x is None:
        return "—"
    if x == 0 or not math.isfinite(x):
        return "0" if x == 0 else str(x)
    rounded = FOUR_DIGITS.create_decimal(x)
    exponent = rounded.adjusted()
    if abs(x) >= 999_999.5 or exponent <= -5:
        return _by_power_of_ten(rounded)
    if exponent > 3:
        rounded = Decimal(x).to_integral_value(ROUND_HALF_UP)
    return f"{rounded.normalize():f}"


def in_full(x: float) -> str:
    """Write a number as `show` does, but with all its digits.

    >>> [in_full(x) for x in (2.0, 0.044715, -1.5957691, 1e-7, 123456.75)]
    ['2', '0.044715', '-1.5957691', '1e-7', '123456.75']
    """
    number = Decimal(repr(float(x))).normalize()
    if not number.is_finite() or not number:
        return show(x)
    return f"{number:f}" if -5 < number.adjusted() < 6 else _by_power_of_ten(number)


def decimals(numbers: Sequence[float], digits: int = 4) -> int | None:
    """Return how many decimals the numbers of an addition are shown with, so that its columns add up as they stand.

    The largest has so many significant digits, and there are six decimals at most; common zeros at the end left out.

    Returns:
        None where no fixed number of decimals fits: the largest is below 1e-4, from 1e6 on, or not finite.
    """
    largest = max(map(abs, numbers), default=0.0)
    if not all(map(math.isfinite, numbers)) or (largest and not 1e-4 <= largest < 999_999.5):
        return None
    most = min(max(digits - 1 - FOUR_DIGITS.create_decimal(largest).adjusted(), 0), 6)
    return max((len(_fixed(x, most).rstrip("0").partition(".")[2]) for x in numbers), default=0)


def fixed(x: float, places: int | None, signed: bool = False) -> str:
    """Write a number with so many decimals, or as `show` does for None, and with a true minus sign.

    >>> fixed(-0.5, 3), fixed(0.5, 1, signed=True), fixed(1.5e-7, None), fixed(-0.0001, 2, signed=True)
    ('−0.500', '+0.5', '1.5e-7', '0.00')
    """
    digits = show(x) if places is None else _fixed(x, places)
    if not digits.strip("-0."):
        return digits.lstrip("-")
    return minus(f"+{digits}" if signed and x > 0 else digits)


def minus(number: str) -> str:
    """Give a number a true minus sign, as wide and as high as a plus.

    >>> minus("-2e-9")
    '−2e-9'
    """
    return f"−{number[1:]}" if number.startswith("-") else number


def _by_power_of_ten(number: Decimal) -> str:
    exponent = number.adjusted()
    return f"{number.scaleb(-exponent).normalize():f}e{exponent}"


def _fixed(x: float, places: int) -> str:
    return f"{Decimal(x).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
