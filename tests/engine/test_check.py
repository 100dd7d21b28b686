"""`check_gradients`: right gradients pass, wrong ones never, and the report says why."""

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import NotANumberError, Value, check_gradients, dot, maximum
from engine import sum as engine_sum
from engine.check import rounding_noise
from engine.errors import ShapeError
from engine.primitives import Primitive
from engine.value import apply
from nn import Module

EPS = 2.0**-52


def identity_with_slope(slope):
    """Return a function with f(x) = x whose derivative the engine believes to be `slope`."""
    row = Primitive("identity", "id", "activation", value=lambda math, x: x, partials=lambda math, y, x: (slope,),
                    formula="{x}", partial_formulas=(str(slope),))  # fmt: skip
    return lambda v: apply(row, v)


def outcomes(report):
    return [c.outcome for c in report.coordinates]


RIGHT = [
    (lambda x: x**2 * 1e8, 3.0),
    (lambda x: x + 1e12, 3.0),
    (lambda x: (x + 1e12) - 1e12, 3.0),
    (lambda x: (x - 3) ** 2 + 1e12, 3.0),
    (lambda x: x.sin() + 1e9, 3.0),
    (lambda x: engine_sum([x, 1e9, -1e9, x.sin()]), 3.0),
    (lambda x: dot([x, Value(1e8)], [Value(1e8), x]) - 2e8 * x + x**2, 3.0),
    (lambda x: x.exp(), 700.0),
    (lambda x: x.exp(), -700.0),
    (lambda x: x * x, 1e150),
    (lambda x: 1 / x, 1e-5),
    (lambda x: x.log(), 1e-8),
    (lambda x: x.sqrt(), 1e-12),
    (lambda x: (1000 * x).sin(), 1.0),
    (lambda x: x.tanh(), 20.0),
    (lambda x: x.relu(), 1e-9),
    (lambda x: x * 0.0, 1.0),
]


@pytest.mark.parametrize(("f", "x"), RIGHT)
def test_right_gradients_of_large_small_and_wild_functions_pass(f, x):
    report = check_gradients(f, x)
    assert report, report


@pytest.mark.long
@given(st.floats(-5, 5), st.floats(0.5, 2.0), st.sampled_from([0.0, 1.0, 1e3, 1e6, -1e9]))
def test_a_wrong_gradient_never_passes_however_large_the_function(x, factor, offset):
    if abs(factor - 1) > 1e-4:
        wrong = identity_with_slope(factor)
        assert not check_gradients(lambda v: wrong(v).sin() * 3 + v * 10 + offset, x)


@pytest.mark.parametrize("wrong", [-1.0, 0.0, 0.5, 2.0, 1.00001, 0.99999, 1e9, -1e-9])
def test_a_wrong_slope_is_told_from_a_right_one(wrong):
    assert check_gradients(identity_with_slope(1.0), 2.0)
    report = check_gradients(identity_with_slope(wrong), 2.0)
    assert outcomes(report) == ["differs"]
    assert report.coordinates[0].engine == wrong
    assert report.coordinates[0].numeric == pytest.approx(1.0)


def test_tolerances_are_those_that_are_asked_for():
    nearly = identity_with_slope(1.001)
    assert not check_gradients(nearly, 2.0)
    assert check_gradients(nearly, 2.0, rtol=0.01)
    assert check_gradients(nearly, 2.0, atol=0.01)


def test_a_tolerance_of_0_is_kept_by_what_is_exact():
    assert check_gradients(lambda x: x * 0.0, 1.0, atol=0.0, rtol=0.0)


def test_every_coordinate_is_checked_and_named():
    wrong = identity_with_slope(3.0)
    report = check_gradients(lambda a, b, c: a * b + wrong(c), [1.0, 2.0, 5.0])
    assert outcomes(report) == ["agrees", "agrees", "differs"]
    assert [c.name for c in report.coordinates] == ["x[0]", "x[1]", "x[2]"]
    assert [c.x for c in report.coordinates] == [1.0, 2.0, 5.0]
    lines = str(report).splitlines()
    assert lines[0] == "2 of 3 derivatives agree with finite differences"
    assert lines[-1].split() == ["x[2]", "5", "3", "1", "2.0e+00", "differs"]


