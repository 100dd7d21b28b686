"""What is wrong with a row of the table, said as the row is made: to its author, who has just written it."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, TypeVar

from engine.errors import ArgumentError, ShapeError, did_you_mean
from engine.real import check_function, real

R = TypeVar("R")


def by_name(rows: Sequence[R]) -> dict[str, R]:
    """Return the rows of a table by name.

    Raises:
        ArgumentError: where two of them have one name.

    >>> from engine.primitives import TABLE
    >>> by_name(TABLE)["tanh"].family
    'activation'
    """
    found: dict[str, R] = {}
    for row in rows:
        name: str = row.name  # type: ignore[attr-defined]
        if found.setdefault(name, row) is not row:
            raise ArgumentError(f"{name}: the table has a row of this name already; call yours otherwise")
    return found


def statics_of(row: Any, numbers: Sequence[float]) -> dict[str, float]:
    """Return the static numbers of a row by name.

    Raises:
        ShapeError: where it takes more or fewer.

    >>> from engine.primitives import PRIMITIVES
    >>> statics_of(PRIMITIVES["power"], [2.0])
    {'n': 2.0}
    """
    names = row.static_names
    try:
        return dict(zip(names, numbers, strict=True))
    except ValueError:
        takes = f"{len(names)} ({', '.join(names)})" if names else "none"
        have = f"of static numbers it takes {takes}, got {len(numbers)}"
        raise ShapeError(f"{row.name}: {have}; give one for each") from None


def check_row(row: Any, math: Any, families: Sequence[str], of_one_input: Sequence[str]) -> None:
    """Refuse a row whose columns disagree, or whose rules give something else than numbers at a plain point.

    Args:
        row: the row.
        math: the arithmetic of floats.
        families: all that there are.
        of_one_input: those of functions of one input.

    Raises:
        ArgumentError, NotANumberError: they name the row, and say what to do.
    """
    count, texts = len(row.domain), row.partial_formulas
    for column, text in (("partial_formulas", texts), ("static_names", row.static_names)):
        if isinstance(text, str):
            raise ArgumentError(f"{row.name}: {column} is a text; add a comma: it is a tuple, such as ({text!r},)")
    if not all(isinstance(interval, tuple) for interval in row.domain):
        raise ArgumentError(f"{row.name}: domain has an interval for each input; add a comma: (ANY,) is a tuple")
    if not callable(texts) and len(texts) != count and not row.variadic:
        have = f"partial_formulas has {len(texts)}, domain has {count}"
        raise ArgumentError(f"{row.name}: {have}; both have one for each input, so f(a, b) has domain=(ANY, ANY)")
    of_another = (row.family in of_one_input and count > 1) or (row.family == "function" and count == 1)
    if of_another or row.family not in families:
        have, near = f"its family is {row.family!r}, and by its domain it has {count} input{'s' * (count > 1)}", ""
        if row.family not in families:
            have, near = f"there is no family {row.family!r}", did_you_mean(row.family, families, tell_all=False)
        raise ArgumentError(f"{row.name}: {have}; of f(x) it is 'activation', of f(a, b) 'function'{near}")
    if row.variadic:
        return  # how many inputs it will get is not known
    try:
        str(row)
    except (LookupError, ValueError) as error:
        places = ", ".join(f"{{{x}}}" for x in (*row.input_names, *row.static_names))
        raise ArgumentError(
            f"{row.name}: a formula has {error} in braces; write {places}, and in partial_formulas {{y}} for the result"
        ) from None
    with suppress(ArithmeticError, ValueError):  # outside of its domain, where tests will not be
        _check_rules(row, math)


def _check_rules(row: Any, math: Any) -> None:
    """Compute the value and the partials once."""
    point = [low + 0.6 * (high - low) for low, high in row.domain]
    y = real(_result(row, "value", (math, *point)), f"{row.name}: value")
    slopes = _result(row, "partials", (math, y, *point))
    if not isinstance(slopes, tuple | list):
        got = f"{type(slopes).__name__} {slopes!r:.60}"
        raise ArgumentError(f"{row.name}: partials gives {got}; add a comma: partials is a tuple, such as (1.0,)")
    if len(slopes) != len(point):
        raise ArgumentError(
            f"{row.name}: partials gives {len(slopes)} derivative{'s' * (len(slopes) != 1)}, and by its domain it has "
            f"{len(point)} input{'s' * (len(point) != 1)}; it gives a tuple with one for each"
        )
    for slope in slopes:
        real(slope, f"{row.name}: partials")


def _result(row: Any, rule: str, given: Sequence[Any]) -> Any:
    """Return what a rule gives; where it cannot be called, or fails, say so."""
    f, math, statics = getattr(row, rule), given[0], dict.fromkeys(row.static_names, 0.5)
    try:
        return f(*given, **statics)
    except (AttributeError, NameError, TypeError) as error:
        wrong: Exception = error
    names = ["math", *(["y"] if rule == "partials" else []), *row.input_names, *statics]
    check_function(row.name, rule, f, len(names), f"lambda {', '.join(names)}: ...")
    said = str(wrong)
    if isinstance(wrong, AttributeError) and wrong.obj is math:
        said = f"math has no {wrong.name}{did_you_mean(wrong.name, dir(math), tell_all=False)}"
    raise ArgumentError(
        f"{row.name}: {rule} fails: {said}; what math has is listed in engine/arithmetic.py, Arithmetic"
    )
