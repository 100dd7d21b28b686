"""Functions that one looks for in the table in vain, and how they are written with what is there."""

from typing import NamedTuple


class Missing(NamedTuple):
    """A function without a row.

    Attributes:
        name: as it is called elsewhere.
        written: an expression of x in `engine`, or "" where a row of one's own is needed.
        note: what is to be known of it.
    """

    name: str
    written: str
    note: str = ""


MISSING = (
    Missing("tan", "sin(x) / cos(x)"),
    Missing("sinh", "(exp(x) - exp(-x)) / 2"),
    Missing("cosh", "(exp(x) + exp(-x)) / 2"),
    Missing("expm1", "exp(x) - 1", "without its digits near 0"),
    Missing("log1p", "log(1 + x)", "without its digits near 0"),
    Missing("where", "x if x > 0 else 0.1 * x", "Python's own: the graph has the branch that was taken, and a recorded "
            "function takes the other one where it is due"),
    Missing("atan", ""),
    Missing("erf", ""),
)  # fmt: skip
