"""What a lecture shows, as text: numbers to six digits, large arrays by their size, lines that fit."""

import pytest

from engine import Value
from lectures.entries import Asked, Exercise, Table
from lectures.errata.entry import Entry
from lectures.errata.judge import judge
from lectures.plain_text import errata_text, number_text, table_text, text_of


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
    given = {"prints": "≈ 403", "because": "why " * 40, "severity": "S1", "fix": "≈ 402"}
    entry = Entry("D07.1", "004:966", "≈ 403", "It is a long claim. " * 6, "value", lambda: 402.3, **given)
    text = errata_text(judge(entry).as_json())
    assert max(map(len, text.split("\n"))) <= 80
    assert text.startswith("✗ wrong (S1): D07.1, 004:966: It is a long claim.")
    assert "computed: 402.3" in text
    assert "should be: ≈ 402" in text


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


def test_formulas_are_text_and_what_cannot_be_read_stays_as_it_is() -> None:
    asked = text_of(Asked(r"Is $\frac{a_1}{2}$ *half* of `a_1`?", r"For $\sigma(x_1) $5 and $\nonsense{$ it is."))
    assert asked.split("\n") == [
        "Question: Is a₁/2 *half* of `a_1`?",
        r"    Answer: For $\sigma(x_1) $5 and $\nonsense{$ it is.",
    ]
    assert text_of(Exercise("e", "Derive $dW_1$.", (), lambda draw: None)) == "Exercise e: Derive dW₁."
    assert table_text([[1]], ["x"], "") == text_of(Table([[1]], ["$x$"], ""))
