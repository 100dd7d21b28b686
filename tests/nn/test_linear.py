"""Neurons, layers and MLPs: w·x + b as matrices say it, and what their graphs and errors look like."""

import random

import autograd.numpy as np
import numpy
import pytest

from engine import Value, topological_order
from engine.errors import ArgumentError, SettingError, ShapeError
from nn import MLP, Layer, Neuron
from tests.nn.oracle import agrees, array, probe, probe_of_array, randomised, values

ACTIVATIONS = {
    "linear": lambda a: a,
    "tanh": np.tanh,
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "relu": lambda a: np.maximum(a, 0),
    "leaky_relu": lambda a: np.where(a > 0, a, 0.01 * a),
    "softplus": lambda a: np.log(1 + np.exp(a)),
    "sin": np.sin,
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_neuron_is_an_activation_of_w_x_plus_b(name):
    neuron, x = randomised(Neuron(3, name, init="zeros")), values((3,), 1)
    agrees(lambda: neuron(x), {"w": neuron.w, "b": [neuron.b], "x": x},
           lambda w, b, x: ACTIVATIONS[name](w @ x + b[0]))  # fmt: skip


def test_a_neuron_without_a_bias_is_a_dot_product():
    neuron, x = Neuron(2, rng=random.Random(0), bias=False), values((2,), 1)
    assert neuron.b is None
    assert len(neuron.parameters()) == 2
    agrees(lambda: neuron(x), {"w": neuron.w, "x": x}, lambda w, x: w @ x)


@pytest.mark.parametrize("name", ["linear", "tanh", "relu"])
def test_a_layer_is_an_activation_of_a_matrix_times_x_plus_b(name):
    layer, batch = randomised(Layer(3, 4, name, init="zeros")), values((5, 3), 1)
    agrees(lambda: probe([layer(x) for x in batch]), {"W": layer.W, "b": layer.b, "X": batch},
           lambda W, b, X: probe_of_array(ACTIVATIONS[name](X @ W.T + b)))  # fmt: skip


def test_an_mlp_is_layers_one_inside_the_other():
    mlp, batch = randomised(MLP(2, 4, 3, 2, init="zeros", activation="tanh", output="sigmoid"), 4), values((4, 2), 1)
    first, second, last = mlp.layers

    def reference(W1, b1, W2, b2, W3, b3, X):
        h = np.tanh(np.tanh(X @ W1.T + b1) @ W2.T + b2)
        return probe_of_array(1 / (1 + np.exp(-(h @ W3.T + b3))))

    leaves = {"W1": first.W, "b1": first.b, "W2": second.W, "b2": second.b, "W3": last.W, "b3": last.b, "X": batch}
    agrees(lambda: probe([mlp(x) for x in batch]), leaves, reference)


def test_an_mlp_of_two_sizes_is_one_layer_and_still_returns_a_list():
    mlp = MLP(3, 1, rng=random.Random(0))
    assert mlp.hidden == []
    assert isinstance(mlp([1, 2, 3]), list)


def test_two_linear_layers_collapse_into_one():
    mlp, x = randomised(MLP(3, 4, 2, init="zeros", activation="linear")), values((3,), 5)
    (W1, b1), (W2, b2) = ((array(layer.W), array(layer.b)) for layer in mlp.layers)
    one = Layer(3, 2, init="zeros").assign(W=W2 @ W1, b=W2 @ b1 + b2)
    numpy.testing.assert_allclose(array(mlp(x)), array(one(x)), rtol=1e-13)


@pytest.mark.long
def test_an_mlp_for_a_small_image_has_the_number_of_weights_that_the_notes_count():
    layer = Layer(28 * 28, 128, init="zeros")
    assert sum(len(row) for row in layer.W) == 100_352
    assert repr(layer) == "Layer(784 -> 128, linear): 100,480 parameters"


def test_a_graph_has_one_node_for_each_neuron_and_one_for_each_activation():
    mlp = MLP(2, 3, 1, rng=random.Random(0))
    nodes = [node.op for node in topological_order(*mlp(values((2,), 0))) if node.inputs]
    assert nodes.count("w·x + b") == 4
    assert nodes.count("relu") == 3
    assert len(nodes) == 7


def test_plain_numbers_become_shared_labelled_leaves():
    layer = Layer(2, 3, rng=random.Random(0))
    leaves = [
        node for node in topological_order(*layer([1, 2.5])) if not node.inputs and node not in layer.parameters()
    ]
    assert [(leaf.label, leaf.data) for leaf in leaves] == [("x0", 1.0), ("x1", 2.5)]


def test_numpy_inputs_and_mixed_inputs_are_welcome():
    neuron = Neuron(2, init="zeros").assign(w=[2, 3], b=1)
    assert neuron(np.array([1.0, 2.0])).data == 9.0
    x = Value(1.0)
    y = neuron([x, 2])
    y.backward()
    assert (y.data, x.grad) == (9.0, 2.0)


def test_labels_say_layer_neuron_and_input():
    mlp = MLP(2, 3, 1, rng=random.Random(0))
    assert mlp.layers[0].W[2][1].label == "W1[2,1]"
    assert mlp.layers[1].b[0].label == "b2"
    assert [p.label for p in Layer(2, 1, rng=random.Random(0)).parameters()] == ["W[0,0]", "W[0,1]", "b"]
    assert [p.label for p in Neuron(2, rng=random.Random(0)).parameters()] == ["w0", "w1", "b"]


def test_every_neuron_is_a_box_of_its_own_inside_the_box_of_its_layer():
    outputs = MLP(2, 3, 1, rng=random.Random(0))([1, 2])
    assert outputs[0].scope.path == "mlp/output/neuron 0"
    hidden = [node for node in topological_order(*outputs) if node.op == "relu"]
    assert [node.scope.path for node in hidden] == [f"mlp/hidden.0/neuron {i}" for i in range(3)]
    assert len({node.scope for node in hidden}) == 3
    assert len({node.scope.parent for node in hidden}) == 1


def test_the_same_seed_gives_the_same_model():
    a, b, c = (MLP(2, 3, 1, rng=random.Random(seed)).state_dict() for seed in (1, 1, 2))
    assert a == b
    assert a != c


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: MLP(2, 3, 1, rng=random.Random(0))([1, 2, 3]),
         r"mlp/hidden.0: expects a list of 2 numbers, got a list of 3"),
        (lambda: MLP(2, 3, 1, rng=random.Random(0), name="brain")([]), r"brain/hidden.0: .* got a list of 0"),
        (lambda: Layer(2, 1, rng=random.Random(0))(3.0), r"layer: .* got 3.0; put a single number in a list"),
        (lambda: Layer(2, 1, rng=random.Random(0))([[1, 2], [3, 4]]), r"x0, got a list of 2; call the layer once"),
        (lambda: Layer(1, 1, rng=random.Random(0))([[[1]]]), r"a number for x, got 1 x 1; flatten an image first"),
        (lambda: Neuron(2, rng=random.Random(0))([1]), r"neuron: expects a list of 2 numbers, got a list of 1"),
    ],
)  # fmt: skip
def test_a_wrong_shape_names_the_layer_what_it_expects_and_what_it_got(call, message):
    with pytest.raises(ShapeError, match=message):
        call()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MLP(2.5, 1, rng=random.Random(0)), "output: inputs must be a whole number of at least 1, got 2.5"),
        (lambda: MLP(3, rng=random.Random(0)), "needs the number of inputs and of outputs"),
        (lambda: Layer(2, 0, init="zeros"), "layer: outputs must be a whole number of at least 1, got 0"),
        (lambda: Neuron(0, init="zeros"), "neuron: inputs must be a whole number of at least 1, got 0"),
        (lambda: Neuron(2, "rleu", init="zeros"), "no activation 'rleu'; choose one of linear, "),
    ],
)
def test_an_impossible_model_is_refused_with_advice(make, message):
    with pytest.raises(SettingError, match=message):
        make()


