"""A row's formulas with empty places for the numbers, so that the page can fill them in again after a change.

A place is one character from Unicode's private range. Its number says which input belongs there (the result
comes after the last input) and when the number needs parentheses: never, when it is negative, or also when it
is written as a power of ten. notation.py makes that choice; here it is only postponed until there is a number.
"""

from collections.abc import Sequence
from typing import Any

from engine.primitives import Primitive
from engine.words.latex import LatexNotation
from engine.words.mathml import tree
from engine.words.notation import ATOM, PRODUCT, Notation, Term

FIRST_PLACE = 0xF0000
NEVER, NEGATIVE, NEGATIVE_OR_POWER_OF_TEN = range(3)


class Places(Notation):
    """Plain text in which some terms are places."""

    def wrap(self, term: Term, needs: int, leading: bool = False) -> str:
        if not is_place(term.text) or leading:
            return super().wrap(term, needs, leading)
        return chr(ord(term.text) + (NEGATIVE_OR_POWER_OF_TEN if needs > PRODUCT else NEGATIVE))


class LatexPlaces(Places, LatexNotation):
    """LaTeX in which some terms are places."""


TEXT_PLACES, LATEX_PLACES = Places(), LatexPlaces()


def is_place(text: str) -> bool:
    return len(text) == 1 and ord(text) >= FIRST_PLACE


def place(index: int) -> Term:
    return Term(chr(FIRST_PLACE + 3 * index), ATOM)


def templates(row: Primitive, arity: int) -> dict[str, Any]:
    """Return the row's value and its partial derivatives with places for the inputs, as text and as MathML trees."""
    inputs, y = [place(i) for i in range(arity)], place(arity)
    return {
        "value": _both(TEXT_PLACES.value(row, inputs), LATEX_PLACES.value(row, inputs)),
        "partials": [
            _both(TEXT_PLACES.partial(row, slot, inputs, y), LATEX_PLACES.partial(row, slot, inputs, y))
            for slot in range(arity)
        ],
    }


def _both(text: str, latex: str) -> Sequence[Any]:
    return [text, tree(latex)]
