"""Derivatives of functions as people misremember them."""

from collections.abc import Iterator, Sequence
from math import exp, log, nan, pi, tanh

from engine.arithmetic import Floats
from engine.primitives import Primitive


def from_output(row: Primitive, y: float) -> float:
    """Return the derivative of a function by another number than its output, where it is known by the output."""
    if row.name == "sqrt":
        return 0.5 / y if y else nan
    if row.from_output is not None:
        return _safe(lambda y: row.from_output(Floats, y), y)
    return float(y > 0) if row.family == "rectifier" else nan


def _misremembered(
    row: Primitive, xs: Sequence[float], ys: Sequence[float], right: Sequence[float]
) -> Iterator[tuple[str, list[float], float]]:
    """Yield wrong formulas of a derivative in its input z and its output y."""
    if row.from_output is not None or row.family == "rectifier":
        yield "1 - y", [1 - y for y in ys], 2.0
        yield "1 + y**2", [1 + y * y for y in ys], 2.0
        yield "y*(1 - y)", [y * (1 - y) for y in ys], 2.0
        yield "y*(1 + y)", [y * (1 + y) for y in ys], 1.5
        yield "1 - y**2", [1 - y * y for y in ys], 2.0
        yield "(1 - y)**2", [(1 - y) ** 2 for y in ys], 0.7
        yield "y**2 - 1", [y * y - 1 for y in ys], 0.7
        yield "2*y", [2 * y for y in ys], 0.5
        yield "y**2", [y * y for y in ys], 0.5
        yield "-y**2", [-y * y for y in ys], 0.7
        yield "1 - z**2", [1 - x * x for x in xs], 0.7
        yield "1 - tanh(z)", [1 - tanh(x) for x in xs], 1.0
        yield "z*(1 - z)", [x * (1 - x) for x in xs], 0.7
        yield "half of it", [p / 2 for p in right], 0.5
        yield "twice it", [2 * p for p in right], 0.5
        yield "1 where y > 0, else 0", [float(y > 0) for y in ys], 0.5
        yield "the sign of z", [float(x > 0) - float(x < 0) for x in xs], 0.5
        yield "its root", [p**0.5 if p > 0 else nan for p in right], 0.3
    else:
        yield "half of it", [p / 2 for p in right], 1.0
        yield "twice it", [2 * p for p in right], 1.0
        yield "z times it", [x * p for x, p in zip(xs, right, strict=True)], 1.0
        yield "y times it", [y * p for y, p in zip(ys, right, strict=True)], 0.7
        yield "it divided by z", [p / x if x else nan for x, p in zip(xs, right, strict=True)], 0.7
        yield "it divided by y", [p / y if y else nan for y, p in zip(ys, right, strict=True)], 0.5
        yield "1/y", [1 / y if y else nan for y in ys], 1.0
        yield "1/z", [1 / x if x else nan for x in xs], 1.0
        yield "-1/z**2", [-1 / x**2 if x else nan for x in xs], 0.5
        yield "z", list(xs), 1.0
        yield "2*z", [2 * x for x in xs], 1.0
        yield "its absolute value", [abs(p) for p in right], 0.7
        yield "its root", [p**0.5 if p > 0 else nan for p in right], 0.3
    if row.name == "softplus":
        yield "sigmoid(-z)", [1 - p for p in right], 2.0
        yield "sigmoid(z) - 1", [p - 1 for p in right], 1.0
    if row.name in ("log", "exp"):
        yield "that of the logarithm to base 10", [p / log(10) for p in right], 1.0
        yield "that of the logarithm to base 2", [p / log(2) for p in right], 0.7
        yield "x*exp(x - 1), by the power rule", [_safe(lambda x: x * exp(x - 1), x) for x in xs], 0.7
    if row.name in ("sin", "cos"):
        yield "that of an angle in degrees", [p * pi / 180 for p in right], 1.0
        yield "that of an angle in degrees, turned round", [p * 180 / pi for p in right], 0.5
    if row.name == "power":
        n = row.static_values[0]
        yield "the power without its factor", [_power(x, n - 1) for x in xs], 3.0
        yield "the power left standing, with its factor", [n * _power(x, n) for x in xs], 1.0
        yield "the factor alone", [n] * len(xs), 1.0
        yield "a power less by two", [n * _power(x, n - 2) for x in xs], 0.5
        yield "the factor n - 1", [(n - 1) * _power(x, n - 1) for x in xs], 0.7
        yield "the power raised by one", [n * _power(x, n + 1) for x in xs], 0.5
        integral = [_power(x, n + 1) / (n + 1) if n != -1 else _safe(log, x) for x in xs]
        yield "the power integrated, not differentiated", integral, 0.7
        yield "the power without its sign", [abs(n) * _power(x, n - 1) for x in xs], 0.7


def _power(x: float, n: float) -> float:
    return _safe(lambda x: x**n, x)


def _safe(f, x: float) -> float:  # type: ignore[no-untyped-def]
    try:
        return float(f(x))
    except (ArithmeticError, ValueError, TypeError):  # a complex number is no float
        return nan


def _value(row: Primitive, x: float) -> float:
    """The result of a one-input operation at another number than its input."""
    bound = row.bind(2.0) if row.static_names and not row.static_values else row
    return _safe(lambda x: bound.value_at(Floats, [x]), x)


def _slope(row: Primitive, x: float) -> float:
    """The local derivative of a one-input operation at another number than its input."""
    bound = row.bind(2.0) if row.static_names and not row.static_values else row
    return _safe(lambda x: bound.partials_at(Floats, bound.value_at(Floats, [x]), [x])[0], x)
