"""LaTeX that a page can show, whatever the labels are."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from latex2mathml.converter import convert

from engine.primitives import PRIMITIVES, TABLE
from engine.words.latex import LATEX, latex_label
from engine.words.notation import PRODUCT, Term


@pytest.mark.parametrize(
    ("label", "latex"),
    [("w", "w"), ("w1", "w_{1}"), ("x_12", "x_{12}"), ("w_", "w"), ("W[0,1]", "W_{0,1}"), ("b[3]", r"b_{\text{[3]}}"),
     ("W1[0][2]", r"W_{1\text{[0,2]}}"), ("W_1[0,2]", r"W_{1\text{[0,2]}}"), ("b1[0]", r"b_{1\text{[0]}}"),
     ("b[3][10]", "b_{3,10}"), ("theta", r"\theta"), ("lam", r"\lambda"), ("lam2", r"\lambda_{2}"), ("mu3", r"\mu_{3}"),
     ("mu3[1]", r"\mu_{3\text{[1]}}"),
     ("etas", r"\text{etas}"), ("Theta", r"\text{Theta}"), ("h'", r"h^{\prime}"), ("h'1", r"h_{1}^{\prime}"),
     ("h1'", r"h_{1}^{\prime}"), ("h''[2]*", r"h_{\text{[2]}}^{\prime\prime\ast}"), ("w*'", r"w^{\ast\prime}"),
     ("loss", r"\text{loss}"), ("dW1", r"\text{dW}_{1}"), ("two words", r"\text{two words}"), ("50%", r"\text{50％}"),
     ("x1y", r"\text{x1y}"), ("1x", r"\text{1x}"), ("a_bcd", r"\text{a＿bcd}"), ("x_t1", "x_{t1}"), ("a_b", "a_{b}"),
     ("a_b_c", r"\text{a＿b＿c}"), ("W_hh[0,1]", r"W_{hh\text{[0,1]}}"), ("a1,2", "a_{1,2}"), ("θ2", "θ_{2}"),
     ("ŷ1", "ŷ_{1}"), ("w[a]", r"\text{w[a]}"), ("", r"\text{}"),
     (r"\{}$&#%_^~<>", r"\text{∖❴❵＄＆＃％＿＾∼＜＞}"), ("two\nlines", r"\text{two lines}"),
     ("a b" * 8, rf"\text{{{'a b' * 8}}}"), ("a b" * 8 + "c", rf"\text{{{'a b' * 7}a …}}")],
)  # fmt: skip
def test_labels_become_symbols(label, latex):
    assert latex_label(label) == latex


@pytest.mark.long
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
            *(LATEX.partial(bound, i, [*terms, LATEX.name("y")]) for i in range(count)),
        ):
            ET.fromstring(convert(latex))
            assert latex.count("{") == latex.count("}")
            assert not re.search(r"\*|(?<!\\text{)_\d|\*\*", latex), "nothing is left in Python's notation"


def test_a_power_of_a_name_with_a_prime_is_no_double_superscript():
    assert LATEX.power(LATEX.name("h'"), LATEX.number(2.0)).text == r"{h^{\prime}}^{2}"


# Of inputs called a, b, c, ... and a result called y, where it is more than Python's `*` as a dot.
FORMULAS = {
    "multiply": (r"a \cdot b", ["b", "a"]),
    "divide": (r"\frac{a}{b}", [r"\frac{1}{b}", r"\frac{-a}{b^{2}}"]),
    "power": ("a^{2}", [r"2 \cdot a"]),
    "exponential": ("2^{a}", [r"y \cdot \ln\left(2\right)"]),
    "pow": ("a^{b}", [r"b \cdot a^{b - 1}", r"y \cdot \ln\left(a\right)"]),
    "exp": ("e^{a}", ["y"]),
    "log": (r"\ln\left(a\right)", [r"\frac{1}{a}"]),
    "sqrt": (r"\sqrt{a}", [r"\frac{1}{2 \cdot y}"]),
    "abs": (r"\left|a\right|", [r"\operatorname{sign}\left(a\right)"]),
    "sin": (r"\sin\left(a\right)", [r"\cos\left(a\right)"]),
    "cos": (r"\cos\left(a\right)", [r"-\sin\left(a\right)"]),
    "tanh": (r"\tanh\left(a\right)", ["1 - y^{2}"]),
    "sigmoid": (r"\sigma\left(a\right)", [r"y \cdot \left(1 - y\right)"]),
    "relu": (r"\operatorname{ReLU}\left(a\right)", [r"\left(1 \text{ if } a > 0 \text{ else } 0\right)"]),
    "leaky_relu": (
        r"\operatorname{leaky relu}\left(a,\, 2\right)",
        [r"\left(1 \text{ if } a > 0 \text{ else } 2\right)"],
    ),
    "softplus": (r"\operatorname{softplus}\left(a\right)", [r"\sigma\left(a\right)"]),
    "maximum": (
        r"\max\left(a,\, b,\, c\right)",
        [rf"\left(1 \text{{ if }} {x} = y \text{{ else }} 0\right)" for x in "abc"],
    ),
    "affine": (r"a \cdot c + b \cdot d + e", ["c", "d", "a", "b", "1"]),
    "softmax": (
        r"\frac{e^{a}}{e^{a} + e^{b} + e^{c}}",
        [
            r"y \cdot \left(1 - y\right)",
            *(rf"\frac{{-y \cdot e^{{{x}}}}}{{e^{{a}} + e^{{b}} + e^{{c}}}}" for x in "bc"),
        ],
    ),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_rows_as_they_are_written(name):
    row = PRIMITIVES[name].bind(2.0) if PRIMITIVES[name].static_names else PRIMITIVES[name]
    names, y = [LATEX.name(label) for label in "abcde"[: len(row.domain)]], LATEX.name("y")
    assert (LATEX.value(row, names), [LATEX.partial(row, i, [*names, y]) for i in range(len(names))]) == FORMULAS[name]


def test_a_power_of_ten_is_a_product_and_a_minus_sign_is_seen():
    small, negative = LATEX.number(1.5e-7), LATEX.number(-2e20)
    assert (small, negative) == (
        Term(r"1.5 \times 10^{-7}", PRODUCT),
        Term(r"-2 \times 10^{20}", PRODUCT, negative=True),
    )
    assert (LATEX.number(-2.0), LATEX.number(0.0)) == (Term("-2", negative=True), Term("0"))
    square, times = PRIMITIVES["power"].bind(2.0), PRIMITIVES["multiply"]
    assert LATEX.value(square, [small]) == r"\left(1.5 \times 10^{-7}\right)^{2}"
    assert LATEX.value(times, [small, small]) == r"1.5 \times 10^{-7} \cdot 1.5 \times 10^{-7}"
    assert LATEX.value(times, [negative, negative]) == r"-2 \times 10^{20} \cdot \left(-2 \times 10^{20}\right)"


def test_long_sums_are_cut_in_the_middle():
    assert LATEX.value(PRIMITIVES["sum"], [LATEX.name(f"x{i}") for i in range(9)]) == (
        r"x_{0} + x_{1} + x_{2} + \cdots + x_{8}"
    )


def test_fractions_and_powers_need_no_parentheses_around_their_parts():
    divide, power = PRIMITIVES["divide"], PRIMITIVES["pow"]
    a, b = LATEX.name("a + b"), LATEX.number(-2.0)
    assert LATEX.value(divide, [a, b]) == r"\frac{\text{a + b}}{-2}"
    assert LATEX.value(power, [a, b]) == r"\left(\text{a + b}\right)^{-2}"
