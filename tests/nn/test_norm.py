"""Batch and layer normalisation: batched formulas, gradients through the statistics, training and evaluation."""

import autograd.numpy as np
import numpy
import pytest

from engine import topological_order
from engine.errors import SettingError, ShapeError
from nn import BatchNorm, LayerNorm, Sequential
from tests.nn.oracle import agrees, array, probe, probe_of_array, randomised, values

EPSILON = 0.01  # large enough that forgetting it, or adding it outside of the root, is seen


def normalised(X, axis):
    return (X - X.mean(axis, keepdims=True)) / np.sqrt(X.var(axis, keepdims=True) + EPSILON)


def test_batch_normalisation_in_training():
    norm, X = randomised(BatchNorm(3, EPSILON)), values((4, 3), 1)
    agrees(lambda: probe(norm(X)), {"scale": norm.scale, "shift": norm.shift, "X": X},
           lambda g, b, X: probe_of_array(g * normalised(X, 0) + b))  # fmt: skip


def test_layer_normalisation():
    norm, x = randomised(LayerNorm(4, EPSILON)), values((4,), 1)
    agrees(lambda: probe(norm(x)), {"scale": norm.scale, "shift": norm.shift, "x": x},
           lambda g, b, x: probe_of_array(g * normalised(x, 0) + b))  # fmt: skip


def test_batch_normalisation_in_evaluation_uses_the_running_statistics():
    norm, X = randomised(BatchNorm(2, EPSILON)), values((3, 2), 1)
    norm.running_mean, norm.running_variance = [0.3, -0.2], [1.7, 0.4]
    norm.eval()
    mean, spread = np.array([0.3, -0.2]), np.sqrt(np.array([1.7, 0.4]) + EPSILON)
    agrees(lambda: probe(norm(X)), {"scale": norm.scale, "shift": norm.shift, "X": X},
           lambda g, b, X: probe_of_array(g * (X - mean) / spread + b))  # fmt: skip
    assert (norm.running_mean, norm.running_variance) == ([0.3, -0.2], [1.7, 0.4])


def test_a_batch_comes_out_with_mean_0_and_variance_1():
    Y = array(BatchNorm(2, epsilon=1e-12)(values((6, 2), 1, -5, 9)))
    numpy.testing.assert_allclose(Y.mean(0), 0, atol=1e-12)
    numpy.testing.assert_allclose(Y.var(0), 1, rtol=1e-9)


def test_running_statistics_follow_the_batches():
    norm = BatchNorm(2, momentum=0.25)
    mean, variance = numpy.zeros(2), numpy.ones(2)
    for seed in range(3):
        batch = values((5, 2), seed)
        norm(batch)
        mean = 0.75 * mean + 0.25 * array(batch).mean(0)
        variance = 0.75 * variance + 0.25 * array(batch).var(0, ddof=1)
    numpy.testing.assert_allclose(norm.running_mean, mean, rtol=1e-12)
    numpy.testing.assert_allclose(norm.running_variance, variance, rtol=1e-12)


def test_in_training_examples_influence_each_other_and_in_evaluation_they_do_not():
    norm, X = BatchNorm(1), values((3, 1), 1)
    norm(X)[0][0].backward()
    assert X[1][0].grad != 0
    for [x] in X:
        x.grad = 0.0
    norm.eval()(X)[0][0].backward()
    assert X[1][0].grad == 0
    assert X[0][0].grad > 0


def test_equal_numbers_do_not_divide_by_zero():
    assert [y.data for [y] in BatchNorm(1)([[2.0], [2.0]])] == [0.0, 0.0]
    assert [y.data for y in LayerNorm(2)([3.0, 3.0])] == [0.0, 0.0]


def test_one_example_is_refused_in_training_only():
    with pytest.raises(ShapeError, match=r"batchnorm: expects at least 2 examples in training, got 1; in nn\.fit pass"):
        BatchNorm(1)([[1.0]])
    with pytest.raises(ShapeError, match=r"^sequential/batchnorm\.0: expects at least 2 examples in training, got 1;"):
        Sequential(BatchNorm(1))([[1.0]])
    with pytest.raises(ShapeError, match=r"^own: expects at least 2 examples in training, got 0;"):
        BatchNorm(1, name="own").forward([])
    assert BatchNorm(1).eval()([[0.0]])[0][0].data == 0.0


def test_errors_and_boxes():
    with pytest.raises(ShapeError, match=r"sequential/batchnorm.0: expects a list of 2 numbers, got a list of 3"):
        Sequential(BatchNorm(2))([[1, 2, 3], [4, 5, 6]])
    with pytest.raises(ShapeError, match="layernorm: expects a list of 2 numbers"):
        LayerNorm(2)([1])
    with pytest.raises(SettingError, match="momentum must be between 0 and 1"):
        BatchNorm(2, momentum=1.5)
    assert BatchNorm(1)([[1.0], [2.0]])[0][0].scope.path == "batchnorm/feature 0"
    assert BatchNorm(1).eval()([[1.0], [2.0]])[1][0].inputs[0].inputs[1].inputs[0].inputs[0].label == "x[1,0]"
    assert repr(BatchNorm(3)) == "BatchNorm(3): 6 parameters"


def test_what_has_been_normalised_is_called_u_with_an_index_where_there_are_several():
    assert [y.inputs[0].inputs[1].label for y in LayerNorm(2)([1.0, 3.0])] == ["u0", "u1"]
    assert [y.inputs[0].inputs[1].label for y in LayerNorm(1)([1.0])] == ["u"]


@pytest.mark.parametrize(("features", "index"), [(1, ""), (2, "1")])
def test_the_statistics_of_a_batch_are_called_by_their_feature(features, index):
    last = BatchNorm(features)([[1.0] * features, [4.0] * features])[1][-1]
    labels = [node.label for node in topological_order(last) if node.inputs and node.label]
    assert labels == [f"mean{index}", f"var{index}", f"std{index}", f"u[1,{features - 1}]"]
    (last,) = LayerNorm(2)([1.0, 4.0])[1:]
    assert [x.label for x in topological_order(last) if x.inputs and x.label] == ["mean", "var", "std", "u1"]
