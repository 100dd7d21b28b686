"""A row's formulas with empty places for the numbers, so that the page can fill them in again after a change.

A place is one character from Unicode's private range. Its number says which input belongs there (the result
comes after the last input) and when the number needs parentheses: never, when it is negative, or also when it
is written as a power of ten. notation.py makes that choice; here it is only postponed until there is a number.
"""

from typing import Any

from engine.primitives import Primitive
from engine.words.latex import LatexNotation
from engine.words.mathml import tree
from engine.words.notation import PRODUCT, Notation, Term

FIRST_PLACE = 0xF0000
NEVER, NEGATIVE, NEGATIVE_OR_POWER_OF_TEN = range(3)


class Places(Notation):
    """Plain text in which some terms are places."""

    def wrap(self, term: Term, needs: int, leading: bool = False) -> str:
        is_place = len(term.text) == 1 and ord(term.text) >= FIRST_PLACE
        if leading or not is_place:
            return super().wrap(term, needs, leading)
        return chr(ord(term.text) + (NEGATIVE_OR_POWER_OF_TEN if needs > PRODUCT else NEGATIVE))


class LatexPlaces(Places, LatexNotation):
    """LaTeX in which some terms are places."""


TEXT_PLACES, LATEX_PLACES = Places(), LatexPlaces()


def templates(row: Primitive, arity: int) -> dict[str, Any]:
    """Return the row's value and its partial derivatives with places for the inputs, as text and as MathML trees."""
    terms = [Term(chr(FIRST_PLACE + 3 * i)) for i in range(arity + 1)]
    *inputs, _ = terms
    return {
        "value": [TEXT_PLACES.value(row, inputs), tree(LATEX_PLACES.value(row, inputs))],
        "partials": [
            [TEXT_PLACES.partial(row, slot, terms), tree(LATEX_PLACES.partial(row, slot, terms))]
            for slot in range(arity)
        ],
    }