def test_a_seed_is_no_source_of_random_numbers():
    with pytest.raises(ArgumentError, match=r"rng must be a random.Random, such as random.Random\(0\), got 3"):
        Neuron(2, rng=3)


def test_nonlin_of_a_layer_and_not_beside_an_activation():
    assert repr(Layer(2, 3, nonlin=True)) == repr(Layer(2, 3, "relu"))
    with pytest.raises(SettingError, match="say the same twice; leave one out"):
        Neuron(2, "tanh", nonlin=True)


@pytest.mark.parametrize(("label", "outputs", "weights", "biases"), [
    ("", 2, ["W[0,0]", "W[1,0]"], ["b0", "b1"]),
    ("1", 2, ["W1[0,0]", "W1[1,0]"], ["b1[0]", "b1[1]"]),
    ("_r", 2, ["W_r[0,0]", "W_r[1,0]"], ["b_r[0]", "b_r[1]"]),
    ("h1", 2, ["Wh1[0,0]", "Wh1[1,0]"], ["bh1[0]", "bh1[1]"]),
    ("h1", 1, ["Wh1"], ["bh1"]),
    ("g", 2, ["Wg[0,0]", "Wg[1,0]"], ["bg0", "bg1"]),
    ("g", 1, ["Wg"], ["bg"]),
])  # fmt: skip
def test_a_bias_is_written_like_its_weights(label, outputs, weights, biases):
    layer = Layer(1, outputs, init="zeros", label=label)
    assert [w.label for row in layer.W for w in row] == weights
    assert [b.label for b in layer.b] == biases


@pytest.mark.parametrize("sizes", [(2, [1]), (2, 1), (2, 3, 1)])
def test_an_activation_that_nobody_knows_is_refused_also_where_no_layer_is_hidden(sizes):
    with pytest.raises(SettingError, match=r"no activation 'rleu'; .*did you mean 'relu'"):
        MLP(*sizes, activation="rleu")


@pytest.mark.parametrize(("sizes", "outputs"), [([4, 1], None), ([4, 3], 3), ([2], 2), ([1], None)])
def test_sizes_may_be_a_list_and_one_output_is_then_a_number(sizes, outputs):
    y = MLP(2, sizes, rng=random.Random(0))([1.0, -2.0])
    assert isinstance(y, Value) if outputs is None else len(y) == outputs
