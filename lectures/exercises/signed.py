"""Products and sums of formulas as text, each with its sign in front."""

import re
from collections.abc import Sequence

TERMS = 6  # of a sum that are written out
Signed = tuple[int, str]


def product(factors: Sequence[str]) -> Signed:
    """Return a product as its sign and the rest.

    >>> product(["dz", "-1", "1", "x"]), product(["2*(a - b)"]), product(["-sin(u)", "a + b"])
    ((-1, 'dz*x'), (1, '2*(a - b)'), (-1, 'sin(u)*(a + b)'))
    """
    sign, kept = 1, []
    for factor in factors:
        if factor.startswith("-") and not re.search(r" [+-] |if", _outside(factor)):
            sign, factor = -sign, factor[1:]
        if factor != "1":
            kept.append(factor)
    wrapped = [f"({x})" if re.search(r" [+-] |if", _outside(x)) and len(kept) > 1 else x for x in kept]
    return sign, "*".join(wrapped) or "1"


def _outside(text: str) -> str:
    """Return text without what stands in brackets."""
    before = ""
    while before != text:
        before, text = text, re.sub(r"[(\[][^()\[\]]*[)\]]", "", text)
    return text


def sum_of(terms: Sequence[Signed]) -> str:
    """Return a sum; a long one is cut short.

    >>> sum_of([(1, "a"), (-1, "b")]), sum_of([(-1, "a")])
    ('a - b', '-a')
    """
    text = "".join(f" {'-' if sign < 0 else '+'} {term}" for sign, term in terms[:TERMS])
    text = text[3:] if text.startswith(" +") else f"-{text[3:]}"
    return text + (" + ..." if len(terms) > TERMS else "")
