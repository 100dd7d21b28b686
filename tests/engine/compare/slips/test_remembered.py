"""Derivatives as people misremember them: each formula is evaluated as it is written."""

from math import cos, isclose, isnan, log2, log10, nan, pi, radians, sin, tanh

import pytest

from engine.compare.slips.remembered import _misremembered, _slope, _value, from_output
from engine.primitives import PRIMITIVES

XS = (-1.3, -0.4, 0.6, 1.7)
POSITIVE = (0.3, 0.8, 1.6, 2.5)

OF_OUTPUTS = {
    "1 - y": 2.0, "1 + y**2": 2.0, "y*(1 - y)": 2.0, "y*(1 + y)": 1.5, "1 - y**2": 2.0, "(1 - y)**2": 0.7,
    "y**2 - 1": 0.7, "2*y": 0.5, "y**2": 0.5, "-y**2": 0.7, "1 - z**2": 0.7, "1 - tanh(z)": 1.0, "z*(1 - z)": 0.7,
    "half of it": 0.5, "twice it": 0.5, "1 where y > 0, else 0": 0.5, "the sign of z": 0.5, "its root": 0.3,
}  # fmt: skip
OF_INPUTS = {
    "half of it": 1.0, "twice it": 1.0, "z times it": 1.0, "y times it": 0.7, "it divided by z": 0.7,
    "it divided by y": 0.5, "1/y": 1.0, "1/z": 1.0, "-1/z**2": 0.5, "z": 1.0, "2*z": 1.0, "its absolute value": 0.7,
    "its root": 0.3,
}  # fmt: skip
OF_LOGARITHMS = {
    "that of the logarithm to base 10": 1.0, "that of the logarithm to base 2": 0.7,
    "x*exp(x - 1), by the power rule": 0.7,
}  # fmt: skip
OF_ANGLES = {"that of an angle in degrees": 1.0, "that of an angle in degrees, turned round": 0.5}
OF_POWERS = {
    "the power without its factor": 3.0, "the power left standing, with its factor": 1.0, "the factor alone": 1.0,
    "a power less by two": 0.5, "the factor n - 1": 0.7, "the power raised by one": 0.5,
    "the power integrated, not differentiated": 0.7, "the power without its sign": 0.7,
}  # fmt: skip
OF_SOFTPLUS = {"sigmoid(-z)": 2.0, "sigmoid(z) - 1": 1.0}

IN_WORDS = {  # of the input z, the output y, the right derivative d, and the exponent n
    "half of it": lambda z, y, d, n: 0.5 * d,
    "twice it": lambda z, y, d, n: d + d,
    "z times it": lambda z, y, d, n: z * d,
    "y times it": lambda z, y, d, n: y * d,
    "it divided by z": lambda z, y, d, n: d / z,
    "it divided by y": lambda z, y, d, n: d / y,
    "its absolute value": lambda z, y, d, n: max(d, -d),
    "its root": lambda z, y, d, n: d**0.5 if d >= 0 else nan,
    "1 where y > 0, else 0": lambda z, y, d, n: 1.0 if y > 0 else 0.0,
    "the sign of z": lambda z, y, d, n: 1.0 if z > 0 else -1.0,
    "that of the logarithm to base 10": lambda z, y, d, n: d * log10(2.718281828459045),
    "that of the logarithm to base 2": lambda z, y, d, n: d * log2(2.718281828459045),
    "x*exp(x - 1), by the power rule": lambda z, y, d, n: z * 2.718281828459045 ** (z - 1),
    "that of an angle in degrees": lambda z, y, d, n: radians(d),
    "that of an angle in degrees, turned round": lambda z, y, d, n: 180 * d / pi,
    "the power without its factor": lambda z, y, d, n: z ** (n - 1),
    "the power left standing, with its factor": lambda z, y, d, n: n * z**n,
    "the factor alone": lambda z, y, d, n: n,
    "a power less by two": lambda z, y, d, n: n * z ** (n - 2),
    "the factor n - 1": lambda z, y, d, n: (n - 1) * z ** (n - 1),
    "the power raised by one": lambda z, y, d, n: n * z ** (n + 1),
    "the power integrated, not differentiated": lambda z, y, d, n: z ** (n + 1) / (n + 1),
    "the power without its sign": lambda z, y, d, n: abs(n) * z ** (n - 1),
}


