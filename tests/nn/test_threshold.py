"""The McCulloch-Pitts neuron: every logical function, and no gradient."""

import itertools

import pytest

from engine import Value
from engine.errors import ShapeError
from nn import ThresholdNeuron

BITS = list(itertools.product((0, 1), repeat=2))


@pytest.mark.parametrize(
    ("weights", "threshold", "table"),
    [([1, 1], 2, [0, 0, 0, 1]), ([1, 1], 1, [0, 1, 1, 1]), ([-1, -1], 0, [1, 0, 0, 0])],
    ids=["and", "or", "nor"],
)
def test_one_unit_is_a_logical_gate(weights, threshold, table):
    gate = ThresholdNeuron(weights, threshold)
    assert [gate(bits).data for bits in BITS] == table


def test_not_is_a_negative_weight():
    assert [ThresholdNeuron([-1], 0)([bit]).data for bit in (0, 1)] == [1, 0]


def test_no_single_unit_is_xor_but_three_are():
    steps = [x / 2 for x in range(-4, 5)]
    wanted = [0, 1, 1, 0]
    for w1, w2, threshold in itertools.product(steps, repeat=3):
        gate = ThresholdNeuron([w1, w2], threshold)
        assert [gate(bits).data for bits in BITS] != wanted
    either, both, xor = ThresholdNeuron([1, 1], 1), ThresholdNeuron([1, 1], 2), ThresholdNeuron([1, -1], 1)
    assert [xor([either(bits), both(bits)]).data for bits in BITS] == wanted


def test_it_fires_on_the_threshold_and_hands_no_gradient_on():
    x = Value(2.0)
    y = ThresholdNeuron([1.0], threshold=2.0)([x])
    assert y.data == 1.0
    assert y.inputs == ()
    (y * x).backward()
    assert x.grad == 1.0  # from the product only


def test_it_has_nothing_to_train_and_says_what_it_expects():
    gate = ThresholdNeuron([1, 1], 2)
    assert gate.parameters() == []
    assert repr(gate) == "ThresholdNeuron([1, 1], threshold 2): 0 parameters"
    with pytest.raises(ShapeError, match="threshold neuron: expects a list of 2 numbers, got a list of 3"):
        gate([1, 1, 1])
