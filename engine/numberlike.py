"""What a Value does where Python wants a number: comparisons, truth, float, changes in place, names of others."""

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

from engine.errors import AssignmentError, NoSuchNameError, NotANumberError, SettingError
from engine.modes import COMPARED, MODE, PARAMETER, PASS, is_recording
from engine.real import real

ARITHMETIC = {  # what NumPy calls Python's operators
    "add": "add", "subtract": "sub", "multiply": "mul", "divide": "truediv", "power": "pow",
    "less": "lt", "less_equal": "le", "greater": "gt", "greater_equal": "ge",
}  # fmt: skip


class CalledHere:
    """Stands in a class for a name that another library has, or one might expect, and answers with what there is here.

    >>> class Drawing:
    ...     view = CalledHere("Graphviz", "write .save('graph.svg')")
    >>> Drawing().view
    Traceback (most recent call last):
    engine.errors.NoSuchNameError: a Drawing has no view as in Graphviz: write .save('graph.svg')
    """

    def __init__(self, library: str, answer: str, name: str = "") -> None:
        self.library, self.answer, self._name = library, answer, name

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, value: Any, owner: type) -> Any:
        raise NoSuchNameError(self.said(owner, self._name))

    def __set__(self, value: Any, new: Any) -> None:
        self.__get__(value, type(value))

    def said(self, owner: type, name: str) -> str:
        """Return the answer in full."""
        return f"a {owner.__name__} has no {name}{self.library and f' as in {self.library}'}: {self.answer}"


_INPUTS = (
    "v.inputs are the Values it was computed from, in order and with repeats; draw(v), or draw_dot(v), draws them all"
)
_ONE_NUMBER = "a Value is one number, a float; several of them are a list or an nn.Matrix"
ELSEWHERE = {
    "_prev": CalledHere("micrograd", _INPUTS),
    "_children": CalledHere("micrograd", _INPUTS),
    "_op": CalledHere("micrograd", "v.op is the symbol of its operation, and v.primitive the row of the table"),
    "_backward": CalledHere(
        "micrograd", "it keeps no function; v.backward() runs the whole pass, and draw(v) shows each of its steps"
    ),
    "requires_grad": CalledHere(
        "PyTorch", "every Value has a gradient; data by which nobody differentiates is Constant(2.0, 'x')"
    ),
    "grad_fn": CalledHere("PyTorch", "v.op is the symbol of its operation, and v.inputs are what it was computed from"),
    "is_leaf": CalledHere("PyTorch", "a leaf is a Value with v.inputs == ()"),
    "retain_grad": CalledHere("PyTorch", "v.backward() keeps the .grad of every Value on the graph"),
    "numpy": CalledHere("PyTorch", "v.item() is its number as a float"),
    "zero_": CalledHere("PyTorch", "v.grad = 0.0 takes its gradient away, model.zero_grad() those of all parameters"),
    "square": CalledHere("PyTorch", "write v**2"),
    "pow": CalledHere("PyTorch", "write v**2, or v**w"),
    **{name: CalledHere("PyTorch", _ONE_NUMBER) for name in ("shape", "size", "ndim", "dtype", "device")},
    "mean": CalledHere("PyTorch", "a Value is one number; the mean of a list is engine.sum(values) / len(values)"),
    "zero_grad": CalledHere("PyTorch", "v.grad = 0.0, model.zero_grad() or optimiser.zero_grad()"),
    "backwards": CalledHere("", "write v.backward()"),
    "gradient": CalledHere("", "v.grad is d(output)/d(v) after output.backward(); or call engine.gradient(output, v)"),
    "value": CalledHere("", "v.data is its number"),
    "name": CalledHere("", "v.label is its name"),
    "clone": CalledHere("PyTorch", "copy.copy(v) is another Value with the same inputs, v.detach() a leaf"),
}