def as_written(words, z, y, d, n):
    if words in IN_WORDS:
        return IN_WORDS[words](z, y, d, n)
    known = {"z": z, "y": y, "tanh": tanh, "sigmoid": lambda x: (1 + tanh(x / 2)) / 2}
    return eval(words, {"__builtins__": {}}, known)


@pytest.mark.parametrize(
    ("name", "static", "xs", "expected"),
    [
        ("tanh", (), XS, OF_OUTPUTS),
        ("sigmoid", (), XS, OF_OUTPUTS),
        ("relu", (), XS, OF_OUTPUTS),
        ("softplus", (), XS, OF_SOFTPLUS),
        ("exp", (), XS, OF_LOGARITHMS),
        ("log", (), POSITIVE, OF_INPUTS | OF_LOGARITHMS),
        ("sin", (), XS, OF_INPUTS | OF_ANGLES),
        ("cos", (), XS, OF_INPUTS | OF_ANGLES),
        ("power", (3.0,), XS, OF_INPUTS | OF_POWERS),
        ("power", (-2.0,), XS, OF_INPUTS | OF_POWERS),
    ],
)
def test_every_formula_gives_the_numbers_that_it_says(name, static, xs, expected):
    row = PRIMITIVES[name].bind(*static) if static else PRIMITIVES[name]
    ys, right = [_value(row, x) for x in xs], [_slope(row, x) for x in xs]
    known_by_output = row.from_output is not None or row.family == "rectifier"
    if name in ("softplus", "exp"):
        expected = (OF_OUTPUTS if known_by_output else OF_INPUTS) | expected
    found = list(_misremembered(row, xs, ys, right))
    assert [(words, usual) for words, _, usual in found] == list(expected.items())
    for words, numbers, _ in found:
        n = static[0] if static else 0.0
        for got, z, y, d in zip(numbers, xs, ys, right, strict=True):
            wanted = as_written(words, z, y, d, n)
            if d == 0.0 and words == "its root":
                assert isnan(got)  # where a rectifier is closed
            else:
                assert isclose(got, wanted, rel_tol=1e-12, abs_tol=1e-15) or (isnan(got) and isnan(wanted)), words


def test_what_divides_by_zero_is_no_number():
    found = {words: numbers[0] for words, numbers, _ in _misremembered(PRIMITIVES["sin"], [0.0], [0.0], [1.0])}
    assert [words for words, number in found.items() if isnan(number)] == [
        "it divided by z", "it divided by y", "1/y", "1/z", "-1/z**2",
    ]  # fmt: skip
    minus = {words: n for words, (n,), _ in _misremembered(PRIMITIVES["power"].bind(0.5), [-4.0], [nan], [nan])}
    assert isnan(minus["the power without its factor"])  # a root of a negative number, not a complex one


@pytest.mark.parametrize(
    ("name", "y", "slope"),
    [("sqrt", 4.0, 0.125), ("sqrt", 0.0, nan), ("tanh", 0.5, 0.75), ("sigmoid", 0.2, 0.16), ("exp", 3.0, nan),
     ("relu", 2.0, 1.0), ("relu", 0.0, 0.0), ("relu", -2.0, 0.0), ("sin", 0.5, nan)],
)  # fmt: skip
def test_a_derivative_by_the_output(name, y, slope):
    got = from_output(PRIMITIVES[name], y)
    assert got == pytest.approx(slope, nan_ok=True)


@pytest.mark.parametrize(
    ("name", "x", "value", "slope"),
    [("sin", 0.7, sin(0.7), cos(0.7)), ("log", -1.0, nan, nan), ("power", 3.0, 9.0, 6.0), ("exp", 0.0, 1.0, 1.0)],
)
def test_a_function_at_another_number(name, x, value, slope):
    """A power is the square unless it says another; out of its domain a function gives no number."""
    row = PRIMITIVES[name]
    assert (_value(row, x), _slope(row, x)) == pytest.approx((value, slope), nan_ok=True)
