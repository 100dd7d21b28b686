"""Pooling against NumPy's windows, and where the gradient goes."""

import autograd.numpy as np
import numpy
import pytest

from engine.errors import SettingError, ShapeError
from nn import AveragePool2D, GlobalAveragePool, MaxPool2D
from tests.nn.oracle import agrees, array, probe, probe_of_array, values


def windows(X, size, stride):
    rows = range(0, X.shape[1] - size[0] + 1, stride[0])
    columns = range(0, X.shape[2] - size[1] + 1, stride[1])
    return [[[X[c, i : i + size[0], j : j + size[1]] for j in columns] for i in rows] for c in range(X.shape[0])]


@pytest.mark.parametrize(("layer", "summary"), [(MaxPool2D, np.max), (AveragePool2D, np.mean)])
@pytest.mark.parametrize(("size", "stride"), [((2, 2), None), ((2, 3), (1, 2)), ((3, 2), (2, 2))])
def test_pooling_agrees_with_numpy(layer, summary, size, stride):
    pool, x = layer(size, stride), values((2, 5, 6), 1)

    def reference(X):
        return probe_of_array(
            np.array([[[summary(w) for w in row] for row in c] for c in windows(X, size, stride or size)])
        )

    agrees(lambda: probe(pool(x)), {"x": x}, reference)


def test_global_average_is_the_mean_of_each_channel():
    x = values((3, 2, 4), 1)
    agrees(lambda: probe(GlobalAveragePool()(x)), {"x": x}, lambda X: probe_of_array(np.mean(X, axis=(1, 2))))


def test_the_pooled_map_of_the_exam_question():
    assert array(MaxPool2D(2)([[[1, -1, -3, -2], [3, 1, -12, -20]]])).tolist() == [[[3, -2]]]


def test_equal_largest_numbers_share_the_gradient():
    x = values((1, 1, 2), 0)
    for v in x[0][0]:
        v.data = 7.0
    MaxPool2D((1, 2))(x)[0][0][0].backward()
    assert [v.grad for v in x[0][0]] == [0.5, 0.5]


def test_what_does_not_fill_a_window_is_left_out():
    assert numpy.shape(array(MaxPool2D(2)(values((1, 5, 3), 0)))) == (1, 2, 1)


def test_errors_name_the_layer():
    with pytest.raises(
        ShapeError, match="maxpool2d: expects an image of at least 2 x 2 in each channel, got 1 x 1 x 1"
    ):
        MaxPool2D(2)([[[1]]])
    with pytest.raises(ShapeError, match="globalaveragepool: expects an image"):
        GlobalAveragePool()([1, 2])
    with pytest.raises(SettingError, match="size must be a whole number of at least 1, got 0"):
        AveragePool2D(0)


def test_reprs_and_boxes():
    assert repr(MaxPool2D(2)) == "MaxPool2D(2 x 2): 0 parameters"
    assert repr(AveragePool2D((2, 3), 1)) == "AveragePool2D(2 x 3, stride (1, 1)): 0 parameters"
    assert MaxPool2D(1)([[[1]]])[0][0][0].scope.path == "maxpool2d/cell 0,0"
