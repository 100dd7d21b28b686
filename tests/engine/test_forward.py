"""Forward mode: dual numbers over the same rows."""

import math

import pytest

from engine import NotANumberError, ShapeError, Value, gradient, jvp, logsumexp


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


def test_a_deep_chain():
    def f(x):
        for _ in range(20_000):
            x = x + 1
        return x

    assert jvp(f, [0.0], [1.0]) == (20_000.0, 1.0)


def test_lengths_must_agree():
    with pytest.raises(ShapeError, match="2 primals but 1 tangents"):
        jvp(lambda x, y: x, [1.0, 2.0], [1.0])


def test_a_list_is_not_a_result():
    with pytest.raises(NotANumberError):
        jvp(lambda x: [x], [1.0], [1.0])