def compare(comparison: Callable[[float, float], bool], value: Any, other: Any) -> bool:
    """Compare a Value with another or with a number, and note that it was done."""
    is_value = isinstance(other, LikeANumber)
    outcome = comparison(value._number, other._number if is_value else real(other, "a comparison"))
    for each in (value, other) if is_value else (value,):
        each.marks |= COMPARED
    mode = MODE.get()
    if mode is not None and mode.compared is not None:
        mode.compared(comparison, value, other, outcome)
    return outcome


class LikeANumber:
    """How a Value behaves where Python wants a number."""

    __slots__ = ()
    if not TYPE_CHECKING:
        # No __getattr__, which would also say "did you mean": with one, CPython looks every attribute up more slowly.
        vars().update(ELSEWHERE)

    def item(self) -> float:
        """Return the plain float."""
        number: float = self.data  # type: ignore[attr-defined]
        return number

    def __format__(self, spec: str) -> str:
        if not spec:
            return repr(self)
        number = self.item()
        try:
            return format(number, spec)
        except ValueError as error:
            raise SettingError(
                f"{self!r} cannot be written as {spec!r}: {error}; a Value is written as a float, such as "
                "f'{v:.2f}' or f'{v:g}'"
            ) from None

    # Comparisons look at the numbers; equality and hash are those of the object, so that graphs can be walked. Only the
    # numbers of a recorded example are equal as numbers, where the user's program asks: see tape/standing.py.

    def __lt__(self, other: "LikeANumber | float") -> bool:
        return compare(operator.lt, self, other)

    def __le__(self, other: "LikeANumber | float") -> bool:
        return compare(operator.le, self, other)

    def __gt__(self, other: "LikeANumber | float") -> bool:
        return compare(operator.gt, self, other)

    def __ge__(self, other: "LikeANumber | float") -> bool:
        return compare(operator.ge, self, other)

    def __bool__(self) -> bool:
        advice = "compare a number instead, such as v.data != 0 or v > 0"
        if is_recording():  # which refuses .data
            advice = "compare the Value itself, such as v != 0 or v > 0, which a replay checks again"
        raise NotANumberError(f"{self!r} has no truth value; {advice}")

    def __float__(self, *_: Any) -> float:
        raise NotANumberError(
            f"{self!r} would lose its graph as a float; use v.item() for the number, or engine.exp(v), v.log(), ..."
        )

    __int__ = __round__ = __floor__ = __ceil__ = __trunc__ = __float__

    def __index__(self) -> int:
        raise NotANumberError(f"{self!r} is no whole number that counts or indexes; write int(v.item())")

    def _has_no_operation(self, other: Any) -> Any:
        """Answer an operation of Python that no row of the table computes."""
        if not isinstance(other, LikeANumber | int | float):
            return NotImplemented  # it may know what to do with a Value
        raise NotANumberError(
            f"{self!r} has no %, // and @; for numbers write v.item() % 2, for products of lists engine.dot(w, x), "
            "and for those of matrices W @ X with W = nn.Matrix(...)"
        )

    __mod__ = __rmod__ = __floordiv__ = __rfloordiv__ = __divmod__ = __rdivmod__ = _has_no_operation
    __matmul__ = __rmatmul__ = _has_no_operation

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **settings: Any) -> Any:
        """Compute `np.float64(2) * v` as `2.0 * v`, and refuse what NumPy would do to an object it does not know."""
        if ufunc.__name__ in ("equal", "not_equal"):
            return (inputs[0] is inputs[1]) == (ufunc.__name__ == "equal")
        operation = getattr(operator, ARITHMETIC.get(ufunc.__name__, ""), None)
        if operation is None or method != "__call__":
            raise NotANumberError(
                f"np.{ufunc.__name__} does not know a Value and would lose its graph; use engine.exp(v), v.log(), ..., "
                "or v.item() for the number"
            )
        if operation in (operator.lt, operator.le, operator.gt, operator.ge):  # NumPy wraps a scalar that it compares
            inputs = tuple(x.item() if getattr(x, "shape", None) == () else x for x in inputs)
        return operation(*[x if isinstance(x, LikeANumber) else real(x, ufunc.__name__) for x in inputs])

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
