"""Formulas reach the page as trees of a few known elements, whatever stands in a label."""

from xml.etree import ElementTree

import pytest

from engine import Value, draw
from engine.drawing.page_data import page_data
from engine.errors import FormulaError
from engine.words.latex import latex_label
from engine.words.mathml import BRANCHES, LEAVES, mathml, tree
from tests.engine.drawing.pages import GRAPHS


def parts(formula):
    """Every element of a tree, as (kind, text of a leaf or None)."""
    if isinstance(formula, str):
        return [tuple(formula.split(":", 1))]
    return [(formula[0], None), *(part for child in formula[1:] for part in parts(child))]


@pytest.mark.parametrize(
    "latex",
    [r"\href{javascript:alert(1)}{x}", r"\frac{\partial y}{\partial x} = e^{-x}", r"\sqrt{x}", r"\left|x\right|"],
)
def test_only_known_elements_come_out(latex):
    kinds = {kind for kind, _ in parts(tree(latex))}
    assert kinds <= BRANCHES | set(LEAVES.values())


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("x", "i:x"),
        (r"\frac{a}{2} = x_{1}", ["mrow", ["mfrac", "i:a", "n:2"], "o:=", ["msub", "i:x", "n:1"]]),
        (r"\sqrt{x}", ["msqrt", "i:x"]),
        (r"\sqrt{x + 1}", ["msqrt", ["mrow", "i:x", "o:+", "n:1"]]),
        (r"x_1^2", ["msubsup", "i:x", "n:1", "n:2"]),
        (r"\text{a＆b＜}", "t:a&b<"),
        (r"\text{\foo}", r"t:\foo"),
        (r"a \quad b", ["mrow", "i:a", "t: ", "i:b"]),
        (r"a < b", ["mrow", "i:a", "o:<", "i:b"]),
        (r"x^{}", ["msup", "i:x", ["mrow"]]),
        (r"\{a\}", ["mrow", "o:{", "i:a", "o:}"]),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
         ["mrow", "o:(", ["mtable", ["mtr", "i:a", "i:b"], ["mtr", "i:c", "i:d"]], "o:)"]),
    ],
)  # fmt: skip
def test_a_tree_has_a_branch_for_what_holds_several_parts_and_no_other(latex, expected):
    assert tree(latex) == expected


def test_letters_of_matrices_and_vectors_are_bold_characters_of_their_own():
    letters = {
        "A": "𝑨",
        "Z": "𝒁",
        "a": "𝒂",
        "h": "𝒉",
        "w": "𝒘",
        "z": "𝒛",
        r"\alpha": "𝜶",
        r"\sigma": "𝝈",
        r"\omega": "𝝎",
    }
    for letter, bold in letters.items():
        assert tree(rf"\boldsymbol{{{letter}}}") == f"i:{bold}"
        assert mathml(rf"\boldsymbol{{{letter}}}") == f"<math><mrow><mrow><mi>{bold}</mi></mrow></mrow></math>"
    assert tree(r"\boldsymbol{3}") == "n:3"


def test_a_formula_stands_in_the_line_or_on_a_line_of_its_own():
    assert mathml("x") == "<math><mrow><mi>x</mi></mrow></math>"
    assert mathml("x", block=True) == '<math display="block"><mrow><mi>x</mi></mrow></math>'
    hat = '<mover accent="true"><mrow><mi>y</mi></mrow><mo>^</mo></mover>'
    assert mathml(r"\hat{y} < 1") == f"<math><mrow>{hat}<mo>&lt;</mo><mn>1</mn></mrow></math>"


def test_links_colours_and_classes_are_left_out():
    assert "javascript" not in mathml(r"\href{javascript:alert(1)}{x}")
    assert mathml(r"\color{red}{x}") == "<math><mrow><mstyle><mrow><mi>x</mi></mrow></mstyle></mrow></math>"


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        ("{", "has braces that do not match"),
        ("{a}}", "has braces that do not match"),
        (r"\{a}", "has braces that do not match"),
        (r"\foo{x}", r"uses \\foo, which is not known"),
        ("a & b", "uses &, which is not known"),
        ("x^2^3", "cannot be read: DoubleSuperscriptsError"),
        (r"\begin{foo}", "cannot be read: NoAvailableTokensError"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_formula(latex, reason):
    for read in (tree, mathml):
        with pytest.raises(FormulaError, match=reason) as raised:
            read(latex)
        assert str(raised.value).startswith(f"the formula ${latex}$ ")


@pytest.mark.parametrize("label", ["w_out", "a<b>&c", "50%", "{x}", "a\\b", "$", "~", "#1", "^"])
def test_a_label_arrives_as_it_was_written(label):
    text = "".join(text or "" for _, text in parts(tree(latex_label(label))))
    assert text.replace("\xa0", " ") == label


def test_what_is_sent_holds_the_formulas_of_each_row_once():
    for graph in GRAPHS.values():
        drawing = draw(graph())
        nodes, made = drawing.trace.nodes, [value for value in drawing.trace.values if value.inputs]
        sent = page_data(drawing.story)
        rows = {(value.primitive.name, value.primitive.static_values, len(value.inputs)) for value in made}
        assert len(sent["templates"]) == len(rows)
        assert [bool(node.inputs) for node in nodes] == ["row" in node for node in sent["nodes"]]


def test_a_line_that_the_program_does_not_have_is_left_out():
    output = Value(1.0, "x") * 2.0
    drawing = draw(output, lines={output: 7})
    assert page_data(drawing.story, "one line")["code"] == {}
    assert page_data(drawing.story, "\n" * 6 + "  y = x * 2  ")["code"] == {7: "y = x * 2"}


@pytest.mark.parametrize(
    ("latex", "signs"),
    [(r"2 \cdot (-0.1)", 1), ("x = -5", 1), ("a - b", 0), ("(a) - b", 0), ("[a] - |b| - c", 0), ("a = +b - c", 1)],
)
def test_a_minus_behind_another_operator_is_a_sign(latex, signs):
    assert mathml(latex).count('form="prefix"') == signs


@pytest.mark.parametrize(
    ("latex", "signs"),
    [
        ("a - b", []),
        ("-x", []),
        ("y = -1", ["−"]),
        (r"x \cdot -3 - 1", ["−"]),
        (r"2 \cdot +b", ["+"]),
        ("(-a) - (-b)", ["−", "−"]),
        ("(a) - b", []),
        ("[a] - b", []),
        ("a! - b", []),
        ("a = = b", []),
        (r"= \text{-}", []),
        (r"\text{=}\text{-}", []),
    ],
)
def test_a_minus_behind_another_operator_is_a_sign_and_behind_an_operand_it_subtracts(latex, signs):
    marked = [each.text for each in ElementTree.fromstring(mathml(latex)).iter() if each.get("form") == "prefix"]
    assert marked == signs
