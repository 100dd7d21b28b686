"""Where a number may lie."""

import math

import pytest

from engine import affine
from engine.errors import ArgumentError, SettingError
from engine.real import accepts, check_count, check_function, check_number


@pytest.mark.parametrize(
    ("allowed", "good", "bad"),
    [
        ("finite", [-1e308, 0.0], [math.inf, -math.inf, math.nan]),
        ("finite and at least 0", [0.0, 1e308], [-1e-300, math.inf, math.nan]),
        ("finite and above 0", [1e-300, 1e308], [0.0, -1.0, math.inf, math.nan]),
        ("at least 0 and less than 1", [0.0, 0.999], [-1e-300, 1.0, 2.0, math.nan]),
        ("between 0 and 1", [0.0, 0.5, 1.0], [-1e-300, 1.0000001, 2.0, math.nan]),
    ],
)
def test_the_ends_of_a_range_belong_to_it_or_not(allowed, good, bad):
    assert [check_number("f", "x", x, allowed) for x in good] == good
    for x in bad:
        with pytest.raises(SettingError, match=f"^f: x must be {allowed}, got "):
            check_number("f", "x", x, allowed)


@pytest.mark.parametrize("number", [0, -1, 1.0, 2.5, True, False, "3", None])
def test_a_count_is_a_whole_number_of_at_least_1_unless_told_otherwise(number):
    assert check_count("layer", "inputs", 1) == 1
    with pytest.raises(SettingError, match=r"^layer: inputs must be a whole number of at least 1, got "):
        check_count("layer", "inputs", number)
    assert check_count("layer", "padding", 0, least=0) == 0
    with pytest.raises(SettingError, match=r"at least 2, got 1$"):
        check_count("layer", "classes", 1, least=2)


@pytest.mark.parametrize(("inputs", "said"), [(0, "0 inputs"), (1, "1 input"), (3, "3 inputs")])
def test_a_function_is_told_with_how_many_inputs_it_is_called(inputs, said):
    def of_two(x, y):
        return x

    assert check_function("jvp", "f", of_two, 2) is of_two
    with pytest.raises(ArgumentError, match=rf"^jvp: f is called with {said}, but of_two takes \(x, y\); write a"):
        check_function("jvp", "f", of_two, inputs)


def test_a_function_that_does_not_tell_its_arguments_may_take_any():
    assert accepts(max, [1, 2, 3])


def test_affine_says_which_of_the_two_is_no_list():
    with pytest.raises((ArgumentError, TypeError), match="3"):
        affine(3, [1.0], 0.0)
    with pytest.raises((ArgumentError, TypeError), match="4"):
        affine([1.0], 4, 0.0)
