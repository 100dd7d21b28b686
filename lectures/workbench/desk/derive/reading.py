"""Reading what is typed into the boxes: numbers with their digits, text for a whole array, and formulas."""

import re
from collections.abc import Mapping
from math import isfinite
from typing import Any

from engine.compare.written import written
from engine.errors import ChalkgradError, NotANumberError
from engine.words.nested import Shape, nest, unnest
from engine.words.notation import one_line
from lectures.exercises.answers import in_shape
from lectures.typed import numbers_in
from lectures.workbench.desk.derive.formula import computed, literals

WORDS = re.compile(r"[^\W\d_]")
NUMBERS = re.compile(r"\d[eE][+-]?\d|\d\s*[x×]\s*10\b")  # letters that belong to a number


NOT_FINITE = (
    "{} is no number here: all gradients of this graph are finite. It comes from a division by 0, the log of 0 or an "
    "exp that is too large; look for that step"
)


class NotFiniteError(NotANumberError):
    """What is written is nan or infinite."""


class Reading:
    """What is typed into the boxes of one form.

    Args:
        typed: name -> text, or nested lists of the text in each box.
        shapes: name -> the shape that is asked for.
        numbers: what else may stand in a formula, by name.
        called: what a formula calls an answer, -> its name: dz -> z.

    Attributes:
        formulas: the answers that are formulas in names, -> the numbers in them that are no exponents.
    """

    def __init__(
        self,
        typed: Mapping[str, Any],
        shapes: Mapping[str, Shape],
        numbers: Mapping[str, Any],
        called: Mapping[str, str],
    ) -> None:
        self.typed, self.shapes, self.numbers, self.called = typed, shapes, numbers, called
        self.formulas: dict[str, set[float]] = {}
        self.within: list[str] = []  # the answers that are being read, each for the formula before it

    def read(self, name: str) -> Any:
        """Return the numbers of an answer as text that keeps their digits, or None where nothing is typed.

        What a formula gives is exact: it becomes a fraction, of which no digit is rounded.

        Raises:
            ChalkgradError: where it cannot be read.

        >>> Reading({"w": "2*dz", "z": "1.5"}, {"w": (), "z": ()}, {}, {"dz": "z"}).read("w")
        '3/1'
        """
        typed, shape = self.typed.get(name), self.shapes[name]
        if isinstance(typed, list):
            entries, shape = unnest(typed, name)
            empty = sum(not text.strip() for text in entries)
            if empty == len(entries):
                return None
            if empty:
                raise NotANumberError(f"{empty} of {len(entries)} boxes are empty; write 0 where it is 0")
            found = nest([self._text(name, text, ()) for text in entries], shape)
            if not all(map(WORDS.search, entries)):  # some are numbers, which say nothing of other ones
                self.formulas.pop(name, None)
            return found
        return self._text(name, typed, shape) if typed and typed.strip() else None

    def _text(self, name: str, text: str, shape: Shape) -> Any:
        try:
            numbers = numbers_in(text, shape)
            if not all(map(isfinite, written(numbers, name)[0].numbers)):
                raise NotFiniteError(NOT_FINITE.format(one_line(text, 40)))
        except NotFiniteError:
            raise
        except ChalkgradError as error:
            plain = error
        else:
            return in_shape(numbers, shape, name)
        words = WORDS.search(NUMBERS.sub("", text))
        if not words and not re.search(r"[*+(/]", text):
            raise plain
        try:
            return self._formula(name, text if shape else _with_points(text), shape)
        except ChalkgradError as error:
            if shape and words and not isinstance(numbers := _entries(text, shape), str):  # a formula for each entry
                return nest([self._formula(name, entry, ()) for entry in numbers], shape)
            raise error from None

    def _formula(self, name: str, text: str, shape: Shape) -> Any:
        if name in self.within:
            raise NotANumberError(f"the formula of {name} leads back to itself")
        self.within.append(name)
        try:
            text = re.sub(r"^\s*\w+\s*=\s*", "", text)
            result = computed(text, self._look, [*self.numbers, *self.called])
            self.formulas.setdefault(name, set()).update(literals(text))
        finally:
            self.within.pop()
        result = in_shape(result, shape, name)  # W2.T*d for a vector
        exact = ["{}/{}".format(*float(x).as_integer_ratio()) for x in result.ravel()]
        return nest(exact, result.shape)

    def _look(self, name: str) -> Any:
        if name in self.numbers:
            return self.numbers[name]
        asked = self.called[name]
        read = self.read(asked)
        if read is None:
            raise NotANumberError(f"{name} stands in the formula, and its box is empty")
        numbers, shape = written(read, asked)
        return nest(list(numbers.numbers), shape)


def _with_points(text: str) -> str:
    """Return a formula for one number, in which 0,5 stands for 0.5 outside of all brackets."""
    depth, parts = 0, re.split(r"([(\[)\]])", text)
    for i, part in enumerate(parts):
        depth += (part in ("(", "[")) - (part in (")", "]"))
        if not depth:
            parts[i] = re.sub(r"(?<![\w.,])(\d+),(\d+)(?![\w.,])", r"\1.\2", part)
    return "".join(parts)


def _entries(text: str, shape: Shape) -> Any:
    """Return the entries of an array, separated by spaces, commas or semicolons; the text where they do not fit."""
    try:
        entries, own = unnest(numbers_in(text, shape), "")
    except ChalkgradError:
        return text
    return entries if own == shape else text
