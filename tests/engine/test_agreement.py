"""Three independent ways to a derivative agree on random graphs: backwards, forwards, and finite differences."""

import pytest
from hypothesis import given

from engine import Value, check_gradients, gradient, hessian, jvp, numeric_gradient
from tests.engine.programs import KINKED, SMOOTH, at, programs


@pytest.mark.long
@given(programs(KINKED), at())
def test_reverse_mode_equals_forward_mode(program, point):
    leaves = [Value(x) for x in point]
    output = program(*leaves)
    backwards = gradient(output, leaves)
    for slot, slope in enumerate(backwards):
        value, tangent = jvp(program, point, [float(i == slot) for i in range(len(point))])
        assert value == output.data
        assert tangent == pytest.approx(slope, rel=1e-9, abs=1e-11)


@pytest.mark.long
@given(programs(SMOOTH), at())
def test_reverse_mode_equals_finite_differences(program, point):
    report = check_gradients(program, point)
    assert report, report


@pytest.mark.long
@given(programs(KINKED), at())
def test_also_where_there_are_kinks_unless_the_point_is_at_one(program, point):
    report = check_gradients(program, point)
    assert {c.outcome for c in report.coordinates} <= {"agrees", "kink"}, report


@pytest.mark.long
@given(programs(KINKED), at())
def test_gradients_as_graphs_are_the_same_numbers(program, point):
    leaves = [Value(x) for x in point]
    output = program(*leaves)
    graphs = gradient(output, leaves, create_graph=True)
    assert [g.data for g in graphs] == pytest.approx(gradient(output, leaves), rel=1e-12, abs=1e-14)


@pytest.mark.long
@given(programs(SMOOTH, longest=5), at(2))
def test_hessian_is_symmetric_and_equals_differences_of_the_gradient(program, point):
    leaves = [Value(x) for x in point]
    found = hessian(program(*leaves), leaves)
    for i, row in enumerate(found):
        slope = lambda *xs, i=i: gradient(program(*xs), xs, create_graph=True)[i]  # noqa: E731
        assert row == pytest.approx(numeric_gradient(slope, point), rel=1e-5, abs=1e-6)
        assert row == pytest.approx([other[i] for other in found], rel=1e-8, abs=1e-10)


@pytest.mark.long
@given(programs(KINKED), at())
def test_two_passes_give_exactly_twice(program, point):
    leaves = [Value(x) for x in point]
    output = program(*leaves)
    output.backward()
    once = [x.grad for x in leaves]
    output.backward()
    assert [x.grad for x in leaves] == [2 * g for g in once]
