"""Slips at a quotient: its sign, its square, one of its halves."""

import numpy as np
import pytest

import engine
from engine.compare import compare_gradients
from engine.compare.slips.quotients import quotients
from nn.array import array
from tests.engine.compare.asking import check, problem_of
from tests.engine.planted.derivation import values

A, B = np.array([1.3, -0.7, 2.2, 0.45]), np.array([0.8, 1.7, -1.25, 3.1])
C = np.array([0.9, 1.6, -1.1, 2.3])


def ratios():
    """Return L = sum of c a / b with a and b."""
    a, b = values("a", A), values("b", B)
    return engine.dot(C.tolist(), [x / y for x, y in zip(a, b, strict=True)]), a, b


@pytest.mark.parametrize(
    ("kind", "below"),
    [
        ("sign", A / B**2),  # here the minus is the sign of all; not so below
        ("quotient", -A / B),  # not squared
        ("factor forgotten", -1 / B**2),  # without the numerator
        ("quotient", 1 / B),
        ("quotient", -A / B**3),
        ("quotient", -A),
    ],
)
def test_the_denominator(kind, below):
    loss, _, b = ratios()
    check(kind, loss, b=(b, C * below))


@pytest.mark.parametrize(
    ("kind", "above"),
    [("factor forgotten", np.ones(4)), ("quotient", 1 / B**2), ("quotient", B)],
)
def test_the_numerator(kind, above):
    loss, a, _ = ratios()
    check(kind, loss, a=(a, C * above))


U, V = np.array([0.3, 2.0, -0.6, 1.1]), np.array([2.9, 1.5, 1.4, 0.8])
F, G = A * A + U, A - V


def both(above, below):
    """Return L = sum of c (p p + u) / (p - v), where p stands above and below, and dL/dp = c (2 p above + below)."""
    p = values("p", A)
    loss = engine.dot(C.tolist(), [(x * x + u) / (x - v) for x, u, v in zip(p, U.tolist(), V.tolist(), strict=True)])
    return loss, p, C * (2 * A * above + below)


@pytest.mark.long
def test_the_whole_rule():
    loss, p, right = both(1 / G, -F / G**2)
    assert compare_gradients(loss, {"p": (p, right)}).ok
    for kind, above, below in (
        ("sign", 1 / G, F / G**2),  # a plus between the halves
        ("sign", -1 / G, F / G**2),  # the halves exchanged
        ("quotient", 1, -F / G),  # divided by the denominator, not by its square
        ("quotient", 1 / G, -F / G),
        ("quotient", 1 / G, 1 / G),
    ):
        loss, p, wrong = both(above, below)
        check(kind, loss, p=(p, wrong))


@pytest.mark.long
def test_a_mean_that_is_written_as_a_quotient():
    w = values("w", A)
    loss = engine.sum([x.tanh() * c for x, c in zip(w, C.tolist(), strict=True)]) / 4.0
    slope = C * (1 - np.tanh(A) ** 2)
    check("mean", loss, w=(w, slope))
    check("mean", loss, w=(w, slope / 16))
    check("mean", loss, w=(w, slope / 3))


def test_the_root_of_a_sum_that_is_less_than_1_may_be_divided_by():
    """L = (c . a)^2 / (0.4 + 0.3), where da is divided by the root of 0.7."""
    a, sizes = values("a", A), array([0.4, 0.3], "g", given=True)
    loss = engine.dot(C.tolist(), a) ** 2 / np.sum(sizes).item()
    assert compare_gradients(loss, {"a": (a, 2 * (C @ A) * C / 0.7)}).ok
    check("mean", loss, "divided by the root of sum(g)", a=(a, 2 * (C @ A) * C / 0.7**0.5))


def test_nothing_is_divided_by_a_numerator_that_is_zero():
    a = values("a", [0.0, 2.0])
    problem = problem_of(engine.sum([x / 4.0 for x in a]), a=a)
    (itself,) = (slip for slip in quotients(problem) if "the numerator itself" in slip.what)
    assert list(itself.slopes.values()) == [0.5]
