"""Prose is Markdown with formulas; nothing in it can bring markup of its own onto a page."""

import pytest

from engine.errors import FormulaError
from engine.words.mathml import mathml
from lectures.site.prose import html_of, inline_html_of


def test_formulas_stand_in_the_line_and_on_their_own() -> None:
    written = html_of("Let $x$ be\n\n$$\ny = x^2\n- 1\n$$\n\nso.")
    assert "<p>Let <math>" in written
    assert '<div class="formula" tabindex="0" role="group" aria-label="Formula"><math display="block">' in written
    assert "<li>" not in written  # the minus sign inside the formula starts no list
    assert "$" not in written


@pytest.mark.parametrize("text", ["It costs $5 and $6.", "a $ b", "100$", "$ x $ y", "`$x$`"])
def test_dollars_that_are_no_formula_stay_dollars(text: str) -> None:
    assert "<math" not in html_of(text)


def test_underscores_and_stars_inside_a_formula_are_left_alone() -> None:
    assert "<em>" not in html_of("$a_1 * b_2$ and $c_1 * d_2$")


def test_markup_is_shown_and_not_obeyed() -> None:
    written = html_of("<script>alert(1)</script> [x](javascript:alert(1)) <img src=x>")
    assert "<script" not in written
    assert "<img" not in written
    assert 'href="javascript' not in written


def test_tables_and_lists() -> None:
    assert "<td>" in html_of("| a |\n|---|\n| $x$ |")
    assert html_of("- a\n- b").count("<li>") == 2
    assert inline_html_of("**a** and $b$").startswith("<strong>")


@pytest.mark.parametrize(
    "latex",
    [
        r"\mathcal{L} = \frac{1}{2} \sum_{i=1}^n (y_i - \hat{y}_i)^2",
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",
        r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}",
        r"\begin{align*} a &= b \\ c &= d \end{align*}",
        r"\delta Z_2 = \sigma'(Z_2) \odot \delta Z_3, \quad W^{\top} \in \mathbb{R}^{m \times n}",
        r"\sqrt{x} \cdot \left( \frac{a}{b} \right) \; \operatorname{relu}(x) \lVert x \rVert",
        r"\boldsymbol{\theta}, \mathbf{x}, \tilde{x}, \bar{x}, \nabla F, \partial x, \infty",
    ],
)
def test_the_formulas_of_the_notes_are_known(latex: str) -> None:
    assert mathml(latex, block=True).startswith("<math")


@pytest.mark.parametrize("latex", [r"\foo x", r"\begin{aligned} a &= b \end{aligned}", r"\frac{1", r"x \left( y"])
def test_a_formula_that_is_not_understood_is_named(latex: str) -> None:
    with pytest.raises(FormulaError, match="formula"):
        mathml(latex)


@pytest.mark.parametrize("latex", [r"\href{javascript:alert(1)}{x}", r"\style{color:red}{x}", r"\class{a}{x}"])
def test_a_formula_brings_no_link_and_no_style(latex: str) -> None:
    try:
        written = mathml(latex)
    except FormulaError:
        return
    assert "href" not in written
    assert "style=" not in written
    assert "class=" not in written


def test_letters_that_look_like_markup_are_escaped() -> None:
    assert "<b>" not in mathml(r"a < b \text{<b>}")


@pytest.mark.parametrize(
    ("latex", "parts"),
    [(r"a = 1, \qquad b = 2", 2), (r"a \quad b \quad c", 3), (r"[3 \quad 0]", 1), (r"\text{a \quad b}", 1), ("a", 1)],
)
def test_a_formula_of_its_own_is_cut_where_space_is_left_between_whole_parts(latex: str, parts: int) -> None:
    assert html_of(f"$${latex}$$").count("<math") == parts
