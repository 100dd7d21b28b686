"""Finite differences: accurate without being told a step, honest about their own error."""

import math

import mpmath
import numpy as np
import pytest

from engine import DomainError, NotANumberError, Value, numeric_gradient
from engine.numeric import slope_at, slope_search

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


@pytest.mark.parametrize(("x", "step"), [(0.0, 1e-4), (0.5, 1e-4), (-1.0, 1e-4), (1000.0, 0.1), (-1000.0, 0.1)])
def test_the_first_step_is_a_ten_thousandth_of_x_or_of_one(x, step):
    assert slope_at(lambda x: 2 * x, x).step == pytest.approx(step)


def test_near_the_edge_of_a_domain_it_is_a_ten_thousandth_of_x():
    assert slope_at(math.log, 1e-8).step == pytest.approx(1e-12)


def test_what_the_steps_h_and_half_of_h_say_together():
    """x^3 at 1: the central quotients are 3 + h^2 and 3 + h^2/4, one-sided ones of h/2 are 3h/2 apart from 3."""
    found = slope_at(lambda x: x**3, 1.0)
    assert found.value == pytest.approx(3.0, rel=1e-11)
    assert found.truncation == pytest.approx(1e-8 / 4, rel=1e-2)
    assert (found.left, found.right) == pytest.approx((3 - 1.5e-4, 3 + 1.5e-4), rel=1e-8)
    assert found.rounding == pytest.approx(3 * 2.0**-52 / 1e-4)
    assert found.error == found.truncation + found.rounding


def test_noise_that_is_known_counts_in_place_of_the_last_digit():
    found = slope_at(lambda x: x**3, 1.0, noise=1e-13)
    assert found.rounding == pytest.approx(3 * 1e-13 / found.step)


@pytest.mark.parametrize(
    ("f", "kink"),
    [
        (lambda x: 4e-8 * abs(x), False),
        (lambda x: 6e-8 * abs(x), True),  # a jump of 1.2e-7, above the absolute tolerance
        (lambda x: x + 5e-7 * abs(x), False),
        (lambda x: x + 6e-7 * abs(x), True),  # a jump of 1.2e-6, above both together
        (lambda x: 1 - x + 5e-7 * abs(x), False),
        (lambda x: abs(x) ** 1.3, True),  # half a step leaves four fifths of the jump
        (lambda x: abs(x) ** 1.5, False),  # and here seven tenths
    ],
)
def test_a_jump_of_the_slope_counts_above_the_tolerance_unless_it_shrinks_with_the_step(f, kink):
    assert slope_at(f, 0.0).kink is kink


def steps_of(f, x, noise=0.0):
    """Return the steps that a search tries at x, as powers of ten."""
    search = slope_search(x, noise)
    points, steps = next(search), []
    try:
        while True:
            _, low, high, *_ = points
            steps.append(round(math.log10((high - low) / 2), 3))
            points = search.send([f(point) for point in points])
    except StopIteration:
        return steps


def test_where_rounding_hides_the_slope_a_search_tries_ten_steps_each_ten_times_as_wide():
    assert steps_of(lambda x: x, 0.0, noise=1.0) == list(range(-4, 7))


def test_where_the_curve_bends_a_search_tries_narrower_steps_until_they_are_good_enough():
    assert steps_of(lambda x: math.sin(1000 * x), 0.0) == [-4, -5, -6]
    assert steps_of(math.sin, 1.0) == [-4]
    assert steps_of(lambda x: math.copysign(abs(x) ** 0.5, x), 0.0) == list(range(-4, -15, -1)), "the slope is infinite"


@pytest.mark.parametrize(("noise", "steps"), [(3.6e-12, [-4]), (3.8e-12, [-4, -3])])
def test_good_enough_is_an_error_of_a_tenth_of_the_tolerances(noise, steps):
    """The slope is 1 and the error 3 noise / step, beside a tenth of 1e-7 + 1e-6."""
    assert steps_of(lambda x: x, 0.0, noise) == steps


@pytest.mark.parametrize(("slope", "kink"), [(5.9e-6, False), (6.2e-6, True)])
def test_a_jump_counts_above_four_times_what_rounding_does_to_a_slope(slope, kink):
    """The widest step is 1e6, so rounding does 3e-6: a jump counts above 1.2e-5 + 1e-7."""
    assert slope_at(lambda x: slope * abs(x), 0.0, noise=1.0).kink is kink


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
    assert numeric_gradient(lambda x: x**3, 2.0, step=0.25) == (2.25**3 - 1.75**3) / 0.5
    assert numeric_gradient(lambda a, b: a * b**2, [2.0, 3.0], step=0.5) == [9.0, 2 * (3.5**2 - 2.5**2)]


def test_outside_the_domain_it_says_so():
    with pytest.raises(DomainError, match="log"):
        numeric_gradient(lambda x: x.log(), -1.0)
    with pytest.raises(DomainError, match="both sides of 0"):
        numeric_gradient(lambda x: x.sqrt(), 0.0)
    with pytest.raises(DomainError, match=r"log\(-0.5\)"):
        numeric_gradient(lambda x: x.log(), 0.5, step=1.0)


def test_a_function_must_return_one_number():
    with pytest.raises(NotANumberError):
        numeric_gradient(lambda x: [x], 1.0)
    assert numeric_gradient(lambda x: Value(3.0), 1.0) == 0.0
