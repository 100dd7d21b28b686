"""`p -= ...` makes a new Value: refused where somebody seems to train a leaf, and ordinary Python elsewhere."""

import operator

import pytest

from engine import Value, no_grad
from engine.errors import AssignmentError
from nn import Neuron

IN_PLACE = [operator.iadd, operator.isub, operator.imul, operator.itruediv, operator.ipow]


@pytest.mark.parametrize("passes", [1, 2, 3])
@pytest.mark.parametrize("change", IN_PLACE)
def test_a_leaf_that_has_a_gradient_is_not_changed_by_a_number(change, passes):
    w = Value(2.0, "w")
    for _ in range(passes):
        (w * 3.0).backward()
    with pytest.raises(AssignmentError, match="write w.data"):
        change(w, 0.5)


@pytest.mark.parametrize("change", IN_PLACE)
def test_a_sum_or_a_product_may_begin_with_a_parameter_but_no_step(change):
    (w, _) = Neuron(1, init="zeros").assign(w=[2.0]).parameters()
    if change is operator.isub:
        with pytest.raises(AssignmentError):
            change(w, Value(3.0))
    else:
        assert change(w, Value(3.0)).inputs[0] is w


@pytest.mark.parametrize("change", IN_PLACE)
def test_what_was_computed_without_a_graph_is_changed_like_any_number(change):
    with no_grad():
        c = Value(2.0) * 3.0
    assert change(c, 2.0).data == change(6.0, 2.0)
