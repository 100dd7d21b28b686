"""Answers as students type them: read as they are meant, or refused with what to write."""

import pytest

from engine.errors import ChalkgradError
from lectures.exercises.answers import UnreadableError, line_in, option_in, read, shape_in, sign_in
from lectures.exercises.quantity import Quantity
from lectures.typed import numbers_in


@pytest.mark.parametrize(
    ("text", "read"),
    [("0.670", "0.670"), ("0,67", "0,67"), ("w = 0.67", "0.67"), ("≈ 0.67", "0.67"), ("[0.67]", "0.67"),
     ("(0,67)", "0,67"), ("6.7·10^-1", "6.7e-1"), ("6.7*10**2", "6.7e2"), ("6.7 x 10^{3}", "6.7e3"), ("2/3", "2/3"),
     ("- 0.5", "- 0.5")],
)  # fmt: skip
def test_one_number(text, read):
    assert numbers_in(text, ()) == read


@pytest.mark.parametrize(
    ("text", "says"),
    [("9 km", "has a unit; write the number alone, '9'"), ("12.5%", "has a unit"), ("0.5 0.6", "more than one number"),
     ("0.5, 0.6", "more than one number"), ("3 1/2", "a number and a fraction")],
)  # fmt: skip
def test_what_is_not_one_number_is_said(text, says):
    with pytest.raises(UnreadableError, match=says):
        numbers_in(text, ())


@pytest.mark.parametrize(
    "text",
    ["1.5 2 -3", "1.5, 2, -3", "1.5; 2; -3", "1.5\n2\n-3", "[1.5, 2, -3]", "(1.5, 2, -3)", "e = [1.5, 2, -3]"],
)
def test_a_row_of_numbers(text):
    assert numbers_in(text, (3,)) == ["1.5", "2", "-3"]


@pytest.mark.parametrize(
    ("answer", "shape", "numbers"),
    [("2*(0.529+1.2)", (), "3.46"), ("w = -ln(0.3739)", (), "0.984"), ("exp(-0.4)/9.8128", (), "0.0683"),
     ("0.37*1.7 - 1.9", (), "-1.27"), ("7/2", (), "7/2"), ("0.3 - 0.1 - 0.2", (), "0"),
     ("2*0.3 4", (2,), ["0.600", "4"]),
     (["2*(0.3+1)", 0.5], (2,), ["2.60", 0.5]), (["w = 0.67", "-2^2"], (2,), ["0.67", "-4.00"])],
)  # fmt: skip
def test_a_formula_counts_as_the_three_digits_that_it_comes_to(answer, shape, numbers):
    assert read(answer, Quantity("w", "value", shape=shape)) == numbers


@pytest.mark.parametrize("answer", ["d3*h2", "2(3)", "1/0", "9**9**9", "(-2)^0.5", "__import__('os')", "1+" * 60 + "1"])
def test_what_is_no_formula_of_numbers_is_no_number(answer):
    with pytest.raises(ChalkgradError):
        read(answer, Quantity("w", "value"))


@pytest.mark.parametrize("answer", ["4 x 9", "4X9", "4×9", "(4, 9)", "4 by 9", "4 rows, 9 columns", [4.0, 9], (4, 9)])
def test_a_shape(answer):
    assert shape_in(answer) == (4, 9)


@pytest.mark.parametrize("answer", ["n x i", [3.5, 2], True, [True, 2], "one", [float("nan")], [None], [float("inf")]])
def test_what_is_no_shape_is_said(answer):
    with pytest.raises(UnreadableError, match="in numbers"):
        shape_in(answer)


@pytest.mark.parametrize(
    ("answer", "sign"),
    [("+", 1), ("(+)", 1), (">0", 1), ("grows", 1), ("–", -1), ("falls", -1), ("< 0", -1), ("Negative.", -1), ("0", 0),
     ([-2.0], -1), (["+"], 1), ("-0.3", -1)],
)  # fmt: skip
def test_a_sign(answer, sign):
    assert sign_in(answer) == sign


@pytest.mark.parametrize("answer", [float("nan"), "nan", "?", [1, 2], True, 1j, {}])
def test_what_is_no_sign_is_said(answer):
    with pytest.raises(UnreadableError, match=r'write "\+", "-" or "0"'):
        sign_in(answer)


@pytest.mark.parametrize("answer", ["b", "B", "b)", "(b)", "option b", ["b"], "x"])
def test_an_option(answer):
    assert option_in(answer, ("2x", "x")) == "x"


@pytest.mark.parametrize("answer", [6, 6.0, "6", "line 6", "Line 6:", "#6", "l. 6", [6], "06"])
def test_a_line(answer):
    assert line_in(answer) == 6


@pytest.mark.parametrize("answer", ["6, 8", "six", -1, True, 6.5, "6th", [6, 8], float("nan")])
def test_what_is_no_line_is_said(answer):
    with pytest.raises(UnreadableError, match="write one number, such as 3"):
        line_in(answer)
