"""Slips of scale: the sign, a constant factor and whose convention it is, a step instead of a slope, zeros."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips.scale import factors
from engine.value import Constant
from tests.engine.compare.asking import among, check, kinds, problem_of, said
from tests.engine.planted.derivation import values

W, C = np.array([0.7, -0.4, 1.1, 0.55, -0.9]), [1.3, -0.8, 2.1, 0.6, 1.7]


def linear(right):
    """Return a loss with this gradient, and the Values."""
    w = values("w", np.ones(np.shape(right)))
    flat = [w] if np.ndim(right) == 0 else np.array(w, dtype=object).ravel().tolist()
    return engine.dot(np.ravel(right).tolist(), flat), w


def test_the_sign():
    loss, w = linear(C)
    check("sign", loss, "the sign is flipped", w=(w, -np.array(C)))
    loss, w = linear(5.0)
    check("sign", loss, w=(w, -5.0))


def test_zero_everywhere():
    loss, w = linear(C)
    check("zero", loss, w=(w, np.zeros(5)))


def squares(scale=1.0):
    """Return L = scale times the sum of (w - c)^2, with w and the differences."""
    w = values("w", W)
    total = engine.sum([(x - c) ** 2 for x, c in zip(w, C, strict=True)])
    return (total if scale == 1.0 else scale * total), w, W - C


@pytest.mark.parametrize(
    ("scale", "factor", "words"),
    [
        (1.0, 1.0, "the 2 that the square brings down is missing"),
        (1.0, 4.0, "brings down one 2, not two"),
        (0.5, 2.0, "cancels the 2 of the square"),
        (0.5, 0.5, "2 that the square brings down is missing"),
    ],
)
def test_the_2_of_a_square_and_the_half_of_a_loss(scale, factor, words):
    loss, w, difference = squares(scale)
    among("factor 2", loss, words, w=(w, factor * difference))


@pytest.mark.parametrize("factor", [2.0, 0.5])
def test_twice_and_half_where_nothing_is_squared(factor):
    loss, w = linear(C)
    check("factor 2", loss, w=(w, factor * np.array(C)))


@pytest.mark.parametrize(
    ("factor", "words"), [(5.0, "not divided by 5"), (0.2, "once too often"), (1.25, "4 instead of 5")]
)
def test_the_m_of_a_mean(factor, words):
    loss, w, difference = squares(0.2)
    check("mean", loss, words, w=(w, factor * 0.4 * difference))


def test_a_learning_rate_that_is_multiplied_in():
    loss, w = linear(C)
    for rate in (0.1, 0.01, 0.001):
        check("learning rate", loss, w=(w, -rate * np.array(C)))
        check("learning rate", loss, w=(w, rate * np.array(C)))


def test_a_named_constant_that_is_forgotten_or_squared():
    w, k = values("w", W), Constant(1.7, "lambda")
    loss = k * engine.sum([x.tanh() * c for x, c in zip(w, C, strict=True)])
    slope = np.array(C) * (1 - np.tanh(W) ** 2)
    check("constant forgotten", loss, w=(w, slope))
    check("constant forgotten", loss, w=(w, slope * 1.7**2))


def test_two_factors_at_once():
    loss, w, difference = squares(0.2)
    report = said(loss, w=(w, -5.0 * 0.4 * difference))
    assert {"sign", "mean"} <= {kind for finding in report.findings for kind in finding.slips}


def test_one_factor_that_nothing_explains_is_a_fact_about_three_numbers_or_more():
    loss, w = linear(C)
    (finding,) = said(loss, w=(w, 1.73 * np.array(C))).findings
    assert (finding.slip, finding.certainty) == ("ratio", "possible")
    assert "1.73 times" in finding.text
    loss, w = linear(C[:2])
    assert kinds(said(loss, w=(w, 1.73 * np.array(C[:2])))) == []


HALF, WHOLE = {"the loss carries 1/2, which cancels the 2 of the square"}, {"a square brings down one 2, not two"}


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (lambda x: x**3, {"everything is counted twice"}),
        (lambda x: x * (x + 1.0), {"everything is counted twice"}),
        (lambda x: x + x, {"everything is counted twice"}),
        (lambda x: x**2, WHOLE),
        (lambda x: x * x, WHOLE),
        (lambda x: 0.5 * x**2, HALF),
        (lambda x: x**2 * 0.5, HALF),
        (lambda x: x**2 / 2.0, HALF),
        (lambda x: x**2 / 5.0, WHOLE),
        (lambda x: 40.0 / x**2, WHOLE),
        (lambda x: x**2 / 0.5, WHOLE),
        (lambda x: x**2 * -0.5, WHOLE),
        (lambda x: x**2 + 0.5, WHOLE),
    ],
)
def test_what_a_factor_of_2_is_called(loss, words):
    x = Value(3.0, "x")
    assert {text for c, kind, text, _ in factors(problem_of(loss(x), x=x)) if (c, kind) == (2.0, "factor 2")} == words


def test_a_factor_that_is_forgotten_takes_its_sign_with_it():
    """Of (s - 1) x**2 without its factor s - 1 = -1/6 is left -6 times the gradient, and never 6 times."""
    s, x = Value(5 / 6, "s"), Value(3.0, "x")
    found = factors(problem_of((s - 1.0) * x**2, s=s, x=x))
    assert {round(c, 9) for c, _, text, _ in found if text == "s - 1 is forgotten as a factor"} == {-6.0}