def test_a_kink_is_named_and_never_called_right():
    report = check_gradients(lambda x: x.relu(), 0.0)
    assert outcomes(report) == ["kink"]
    assert not report.ok
    assert "the slope is 0 from the left and 1 from the right" in str(report)
    assert outcomes(check_gradients(lambda x: x.relu() * 2, 1e-14)) == ["kink"]
    assert outcomes(check_gradients(lambda x, y: maximum(2 * x, y), [1.0, 2.0])) == ["agrees", "agrees"]


def test_a_kink_where_the_convention_is_the_middle_agrees_and_is_still_named():
    report = check_gradients(lambda x: abs(x), 0.0)
    assert report
    assert "x[0] is at a kink" in str(report)


def test_a_random_function_is_found_out():
    rng = random.Random(0)
    report = check_gradients(lambda x: x * rng.random(), 1.0)
    assert report.random
    assert not report
    assert "fixed random.Random(seed)" in str(report)


@pytest.mark.parametrize("step", [0.25, -0.25])
def test_also_one_that_only_rises_or_only_falls(step):
    calls = []

    def f(x):
        calls.append(step * len(calls))
        return x + calls[-1]

    assert check_gradients(f, 1.0).random


def test_the_noise_of_a_graph_is_what_every_rounding_moves_the_output_by():
    a, b, c = Value(3.0), Value(-5.0), Value(4.0)
    product = 2 * 15.0
    assert rounding_noise(a * b) == EPS * product
    assert rounding_noise((a * b) * c) == EPS * (2 * 60.0 + 4.0 * product)
    assert rounding_noise((a * b) * c + math.inf) == EPS * (2 * 60.0 + 4.0 * product)


def test_a_sum_rounds_after_every_term():
    xs, ys = [Value(2.0), Value(3.0)], [Value(5.0), Value(-7.0)]
    products = 2 * (2 * 5.0 + 3 * 7.0)
    assert rounding_noise(dot(xs, ys)) == EPS * products
    assert rounding_noise(dot(xs, ys) * 10.0) == EPS * (2 * 110.0 + 10.0 * products)


def test_an_ignored_input_is_mentioned_but_right():
    report = check_gradients(lambda x, y: x * 2, [1.0, 2.0])
    assert report
    assert "f ignores x[1]" in str(report)


def test_a_number_read_from_the_graph_is_found_out():
    report = check_gradients(lambda x, y: x * y.data, [3.0, 2.0])
    assert outcomes(report) == ["agrees", "differs"]
    assert ".data or item()" in str(report)


def test_where_rounding_hides_the_answer_it_does_not_pretend():
    report = check_gradients(lambda x: x.sin() + 1e14, 3.0)
    assert outcomes(report) == ["undecided"]
    assert not report
    assert "too large or too rough" in str(report)


def test_points_of_every_form():
    f = lambda x, y: x * y  # noqa: E731
    assert check_gradients(f, [1, 2])
    assert check_gradients(f, (1.0, 2.0))
    assert check_gradients(f, np.array([1.0, 2.0]))
    assert check_gradients(lambda x: x * 2, 1.0)


@pytest.mark.parametrize("xs", [[], (), np.array([]), Module().parameters()], ids=["list", "tuple", "array", "model"])
def test_no_input_at_all_is_not_passed_as_checked(xs):
    with pytest.raises(ShapeError, match=r"^check_gradients: xs is empty, so there is nothing to check; give at least"):
        check_gradients(lambda: Value(1.0) * 2, xs)


@pytest.mark.parametrize("f", [lambda x: 3.0, lambda x: [x], lambda x: None, lambda x: x.data])
def test_a_function_without_a_graph_is_refused(f):
    with pytest.raises(NotANumberError, match=r"check_gradients: f returned .* no graph"):
        check_gradients(f, 1.0)


def test_the_report_is_data():
    (only,) = check_gradients(lambda x: x**2, 3.0).coordinates
    assert (only.engine, only.kink, only.reached) == (6.0, False, True)
    assert math.isclose(only.left, 6.0, rel_tol=1e-4)
    assert math.isclose(only.right, 6.0, rel_tol=1e-4)
    assert only.notes == []


def test_a_second_number_is_no_tolerance():
    """check_gradients(f, 3.0, 4.0) forgets the brackets of [3.0, 4.0]."""
    with pytest.raises(TypeError, match="takes 2 positional arguments but 3 were given"):
        check_gradients(lambda a, b: a * b, 3.0, 4.0)
    assert check_gradients(lambda a, b: a * b, [3.0, 4.0])
