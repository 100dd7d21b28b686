"""What a student wrote, with its digits: 0.67 stands for every number between 0.665 and 0.675.

Three or four digits are the ordinary case, so a number is right, and a slip explains it, when it agrees to half a unit
of its last digit. Text keeps its digits ("0.670"). Of floats the digits are read from how they print: [0.25, 0.471] was
written to three decimals. Small whole numbers, fractions, and floats with more than ten digits were computed, and are
compared by their relative error; those that come as float32 by the error of float32.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor, isfinite, log10
from typing import Any

from engine.errors import NotANumberError
from engine.real import real
from engine.words.nested import Shape, unnest

COMPUTED = 10  # significant digits; who writes more has let a program print them
MOST = 0.6  # of the numbers of an array that are written to the end; others end in zeros, which are dropped
WHOLE = 3  # digits from which a whole number may have been rounded
FEWEST = 2  # significant digits that can be judged
FLOAT32 = 2.0**-20  # relative to the terms that were summed


@dataclass(frozen=True)
class Written:
    """The numbers of one gradient by hand.

    Attributes:
        numbers: as floats, in reading order.
        slack: for each how far the number that is meant may be from it: half a unit of its last digit, 0 when computed.
        digits: the significant digits of the most precise number; 0 when they were computed.
        relative: the relative error that the numbers themselves carry.
    """

    numbers: Sequence[float]
    slack: Sequence[float]
    digits: int = 0
    relative: float = 0.0


def written(hand: Any, name: str) -> tuple[Written, Shape]:
    """Read numbers, text such as "2/3" and "-1e-3", nested lists of them, or an array.

    Raises:
        NotANumberError: for what is no number.

    >>> written(["0.67", "0.5"], "dw")[0]
    Written(numbers=[0.67, 0.5], slack=[0.005, 0.05], digits=2, relative=0.0)
    >>> written([0.471, 1/3], "dw")[0].digits, written(42.0, "dw")[0].slack
    (0, [0.0])
    """
    single = getattr(getattr(hand, "dtype", None), "name", "") in ("float32", "float16")
    entries, shape = unnest(hand, name)
    if any(isinstance(x, str) for x in entries):
        read = [_of_text(x, name) if isinstance(x, str) else (_real(x, name), 0.0) for x in entries]
        digits = max(_significant(x, unit) for x, unit in read)
        return Written([x for x, _ in read], [unit / 2 for _, unit in read], digits), shape
    numbers = [_real(x, name) for x in entries]
    if single:
        return Written(numbers, [0.0] * len(numbers), 0, FLOAT32), shape
    return _of_floats(numbers), shape


def _of_text(text: str, name: str) -> tuple[float, float]:
    """Return the number that a text says, and the unit of its last digit."""
    plain = text.strip().replace("−", "-").replace("\N{MULTIPLICATION SIGN}10^", "e")
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        if "/" in plain:
            return float(Fraction(plain.replace(" ", ""))), 0.0
        number = Decimal(plain)
        exponent = number.as_tuple().exponent
        return float(number), 10.0**exponent if isinstance(exponent, int) else 0.0
    except (ArithmeticError, ValueError):
        raise NotANumberError(f'{name}: {text!r} is no number; write it as "0.67", "2/3" or "-1e-3"') from None


def _of_floats(numbers: Sequence[float]) -> Written:
    """Read the digits of floats from how they print."""
    computed = Written(numbers, [0.0] * len(numbers))
    spoken = [x for x in numbers if isfinite(x) and x != 0.0]
    parts = [_decimals(x) for x in spoken]
    if not parts:
        return computed
    digits = max(significant for _, significant in parts)
    decimals = max(decimals for decimals, _ in parts)
    if decimals <= 0 and digits < WHOLE:
        return computed  # small whole numbers are meant as such
    if digits > COMPUTED and sum(significant > COMPUTED for _, significant in parts) * 4 >= len(parts):
        return computed
    lost = sum(decimals - d for d, _ in parts), sum(digits - s for _, s in parts)  # zeros that are not printed
    to_decimals = lost[0] <= lost[1] or sum(d == decimals for d, _ in parts) >= MOST * len(parts)
    to_digits = lost[1] <= lost[0] or sum(s == digits for _, s in parts) >= MOST * len(parts)
    units = []
    for x in numbers:
        unit = fixed = 10.0**-decimals
        if isfinite(x) and x != 0.0 and to_digits:
            own, significant = 10.0 ** -_decimals(x)[0], 10.0 ** (floor(log10(abs(x))) - digits + 1)
            unit = min(own, max(fixed, significant) if to_decimals else significant)
        units.append(unit)
    return Written(numbers, [unit / 2 for unit in units], digits)


def _decimals(x: float) -> tuple[int, int]:
    """Return how many decimals and how many significant digits a float prints with; 1230.0 may have been 1.23e3."""
    mantissa, _, exponent = repr(abs(x)).partition("e")
    whole, _, rest = mantissa.partition(".")
    rest = rest.rstrip("0")
    figures = (whole + rest).lstrip("0")
    kept = len(figures) if rest else max(WHOLE, len(figures.rstrip("0")))
    zeros = max(0, len(figures) - kept)
    return len(rest) - zeros - int(exponent or 0), len(figures) - zeros


def _significant(x: float, unit: float) -> int:
    if unit == 0.0 or x == 0.0 or not isfinite(x):
        return 0 if unit == 0.0 else 1
    return max(1, floor(log10(abs(x))) - round(log10(unit)) + 1)


def _real(x: Any, name: str) -> float:
    try:
        return real(x)
    except NotANumberError as error:
        raise NotANumberError(f"{name}: {error}") from None
