"""gradient_descent: the path, point by point."""

from functools import partial

import pytest

from engine.errors import NotANumberError
from nn import Momentum, datasets, gradient_descent
from nn.schedules import exponential_decay


def masses(a):
    return sum((a * x - y) ** 2 for (x,), y in zip(*datasets.masses(), strict=True))


def test_the_path_of_the_tutorial():
    """Notes 004: a := a - 0.003 dL/da; L(8) = 402.57, dL/da(8) = -447.3 by hand."""
    curvature = 2 * (2**2 + 4.5**2 + 10**2)  # dL/da = curvature (a - 9.8)
    path = gradient_descent(masses, start=8.0, rate=0.003, steps=20)
    expected = 8.0
    assert len(path.points) == len(path.values) == len(path.gradients) == 21
    for point, value, slope in zip(path.points, path.values, path.gradients, strict=True):
        assert point == pytest.approx(expected, rel=1e-12)
        assert value == pytest.approx(curvature / 2 * (expected - 9.8) ** 2, abs=1e-9)
        assert slope == pytest.approx(curvature * (expected - 9.8), abs=1e-9)
        expected -= 0.003 * curvature * (expected - 9.8)
    assert path.points[-1] == pytest.approx(9.8, abs=1e-6)
    assert path.stopped == ""


def test_two_variables_and_a_saddle():
    """Notes 000, (uv - 1)^2: from u = -v the path runs into the saddle at 0, from elsewhere into the valley."""
    path = gradient_descent(lambda u, v: (u * v - 1) ** 2, start=[0.5, -0.5], rate=0.1, steps=200)
    assert path.points[0] == [0.5, -0.5]
    assert path.gradients[0] == pytest.approx([2 * -1.25 * -0.5, 2 * -1.25 * 0.5])
    assert path.points[-1] == pytest.approx([0.0, 0.0], abs=1e-6)
    assert path.values[-1] == pytest.approx(1.0)
    path = gradient_descent(lambda u, v: (u * v - 1) ** 2, start=[0.5, -0.4], rate=0.1, steps=200)
    assert path.values[-1] == pytest.approx(0.0, abs=1e-9)


def test_schedules_and_other_optimisers():
    halving = gradient_descent(lambda x: x * 1.0, 0.0, exponential_decay(1.0, 0.5), steps=3)
    assert halving.points == [0.0, -1.0, -1.5, -1.75]
    rolling = gradient_descent(lambda x: x * 1.0, 0.0, 1.0, steps=3, optimiser=partial(Momentum, momentum=0.5))
    assert rolling.points == [0.0, -1.0, -2.5, -4.25]


def test_a_diverging_path_ends_where_it_overflows_and_says_so():
    """Notes 003 and 004: a rate too high."""
    path = gradient_descent(masses, start=8.0, rate=1.0, steps=1000)
    assert 10 < len(path.points) == len(path.values) == len(path.gradients) < 1000
    assert abs(path.points[-1] - 9.8) > 1e100
    assert "has no finite real value" in path.stopped


def test_a_function_without_a_gradient_is_refused():
    with pytest.raises(NotANumberError, match=r"the function returned 3\.0"):
        gradient_descent(lambda a: 3.0, 1.0, 0.1, 2)


def test_a_path_of_no_steps_is_its_start():
    path = gradient_descent(lambda a: a * a, start=3, rate=0.1, steps=0)
    assert (path.points, path.values, path.gradients, path.stopped) == ([3.0], [9.0], [6.0], "")


@pytest.mark.parametrize("start", [[3.0], (3.0,)])
def test_a_list_of_one_number_gives_lists(start):
    path = gradient_descent(lambda a: a * a, start, rate=0.25, steps=2)
    assert (path.points, path.values, path.gradients) == (
        [[3.0], [1.5], [0.75]],
        [9.0, 2.25, 0.5625],
        [[6], [3], [1.5]],
    )


def test_the_last_point_of_a_path_that_overflows_is_where_the_step_or_the_function_failed():
    """a**2 from 1e150 at the rate 1e200: the step from there is too long."""
    path = gradient_descent(lambda a: a * a, 1e150, 1e200, steps=5)
    assert (path.points, path.gradients) == ([1e150], [2e150])
    assert path.stopped.startswith("SGD: step 0 takes parameter 0 from 1e+150 with gradient 2e+150 to -inf")
    path = gradient_descent(lambda a: a.log(), 1.0, 2.0, steps=5)
    assert (path.points, path.values) == ([1.0], [0.0])
    assert path.stopped.startswith("log: log(-1) has no finite real value")
