"""What counts as a number: any real one. Everything else is refused with advice."""

import numbers
import reprlib
from typing import Any

from engine.errors import DomainError, NotANumberError

_ADVICE = {
    "Value": "it is a Value already; where a plain number is wanted write v.item()",
    "Constant": "it is a Value already; where a plain number is wanted write v.item()",
    "NoneType": "a function that forgets to return gives None",
    "bool": "write 1.0 or 0.0",
    "bool_": "write 1.0 or 0.0",  # NumPy's, before 2.0
    "complex": "only real numbers have a place on this graph",
    "complex128": "only real numbers have a place on this graph",
    "str": "convert it with float(...)",
    "Decimal": "convert it with float(...)",
}


def real(number: Any) -> float:
    """Return a real number of any kind as a float.

    Args:
        number: int, float, Fraction, NumPy scalar, ...

    Raises:
        NotANumberError: for bool, str, complex, None, lists, arrays and Values, with advice.
        DomainError: for an integer too large for a float.

    >>> from fractions import Fraction
    >>> real(Fraction(1, 4))
    0.25
    """
    if isinstance(number, numbers.Real) and not isinstance(number, bool):
        try:
            return float(number)
        except OverflowError:
            raise DomainError(f"this {type(number).__name__} is too large for a float (above 1.8e308)") from None
    kind = type(number).__name__
    if getattr(number, "shape", None) == ():
        advice = "take the number out of the array with .item()"
    else:
        advice = "make one Value for each number, such as [Value(x) for x in numbers]"
    raise NotANumberError(f"expected a real number, got {kind} {reprlib.repr(number)}: {_ADVICE.get(kind, advice)}")
