"""`p -= rate * p.grad` trains nothing: for what somebody trains it is refused.

For everything else it is `p = p - ...`.
"""

import operator
from random import Random

import pytest

from engine import Value, gradient, no_grad
from engine.errors import AssignmentError
from nn import MLP, Neuron

SIGNS = {"+=": operator.iadd, "-=": operator.isub, "*=": operator.imul, "/=": operator.itruediv, "**=": operator.ipow}


@pytest.mark.parametrize(("sign", "change"), SIGNS.items())
def test_a_parameter_of_a_module_is_not_trained_like_that(sign, change):
    model = MLP(2, 3, 1, rng=Random(0))
    for p in model.parameters():
        with pytest.raises(AssignmentError) as raised:
            change(p, 0.1)
        assert f"{p.label} {sign} ... would make a new Value" in str(raised.value)
        assert f"write {p.label}.data {sign}" in str(raised.value)
        assert "optimiser" in str(raised.value)


def test_neither_with_gradients_that_are_results():
    neuron = Neuron(2, rng=Random(0))
    loss = neuron([1.0, 2.0]) ** 2
    parameters = neuron.parameters()
    for p, g in zip(parameters, gradient(loss, parameters, create_graph=True), strict=True):
        with pytest.raises(AssignmentError):
            p -= 0.1 * g


def test_nor_a_leaf_with_a_gradient():
    w = Value(2.0, "w")
    (w * w).backward()
    with pytest.raises(AssignmentError, match=r"w -= \.\.\."):
        w -= 0.1 * w.grad
    w.data -= 0.1 * w.grad
    assert w.data == 1.6


@pytest.mark.parametrize("wrt", [lambda w: w, lambda w: [w], lambda w: [[w]]], ids=["alone", "list", "rows"])
def test_nor_a_leaf_whose_gradient_was_asked_for(wrt):
    w = Value(2.0, "w")
    slope = gradient(w * w, wrt(w))
    for p in [w]:
        with pytest.raises(AssignmentError, match=r"^w -= \.\.\. would make a new Value"):
            p -= 0.1 * 4.0
    assert slope in (4.0, [4.0], [[4.0]])
    w = w - 0.1 * 4.0
    assert w.data == 1.6


def test_a_step_that_is_to_be_differentiated_is_taken_as_ever():
    w = Value(2.0, "w")
    slope = gradient(w * w, w, create_graph=True)
    w -= 0.25 * slope
    assert w.data == 1.0


@pytest.mark.parametrize("nothing", [0.0, None])
def test_a_parameter_whose_gradient_was_taken_away_is_still_known_as_one(nothing):
    neuron = Neuron(1, init="zeros")
    w = neuron.parameters()[0]
    w.grad = nothing
    neuron([1.0]).backward()
    with pytest.raises(AssignmentError, match=r"would make a new Value"):
        operator.isub(w, Value(0.1))
    assert w.passes == 1


def test_a_value_that_was_only_compared_is_not_trained():
    x = Value(3.0)
    assert x > 0
    x += 1
    assert x.data == 4.0


def test_other_values_are_accumulated_as_ever():
    x, total = Value(3.0), Value(1.0)
    total += x
    total -= 1
    total *= x
    total /= 2.0
    total **= 2
    assert total.data == ((1.0 + 3.0 - 1) * 3.0 / 2.0) ** 2
    total.backward()
    assert x.grad == pytest.approx(2 * 4.5 * 3.0)


@pytest.mark.parametrize("passes", [1, 2, 3])
@pytest.mark.parametrize("change", SIGNS.values(), ids=SIGNS)
def test_however_many_passes_its_gradient_was_added_up_from(change, passes):
    w = Value(2.0, "w")
    for _ in range(passes):
        (w * 3.0).backward()
    with pytest.raises(AssignmentError, match=r"write w\.data"):
        change(w, 0.5)


@pytest.mark.parametrize(("sign", "change"), SIGNS.items())
def test_a_sum_or_a_product_may_begin_with_a_parameter_but_no_step(sign, change):
    w, _ = Neuron(1, init="zeros").assign(w=[2.0]).parameters()
    if sign == "-=":
        with pytest.raises(AssignmentError):
            change(w, Value(3.0))
    else:
        assert change(w, Value(3.0)).inputs[0] is w


@pytest.mark.parametrize("change", SIGNS.values(), ids=SIGNS)
def test_what_was_computed_without_a_graph_is_changed_like_any_number(change):
    with no_grad():
        c = Value(2.0) * 3.0
    assert change(c, 2.0).data == change(6.0, 2.0)
