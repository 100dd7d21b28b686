"""Numbers that can be mistaken for one another are found, those that are equal for a reason are not."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import Constant, Value
from engine.trace import trace
from lectures.__main__ import main
from lectures.lint import PRESCRIBED, Coincidence, coincidences


def said(output: Value) -> list[str]:
    return [str(each) for each in coincidences(trace(output))]


def test_what_is_equal_for_a_reason_is_no_coincidence() -> None:
    w, x, b = Value(0.7, "w"), Value(3.0, "x"), Value(-0.4, "b")
    assert said(w * x + b) == [], "d(w*x)/dw is x, and so is the gradient"
    assert said((w * x + b).exp()) == [], "the slope of exp is its value"
    assert said(w * 5.0 + x * 5.0) == [], "the same number written twice"
    assert said(w * 1.0) == [], "times 1"
    assert said((w * x + Value(0.0, "shift")) * Value(1.0, "scale")) == [], "leaves that change nothing yet"
    assert said(w * Constant(0.0, "x0") + x * w * x) == [], "data that sends nothing back"
    assert said((x * x + 1e-7).sqrt() * w) == [], "an epsilon that is too small to be seen"


def test_two_numbers_that_only_happen_to_be_equal_are_told() -> None:
    w, x = Value(0.5, "w"), Value(3.0, "x")
    assert said((w * x - 1.0) ** 2)[1] == "3 is x, and d((w*x - 1)**2)/dw"
    twice = Value(0.7, "u") * Value(0.7, "v")
    assert coincidences(trace(twice)) == [Coincidence("0.7", ("u", "v"))]


def test_four_digits_are_compared_as_they_are_shown_and_the_commonest_numbers_are_left_out() -> None:
    assert said(Value(0.70001, "u") * Value(0.70002, "v")) == ["0.7 is u, and v"]
    assert said(Value(0.7001, "u") * Value(0.7003, "v")) == []
    assert said(Value(1.0, "u") + Value(1.0, "v")) == []


def test_data_counts_and_a_number_in_an_expression_does_not() -> None:
    w = Value(4.0, "w")
    assert said(w * Constant(4.0, "x")) == ["4 is w, and x"]
    assert said(w * 4.0 + 1.0) == ["4 is w, and d(w*4)/dw"]


@pytest.mark.long
def test_the_command_says_where_and_how_many() -> None:
    found = CliRunner().invoke(main, ["lint", "exam_convolution"])
    assert found.exit_code == 0
    lines = found.output.splitlines()
    assert lines[0] == "exam_convolution:one-cell (image and kernel of the exam)"
    assert lines[1] == "  2 is W[0,1], and I[3,2]"
    assert lines[-1] == (
        "1 of 3 figures have numbers that can be mistaken for one another, 1 of them because it has to be so"
    )


def test_no_lecture_has_numbers_that_coincide_without_need(printed: Path) -> None:
    flagged = {name for page in printed.glob("*.lint") for name in page.read_text("utf-8").split()}
    assert flagged == set(PRESCRIBED)
