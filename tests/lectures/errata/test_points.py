"""Points hand out small numbers first, remember what they gave, and leave out what lies outside."""

import random

import pytest

from lectures.errata.points import Outside, Point


def test_small_points_are_whole_numbers_within_the_bounds() -> None:
    p = Point(random.Random(0), small=True)
    numbers = [*p.vector("x", 50, -2, 2), p.positive("y"), *p.matrix("W", 3, 2).entries]
    assert all(number == int(number) for number in numbers)
    assert set(p.given["x"]) == {-2.0, -1.0, 0.0, 1.0, 2.0}
    assert p.given["y"] > 0


def test_where_no_whole_number_lies_between_the_bounds_any_is_taken() -> None:
    assert 0.2 < Point(random.Random(0), small=True).real("x", 0.2, 0.8) < 0.8


def test_random_points_differ_and_are_the_same_for_a_seed() -> None:
    a, b = (Point(random.Random(7)).vector("x", 5) for _ in range(2))
    assert a == b
    assert len(set(a)) == 5


def test_choices_and_whole_numbers() -> None:
    p = Point(random.Random(1))
    assert p.pick("y", [0, 1]) in (0, 1)
    assert p.whole("k", 2, 4) in (2, 3, 4)
    assert set(p.given) == {"y", "k"}


def test_a_point_outside_the_domain_is_left() -> None:
    with pytest.raises(Outside):
        Point(random.Random(1)).need(False)
