"""Forward mode: dual numbers over the same rows."""

import math
from random import Random

import pytest

from engine import DomainError, NotANumberError, ShapeError, Value, apply, dot, gradient, hessian, hvp, jvp, logsumexp
from engine.errors import ArgumentError
from engine.forward import Dual
from tests.engine.graphs import random_graph
from tests.engine.meaning import ROWS, points, row_id


def test_the_derivative_along_a_direction():
    value, tangent = jvp(lambda x, y: x * y + x.sin(), [2.0, 5.0], [1.0, 10.0])
    assert value == pytest.approx(10 + math.sin(2))
    assert tangent == pytest.approx(5 + math.cos(2) + 10 * 2)
    assert type(value) is type(tangent) is float


def test_it_is_linear_in_the_direction():
    f = lambda x, y: logsumexp([x * y, x.tanh(), y])  # noqa: E731
    along_x, along_y = jvp(f, [0.3, 1.2], [1, 0])[1], jvp(f, [0.3, 1.2], [0, 1])[1]
    assert jvp(f, [0.3, 1.2], [2.0, -3.0])[1] == pytest.approx(2 * along_x - 3 * along_y)


def test_unit_directions_give_the_gradient():
    def f(x, y):
        return (x * y).exp() / (x + y)

    x, y = Value(0.3), Value(1.2)
    assert [jvp(f, [0.3, 1.2], [1, 0])[1], jvp(f, [0.3, 1.2], [0, 1])[1]] == pytest.approx(gradient(f(x, y), [x, y]))


def test_functions_that_do_not_move():
    assert jvp(lambda x: x, [3.0], [2.0]) == (3.0, 2.0)
    assert jvp(lambda x: Value(4.0), [3.0], [2.0]) == (4.0, 0.0)
    assert jvp(lambda x: 4, [3.0], [2.0]) == (4.0, 0.0)
    assert jvp(lambda: Value(1.0) * 2, [], []) == (2.0, 0.0)


def test_parameters_from_outside_rest():
    w = Value(3.0)
    assert jvp(lambda x: w * x, [2.0], [1.0]) == (6.0, 3.0)


@pytest.mark.long
def test_a_deep_chain():
    def f(x):
        for _ in range(20_000):
            x = x + 1
        return x

    assert jvp(f, [0.0], [1.0]) == (20_000.0, 1.0)


def test_lengths_must_agree():
    with pytest.raises(ShapeError, match="2 primals but 1 tangents"):
        jvp(lambda x, y: x, [1.0, 2.0], [1.0])
    with pytest.raises(ShapeError, match="1 primals but 2 tangents"):
        jvp(lambda x: x, [1.0], [1.0, 2.0])


def test_a_number_in_place_of_a_list_is_refused():
    x = Value(2.0)
    with pytest.raises(ArgumentError, match=r"^jvp: primals must be a list of numbers, such as \[2.0\], got 3.0"):
        jvp(lambda x: x, 3.0, [1.0])
    with pytest.raises(ArgumentError, match=r"^jvp: tangents must be a list"):
        jvp(lambda x: x, [3.0], 1.0)
    for wrt, vector in ((x, [1.0]), ([2.0], [1.0]), ([x], 1.0), ([x, 3.0], [1.0, 1.0])):
        with pytest.raises(ArgumentError, match=r"^hvp: takes a list of Values and a list of numbers"):
            hvp(x * x, wrt, vector)


def test_a_thousand_inputs():
    assert jvp(lambda *xs: sum(xs), [2.0] * 1000, [0.5] * 1000) == (2000.0, 500.0)
    xs = [Value(1.0) for _ in range(1000)]
    assert hvp(dot(xs, xs), xs, [3.0] * 1000) == [6.0] * 1000


def test_a_list_is_not_a_result():
    with pytest.raises(NotANumberError):
        jvp(lambda x: [x], [1.0], [1.0])


def test_a_dual_number_compares_like_its_number():
    two = Dual(2.0, 1.0)
    assert [two < x for x in (1.0, 2.0, 3.0)] == [False, False, True]
    assert [two <= x for x in (1.0, 2.0, 3.0)] == [False, True, True]
    assert [two > x for x in (1.0, 2.0, 3.0)] == [True, False, False]
    assert [two >= x for x in (1.0, 2.0, 3.0)] == [True, True, False]


# The backward sweep over dual numbers: the Hessian times a vector.


@pytest.mark.parametrize("row", ROWS, ids=row_id)
def test_every_row_times_a_vector_is_its_hessian_times_that_vector(row):
    for xs in points(row, count=2):
        leaves = [Value(x) for x in xs]
        squared = apply(row, *leaves) ** 2
        vector = [0.5 - i for i in range(len(xs))]
        expected = [sum(h * v for h, v in zip(line, vector, strict=True)) for line in hessian(squared, leaves)]
        assert hvp(squared, leaves, vector) == pytest.approx(expected, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_the_hessian_of_a_random_graph_is_symmetric(seed):
    loss, leaves = random_graph(Random(seed))
    rng = Random(seed + 100)
    u, v = ([rng.uniform(-1, 1) for _ in leaves] for _ in range(2))
    left = sum(a * b for a, b in zip(u, hvp(loss, leaves, v), strict=True))
    right = sum(a * b for a, b in zip(v, hvp(loss, leaves, u), strict=True))
    assert left == pytest.approx(right, rel=1e-9, abs=1e-9)


def test_what_the_output_does_not_depend_on_has_no_curvature():
    x, other = Value(2.0), Value(5.0)
    assert hvp(x**3, [x, other], [1.0, 1.0]) == [12.0, 0.0]


def test_a_vector_of_another_length_and_a_missing_derivative_are_refused():
    x = Value(0.0, "x")
    with pytest.raises(ShapeError, match="1 Values but a vector of 2"):
        hvp(x * x, [x], [1.0, 2.0])
    with pytest.raises(ShapeError, match="2 Values but a vector of 1"):
        hvp(x * x, [x, Value(1.0)], [1.0])
    with pytest.raises(DomainError, match="'x'"):
        hvp(x.sqrt(), [x], [1.0])


def test_a_derivative_that_nobody_asks_for_need_not_exist():
    base, exponent = Value(-2.0), Value(2.0)
    assert hvp(base**exponent, [base], [1.0]) == [2.0]


@pytest.mark.parametrize("f", [Value.sqrt, Value.log, lambda x: 1 / x])
def test_a_second_derivative_that_is_too_large_is_refused(f):
    x = Value(1e-210, "x")
    with pytest.raises(DomainError, match=r"'x'.*(overflows|too large)"):
        hvp(f(x), [x], [1.0])


def test_a_result_may_be_what_the_hessian_is_taken_by():
    u = Value(3.0) * 2.0
    assert hvp(u**3, [u], [1.0]) == [36.0]
    with pytest.raises(ShapeError, match="twice"):
        hvp(u**3, [u, u], [1.0, 2.0])


def test_a_result_beside_what_it_is_made_of_moves_with_it_as_in_the_hessian():
    x, y = Value(2.0), Value(5.0)
    product = x * y
    output, wrt = product**2 * x, [product, x]
    columns = [hvp(output, wrt, unit) for unit in ([1.0, 0.0], [0.0, 1.0])]
    assert columns == hessian(output, wrt) == [[4.0, 40.0], [40.0, 300.0]]
