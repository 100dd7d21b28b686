"""Numbers for people, one by one: where a power of ten begins, and how many decimals an addition has."""

import math

import pytest

from engine.words.digits import decimals, fixed, in_full, minus


@pytest.mark.parametrize(
    ("x", "written"),
    [
        (0.0001, "0.0001"), (0.00012345, "0.00012345"), (0.00001, "1e-5"), (0.000099, "9.9e-5"), (-1.25e-7, "-1.25e-7"),
        (999999.0, "999999"), (999999.75, "999999.75"), (1000000.0, "1e6"), (1234567.5, "1.2345675e6"),
        (100000.0, "100000"), (-0.5, "-0.5"), (0.0, "0"), (-0.0, "0"), (math.inf, "inf"), (-math.inf, "-inf"),
        (math.nan, "nan"),
    ],
)  # fmt: skip
def test_in_full_a_number_keeps_its_digits_and_is_a_power_of_ten_below_1e_4_and_from_1e6_on(x, written):
    assert in_full(x) == written


@pytest.mark.parametrize(
    ("numbers", "digits", "places"),
    [
        ([0.5], 2, 1),
        ([0.51, 1.234], 2, 1),
        ([0.51, 1.234], 3, 2),
        ([123.456], 4, 1),
        ([123.456], 3, 0),
        ([1e-4], 4, 4),
        ([9.999e-5], 4, None),
        ([0.00012345], 4, 6),
        ([0.00123456], 9, 6),  # never more than six
        ([12.3456], 6, 4),
        ([-12.3456, 0.5], 6, 4),
        ([999_999.4], 4, 0),
        ([999_999.5], 4, None),
        ([1.0, math.inf], 4, None),
        ([math.nan], 4, None),
        ([0.0, -0.0], 4, 0),
        ([], 4, 0),
    ],
)
def test_the_largest_number_of_an_addition_says_how_many_decimals_it_has(numbers, digits, places):
    assert decimals(numbers, digits) == places
    assert digits != 4 or decimals(numbers) == places


@pytest.mark.parametrize(
    ("x", "places", "signed", "written"),
    [
        (0.5, 3, False, "0.500"), (0.5, 3, True, "+0.500"), (-0.5, 0, True, "−1"), (-0.4, 0, True, "0"),
        (0.4, 0, True, "0"), (0.0, None, True, "0"), (12.0, None, True, "+12"), (-1.5e-7, None, False, "−1.5e-7"),
    ],
)  # fmt: skip
def test_a_sign_is_written_where_it_is_asked_for_and_never_before_zero(x, places, signed, written):
    assert fixed(x, places, signed) == written
    assert signed or fixed(x, places) == written


def test_only_a_minus_in_front_becomes_a_true_one():
    assert [minus(text) for text in ("-2", "2e-9", "+2", "")] == ["−2", "2e-9", "+2", ""]
