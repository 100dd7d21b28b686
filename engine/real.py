"""What counts as a number or as a function, and what is said where an operation gives no number."""

import numbers
import re
import reprlib
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, Literal

from engine.errors import ArgumentError, ChalkgradError, DomainError, NotANumberError, SettingError, ShapeError, listed

ADVICE = {
    **dict.fromkeys(("Value", "Constant"), "it is a Value already; where a plain number is wanted write v.item()"),
    "NoneType": "a function that forgets to return gives None",
    **dict.fromkeys(("bool", "bool_"), "write 1.0 or 0.0"),  # bool_ is NumPy's, before 2.0
    **dict.fromkeys(("complex", "complex128"), "only real numbers have a place on this graph"),
    **dict.fromkeys(("str", "Decimal"), "convert it with float(...)"),
    "Matrix": "a function is applied to each of its entries by X.map(f), as in X.map(tanh)",
}

Range = Literal[
    "finite", "finite and at least 0", "finite and above 0", "at least 0 and less than 1", "between 0 and 1"
]
_IN_RANGE: dict[Range, Callable[[float], bool]] = {
    "finite": isfinite,
    "finite and at least 0": lambda x: isfinite(x) and x >= 0,
    "finite and above 0": lambda x: isfinite(x) and x > 0,
    "at least 0 and less than 1": lambda x: 0 <= x < 1,
    "between 0 and 1": lambda x: 0 <= x <= 1,
}


def label_of(label: Any) -> str:
    """Return what a Value is given as its label as a text; None is no label.

    Raises:
        ArgumentError: for a list, a tuple, or a Value: something it would be computed from.

    >>> label_of(None), label_of(3)
    ('', '3')
    """
    if isinstance(label, list | tuple | set) or hasattr(label, "inputs"):
        raise ArgumentError(
            f"Value: its second argument is a label, such as Value(2.0, 'x'), got {type(label).__name__} "
            f"{reprlib.repr(label)}; what it is computed from it remembers by itself, as in x + y or in apply(row, x)"
        )
    return "" if label is None else str(label)


def real(number: Any, where: str = "") -> float:
    """Return a real number of any kind as a float.

    Args:
        number: int, float, Fraction, NumPy scalar, ...
        where: what an error begins with: the argument that it was given as.

    Raises:
        NotANumberError: for bool, str, complex, None, lists, arrays and Values, with advice.
        DomainError: for an integer too large for a float.

    >>> from fractions import Fraction
    >>> real(Fraction(1, 4))
    0.25
    """
    if type(number) is float:
        return number
    place = where and f"{where}: "
    if isinstance(number, numbers.Real) and not isinstance(number, bool):
        try:
            return float(number)
        except OverflowError:
            kind = type(number).__name__
            raise DomainError(f"{place}this {kind} is too large for a float; keep it below 1.8e308") from None
    kind = type(number).__name__
    if kind not in ADVICE and getattr(number, "shape", None) == ():
        advice = "take the number out of the array with .item()"
    elif isinstance(number, str) and not any(map(str.isdigit, number)):
        advice = "this text is no number; give one, such as 2.0"
    else:
        advice = ADVICE.get(kind, "make one Value for each number, such as [Value(x) for x in numbers]")
    raise NotANumberError(f"{place}expected a real number, got {kind} {reprlib.repr(number)}: {advice}")


def check_number(where: str, what: str, number: Any, allowed: Range = "finite") -> float:
    """Return a number as a float.

    Args:
        where, what: the function and the argument, for an error.
        number: what was given.
        allowed: where it has to lie.

    Raises:
        NotANumberError: for what is not a real number.
        SettingError: for a number outside of the range.

    >>> check_number("SGD", "clip", 1, "finite and above 0")
    1.0
    """
    found = real(number, f"{where}: {what}")
    if not _IN_RANGE[allowed](found):
        raise SettingError(f"{where}: {what} must be {allowed}, got {number}")
    return found


def check_count(where: str, what: str, number: Any, least: int = 1) -> int:
    """Return a whole number of at least `least`.

    Raises:
        SettingError: for anything else.

    >>> check_count("layer", "inputs", 3)
    3
    """
    if not isinstance(number, int) or isinstance(number, bool) or number < least:
        raise SettingError(f"{where}: {what} must be a whole number of at least {least}, got {number!r:.60}")
    return number


def check_function(where: str, what: str, f: Any, inputs: int | None = None, such_as: str = "") -> Any:
    """Return a function that was handed over.

    Args:
        where, what: the function that it was given to and the argument, for an error.
        f: what was given.
        inputs: how many inputs it has to take; None for any.
        such_as: an example, for an error.

    Raises:
        ArgumentError: for what cannot be called, or not with so many inputs.

    >>> check_function("jvp", "f", abs, inputs=1)
    <built-in function abs>
    """
    example = f", such as {such_as}" if such_as else ""
    if not callable(f):
        raise ArgumentError(f"{where}: {what} must be a function{example}, got {type(f).__name__} {f!r:.60}")
    if inputs is not None and not accepts(getattr(f, "forward", f), [None] * inputs):
        name = getattr(f, "__name__", type(f).__name__)
        raise ArgumentError(
            f"{where}: {what} is called with {inputs} input{'s' * (inputs != 1)}{example}, but {name} takes "
            f"{arguments_of(getattr(f, 'forward', f))}; write a function around it that takes so many"
        )
    return f


