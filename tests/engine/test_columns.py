"""Text in columns: Chinese letters take two, accents and marks of direction none, and nothing is wider than asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Value, compare_gradients
from engine.words.columns import BESIDE, columns, filled, padded

TEXTS = st.text(st.sampled_from("ab -數重משק\u0302é\u200f"), max_size=60)


@pytest.mark.long
@given(TEXTS, st.integers(1, 30), st.booleans())
def test_a_padded_text_has_the_columns_that_were_asked_for(text, width, right):
    written = padded(text, width, right)
    assert columns(written) == width
    assert text in written or "…" in written


@given(TEXTS, st.integers(4, 30))
def test_a_filled_line_is_never_wider_and_no_letter_is_lost(text, width):
    written = filled(text, width, "- ", "  ")
    assert all(columns(line) <= width for line in written.split("\n"))
    assert BESIDE not in written
    assert [c for c in written if not c.isspace() and c != "-"] == [c for c in text if not c.isspace() and c != "-"]


@pytest.mark.parametrize("label", ["重み重み重み重み重み", "משקל", "w" * 40, "x̂"])
def test_a_report_keeps_its_columns_whatever_a_label_is(label):
    w = Value(3.0, label)
    head, line = str(compare_gradients(w * w, {label: (w, 5.0)})).split("\n")[1:3]
    assert columns(line) <= columns(head) <= 80
    assert columns(line.partition("✗")[0]) == head.index("verdict")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0), ("h_1", 3), ("é", 1), ("e\u0301", 1), ("a\u20dd", 1), ("\u200fa", 1), ("重み", 4), ("\uff21", 2),
        ("\uff71", 1), ("α→", 2),
    ],
)  # fmt: skip
def test_a_letter_takes_two_columns_where_it_is_wide_and_none_where_it_is_a_mark(text, count):
    assert columns(text) == count


@pytest.mark.parametrize(
    ("text", "width", "left", "right"),
    [
        ("ab", 4, "ab  ", "  ab"),
        ("abcd", 4, "abcd", "abcd"),
        ("abcde", 4, "abc…", "abc…"),
        ("abcde", 1, "…", "…"),
        ("重み", 4, "重み", "重み"),
        ("重み", 5, "重み ", " 重み"),
        ("重み重", 5, "重み…", "重み…"),
        ("重み重", 4, "重… ", " 重…"),
        ("x\u0302yz", 2, "x\u0302…", "x\u0302…"),
    ],
)
def test_a_text_is_cut_with_a_mark_or_gets_blanks(text, width, left, right):
    assert (padded(text, width), padded(text, width, right=True)) == (left, right)


@pytest.mark.parametrize(
    ("text", "width", "indents", "options", "written"),
    [
        ("one two three", 7, ("", ""), {}, "one two\nthree"),
        ("one two three", 9, ("- ", "  "), {}, "- one two\n  three"),
        ("abcdef", 4, ("", ""), {}, "abcd\nef"),
        ("abcdef", 4, ("", ""), {"break_long_words": False}, "abcdef"),
        ("重み重み", 5, ("", ""), {}, "重み\n重み"),
        ("重み重み", 5, ("", ""), {"break_long_words": False}, "重み\n重み"),
        ("重み重み", 4, ("", ""), {}, "重み\n重\nみ"),
        ("重み w", 6, ("- ", "  "), {}, "- 重み\n  w"),
        ("重み", 4, ("", ""), {}, "重み"),
        ("重み", 6, ("- ", "  "), {}, "- 重み"),
    ],
)
def test_text_is_broken_between_words_and_chinese_anywhere(text, width, indents, options, written):
    assert filled(text, width, *indents, **options) == written
