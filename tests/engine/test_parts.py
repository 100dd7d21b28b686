"""Where nodes belong, and graphs written out in elementary operations."""

from random import Random

import pytest

import engine
from engine import Value, affine, gradient, scope, topological_order
from engine.trace.parts import expanded, innermost_scopes
from tests.engine.graphs import random_graph


def scopes_of(output):
    """Return the names of the scopes that every node is drawn in, outermost first."""
    order = topological_order(output)
    homes = innermost_scopes(order)
    return {node: home.path.split("/") if home else [] for node, home in zip(order, homes, strict=True)}


def test_operations_belong_where_they_were_made():
    with scope("outer"):
        a = Value(1.0) + 1.0
        with scope("inner"):
            b = a * 2.0
    found = scopes_of(b)
    assert (found[a], found[b]) == (["outer"], ["outer", "inner"])


def test_a_parameter_belongs_to_the_deepest_scope_that_holds_its_users():
    own, shared = Value(1.0, "own"), Value(2.0, "shared")
    with scope("rnn"):
        with scope("cell"):
            first = own * shared
        with scope("cell"):
            second = first * shared
    found = scopes_of(second)
    assert (found[own], found[shared]) == (["rnn", "cell"], ["rnn"])


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_what_is_fed_to_a_layer_stays_outside_and_its_weights_go_inside(size):
    w, x = ([Value(2.0, f"{name}{i}") for i in range(size)] for name in "wx")
    b = Value(3.0, "b")
    with scope("neuron"):
        y = affine(w, x, b)
    found = scopes_of(y)
    assert [found[leaf] for leaf in x] == [[]] * size
    assert [found[leaf] for leaf in (*w, b)] == [["neuron"]] * (size + 1)


@pytest.mark.parametrize("f", [engine.sum, lambda xs: engine.maximum(*xs), lambda xs: engine.dot(xs[:2], xs[2:])])
def test_other_operations_of_many_inputs_have_no_side_for_what_is_fed(f):
    leaves = [Value(float(i), f"x{i}") for i in range(4)]
    with scope("layer"):
        y = f(leaves)
    found = scopes_of(y)
    assert [found[leaf] for leaf in leaves] == [["layer"]] * 4


def test_what_two_parts_share_belongs_to_neither():
    shared = Value(2.0, "shared")
    with scope("encoder"):
        first = shared * 2.0
    with scope("decoder"):
        second = first * shared
    assert scopes_of(second)[shared] == []


def test_a_leaf_made_in_a_scope_stays_there():
    with scope("data"):
        x = Value(1.0)
    with scope("model"):
        y = x * 2.0
    assert scopes_of(y)[x] == ["data"]


@pytest.mark.parametrize("seed", range(8))
def test_a_written_out_graph_has_the_same_value_and_the_same_gradients(seed):
    loss, xs = random_graph(Random(seed))
    written_out, origin = expanded(loss)
    assert written_out.data == pytest.approx(loss.data)
    assert gradient(written_out, xs) == pytest.approx(gradient(loss, xs))
    assert not {node.primitive.name for node in topological_order(written_out) if node.primitive} & {
        "sum", "dot", "affine", "logsumexp"}  # fmt: skip
    assert set(origin) >= {node for node in topological_order(written_out) if node.inputs}
    assert set(origin.values()) <= set(topological_order(loss))


def test_writing_out_keeps_labels_and_scopes_and_leaves_alone():
    x = Value(2.0, "x")
    with scope("layer"):
        y = engine.dot([x, x], [x, 3.0])
    y.label = "y"
    written_out, _ = expanded(y)
    assert written_out.label == "y"
    assert {path[0] for node, path in scopes_of(written_out).items() if node.inputs} == {"layer"}
    assert x in topological_order(written_out)


def test_the_constants_of_a_written_out_operation_belong_with_it_wherever_one_draws():
    with scope("layer"):
        y = engine.logsumexp([Value(1.0, "a"), Value(2.0, "b")])
    with scope("elsewhere"):
        written_out, _ = expanded(y)
    assert {path[0] for path in scopes_of(written_out).values()} == {"layer"}


def test_a_sum_of_one_value_is_that_value_and_keeps_its_own_label():
    x = Value(2.0, "x")
    y = engine.sum([x])
    y.label = "y"
    assert expanded(y)[0] is x
    assert x.label == "x"
