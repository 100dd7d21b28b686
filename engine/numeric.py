"""Finite differences: the derivative by its definition, which uses no chain rule and so can check it.

    f'(x) ~ d(h) = (f(x + h) - f(x - h)) / 2h

Two errors pull the step h in opposite directions. The curve bends, which costs about h^2: taking d(h) and
d(h/2) together cancels most of it (Richardson), and their distance says how much there was. And every f is
rounded, which costs noise/h. Where the first step is not good enough, wider or narrower ones are tried, and the
one with the smallest error is kept.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from math import isfinite
from sys import float_info
from typing import Any, NamedTuple, overload

from engine.errors import DomainError
from engine.graph import one_value
from engine.modes import numbers_at
from engine.real import Range, called, check_function, check_number, real
from engine.value import Value

Answers = Sequence[float] | None
Search = Generator[list[float], Answers, "Slope"]

ATOL, RTOL = 1e-7, 1e-6
FIRST = 1e-4


@dataclass(frozen=True)
class Slope:
    """What finite differences say about f'(x).

    Attributes:
        value: the derivative, from both sides.
        truncation, rounding: how far off it may be because f is curved, and because f is rounded.
        left, right: the derivative from one side only.
        kink: whether left and right stay apart when the step is halved, so that no derivative exists.
        step: h.
    """

    value: float
    truncation: float
    rounding: float
    left: float
    right: float
    kink: bool
    step: float

    @property
    def error(self) -> float:
        """How far off the value may be in all."""
        return self.truncation + self.rounding


def slope_at(f: Callable[[float], float], x: float, noise: float = 0.0) -> Slope:
    """Return the derivative of a function of one float, and how far off it may be.

    Args:
        f: a function from float to float.
        x: the point.
        noise: how far f(x) may be off by rounding; at least a unit in its last place is assumed.

    Raises:
        DomainError: where f has no values on both sides of x.

    >>> slope = slope_at(abs, 0.0)
    >>> slope.left, slope.right, slope.kink
    (-1.0, 1.0, True)
    """
    search = slope_search(x, noise)
    points = next(search)
    while True:
        try:
            answers = [f(point) for point in points]
        except (ArithmeticError, ValueError):
            answers = None
        try:
            points = search.send(answers)
        except StopIteration as end:
            slope: Slope = end.value
            return slope


def slope_search(x: float, noise: float = 0.0) -> Search:
    """Search as `slope_at` does, but yield the points at which f is wanted, so that many searches can take turns.

    What is sent back are the values of f, or None where one of the points has none.
    """
    best = None
    for step in (FIRST * max(1.0, abs(x)), FIRST * abs(x)):  # the second where the first leaves the domain of f
        if step and not best:
            best = yield from _slope(x, step, noise)
    if best is None:
        raise DomainError(
            f"finite differences: f has no values on both sides of {x:g}; move the point inside its domain"
        )
    step, wider = best.step, best.rounding > best.truncation
    for _ in range(10):
        if best.error <= 0.1 * (ATOL + RTOL * abs(best.value)):
            return best
        step *= 10 if wider else 0.1
        found = yield from _slope(x, step, noise)
        if wider and (not found or abs(found.value - best.value) > best.error):
            return best  # a step wider than the waves of f sees a flat line
        if found and found.error < best.error:
            best = found
    return best


def _slope(x: float, step: float, noise: float) -> Generator[list[float], Answers, Slope | None]:
    """Return what the steps h and h/2 say together, or None outside the domain of f."""
    points = [x, x - step, x + step, x - step / 2, x + step / 2]
    answers = yield points
    if answers is None or x in points[1:]:
        return None
    middle = answers[0]
    wide, near = (_differences(x, middle, points[k : k + 2], answers[k : k + 2]) for k in (1, 3))
    noise = max(noise, float_info.epsilon * abs(middle))
    value = (4 * near.central - wide.central) / 3
    truncation, rounding = abs(near.central - wide.central) / 3, 3 * noise / step
    jump = abs(near.right - near.left)
    significant = jump > 4 * rounding + ATOL + RTOL * abs(value)
    kink = significant and jump > 0.75 * abs(wide.right - wide.left)  # curvature would have halved the jump
    return Slope(value, truncation, rounding, near.left, near.right, kink, step) if isfinite(value) else None


class _Differences(NamedTuple):
    central: float
    left: float
    right: float


def _differences(x: float, middle: float, points: Sequence[float], answers: Sequence[float]) -> _Differences:
    (low, high), (below, above) = points, answers  # divide by what was really added after rounding
    return _Differences((above - below) / (high - low), (middle - below) / (x - low), (above - middle) / (high - x))


@overload
def numeric_gradient(f: Callable[..., Any], xs: float, step: float | None = None) -> float: ...
@overload
def numeric_gradient(f: Callable[..., Any], xs: Sequence[float], step: float | None = None) -> list[float]: ...
def numeric_gradient(f: Callable[..., Any], xs: Any, step: float | None = None) -> Any:
    """Return df/dx for every x by central differences, (f(x + h) - f(x - h)) / 2h.

    Args:
        f: a function of len(xs) Values that returns one Value or number. A function that refuses Values, such
            as `math.sin`, is given floats.
        xs: the point: numbers, or one number.
        step: h; by default the best of several, each taken twice so that the bend of f cancels.

    Returns:
        A list of floats; for one number a float.

    Raises:
        DomainError: where f has no values on both sides of the point.

    >>> round(numeric_gradient(lambda x: x**3, 2.0), 9)
    12.0
    >>> numeric_gradient(lambda a, b: a * b, [2.0, -3.0], step=0.5)
    [-3.0, 2.0]
    """
    if not hasattr(xs, "__len__") or isinstance(xs, str):
        (slope,) = numeric_gradient(f, [xs], step)
        return slope
    point = [real(x, "numeric_gradient: xs") for x in xs]
    check_function("numeric_gradient", "f", f, len(point), "lambda x, y: x * y")
    if step is not None:
        step = check_number("numeric_gradient", "step", step, "finite and above 0")
    on_floats = plain(lambda *xs: called("numeric_gradient", f, xs), point)

    def slope_along(i: int) -> float:
        x, line = point[i], along(on_floats, point, i)
        if step is None:
            return slope_at(line, x).value
        low, high = x - step, x + step
        below, above = line(low), line(high)
        return (above - below) / (high - low)

    return list(map(slope_along, range(len(point))))


def tolerances(where: str, atol: float, rtol: float) -> tuple[float, float]:
    """Return the absolute and the relative tolerance.

    Raises:
        SettingError: for one that is negative or not finite.

    >>> tolerances("compare_gradients", ATOL, RTOL)
    (1e-07, 1e-06)
    """
    allowed: Range = "finite and at least 0"
    return check_number(where, "atol", atol, allowed), check_number(where, "rtol", rtol, allowed)


def along(f: Callable[..., float], point: Sequence[float], i: int) -> Callable[[float], float]:
    """Return f as a function of its i-th input alone, the others staying at the point.

    >>> along(lambda a, b: a - b, [5.0, 2.0], 1)(4.0)
    1.0
    """
    return lambda x: f(*point[:i], x, *point[i + 1 :])


def plain(f: Callable[..., Any], point: Sequence[float]) -> Callable[..., float]:
    """Return f as a function from floats to a float, whether it works on Values or on floats."""

    def on_values(*xs: float) -> float:
        return _number(f(*map(Value, xs)))

    def on_floats(*xs: float) -> float:
        return _number(f(*xs))

    try:
        on_values(*point)
    except TypeError:
        return on_floats
    return on_values


def moving(f: Callable[..., Any], leaves: Sequence[Value], arguments: Sequence[Value]) -> Callable[..., float]:
    """Return f as a function from the numbers of some leaves, which it uses, to a float.

    >>> w = Value(3.0)
    >>> moving(lambda: w * w, [w], [])(5.0), w.data
    (25.0, 3.0)
    """

    def at(*numbers: float) -> float:
        with numbers_at(leaves, numbers):
            return _number(f(*arguments))

    return at


def _number(result: Any) -> float:
    result = one_value(result)
    return result.data if isinstance(result, Value) else real(result)
