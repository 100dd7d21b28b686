"""Boxes for answers on a page, which the page can check without holding the answers in plain text.

For each number the page has hashes of what it is when it is rounded to 2, 3, ... 8 significant digits. What a reader
types is brought to the same form and hashed; it is right where that hash is there. This keeps the answers from being
seen, not from being searched for: there are only some thousand numbers of three digits, and a program tries them all in
a moment. It is worth as much as a solution that is printed upside down.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import floor, isfinite, log10
from typing import Any

from engine.words.nested import show_index, unnest
from lectures.exercises.quantity import Quantity
from lectures.exercises.variant import Variant
from lectures.exercises.worked import called

DIGITS = range(2, 9)
THREE = 3  # digits, at which rounding on the way is forgiven, as `check` does
LARGEST = 24  # boxes of one quantity
ROUNDS = 200
HALF = Decimal("0.5000001")  # of a unit of the last digit


@dataclass(frozen=True)
class Box:
    """One box.

    Attributes:
        label: what a screen reader calls it.
        salt: what the answer is hashed with.
        hashes: of the answers that are right, as text.
    """

    label: str
    salt: str
    hashes: str


@dataclass(frozen=True)
class Boxes:
    """All that is asked about one quantity.

    Attributes:
        name: what it is called on the page.
        quantity: what is asked.
        columns: how many boxes are in a row.
        boxes: in reading order; none where there would be too many.
    """

    name: str
    quantity: Quantity
    columns: int
    boxes: tuple[Box, ...]


def boxes_of(variant: Variant) -> list[Boxes]:
    """Return the boxes of a variant, in the order of the derivation."""
    return [_boxes(variant, quantity) for quantity in variant.quantities]


def _boxes(variant: Variant, quantity: Quantity) -> Boxes:
    right, name = variant.right[quantity.name], called(variant, quantity.name)
    salt = f"{variant.task.name}/{quantity.name}"
    if not quantity.numeric:
        texts = [_text(x) for x in right] if isinstance(right, frozenset) else [_text(right)]
        return Boxes(name, quantity, 1, (Box(name, salt, _hashes(texts, salt)),))
    entries, shape = unnest(right, name)
    boxes, reach = [], variant.reach[quantity.name]
    for i, (index, x) in enumerate(zip(product(*map(range, shape)), entries, strict=True)):
        here = f"{salt}/{i}"
        boxes.append(Box(name + show_index(index), here, _hashes(rounded(x, reach[i]), here)))
    return Boxes(name, quantity, shape[-1] if shape else 1, tuple(boxes if len(boxes) <= LARGEST else ()))


def rounded(x: float, reach: float = 0.0) -> list[str]:
    """Return a number as digits and an exponent, rounded in every way in which it may be written.

    Args:
        x: the number.
        reach: how far rounding on the way may carry it, which is forgiven who writes three digits.

    >>> rounded(0.125)[:3], rounded(-30.0)[:2], rounded(0.0)
    (['12e-2', '13e-2', '125e-3'], ['-3e1', '-30e0'], ['0'])
    """
    if not isfinite(x):
        return []
    if abs(x) < 1e-12:
        return ["0"]
    sign, size = "-" if x < 0 else "", Decimal(repr(abs(x)))
    place = floor(log10(abs(x)))
    found = []
    for digits in range(1, DIGITS.stop):
        exponent = place - digits + 1
        scaled = size.scaleb(-exponent)
        half = HALF + Decimal(reach).scaleb(-exponent) if digits == THREE else HALF
        for whole in range(int(scaled - half), int(scaled + half) + 2):
            off = abs(scaled - whole)
            if whole and (off <= half if digits in DIGITS else off < Decimal("1e-9")):
                found.append(f"{sign}{whole}e{exponent}")
    return found


def hashed(text: str, salt: str) -> str:
    """Return a hash of 32 bits, as exercise.js computes it.

    >>> hashed("12e-2", "pond/e/0")
    '8wpowc'
    """
    h = 0
    for part in (salt, text):
        for byte in part.encode():
            h = _mixed(h ^ byte)
    for _ in range(ROUNDS):
        h = _mixed(h)
    return _base36(h)


def _hashes(texts: list[str], salt: str) -> str:
    return " ".join(sorted({hashed(text, salt) for text in texts}))


def _mixed(h: int) -> int:
    h = (h + 0x9E3779B9) & 0xFFFFFFFF
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return h ^ (h >> 16)


def _base36(h: int) -> str:
    digits = ""
    while h or not digits:
        h, digit = divmod(h, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


def _text(right: Any) -> str:
    """Return what a reader would type, without spaces and in small letters."""
    if isinstance(right, tuple):
        return "x".join(map(str, right)) or "()"
    return "".join(str(right).lower().split())
