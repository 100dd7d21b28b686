"""Arrows: where they pass, and where their heads are."""

from itertools import pairwise
from math import dist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.drawing.curves import HEAD_LENGTH, HEAD_WIDTH, SAMPLES, Curve, Point, arrowhead, joined, samples, swung

POINTS = st.tuples(st.floats(0, 500), st.floats(0, 500))
CURVES: st.SearchStrategy[Curve] = (
    st.integers(1, 3).flatmap(lambda n: st.lists(POINTS, min_size=3 * n + 1, max_size=3 * n + 1)).map(tuple)
)


def halfway(points: Curve, t: float) -> Point:
    """De Casteljau's construction: between neighbours, again and again, until one point is left."""
    while len(points) > 1:
        points = tuple(((1 - t) * ax + t * bx, (1 - t) * ay + t * by) for (ax, ay), (bx, by) in pairwise(points))
    return points[0]


@settings(max_examples=20)
@given(CURVES)
def test_samples_are_evenly_spread_over_each_piece_and_include_its_ends(curve):
    pieces = [curve[i : i + 4] for i in range(0, len(curve) - 1, 3)]
    expected = [curve[0], *(halfway(piece, k / SAMPLES) for piece in pieces for k in range(1, SAMPLES + 1))]
    assert [x for point in samples(curve) for x in point] == pytest.approx([x for point in expected for x in point])


@pytest.mark.long
@given(CURVES, CURVES)
def test_joined_curves_pass_through_all_their_ends(first, second):
    curve = joined(first, second)
    assert len(curve) % 3 == 1
    passed = samples(curve)
    for place in (first[0], first[-1], second[0], second[-1]):
        assert min(dist(place, point) for point in passed) < 1e-9
    bridge = passed[SAMPLES * (len(first) // 3) :][: SAMPLES + 1]
    steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(bridge)]
    dx, dy = ((b - a) / SAMPLES for a, b in zip(first[-1], second[0], strict=True))
    assert [x for step in steps for x in step] == pytest.approx([dx, dy] * SAMPLES, abs=1e-9), "straight and even"


def test_the_middle_of_a_straight_curve_is_on_the_line():
    line = ((0.0, 0.0), (10.0, 5.0), (20.0, 10.0), (30.0, 15.0))
    assert samples(line)[SAMPLES // 2] == pytest.approx((15.0, 7.5))


@pytest.mark.long
@given(CURVES)
def test_a_head_has_its_size_and_its_tip_at_the_end(curve):
    points = samples(curve)[::-1]
    tip, left, right = arrowhead(points)
    assert tip == curve[-1]
    if max(dist(tip, point) for point in points) > 1e-6:
        assert dist(left, right) == pytest.approx(HEAD_WIDTH)
        assert dist(tip, ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2)) == pytest.approx(HEAD_LENGTH)


@pytest.mark.parametrize(
    ("points", "head"),
    [
        ([(1, 2), (4, 6), (7, 10)], ((1, 2), (3, 10.5), (8.6, 6.3))),  # the second point is only 5 away
        ([(0, 0), (0, -8), (99, 0)], ((0, 0), (3.5, -8), (-3.5, -8))),  # exactly as far as a head is long
        ([(5, 5), (4, 5), (5, 7)], ((5, 5), (1.5, 13), (8.5, 13))),  # no point is far enough: the last one leads
        ([(5, 5), (5, 5)], ((5, 5), (5, 5), (5, 5))),  # no way at all
    ],
)
def test_a_head_points_along_the_way_that_it_came(points, head):
    for found, expected in zip(arrowhead(points), head, strict=True):
        assert found == pytest.approx(expected)


@pytest.mark.long
@given(CURVES)
def test_a_swing_keeps_the_ends_and_is_level_at_both(curve):
    swing = swung(curve)
    assert (swing[0], swing[-1]) == (curve[0], curve[-1])
    assert (swing[1][1], swing[2][1]) == (curve[0][1], curve[-1][1])
    assert swing[1][0] == swing[2][0] == pytest.approx((curve[0][0] + curve[-1][0]) / 2)
