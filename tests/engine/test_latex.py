"""LaTeX that a page can show, whatever the labels are."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from latex2mathml.converter import convert

from engine.primitives import TABLE
from engine.words.latex import LATEX, latex_label


@pytest.mark.parametrize(
    ("label", "latex"),
    [("w1", "w_{1}"), ("x_12", "x_{12}"), ("W1[0][2]", "W1_{0,2}"), ("b[3]", "b_{3}"), ("theta", r"\theta"),
     ("h'", r"h^{\prime}"), ("loss", r"\text{loss}"), ("two words", r"\text{two words}"), ("50%", r"\text{50％}")],
)  # fmt: skip
def test_labels_become_symbols(label, latex):
    assert latex_label(label) == latex


@example("\\")
@example("}{")
@example("</mtext><script>")
@example("%\n$x^2_3$ & # ~ \\end{document}")
@given(st.text(max_size=60))
def test_no_label_leaves_its_place(label):
    math = convert(latex_label(label))
    root = ET.fromstring(math)
    assert {element.tag.split("}")[-1] for element in root.iter()} <= {
        "math", "mrow", "mi", "mn", "mo", "mtext", "msub", "msup", "msubsup"}  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_every_formula_and_every_derivative_converts(row):
    bound = row.bind(*(2.0 for _ in row.static_names)) if row.static_names else row
    count = len(row.domain)
    for terms in ([LATEX.name(f"x{i}") for i in range(count)], [LATEX.number(-1.5e-7)] * count):
        for latex in (
            LATEX.value(bound, terms),
            *(LATEX.partial(bound, i, terms, LATEX.name("y")) for i in range(count)),
        ):
            ET.fromstring(convert(latex))
            assert latex.count("{") == latex.count("}")
            assert not re.search(r"\*|(?<!\\text{)_\d|\*\*", latex), "nothing is left in Python's notation"


def test_fractions_and_powers_need_no_parentheses_around_their_parts():
    divide, power = (next(row for row in TABLE if row.name == name) for name in ("divide", "pow"))
    a, b = LATEX.name("a + b"), LATEX.number(-2.0)
    assert LATEX.value(divide, [a, b]) == r"\frac{\text{a + b}}{-2}"
    assert LATEX.value(power, [a, b]) == r"\left(\text{a + b}\right)^{-2}"
