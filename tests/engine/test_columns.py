"""Text in columns: Chinese letters take two, accents and marks of direction none, and nothing is wider than asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Value, compare_gradients
from engine.words.columns import BESIDE, columns, filled, padded

TEXTS = st.text(st.sampled_from("ab -數重משק\u0302é\u200f"), max_size=60)


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
