"""Reading a number as a page prints it, together with how precisely it is printed.

"402.57" promises two decimals, "≈ -447" none, "2.99 x 10^8" steps of a million: a computed number agrees with a
printed one when it would be printed the same way.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lectures.errors import ClaimError

_POWER = r"\(?\{?(?P<ten>[+-]?\d+)\}?\)?"
_NUMBER = re.compile(
    rf"""(?P<sign>[+-]?)\s*
         (?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+\.?\d*|\.\d+)
         (?:[eE](?P<e>[+-]?\d+) | \s*[x×·*]\s*10\s*(?:\^|\*\*)\s*{_POWER})?
         (?:\s*/\s*(?P<over>\d+))?
         \s*(?P<unit>[x×]|%)?""",
    re.VERBOSE,
)
_BARE_POWER = re.compile(rf"(?P<sign>[+-]?)\s*10\s*(?:\^|\*\*)\s*{_POWER}")
_ABOUT = "≈~∼≃"


@dataclass(frozen=True)
class Printed:
    """A printed number: its value and half of its last digit.

    >>> read("≈ -447")
    Printed(number=-447.0, half_digit=0.5, magnitude=False)
    >>> read("2.99 x 10^8").agrees(299_792_458)
    False
    """

    number: float
    half_digit: float = 0.0  # 0: exact, such as a fraction
    magnitude: bool = False  # "~ 10^20" promises the power of ten and no digit

    def agrees(self, computed: float) -> bool:
        """Would `computed` be printed like this?"""
        if not math.isfinite(computed):
            return False
        if self.magnitude:
            return computed > 0 and round(math.log10(computed)) == round(math.log10(self.number))
        slack = 1e-9 * max(abs(self.number), abs(computed), 1e-300)  # a tie may be rounded up or down
        return abs(computed - self.number) <= self.half_digit + slack


def read(printed: Any) -> Any:
    """Return what a page prints as a Printed, a nested list of them, or a bool.

    Args:
        printed: a number, a bool, a nested list of numbers, or text such as "402.57", "≈ -447", "~ .01",
            "100,352", "~ 10^20", "2.99 x 10^8", "3/2", "25 %", "[[5, 1], [2, 4]]" or "(1, -1/3)".

    Raises:
        ClaimError: where no number can be read.

    >>> read("(1, -1/3)")[1].agrees(-1 / 3)
    True
    """
    if isinstance(printed, bool):
        return printed
    if isinstance(printed, Sequence) and not isinstance(printed, str):
        return [read(x) for x in printed]
    text = str(printed).strip().replace("−", "-").replace("–", "-")
    about = bool(text) and text[0] in _ABOUT
    text = text.lstrip(_ABOUT + "= ")
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if text[:1] in ("[", "("):
        return _read_list(text)
    if power := _BARE_POWER.fullmatch(text):
        return Printed(float(f"{power['sign']}1e{power['ten']}"), magnitude=about)
    if match := _NUMBER.fullmatch(text):
        return _read_number(match)
    raise ClaimError(
        f"no number can be read from {printed!r}; give readings={{'as printed': ...}} with what it evaluates to"
    )


def _read_number(match: re.Match[str]) -> Printed:
    digits = match["digits"].replace(",", "")
    exponent = int(match["e"] or match["ten"] or 0)
    number = float(f"{match['sign']}{digits}e{exponent}")
    if match["over"]:
        return Printed(number / int(match["over"]))
    decimals = len(digits.partition(".")[2])
    percent = 0.01 if match["unit"] == "%" else 1.0
    return Printed(number * percent, 0.5 * 10.0 ** (exponent - decimals) * percent)


def _read_list(text: str) -> list[Any]:
    """Read "[[5, 1], [2, 4]]" or "(1, -1/3)" without evaluating anything, with a stack of open lists."""
    top: list[Any] = []
    stack = [top]
    for token in re.findall(r"[\[\(]|[\]\)]|[^,;\[\]\(\)\s][^,;\[\]\(\)]*", text):
        if token in "[(":
            stack.append([])
            stack[-2].append(stack[-1])
        elif token in "])":
            stack.pop()
        else:
            stack[-1].append(read(token))
        if not stack:
            break
    if len(stack) != 1 or len(top) != 1:
        raise ClaimError(f"the brackets of {text!r} do not match")
    return list(top[0])
