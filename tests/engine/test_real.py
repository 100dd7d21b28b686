"""Where a number may lie."""

import math

import pytest

from engine import affine
from engine.errors import ArgumentError, SettingError
from engine.real import accepts, check_number


@pytest.mark.parametrize(
    ("allowed", "good", "bad"),
    [
        ("finite", [-1e308, 0.0], [math.inf, -math.inf, math.nan]),
        ("finite and at least 0", [0.0, 1e308], [-1e-300, math.inf, math.nan]),
        ("finite and above 0", [1e-300, 1e308], [0.0, -1.0, math.inf, math.nan]),
        ("at least 0 and less than 1", [0.0, 0.999], [-1e-300, 1.0, math.nan]),
        ("between 0 and 1", [0.0, 0.5, 1.0], [-1e-300, 1.0000001, math.nan]),
    ],
)
def test_the_ends_of_a_range_belong_to_it_or_not(allowed, good, bad):
    assert [check_number("f", "x", x, allowed) for x in good] == good
    for x in bad:
        with pytest.raises(SettingError, match=f"^f: x must be {allowed}, got "):
            check_number("f", "x", x, allowed)


def test_a_function_that_does_not_tell_its_arguments_may_take_any():
    assert accepts(max, [1, 2, 3])


def test_affine_says_which_of_the_two_is_no_list():
    with pytest.raises((ArgumentError, TypeError), match="3"):
        affine(3, [1.0], 0.0)
    with pytest.raises((ArgumentError, TypeError), match="4"):
        affine([1.0], 4, 0.0)
