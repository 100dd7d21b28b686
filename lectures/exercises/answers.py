"""Reading what a student answers: numbers with their digits, shapes, signs, letters of options, lines of a program."""

import re
from collections.abc import Iterator
from math import isnan
from typing import Any

from engine.compare.written import written
from engine.errors import ChalkgradError
from engine.real import real
from engine.words.nested import Shape, map_nested, nest, show_shape, unnest
from lectures.exercises.formula import number_of
from lectures.exercises.quantity import Quantity
from lectures.typed import NAMED, UnreadableError, numbers_in

SIGNS = {word: sign for sign, words in (
    (1, "+ plus positive positiv pos + +1 >0 > up grows rises increases ↑"),
    (-1, "- − – minus negative negativ neg -1 <0 < down falls shrinks decreases ↓"),
    (0, "0 zero none =0"),
) for word in words.split()}  # fmt: skip


def read(answer: Any, quantity: Quantity) -> Any:
    """Return an answer as what its kind is: a shape, a sign, an option, a line; numbers stay as they are written.

    Numbers of which only brackets are missing, or too many, are taken in the shape that is asked for.

    Raises:
        ChalkgradError: where it is nothing of the kind.

    >>> read([1.0, 2.0], Quantity("b", "gradient", shape=(1, 2))), read([[1.0]], Quantity("b", "gradient"))
    ([[1.0, 2.0]], 1.0)
    """
    match quantity.kind:
        case "shape":
            return shape_in(answer)
        case "sign":
            return sign_in(answer)
        case "choice":
            return option_in(answer, quantity.choices)
        case "line":
            return line_in(answer)
        case _:
            numbers = _numbers(answer, quantity)
            written(numbers, quantity.name)  # raises for what is no number
            return in_shape(numbers, quantity.shape, quantity.name)


def _numbers(answer: Any, quantity: Quantity) -> Any:
    """Return numbers as they are written, and what formulas among them come to."""

    def number(text: Any) -> Any:
        if not isinstance(text, str):
            return text
        try:
            plain = numbers_in(text, ())
            written(plain, quantity.name)
        except ChalkgradError:
            found = number_of(re.sub(NAMED, "", text))
            if found is None:
                raise
            return found
        return plain

    entries = answer if isinstance(answer, str) and not quantity.shape else numbers_in(answer, quantity.shape)
    return map_nested(number, entries) if isinstance(entries, str | list | tuple) else entries


def in_shape(numbers: Any, asked: Shape, name: str = "") -> Any:
    """Return numbers in the shape that is asked for, where nothing but brackets is in the way; or as they are.

    >>> in_shape([1, 2, 3], (3, 1)), in_shape([[1, 2, 3]], (3,)), in_shape([[1, 2, 3]], (3, 1)), in_shape([1], ())
    ([[1], [2], [3]], [1, 2, 3], [[1, 2, 3]], 1)
    """
    entries, shape = unnest(numbers, name)
    lengths = [[n for n in one if n != 1] for one in (shape, asked)]
    if lengths[0] != lengths[1] or len(shape) == len(asked):
        return numbers
    return numbers.reshape(asked) if hasattr(numbers, "reshape") else nest(entries, asked)


def reshaped(answer: Any, quantity: Quantity, numbers: Any) -> Iterator[str]:
    """Yield what is to be said where numbers have been taken in the shape that is asked for."""
    if quantity.numeric:
        shape = unnest(_numbers(answer, quantity), quantity.name)[1]
        if shape != quantity.shape and unnest(numbers, quantity.name)[1] == quantity.shape:
            asked = show_shape(quantity.shape)
            yield f"{quantity.name}: the numbers have the shape {show_shape(shape)}, and are taken as {asked}"


def shape_in(answer: Any) -> Shape:
    """Return a shape: (3, 2), "3 x 2", "3×2"; () for one number.

    >>> shape_in("3 x 2"), shape_in([4]), shape_in("one number"), shape_in("()")
    ((3, 2), (4,), (), ())
    """
    if isinstance(answer, str):
        if answer.strip().lower() in ("()", "one number", "scalar", "number"):
            return ()
        words = re.sub(r"\b(by|and|rows?|columns?|numbers?)\b", " ", answer.lower()).strip()
        if not re.fullmatch(r"[\s(\[]*\d+([\s,x×*]+\d+)*[\s,)\]]*", words):
            raise UnreadableError(f'{answer!r} is no shape; write it as "3 x 2", in numbers')
        return tuple(map(int, re.findall(r"\d+", words)))
    try:
        lengths = [answer] if isinstance(answer, int | float) else list(answer)
        if any(isinstance(n, bool) or n != int(n) for n in lengths):
            raise ValueError(lengths)
        return tuple(int(n) for n in lengths)
    except (TypeError, ValueError, OverflowError):
        raise UnreadableError(f'{answer!r:.40} is no shape; write it as "3 x 2", in numbers') from None


def sign_in(answer: Any) -> int:
    """Return the sign that is meant: "+", "minus", "0", or that of a number.

    >>> sign_in("−"), sign_in("Positive"), sign_in(-0.3)
    (-1, 1, -1)
    """
    answer = _only(answer)
    if isinstance(answer, str) and (word := re.sub(r"[\s()\[\].]", "", answer.lower())) in SIGNS:
        return SIGNS[word]
    try:
        number = real(float(answer.replace("−", "-")) if isinstance(answer, str) else answer)
    except (ChalkgradError, ValueError):
        raise UnreadableError(f'{answer!r:.40} is no sign; write "+", "-" or "0"') from None
    if isnan(number):
        raise UnreadableError(f'{answer!r} has no sign; write "+", "-" or "0"')
    return (number > 0) - (number < 0)


def option_in(answer: Any, options: tuple[str, ...]) -> str:
    """Return the option that is meant, by its text or its letter.

    >>> option_in("b)", ("2x", "x")), option_in("2x", ("2x", "x"))
    ('x', '2x')
    """
    text = str(_only(answer)).strip()
    if text in options:
        return text
    letter = text.lower().removeprefix("option").strip(" ().")
    if len(letter) == 1 and 0 <= ord(letter) - ord("a") < len(options):
        return options[ord(letter) - ord("a")]
    raise UnreadableError(f"{text[:40]!r} is none of the options; write a letter from a to {chr(96 + len(options))}")


def line_in(answer: Any) -> int:
    """Return the number of a line.

    >>> line_in("line 7"), line_in(7)
    (7, 7)
    """
    answer = _only(answer)
    match = re.fullmatch(r"(?:line|l\.|#)?\s*(\d+)(?:\.0)?\s*[.:]?", str(answer).strip().lower())
    if not match:
        raise UnreadableError(f"{str(answer)[:40]!r} is no number of a line; write one number, such as 3")
    return int(match[1])


def _only(answer: Any) -> Any:
    """Return the entry of a list of one."""
    return answer[0] if isinstance(answer, list | tuple) and len(answer) == 1 else answer
