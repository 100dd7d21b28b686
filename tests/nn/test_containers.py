"""Sequential, Residual, Flatten and Each: modules made of modules."""

import random

import autograd.numpy as np
import pytest

from engine.errors import ShapeError
from nn import MLP, Conv2D, Each, Flatten, Layer, Residual, Sequential
from tests.nn.oracle import agrees, probe, probe_of_array, randomised, values


def test_sequential_is_function_composition():
    model = randomised(Sequential(Layer(2, 3, init="zeros"), "tanh", Layer(3, 2, init="zeros")), 1)
    x, first, last = values((2,), 2), model.stages[0], model.stages[2]
    agrees(lambda: probe(model(x)), {"W": first.W, "b": first.b, "V": last.W, "c": last.b, "x": x},
           lambda W, b, V, c, x: probe_of_array(V @ np.tanh(W @ x + b) + c))  # fmt: skip


def test_equal_layers_of_a_sequence_have_different_names_and_a_name_of_ones_own_stays():
    model = Sequential(Layer(2, 2, init="zeros"), Layer(2, 2, init="zeros", name="mine"), Layer(3, 1, init="zeros"))
    assert [stage.name for stage in model.stages] == ["layer.0", "mine", "layer.2"]
    with pytest.raises(ShapeError, match=r"sequential/layer\.2: expects a list of 3 numbers, got a list of 2"):
        model([1, 2])


def test_residual_adds_its_input_to_the_output():
    block = Residual(randomised(MLP(3, 3, init="zeros", output="tanh")))
    x, layer = values((3,), 1), block.inner.output
    agrees(lambda: probe(block(x)), {"W": layer.W, "b": layer.b, "x": x},
           lambda W, b, x: probe_of_array(x + np.tanh(W @ x + b)))  # fmt: skip


def test_a_residual_hands_the_gradient_on_where_its_inside_is_dead():
    x = values((2,), 0)
    probe(Residual(Layer(2, 2, init="zeros"))(x)).backward()
    assert all(v.grad > 0 for v in x)


def test_a_residual_needs_an_inside_that_keeps_the_length():
    with pytest.raises(ShapeError, match=r"residual: expects 2 numbers from its inner module .* got a list of 3"):
        Residual(Layer(2, 3, init="zeros"))([1, 2])


def test_flatten_reads_channel_by_channel_row_by_row():
    assert [v.data for v in Flatten()([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])] == [1, 2, 3, 4, 5, 6, 7, 8]
    with pytest.raises(ShapeError, match="flatten: expects nested lists, got 3"):
        Flatten()(3)


def test_permuting_pixels_together_with_the_columns_of_the_weights_changes_nothing():
    order, image = [2, 0, 3, 1], [[[1.0, 2.0], [3.0, 4.0]]]
    layer = Layer(4, 2, rng=random.Random(0))
    permuted = Layer(4, 2, init="zeros").assign(W=[[row[i].data for i in order] for row in layer.W])
    x = Flatten()(image)
    assert [y.data for y in permuted([x[i] for i in order])] == pytest.approx([y.data for y in layer(x)], rel=1e-14)


def test_each_applies_one_module_to_every_example():
    layer, batch = randomised(Layer(2, 2, init="zeros")), values((3, 2), 1)
    agrees(lambda: probe(Each(layer)(batch)), {"W": layer.W, "b": layer.b, "X": batch},
           lambda W, b, X: probe_of_array(X @ W.T + b))  # fmt: skip


def test_an_image_flows_from_convolution_to_a_vector():
    model = Sequential(Conv2D(1, 2, 2, rng=random.Random(0)), "relu", Flatten(), Layer(8, 3, rng=random.Random(1)))
    assert len(model([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]])) == 3
    assert repr(model).splitlines()[1] == "  stages.0: Conv2D(1 -> 2, kernel 2 x 2, linear): 10 parameters"