_NO_LIST = re.compile(r"('Value'|'float') object is not (subscriptable|iterable)|.* type '(Value|float)' has no len.*")


def accepts(f: Callable[..., Any], inputs: Sequence[Any], settings: Mapping[str, Any] | None = None) -> bool:
    """Tell whether a function can be called with these inputs; True where Python cannot say.

    >>> accepts(lambda x, y: 0, [1, 2]), accepts(lambda x, y: 0, [1])
    (True, False)
    """
    import inspect

    try:
        inspect.signature(f).bind(*inputs, **(settings or {}))
    except TypeError:
        return False
    except ValueError:  # a function in C that does not tell
        return True
    return True


def called(where: str, f: Callable[..., Any], inputs: Sequence[Any]) -> Any:
    """Return f(*inputs), one argument for each number.

    Raises:
        ArgumentError: where f uses a number as a list: it would take all of them as one.
    """
    try:
        return f(*inputs)
    except TypeError as error:
        if not _NO_LIST.fullmatch(str(error)):
            raise
        raise ArgumentError(
            f"{where}: f uses one number as a list ({error}); it gets an argument for each, such as lambda x, y: x * y"
        ) from error


def arguments_of(f: Callable[..., Any]) -> str:
    """Return the names of the arguments of a function, as one writes a call.

    >>> arguments_of(lambda x, scale=1.0: x)
    '(x, scale)'
    """
    import inspect

    return f"({', '.join(inspect.signature(f).parameters)})"


_REASONS: dict[Any, str] = {OverflowError: "it is too large for a float", ZeroDivisionError: "division by zero"}


def failed(row: Any, inputs: Sequence[Any], error: Exception, scope: Any = None, place: str = "") -> Exception:
    """Say why an operation gave no number: a wrong input, a wrong row, or a point outside of its domain.

    Args:
        row, inputs, scope, place: as for `domain_error`; the inputs need not be numbers.
        error: what Python said.
    """
    if not hasattr(row, "variadic"):
        return ArgumentError(
            f"apply: the first argument must be a row of the table, such as PRIMITIVES['tanh'], got {row!r:.60}"
        )
    if isinstance(error, ChalkgradError):  # of an input
        return type(error)(f"{row.name}: {error}{f' (in {scope.path})' if scope is not None else ''}")
    if isinstance(error, ArithmeticError | ValueError):
        return domain_error(row, inputs, error, scope, place=place)
    wanted = row.value.__code__.co_argcount - 1 if hasattr(row.value, "__code__") else len(inputs)
    if not row.variadic and wanted != len(inputs):
        return ShapeError(f"{row.name}: takes {wanted} input{'s' * (wanted != 1)}, got {len(inputs)}")
    return error  # a mistake in the row itself


def domain_error(
    row: Any, inputs: Sequence[Any], error: Exception | None, scope: Any = None, of: str = "", place: str = ""
) -> DomainError:
    """Say which operation failed, on which numbers, under which labels and in which scope they are known.

    Args:
        row: the row of the table.
        inputs: the nodes it was applied to.
        error: what Python said; None where an input, or a derivative, was not finite.
        scope: where in the program, or None.
        of: "the derivative of ", when it was not the value that failed.
        place: the line of the user's program, where it is known.
    """
    formula = row.formula_with([f"({x._number:g})" if x._number < 0 else f"{x._number:g}" for x in inputs])
    formula = re.sub(r"\((\([^()]*\))\)", r"\1", formula)  # log((-2)) is log(-2)
    formula = formula if len(formula) <= 100 else f"{formula[:100]}..."
    known = [f"{x.label!r} = {x._number:g}" for x in inputs if x.label]
    where = [f"input{'s' * (len(known) > 1)} {listed(known, most=6)}"] if known else []
    where += [f"in {scope.path}"] if scope is not None else []
    where += [f"at {place}"] if place else []
    found = f" ({', '.join(where)})" if where else ""
    reason, advice = "an input is not finite", "look at what made it"
    if error is not None or (of and all(isfinite(x._number) for x in inputs)):
        reason = _REASONS.get(type(error)) or (of and row.kink) or "outside its domain"
        advice = "keep the input inside the domain, for instance by a smaller step or by adding a small constant"
        outside = [x for x, (low, _) in zip(inputs, row.domain, strict=False) if low > 0.0 >= x._number]
        if reason == "outside its domain" and len(inputs) > len(outside) == 1:
            (x,) = outside
            name = repr(x.label) if x.label else f"input {inputs.index(x) + 1}"
            reason = f"{name} = {x._number:g} is outside its domain"
    return DomainError(f"{row.name}: {of}{formula} has no finite real value{found}: {reason}; {advice}")
