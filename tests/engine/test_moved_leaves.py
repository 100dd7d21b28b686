"""The number of a leaf that changes after something was computed from it: a gradient then belongs to neither point."""

import copy
import math
import pickle
from random import Random

import pytest

from engine import Value, check_gradients, draw, gradient, hessian, hvp, scope, topological_order
from engine.compare import compare_gradients
from engine.errors import AssignmentError, MovedError
from engine.forward import jvp
from engine.modes import set_numbers
from engine.trace import trace
from tests.engine.graphs import random_graph

READERS = [
    lambda y, x: y.backward(),
    gradient,
    hessian,
    lambda y, x: hvp(y, [x], [1.0]),
    lambda y, x: trace(y),
    lambda y, x: draw(y),
    lambda y, x: compare_gradients(y, {"x": (x, 1.0)}),
]


@pytest.mark.parametrize("read", READERS)
def test_whatever_differentiates_refuses_and_names_the_leaf(read):
    x = Value(2.0, "x")
    with scope("model"):
        y = x * x
    x.data = 3.0
    with pytest.raises(MovedError, match=r"^the leaf 'x' was changed \(to 3\) after an operation \* in model had been"):
        read(y, x)
    assert x.grad == 0.0


def test_a_leaf_that_moved_before_it_was_used_is_fine():
    x = Value(2.0)
    x.data = 3.0
    y = x * x
    y.backward()
    assert x.grad == 6.0


def test_leaves_that_move_all_at_once_move_one_by_one_as_well():
    w, b, c = Value(2.0, "w"), Value(1.0, "b"), Value(5.0, "c")
    of_w, of_b, of_c = w * w, b * b, c * c
    set_numbers([w, b, c], [3.0, 1.0, math.nan])
    assert (w.data, b.data) == (3.0, 1.0)
    assert gradient(of_b, b) == 2.0, "b has the number that it had"
    for y, x in ((of_w, w), (of_c, c)):
        with pytest.raises(MovedError):
            gradient(y, x)
    assert gradient(w * b, [w, b]) == [1.0, 3.0]
    with pytest.raises(ValueError, match="zip"):
        set_numbers([w, b], [1.0])


def test_a_leaf_that_moved_between_two_uses_is_not():
    x = Value(2.0, "x")
    first = x * 3.0
    x.data = 5.0
    second = first * x
    with pytest.raises(MovedError):
        second.backward()


@pytest.mark.parametrize("join", [lambda before, after: before + after, lambda before, after: after + before])
def test_nor_when_the_two_uses_meet_in_either_order(join):
    x = Value(2.0, "x")
    before = x * 3.0
    x.data = 5.0
    with pytest.raises(MovedError):
        join(before, x * 2.0).backward()


@pytest.mark.parametrize("which", [0, 1, 2])
def test_it_may_be_any_of_the_leaves(which):
    leaves = [Value(2.0, "x"), Value(3.0, "y"), Value(4.0, "z")]
    output = leaves[0] * leaves[1] * leaves[2]
    leaves[which].data = 5.0
    with pytest.raises(MovedError, match=f"leaf '{'xyz'[which]}' was changed"):
        output.backward()


def test_a_leaf_that_is_older_than_its_use_is_not_the_one_that_is_named():
    old, moved, other = Value(2.0, "old"), Value(3.0, "moved"), Value(0.0)
    other.data = 1.0  # time goes on
    output = old * moved
    moved.data = 4.0
    with pytest.raises(MovedError, match="leaf 'moved' was changed"):
        output.backward()


def test_a_graph_that_was_made_before_others_moved_is_fine():
    x, other = Value(2.0), Value(1.0)
    shared = x * x
    for _ in range(3):
        loss = shared * other
        loss.backward()
        other.data -= 0.1
    assert x.grad == pytest.approx(4 * (1.0 + 0.9 + 0.8))


@pytest.mark.parametrize("seed", range(20))
def test_exactly_the_leaves_that_the_output_depends_on_count(seed):
    output, leaves = random_graph(Random(seed))
    apart = Value(1.0)
    apart.data = 2.0
    assert all(map(math.isfinite, gradient(output, leaves)))
    used = set(topological_order(output))
    for leaf in (leaf for leaf in leaves if leaf not in used):
        leaf.data += 0.1
    gradient(output, leaves)
    leaf = next(leaf for leaf in leaves if leaf in used)
    leaf.data += 0.1
    with pytest.raises(MovedError):
        gradient(output, leaves)


@pytest.mark.parametrize("transfer", [copy.deepcopy, lambda y: pickle.loads(pickle.dumps(y))])
def test_copies_and_pickles_keep_what_is_known_of_it(transfer):
    x = Value(2.0, "x")
    fresh, y = x + 1.0, x * x
    x.data = 3.0
    with pytest.raises(MovedError):
        transfer(y).backward()
    again = transfer(x * x)
    again.backward()
    assert again.inputs[0].grad == 6.0
    again.inputs[0].data = 7.0
    with pytest.raises(MovedError):
        again.backward()
    assert fresh.data == 3.0


def test_functions_that_build_their_own_graph_do_not_mind():
    def f(x: Value) -> Value:
        return x * x

    assert jvp(f, [3.0], [1.0]) == (9.0, 6.0)
    assert check_gradients(f, 3.0)


def test_the_number_of_a_result_cannot_be_set():
    y = Value(2.0) * 3.0
    with pytest.raises(AssignmentError, match=r"set the \.data of a leaf and compute the result again"):
        y.data = 1.0
    assert y.data == 6.0


@pytest.mark.parametrize("wrong", ["3", None, [1.0], Value(1.0), 1j])
def test_only_a_number_can_be_set(wrong):
    x = Value(2.0)
    with pytest.raises(TypeError, match="expected a real number"):
        x.data = wrong
    assert x.data == 2.0


def test_a_number_that_is_back_is_no_change():
    """Finite differences by hand, a state loaded again, an assignment of the same number."""
    x = Value(2.0, "x")
    y = x * x
    x.data = 2.5
    x.data = 2.0
    y.backward()
    assert x.grad == 4.0
    x.data = x.data
    y.backward()
    assert x.grad == 8.0


@pytest.mark.parametrize(("f", "to"), [(Value.log, -1.0), (lambda x: 1 / x, 0.0)])
def test_a_leaf_that_has_left_the_domain_has_moved(f, to):
    x = Value(2.0, "x")
    y = f(x)
    x.data = to
    with pytest.raises(MovedError, match="the leaf 'x' was changed"):
        y.backward()
