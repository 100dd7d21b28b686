"""What a lecture shows, as text: numbers to six digits, large arrays by their size, lines that fit."""

import pytest

from engine import Value
from lectures.active import Board, active
from lectures.board import claim
from lectures.entries import Asked
from lectures.plain_text import claim_text, number_text, table_text, text_of


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (402.5700000001, "402.57"),
        (-0.1234567, "−0.123457"),
        (2.0, "2"),
        (-3, "−3"),
        (1e20, "1e+20"),
        (100_352.0, "100,352"),
        (9999, "9999"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (True, "yes"),
        (None, "None"),
        (Value(0.5), "0.5"),
        ([[1.0], [2.5, 3.0]], "1 and 2 numbers"),
        ([[1.0, 0.5], [0.0, 2.0]], "[[1, 0.5], [0, 2]]"),
        ([[0.0] * 9] * 9, "9 × 9 numbers"),
        ([[[1.0]], [[2.0]]], "2 × 1 × 1 numbers"),
        ("as printed", "as printed"),
    ],
)
def test_numbers(x: object, text: str) -> None:
    assert number_text(x) == text


def test_a_claim_fits_the_terminal_and_says_all() -> None:
    with active(Board("", draw=False)):
        made = claim("D07", "a quantity with a long name " * 3, "≈ 402", 402.57, true="≈ 403", note="why " * 40)
    text = claim_text(made.as_json())
    assert max(map(len, text.split("\n"))) <= 80
    assert text.startswith("✗ corrected: D07 a quantity")
    assert "should be ≈ 403" in " ".join(text.split())


def test_tables_line_up() -> None:
    assert table_text([[1, 2.5], [Value(10.0), -3]], ["a", "b"], "caption").split("\n") == [
        "caption",
        " a    b",
        "──  ───",
        " 1  2.5",
        "10   −3",
    ]


def test_an_empty_table_is_empty() -> None:
    assert table_text([], [], "") == ""


def test_a_question_stands_above_its_answer() -> None:
    assert text_of(Asked("How large?", "Two.")) == "Question: How large?\n    Answer: Two."
