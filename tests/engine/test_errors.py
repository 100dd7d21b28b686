"""What errors say: the nearest names, and what an operation takes."""

import pytest

from engine import PRIMITIVES, ShapeError, Value, apply, check_gradients, compare_gradients, scope
from engine.errors import ChalkgradError, did_you_mean, shortened
from engine.primitives import Primitive


@pytest.mark.parametrize(
    ("written", "names", "said"),
    [
        ("Abc", ["Abcd", "xyz"], "; did you mean 'Abcd'?"),
        ("RELU", ["relu", "tanh"], "; did you mean 'relu'?"),  # small letters are tried where nothing else is near
        ("aa", ["aa1", "aa2", "zz", "aa3", "aa4"], "; did you mean 'aa4' or 'aa3' or 'aa2'?"),
        ("q", ["relu", "tanh"], "; there are: relu, tanh"),
        ("q", [], ""),
        (3, ["31"], "; did you mean '31'?"),
    ],
)
def test_the_nearest_names_are_told_or_else_all(written, names, said):
    assert did_you_mean(written, names) == said


def test_names_that_are_too_many_need_not_be_told():
    assert did_you_mean("q", ["relu", "tanh"], tell_all=False) == ""


@pytest.mark.parametrize(
    ("name", "count", "said"),
    [
        ("tanh", 0, "tanh: takes 1 input, got 0"),
        ("tanh", 2, "tanh: takes 1 input, got 2"),
        ("multiply", 1, "multiply: takes 2 inputs, got 1"),
        ("multiply", 3, "multiply: takes 2 inputs, got 3"),
        ("leaky_relu", 1, "leaky_relu: takes 2 inputs, got 1"),  # its number is not bound
    ],
)
def test_a_wrong_number_of_inputs_is_told_in_numbers(name, count, said):
    with pytest.raises(ShapeError) as caught:
        apply(PRIMITIVES[name], *[Value(1.0)] * count)
    assert str(caught.value) == said


@pytest.mark.parametrize("variadic", [False, True])
def test_a_mistake_in_a_row_shows_as_it_is(variadic):
    row = Primitive(
        "broken",
        "b",
        "sum",
        lambda math, x: x + ("a" if x == 1.0 else 1.0),
        lambda math, y, x: (1.0,),
        "",
        ("",),
        variadic=variadic,
    )
    with pytest.raises(TypeError, match=r"unsupported operand|can only concatenate"):
        apply(row, Value(1.0))
    with pytest.raises(TypeError, match="multiple values"):
        apply(PRIMITIVES["power"].bind(2.0), Value(1.0), Value(1.0))


def test_a_text_of_forty_letters_is_shown_in_full_and_a_longer_one_in_as_many():
    assert shortened("a" * 40) == "a" * 40
    assert shortened("a" * 41) == "a" * 39 + "…"


CLEARS = "\x1b[2J"  # what clears a terminal
W = Value(2.0, f"w{CLEARS}")


def a_scope():
    with scope(f"s{CLEARS}"):
        Value(0.0).log()


def a_label():
    compare_gradients(W * 3.0, {"zz": 3.0})


@pytest.mark.parametrize("wrong", [a_scope, a_label])
def test_a_message_commands_no_terminal_whatever_things_are_called(wrong):
    with pytest.raises(ChalkgradError, match=r"\\u001b\[2J") as caught:
        wrong()
    assert CLEARS not in str(caught.value)


def test_lines_and_tabs_of_a_message_stay():
    assert str(ChalkgradError("one\n\ttwo\r")) == "one\n\ttwo\\u000d"


@pytest.mark.parametrize(
    "report",
    [lambda: compare_gradients(W * 3.0, {W.label: 2.0}), lambda: check_gradients(lambda w: w * 3.0, [W])],
    ids=["by hand", "by finite differences"],
)
def test_a_report_commands_no_terminal_either(report):
    assert r"w\u001b[2J" in str(report())
    assert CLEARS not in str(report())
