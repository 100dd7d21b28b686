"""Values and derivatives keep their digits far from zero, where the textbook formula loses them or overflows."""

import math
from itertools import combinations
from random import Random

import mpmath
import pytest

from engine import PRIMITIVES, Constant, DomainError, Value, gradient, hessian, hvp, logsumexp, softmax
from engine.primitives import TABLE
from engine.value import apply
from tests.engine.meaning import ROWS, row_id

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


EPS = 2.0**-52
SPREADS = [0.0, 1e-9, 0.3, 2.0, 20.0, 300.0, 700.0]


@pytest.mark.parametrize("at", [0.0, 1.0, -1e3, 1e3, 1e8, 1e16, 1e300, -1e300])
@pytest.mark.parametrize("spread", SPREADS)
def test_softmax_logsumexp_and_their_derivatives_within_a_few_units_in_the_last_place(at, spread):
    """|error| <= 4 eps (1 + |x - max|) |exact|, wherever the exact number is a normal float."""
    logits = [at + spread * t for t in (0.0, -1.0, -0.5, 0.25, 0.25)]
    top = max(logits)
    values = [Value(z) for z in logits]
    with mpmath.workdps(60):
        weights = [mpmath.exp(mpmath.mpf(z) - mpmath.mpf(top)) for z in logits]
        p = [w / mpmath.fsum(weights) for w in weights]
        rest = [mpmath.fsum(p[:k] + p[k + 1 :]) for k in range(len(p))]
        exact = [[pk * rest[k] if j == k else -pk * p[j] for j in range(len(p))] for k, pk in enumerate(p)]
        normal = lambda x: abs(x) > 1e-300  # noqa: E731
        bound = [4 * EPS * (1 + abs(z - top)) for z in logits]
        slopes = gradient(logsumexp(values), values)
        assert all(abs(s - q) <= b * q for s, q, b in zip(slopes, p, bound, strict=True) if normal(q))
        for k, share in enumerate(softmax(values)):
            assert not normal(p[k]) or abs(share.data - p[k]) <= bound[k] * p[k]
            for j, slope in enumerate(gradient(share, values)):
                if normal(exact[k][j]):
                    assert abs(slope - exact[k][j]) <= (bound[j] + bound[k]) * abs(exact[k][j])


@pytest.mark.parametrize("logits", [[0.3, -0.2, 1.0], [40.0, 0.0, 1.0], [1e3, 1e3 - 30.0], [-1e6, -1e6]])
def test_the_hessian_of_logsumexp_keeps_its_digits(logits):
    values = [Value(z) for z in logits]
    with mpmath.workdps(60):
        weights = [mpmath.exp(mpmath.mpf(z) - max(logits)) for z in logits]
        p = [w / mpmath.fsum(weights) for w in weights]
        n = range(len(p))
        exact = [
            [float(p[i] * mpmath.fsum(p[k] for k in n if k != i) if i == j else -p[i] * p[j]) for j in n] for i in n
        ]
    for found, expected in zip(hessian(logsumexp(values), values), exact, strict=True):
        assert found == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("scores", "total", "share"),
    [
        ([float("inf"), 0.0], math.inf, math.nan),  # any infinity, not only the object math.inf
        ([0.0, math.inf], math.inf, 0.0),
        ([math.inf, -math.inf], math.inf, math.nan),
        ([-math.inf, 0.0], 0.0, 0.0),
    ],
)
def test_infinite_scores_give_what_the_formula_gives(scores, total, share):
    values = [Value(x) for x in scores]
    assert logsumexp(values).data == total
    assert softmax(values)[0].data == pytest.approx(share, nan_ok=True)


def test_there_is_no_logarithm_and_no_share_of_nothing():
    nothing = [Value(-math.inf), Value(-math.inf)]
    for f in (logsumexp, softmax):
        with pytest.raises(DomainError, match="has no finite real value"):
            f(nothing)


def test_softmax_of_one_score_is_certainty():
    (p,) = softmax([Value(123.0)])
    assert p.data == 1.0


def test_a_masked_score_has_no_share():
    hidden = Value(-math.inf)
    probabilities = softmax([Value(1.0), hidden, Value(1.0)])
    assert [p.data for p in probabilities] == pytest.approx([0.5, 0.0, 0.5])


