"""Values and derivatives keep their digits far from zero, where the textbook formula loses them or overflows."""

import math

import mpmath
import pytest

from engine import PRIMITIVES, Value, gradient, logsumexp, softmax
from engine.primitives import TABLE
from engine.value import apply

FAR = [sign * size for size in (1e-300, 1e-9, 0.1, 1.0, 5.0, 17.0, 19.5, 37.0, 300.0, 700.0, 745.0) for sign in (1, -1)]


def exactly(f, x):
    """Return f(x) with 400 digits, rounded once."""
    with mpmath.workdps(400):
        return float(f(mpmath.mpf(x)))


WITH_ALL_DIGITS = {
    "tanh": (mpmath.tanh, lambda x: mpmath.sech(x) ** 2),
    "sigmoid": (lambda x: 1 / (1 + mpmath.exp(-x)), lambda x: 1 / (2 + mpmath.exp(x) + mpmath.exp(-x))),
    "softplus": (lambda x: mpmath.log(1 + mpmath.exp(x)), lambda x: 1 / (1 + mpmath.exp(-x))),
}


@pytest.mark.parametrize("x", FAR)
@pytest.mark.parametrize("name", WITH_ALL_DIGITS)
def test_value_and_derivative_keep_fourteen_digits(name, x):
    f, slope = WITH_ALL_DIGITS[name]
    v = Value(x)
    y = apply(PRIMITIVES[name], v)
    assert y.data == pytest.approx(exactly(f, x), rel=1e-14, abs=1e-320)
    assert gradient(y, v) == pytest.approx(exactly(slope, x), rel=1e-14, abs=1e-320)


@pytest.mark.parametrize("x", [-37.0, -5.0, 0.0, 5.0, 37.0])
@pytest.mark.parametrize("name", WITH_ALL_DIGITS)
def test_second_derivative_keeps_its_digits(name, x):
    v = Value(x)
    slope = gradient(apply(PRIMITIVES[name], v), v, create_graph=True)
    exact = exactly(lambda t: mpmath.diff(WITH_ALL_DIGITS[name][1], t), x)
    assert gradient(slope, v) == pytest.approx(exact, rel=1e-12, abs=1e-30)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "relu", "abs", "sin", "cos"])
@pytest.mark.parametrize("x", [1e4, -1e4, 1e15, -1e15])
def test_nothing_overflows_far_out(name, x):
    v = Value(x)
    y = apply(PRIMITIVES[name], v)
    assert math.isfinite(y.data)
    assert math.isfinite(gradient(y, v))


LOGITS = [[1000.0, 1000.0], [-1000.0, -1000.0, -1001.0], [1e4, 0.0, -1e4], [0.1, 0.2, 0.3], [5.0], [1e300, -1e300]]


@pytest.mark.parametrize("logits", LOGITS)
def test_logsumexp_and_its_gradient_the_softmax(logits):
    values = [Value(z) for z in logits]
    with mpmath.workdps(50):
        weights = [mpmath.exp(mpmath.mpf(z) - max(logits)) for z in logits]
        expected = float(max(logits) + mpmath.log(mpmath.fsum(weights)))
        shares = [float(w / mpmath.fsum(weights)) for w in weights]
    total = logsumexp(values)
    assert total.data == pytest.approx(expected, rel=1e-15)
    assert gradient(total, values) == pytest.approx(shares, rel=1e-11, abs=1e-300)
    assert [p.data for p in softmax(values)] == pytest.approx(shares, rel=1e-11, abs=1e-300)


def test_softmax_of_one_score_is_certainty():
    (p,) = softmax([Value(123.0)])
    assert p.data == 1.0


def test_a_masked_score_has_no_share():
    hidden = Value(-math.inf)
    probabilities = softmax([Value(1.0), hidden, Value(1.0)])
    assert [p.data for p in probabilities] == pytest.approx([0.5, 0.0, 0.5])


@pytest.mark.parametrize("name", [row.name for row in TABLE if row.family in ("activation", "rectifier")])
def test_nan_is_not_swallowed(name):
    assert math.isnan(getattr(Value(math.nan), name)().data)


def test_negative_zero_is_kept_or_made_plain():
    zero = Value(-0.0)
    assert math.copysign(1.0, (-zero).data) == 1.0
    assert math.copysign(1.0, abs(zero).data) == 1.0
    assert zero.relu().data == 0.0
