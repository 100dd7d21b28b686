"""The input of a model is one input, however many of its parts are given it."""

import random
from functools import partial

import numpy as np
import pytest

from engine import Value, dot
from engine.graph import topological_order
from engine.modes import scope
from nn import SGD, Conv2D, Each, Layer, Module, RNNCell, Sequential, fit, losses
from nn.recurrent import unroll


class Gated(Module):
    """Two layers that see the same."""

    def __init__(self):
        super().__init__()
        rng = random.Random(0)
        self.gate, self.value = Layer(2, 2, "sigmoid", rng=rng), Layer(2, 2, rng=rng)

    def forward(self, x):
        return dot(self.gate(x), self.value(x))


class Calls(Module):
    """Whatever a test wants done inside of a call."""

    def __init__(self, do):
        super().__init__()
        self.do = do

    def forward(self, x):
        return self.do(x)


def constants(output):
    return [v for v in topological_order(output) if v.is_constant]


@pytest.mark.parametrize("x", [[0.5, -1.0], (0.5, -1.0), np.array([0.5, -1.0])])
def test_two_layers_that_are_given_the_same_numbers_have_one_input(x):
    assert [(v.label, v.data) for v in constants(Gated()(x))] == [("x0", 0.5), ("x1", -1.0)]


def test_however_deep_they_stand_and_whatever_scopes_are_open():
    model = Calls(lambda x: sum(part(x) for part in parts))
    gated = Gated()
    parts = [gated, Sequential(gated), Calls(lambda x: gated.value(x)[0])]
    with scope("mine"):
        assert len(constants(model([0.5, -1.0]))) == 2


def test_an_input_is_drawn_around_all_that_are_given_it():
    model = Gated()
    assert {v.scope.path for v in constants(model([0.5, -1.0]))} == {"gated"}
    inner = Calls(lambda x: model(x) + model.gate(x)[0])
    assert {v.scope.path for v in constants(inner([0.5, -1.0]))} == {"calls"}
    once = Calls(lambda x: model.gate(x)[0])
    assert {v.scope.path for v in constants(once([0.5, -1.0]))} == {"calls/gate"}


def test_two_calls_have_two_inputs():
    model, x = Gated(), [0.5, -1.0]
    assert len(constants(model(x) + model(x))) == 4
    with scope("mine"):
        assert len(constants(model(x) + model(x))) == 4


def test_numbers_that_were_changed_in_between_are_other_inputs():
    def forward(x):
        before = layer(x)[0]
        x[0] = 7.0
        return before + layer(x)[0]

    layer = Layer(2, 1, init="zeros")
    assert [v.data for v in constants(Calls(forward)([1.0, 2.0]))] == [1.0, 2.0, 7.0, 2.0]


def test_the_same_list_at_two_times_is_two_inputs():
    cell = RNNCell(1, 1, init="zeros")
    last = Calls(lambda x: unroll(cell, x)[-1][0])([[3.0]] * 2)
    assert {v.label for v in constants(last)} == {"h0", "x1", "x2"}


def test_two_convolutions_of_one_image_have_one_input():
    kernels = [Conv2D(1, 1, 1, init="zeros") for _ in range(2)]
    summed = Calls(lambda x: kernels[0](x)[0][0][0] + kernels[1](x)[0][0][0])([[[5.0]]])
    assert [v.label for v in constants(summed)] == ["x"]


def test_a_list_with_values_in_it_is_not_remembered_since_they_would_keep_their_graph():
    w = Value(2.0, "w")
    assert len(constants(Gated()([w, 1.0]))) == 2


def test_replayed_and_eager_training_end_at_the_same_numbers():
    rows, targets = [[0.5, -1.0], [2.0, 1.0], [-1.0, 0.25]], [1.0, 0.0, 2.0]
    mean_squared = partial(losses.squared_error, reduction="mean")
    states = []
    for replay in (True, False):
        model = Gated()
        ran = fit(model, (rows, targets), mean_squared, SGD(model.parameters(), 0.1), epochs=5, replay=replay)
        assert ran.replayed is replay
        states.append(list(model.state_dict().values()))
    assert states[0] == pytest.approx(states[1], rel=1e-12)


def test_each_example_of_a_batch_is_an_input_of_its_own():
    outputs = Each(Layer(1, 1, init="zeros"))([[1.0], [2.0]])
    assert [v.data for y in outputs for v in constants(y[0])] == [1.0, 2.0]
