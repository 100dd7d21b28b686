"""What the page is told of a graph: of each node what there is, and nothing of what there is not."""

import pytest

from engine import Constant, Value, scope
from engine.drawing.page_data import page_data
from engine.trace import trace
from engine.words.story import Story


@pytest.fixture
def nodes():
    """Return what is told of y = tanh(x c) + 1, of which the product stands in a module, by name."""
    x, c = Value(2.0, "x"), Constant(3.0, "c")
    with scope("net"):
        product = x * c
    return {node["name"]: node for node in page_data(Story(trace(product.tanh() + 1.0)))["nodes"]}


def test_only_a_constant_with_a_name_is_given(nodes):
    assert {name for name, node in nodes.items() if node.get("given")} == {"c"}
    assert {name for name, node in nodes.items() if node["kind"] == "constant"} == {"c", "1"}


def test_what_there_is_not_is_left_out(nodes):
    assert {name for name, node in nodes.items() if "scope" in node} == {"x", "c", "x*c"}, "a leaf where it is used"
    assert {name for name, node in nodes.items() if "inputs" not in node} == {"x", "c", "1"}
    assert not any("line" in node for node in nodes.values())


def test_a_sum_is_told_by_its_terms_and_a_product_has_one():
    a, b = Value(2.0, "a"), Value(3.0, "b")
    total, product = (page_data(Story(trace(y)))["nodes"][-1]["terms"] for y in (a + b, a * b))
    assert (total, product) == ([[0], [1]], [])
