"""Arrows: where they pass, and where their heads are."""

from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.drawing.curves import HEAD_LENGTH, HEAD_WIDTH, arrowhead, joined, point_at, samples

POINTS = st.tuples(st.floats(0, 500), st.floats(0, 500))
CURVES = st.integers(1, 3).flatmap(lambda n: st.lists(POINTS, min_size=3 * n + 1, max_size=3 * n + 1)).map(tuple)


@given(CURVES, CURVES)
def test_joined_curves_pass_through_all_their_ends(first, second):
    curve = joined(first, second)
    assert len(curve) % 3 == 1
    passed = samples(curve)
    for place in (first[0], first[-1], second[0], second[-1]):
        assert min(dist(place, point) for point in passed) < 1e-9


def test_the_middle_of_a_straight_curve_is_on_the_line():
    line = ((0.0, 0.0), (10.0, 5.0), (20.0, 10.0), (30.0, 15.0))
    assert point_at(line, 15.0) == pytest.approx((15.0, 7.5))


@given(CURVES)
def test_a_head_has_its_size_and_its_tip_at_the_end(curve):
    points = samples(curve)[::-1]
    tip, left, right = arrowhead(points)
    assert tip == curve[-1]
    if max(dist(tip, point) for point in points) > 1e-6:
        assert dist(left, right) == pytest.approx(HEAD_WIDTH)
        assert dist(tip, ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2)) == pytest.approx(HEAD_LENGTH)