@pytest.mark.parametrize("row", [row for row in ROWS if row.family in ("activation", "rectifier")], ids=row_id)
def test_nan_is_not_swallowed(row):
    assert math.isnan(apply(row, Value(math.nan)).data)


def test_negative_zero_is_kept_or_made_plain():
    zero = Value(-0.0)
    assert math.copysign(1.0, (-zero).data) == 1.0
    assert math.copysign(1.0, abs(zero).data) == 1.0
    assert zero.relu().data == 0.0


@pytest.mark.parametrize("a", [0.5, 1.0, 2.0, 3.0])
@pytest.mark.parametrize("b", [-1.0, 0.0, 1.0, 2.0, 0.5])
def test_the_hessian_of_a_to_the_b_is_symmetric_and_right(a, b):
    values = [Value(a), Value(b)]
    (aa, ab), (ba, bb) = hessian(values[0] ** values[1], values)
    ln = math.log(a)
    assert aa == pytest.approx(b * (b - 1) * a ** (b - 2))
    assert ab == ba == pytest.approx(a ** (b - 1) * (1 + b * ln))
    assert bb == pytest.approx(a**b * ln**2)


@pytest.mark.parametrize(("b", "aa"), [(2.0, 2.0), (2.5, 0.0), (3.0, 0.0), (7.0, 0.0)])
def test_the_hessian_of_0_to_the_b_is_symmetric_and_right(b, aa):
    values = [Value(0.0), Value(b)]
    assert hessian(values[0] ** values[1], values) == [[aa, 0.0], [0.0, 0.0]]
    for i, column in enumerate(([aa, 0.0], [0.0, 0.0])):
        assert hvp(values[0] ** values[1], values, [float(i == 0), float(i == 1)]) == column


@pytest.mark.parametrize("b", [0.0, 0.5, 1.0, 1.5])
def test_where_0_to_the_b_has_no_second_derivative_it_is_refused(b):
    values = [Value(0.0, "a"), Value(b, "b")]
    for second in (hessian, lambda y, x: hvp(y, x, [1.0, 0.0]), lambda y, x: hvp(y, x, [0.0, 1.0])):
        with pytest.raises(DomainError, match=r"(gradient of '[ab]' .* does not exist|derivative of 0\*\*)"):
            second(values[0] ** values[1], values)


@pytest.mark.parametrize("b", [0.0, 1.0])
def test_of_0_to_the_b_second_derivatives_by_one_of_both_exist(b):
    values = [Value(0.0, "a"), Value(b, "b")]
    y = values[0] ** values[1]
    assert [hessian(y, x) for x in values] == [0.0, 0.0]
    slope = gradient(y, values[0], create_graph=True)
    assert slope.data == b
    with pytest.raises(DomainError, match=r"'b' = .*0\*\*b has no second derivative by both where b <= 1"):
        gradient(slope, values[1])


def test_0_to_a_constant_power_is_differentiated_whatever_comes_of_the_power():
    a, b = Value(0.0, "a"), Value(1.0, "b")
    gradient(a ** Constant(1.0), a, create_graph=True).backward()
    gradient(Constant(0.0, "x") ** b, b, create_graph=True).backward()
    assert (a.grad, b.grad) == (0.0, 0.0)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
@pytest.mark.parametrize("seed", range(5))
def test_every_hessian_is_symmetric(row, seed):
    rng = Random(seed)
    row = row.bind(*(3.0 for _ in row.static_names)) if row.static_names else row
    values = [Value(rng.uniform(*interval)) for interval in row.domain]
    found = hessian(apply(row, *values), values)
    for i, j in combinations(range(len(values)), 2):
        assert found[i][j] == pytest.approx(found[j][i], rel=1e-14, abs=1e-15)


def test_a_negative_number_to_a_constant_power_needs_no_logarithm():
    a, two = Value(-3.0, "a"), Value(2.0, "two")
    assert gradient(a ** Constant(2.0), a) == -6.0
    assert gradient(a ** (Constant(1.0) + Constant(1.0)), a) == -6.0
    with pytest.raises(DomainError, match=r"the gradient of 'two' .* does not exist"):
        (a**two).backward()
    assert gradient(a**two, a) == -6.0
