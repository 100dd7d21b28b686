"""Formulas reach the page as trees of a few known elements, whatever stands in a label."""

import pytest

from engine import Value, draw
from engine.drawing.page_data import page_data
from engine.words.latex import latex_label
from engine.words.mathml import BRANCHES, LEAVES, tree
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
