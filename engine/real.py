"""What counts as a number, and what a Value does where Python wants one."""

import numbers
import operator
import reprlib
from collections.abc import Callable
from typing import Any, Self

from engine.errors import AssignmentError, DomainError, NotANumberError
from engine.modes import COMPARED, MODE, PARAMETER, PASS, is_recording

ADVICE = {
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
    raise NotANumberError(f"expected a real number, got {kind} {reprlib.repr(number)}: {ADVICE.get(kind, advice)}")


def _compare(comparison: Callable[[float, float], bool], value: Any, other: Any) -> bool:
    """Compare a Value with another or with a number, and note that it was done."""
    is_value = isinstance(other, LikeANumber)
    outcome = comparison(value._number, other._number if is_value else real(other))
    for each in (value, other) if is_value else (value,):
        each.marks |= COMPARED
    mode = MODE.get()
    if mode is not None and mode.compared is not None:
        mode.compared(comparison, value, other, outcome)
    return outcome


class LikeANumber:
    """How a Value behaves where Python wants a number."""

    __slots__ = ()

    # Comparisons look at the numbers; equality and hash are those of the object, so that graphs can be walked.

    def __lt__(self, other: "LikeANumber | float") -> bool:
        return _compare(operator.lt, self, other)

    def __le__(self, other: "LikeANumber | float") -> bool:
        return _compare(operator.le, self, other)

    def __gt__(self, other: "LikeANumber | float") -> bool:
        return _compare(operator.gt, self, other)

    def __ge__(self, other: "LikeANumber | float") -> bool:
        return _compare(operator.ge, self, other)

    def __eq__(self, other: object) -> bool:
        # While a function is recorded its example is Values, and `kind == 1` means the numbers.
        if isinstance(other, int | float) and is_recording():
            return _compare(operator.eq, self, other)
        return NotImplemented

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        raise NotANumberError(f"{self!r} has no truth value; compare a number instead, such as v.data != 0 or v > 0")

    def __float__(self) -> float:
        raise NotANumberError(
            f"{self!r} would lose its graph as a float; use v.item() for the number, or engine.exp(v), v.log(), ..."
        )

    # `p -= rate * p.grad` gives a variable called p another Value, and leaves the parameter as it was.

    def __iadd__(self, other: "Self | float") -> Self:
        changed: Self = _not_trained("+=", self, other) + other
        return changed

    def __isub__(self, other: "Self | float") -> Self:
        changed: Self = _not_trained("-=", self, other) - other
        return changed

    def __imul__(self, other: "Self | float") -> Self:
        changed: Self = _not_trained("*=", self, other) * other
        return changed

    def __itruediv__(self, other: "Self | float") -> Self:
        changed: Self = _not_trained("/=", self, other) / other
        return changed

    def __ipow__(self, other: "Self | float") -> Self:
        changed: Self = _not_trained("**=", self, other) ** other
        return changed


def _not_trained(sign: str, value: Any, other: Any) -> Any:
    """Return a Value that is changed in place, unless it is a leaf that somebody seems to train."""
    is_number = not isinstance(other, LikeANumber)  # `acc = b; acc += w * x` is a sum that begins with a parameter
    if (value.marks & PARAMETER and (is_number or sign == "-=")) or (value.marks >= PASS and is_number):
        name = value.label or "p"
        raise AssignmentError(
            f"{name} {sign} ... would make a new Value and leave the parameter {name!r} as it is, untrained; "
            f"write {name}.data {sign} ..., or let an optimiser do it, such as nn.SGD(parameters, 0.1).step()"
        )
    return value
