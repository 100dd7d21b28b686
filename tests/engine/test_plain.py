"""Formulas as text: what a terminal shows where a page has MathML."""

import pytest

from engine.errors import FormulaError
from engine.words.plain import plain


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"L = \frac{1}{2m} \sum_i (h_i - y_i)^2", "L = 1/(2m) ∑ᵢ(hᵢ − yᵢ)²"),
        (r"\frac{\partial L}{\partial W_{hh}} = \sum_t \delta_t\, h_{t-1}", "∂L/∂Wₕₕ = ∑ₜ δₜ hₜ₋₁"),
        (r"\frac{a + b}{2} - \frac{x_1 x_2}{c}", "(a + b)/2 − x₁x₂/c"),
        (r"H = \tanh A", "H = tanh A"),
        (r"2 \cdot (-3) = -6, \quad -1 - -2", "2 · (−3) = −6, −1 − −2"),
        (r"h_T^2 + e^{-z} + e^{z_i}", "h_T² + e^(−z) + e^(zᵢ)"),
        (r"X_{i-m,\,j-n} W_{kj}", "X_(i − m, j − n) Wₖⱼ"),
        (r"X^T e, \theta', x^{(2)}", "Xᵀe, θ′, x⁽²⁾"),
        (r"\hat{y} = \bar x", "ŷ = x̄"),
        (r"\sqrt{1 - v^2} + \sqrt[3]{x}", "√(1 − v²) + ³√x"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & -4 \end{pmatrix}", "(1 2; 3 −4)"),
        (r"\delta\, \text{wall} = 0.4", "δ wall = 0.4"),
        (r"50\% < \|v\|", "50% < ‖v‖"),
        ("数 + x", "数 + x"),
        (r"(\sin x), [\ln x], y = -\sin x", "(sin x), [ln x], y = −sin x"),
        (r"f(a, \sin b)", "f(a, sin b)"),
        (r"a/b + 2 \sin x", "a/b + 2 sin x"),
        (r"x_\alpha + x^\alpha + x_q + x_{ab} + x^{ab}", "x_α + x^α + x_q + x_ab + x^ab"),
        (r"\frac{a}{b} c + \sum_k y + \sum_{i=1}^{n} x_i", "a/b c + ∑ₖ y + ∑ᵢ₌₁ⁿ xᵢ"),
        (r"\sqrt{ab} + \sqrt{12} + \sqrt{2x} + \frac{a}{-b} + \frac{-a}{b}", "√ab + √12 + √(2x) + a/(−b) + −a/b"),
        (r"\tilde{x} + \vec{v} + \dot{x} + \overset{a}{b}", "x̃ + v⃗ + ẋ + b^a"),
        (r"\underset{k}{\max} x, \partial, x'^2", "maxₖ x, ∂, x′²"),
    ],
)
def test_a_formula_is_one_line_of_text(latex: str, text: str) -> None:
    assert plain(latex) == text


def test_what_is_no_formula_is_refused() -> None:
    with pytest.raises(FormulaError, match="braces"):
        plain("{x")
