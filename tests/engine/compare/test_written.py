"""What was written, with its digits: every number that rounds to it is within its slack, and not much else is."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine import Value
from engine.compare import compare_gradients
from engine.compare.written import FLOAT32, MOST, written
from engine.errors import NotANumberError, ShapeError

numbers = st.floats(min_value=1e-6, max_value=1e6).flatmap(lambda x: st.sampled_from([x, -x]))


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("0.67", 0.67, 0.01),
        ("0.670", 0.67, 0.001),
        ("-1e-3", -1e-3, 1e-3),
        ("1.50e2", 150.0, 1.0),
        ("12", 12.0, 1.0),
        ("2/3", 2 / 3, 0.0),
        (" -2 / 3 ", -2 / 3, 0.0),
        ("−0.5", -0.5, 0.1),  # a true minus
        ("0,67", 0.67, 0.01),
        ("6.7×10^-1", 0.67, 0.01),
        ("0", 0.0, 1.0),
    ],
)
def test_text_keeps_its_digits(text, number, unit):
    found, shape = written(text, "w")
    assert shape == ()
    assert (found.numbers, found.slack) == ([pytest.approx(number)], [pytest.approx(unit / 2)])


@pytest.mark.parametrize("text", ["", "x", "1/0", "2/x", "0.5.5", "1 000", "1,5,2", "1,234.5", "--1"])
def test_text_that_is_no_number_is_refused_by_name(text):
    with pytest.raises(NotANumberError, match=r"^W1: .* is no number; write it as "):
        written([text], "W1")


@pytest.mark.long
@given(st.lists(numbers, min_size=1, max_size=6), st.integers(0, 8))
def test_text_of_some_decimals_contains_what_it_was_rounded_from(xs, decimals):
    found, shape = written([f"{x:.{decimals}f}" for x in xs], "w")
    assert shape == (len(xs),)
    for x, number, slack in zip(xs, found.numbers, found.slack, strict=True):
        assert slack == pytest.approx(0.5 * 10.0**-decimals)
        assert abs(x - number) <= slack * (1 + 1e-9)


@pytest.mark.long
@given(st.lists(numbers, min_size=1, max_size=6), st.integers(0, 8))
def test_text_of_some_digits_contains_what_it_was_rounded_from(xs, digits):
    found, _ = written([f"{x:.{digits}e}" for x in xs], "w")
    for x, number, slack in zip(xs, found.numbers, found.slack, strict=True):
        assert abs(x - number) <= slack * (1 + 1e-9)
        assert slack <= 5.0 * 10.0**-digits * abs(number)
    assert found.digits == digits + 1


@pytest.mark.long
@given(st.fractions(max_denominator=1000))
def test_fractions_are_meant_exactly(x):
    found, _ = written(f"{x.numerator}/{x.denominator}", "w")
    assert found.numbers == [float(Fraction(x))]
    assert found.slack == [0.0]


def to_the_end(texts):
    """Tell whether most of these do not end in zeros, which floats do not keep."""
    return sum(not text.endswith("0") for text in texts) >= MOST * len(texts)


@pytest.mark.long
@given(st.lists(numbers, min_size=1, max_size=6), st.integers(1, 4))
def test_floats_of_some_decimals_contain_what_they_were_rounded_from(xs, decimals):
    rounded = [round(x, decimals) for x in xs]
    assume(to_the_end([f"{x:.{decimals}f}" for x in xs]))
    found, _ = written(rounded, "w")
    for x, number, slack in zip(xs, found.numbers, found.slack, strict=True):
        assert abs(x - number) <= slack * (1 + 1e-6) + 1e-9 * abs(x)


@pytest.mark.long
@given(st.lists(numbers, min_size=1, max_size=6), st.integers(3, 8))
def test_floats_of_some_digits_contain_what_they_were_rounded_from(xs, digits):
    rounded = [float(f"{x:.{digits}g}") for x in xs]
    assume(to_the_end([f"{x:.{digits - 1}e}".partition("e")[0] for x in xs]))
    found, _ = written(rounded, "w")
    for x, number, slack in zip(xs, found.numbers, found.slack, strict=True):
        assert abs(x - number) <= slack * (1 + 1e-6) + 1e-9 * abs(x)


@pytest.mark.long
@given(st.lists(numbers, min_size=1, max_size=6))
def test_what_was_computed_has_no_slack(xs):
    irrational = [x * 2**0.5 for x in xs]
    found, _ = written(irrational, "w")
    assert (found.numbers, found.slack, found.digits, found.relative) == (irrational, [0.0] * len(xs), 0, 0.0)


@pytest.mark.parametrize("hand", [42.0, 7, [1.0, -3.0, 12.0], 0.0, [0.0, 0.0]])
def test_small_whole_numbers_are_meant_as_such(hand):
    assert not any(written(hand, "w")[0].slack)


def test_the_digits_of_floats_are_read_from_how_they_print():
    assert written([0.25, 0.471, 0.333], "w")[0].slack == pytest.approx([0.0005] * 3)
    assert written([0.00123, 4.56, 789.0], "w")[0].slack == pytest.approx([0.000005, 0.005, 0.5])
    assert written(0.67, "w")[0].digits == 2


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_single_precision_carries_its_own_error(dtype):
    found, shape = written(np.array([[0.1, 0.2]], dtype=dtype), "w")
    assert shape == (1, 2)
    assert (found.slack, found.relative) == ([0.0, 0.0], FLOAT32)


@pytest.mark.parametrize("hand", [1j, True, {"a": 1}, [1.0, None], Value(3.0)])
def test_what_is_no_number_is_refused(hand):
    with pytest.raises(NotANumberError, match="W1"):
        written(hand, "W1")


def test_rows_of_different_lengths_are_refused():
    with pytest.raises(ShapeError, match="different shapes"):
        written([["0.5"], ["0.5", "0.6"]], "w")


# What it means for a verdict.


def verdict(right, hand):
    w = Value(1.0, "w")
    return compare_gradients(w * right, {"w": (w, hand)})["w"].verdict


@pytest.mark.parametrize(
    ("right", "hand", "expected"),
    [
        (2 / 3, "2/3", "right"),
        (2 / 3, "0.67", "right"),
        (2 / 3, "0.667", "right"),
        (2 / 3, 0.667, "right"),
        (2 / 3, "0.670", "wrong"),  # three digits were claimed
        (2 / 3, "0.66", "wrong"),  # cut off, not rounded
        (2 / 3, 0.668, "wrong"),
        (2 / 3, "0.7", "digits"),  # one digit cannot be judged
        (2 / 3, "0.6", "wrong"),
        (0.5, "0.5", "right"),  # though of exactly half one digit is all there is
        (1234.5, "1.23e3", "right"),
        (1234.5, "1.24e3", "wrong"),
        (1e-7 / 3, "3.33e-8", "right"),
        (1234.5, 1230.0, "right"),  # what 1.23e3 prints as
        (1234.5, 1240.0, "wrong"),
        (1234.5, 1234.0, "right"),
        (42.0, 42, "right"),
        (42.3, 42, "wrong"),  # a whole number is meant as such
    ],
)
def test_a_number_is_right_to_the_digits_that_were_written(right, hand, expected):
    assert verdict(right, hand) == expected


@pytest.mark.long
@given(numbers, st.integers(3, 12))
def test_what_was_rounded_is_right_and_its_negative_is_wrong(x, digits):
    assert verdict(x, f"{x:.{digits - 1}e}") == "right"
    assert verdict(x, f"{-x:.{digits - 1}e}") == "wrong"


@pytest.mark.parametrize(
    ("hand", "digits", "slack"),
    [
        ("0", 1, [0.5]), ("0.00", 1, [0.005]), ("2/3", 0, [0.0]), ("0/7", 0, [0.0]), (["0/7", "3/4"], 0, [0.0, 0.0]),
        (["2/3", "0.67"], 2, [0.0, 0.005]), ("0.05", 1, [0.005]), ("0.050", 2, [0.0005]), ("12.5", 3, [0.05]),
        (["0.1", "12.25"], 4, [0.05, 0.005]), ("1e3", 1, [500.0]), ("9.99e-4", 3, [5e-7]), (["0.5", 2], 1, [0.05, 0.0]),
        (0.67, 2, [0.005]), (0.05, 1, [0.005]), (12.0, 0, [0.0]), (120.0, 3, [0.5]),
        (1230.0, 3, [5.0]), (1234.0, 4, [0.5]),
        ([0.5, 0.25, 0.125], 3, [0.0005] * 3), ([0.25, 3.0, 0.0], 2, [0.005, 0.05, 0.005]), (1e-3, 1, [5e-4]),
        (1e22, 0, [0.0]), (1.25e22, 3, [5e19]), ([1.5, float("inf")], 2, [0.05, 0.05]), (0.1234567891, 10, [5e-11]),
        (0.12345678912, 0, [0.0]), ([0.12345678912, 0.5, 0.25, 0.75], 0, [0.0] * 4),
        ([0.12345678912, 0.5, 0.25, 0.75, 0.5], 11, [5e-12] * 5),
    ],
)  # fmt: skip
def test_the_digits_and_the_room_that_they_leave(hand, digits, slack):
    found, _ = written(hand, "w")
    assert found.digits == digits
    assert found.slack == pytest.approx(slack, rel=1e-9)


@pytest.mark.parametrize(
    ("numbers", "at", "slack"),
    [
        ([1.234, 2.345, 3.456, 1234.0, 0.5], 4, 0.0005),  # three of five have three decimals, so the half has them
        ([1.234, 2.345, 34.56, 1234.0, 0.5], 4, 0.00005),  # two of five: all have four digits
        ([1.234, 2.345, 3.456, 12.3, 0.05], 3, 0.005),  # three of five have four digits, so the 12.3 has them
        ([1.234, 2.345, 0.345, 12.3, 0.05], 3, 0.0005),  # two of five: all have three decimals
    ],
)
def test_what_three_of_five_numbers_have_the_others_had_as_well(numbers, at, slack):
    assert written(numbers, "w")[0].slack[at] == pytest.approx(slack)


def test_single_precision_is_computed_to_about_a_millionth():
    (found, shape) = written(np.array([1 / 3, 0.25], dtype=np.float32), "w")
    assert (list(found.slack), found.digits, found.relative, shape) == ([0.0, 0.0], 0, 1 / 1048576, (2,))
