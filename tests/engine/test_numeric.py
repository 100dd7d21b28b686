"""Finite differences: accurate without being told a step, honest about their own error."""

import math

import mpmath
import numpy as np
import pytest

from engine import DomainError, NotANumberError, Value, numeric_gradient
from engine.numeric import slope_at

FUNCTIONS = [
    (math.sin, math.cos, 1.0),
    (math.exp, math.exp, 20.0),
    (math.log, lambda x: 1 / x, 1e-8),
    (math.log, lambda x: 1 / x, 1e-300),
    (math.sqrt, lambda x: 0.5 / math.sqrt(x), 1e-12),
    (lambda x: math.sin(1000 * x), lambda x: 1000 * math.cos(1000 * x), 1.0),
    (lambda x: math.sin(1e6 * x), lambda x: 1e6 * math.cos(1e6 * x), 1.0),
    (lambda x: x**3, lambda x: 3 * x**2, 1e5),
    (lambda x: 1 / x, lambda x: -1 / x**2, 1e-3),
    (lambda x: 1e12 + x, lambda x: 1.0, 3.0),
    (lambda x: 1e9 + math.sin(x), math.cos, 3.0),
    (lambda x: abs(x), lambda x: 1.0, 1e-9),
    (lambda x: 5.0, lambda x: 0.0, 2.0),
]


@pytest.mark.parametrize(("f", "slope", "x"), FUNCTIONS)
def test_the_error_that_is_stated_holds(f, slope, x):
    found = slope_at(f, x)
    assert abs(found.value - slope(x)) <= found.error + 1e-6 * abs(slope(x))
    assert found.error <= 2e-4 * max(1.0, abs(slope(x)))
    assert not found.kink


@pytest.mark.parametrize(
    ("f", "left", "right"), [(abs, -1, 1), (lambda x: max(x, 0.0), 0, 1), (lambda x: max(x, 3 * x) + x**2, 1, 3)]
)
def test_a_kink_is_seen_with_the_slopes_of_both_sides(f, left, right):
    found = slope_at(f, 0.0)
    assert found.kink
    assert (found.left, found.right) == pytest.approx((left, right), abs=1e-3)


@pytest.mark.parametrize("f", [math.exp, math.sin, lambda x: x**2, lambda x: 1e6 * x**2, lambda x: abs(x) ** 1.5])
def test_a_bend_is_not_a_kink(f):
    assert not slope_at(f, 0.0).kink


def test_numbers_in_the_form_that_was_given():
    square = numeric_gradient(lambda x: x**2, 3.0)
    assert type(square) is float
    assert square == pytest.approx(6.0, rel=1e-10)
    assert numeric_gradient(lambda a, b: a * b, (2.0, 5)) == pytest.approx([5.0, 2.0], rel=1e-10)
    assert numeric_gradient(lambda a, b: a * b, np.array([2.0, 5.0])) == pytest.approx([5.0, 2.0], rel=1e-10)
    assert numeric_gradient(lambda: 3.0, []) == []


def test_functions_of_values_and_of_floats():
    assert numeric_gradient(lambda x: x.tanh(), 0.5) == pytest.approx(float(mpmath.sech(0.5) ** 2), rel=1e-10)
    assert numeric_gradient(math.tanh, 0.5) == pytest.approx(float(mpmath.sech(0.5) ** 2), rel=1e-10)
    assert numeric_gradient(np.tanh, 0.5) == pytest.approx(float(mpmath.sech(0.5) ** 2), rel=1e-10)


def test_a_step_of_one_s_own_gives_the_textbook_quotient():
    assert numeric_gradient(lambda x: x**3, 2.0, step=0.5) == (2.5**3 - 1.5**3) / 1.0


def test_outside_the_domain_it_says_so():
    with pytest.raises(DomainError, match="log"):
        numeric_gradient(lambda x: x.log(), -1.0)
    with pytest.raises(DomainError, match="both sides of 0"):
        numeric_gradient(lambda x: x.sqrt(), 0.0)


def test_a_function_must_return_one_number():
    with pytest.raises(NotANumberError):
        numeric_gradient(lambda x: [x], 1.0)
    assert numeric_gradient(lambda x: Value(3.0), 1.0) == 0.0
