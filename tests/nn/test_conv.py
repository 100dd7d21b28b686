"""Convolution against SciPy's and against a batched matrix formula; the notes' numbers; both meanings of the word."""

import random

import autograd.numpy as np
import numpy
import pytest

from engine.errors import SettingError, ShapeError
from nn import Conv2D
from tests.nn.oracle import agrees, array, probe, probe_of_array, randomised, values


def reference(stride=(1, 1), padding=(0, 0), flip=False):
    """The same convolution, as one tensor product for each place of the kernel."""

    def loss(W, b, X):
        X = np.pad(X, ((0, 0), (padding[0],) * 2, (padding[1],) * 2), "constant")
        W = W[:, :, ::-1, ::-1] if flip else W
        height = (X.shape[1] - W.shape[2]) // stride[0] + 1
        width = (X.shape[2] - W.shape[3]) // stride[1] + 1
        rows = [
            [
                np.tensordot(W, X[:, i : i + W.shape[2], j : j + W.shape[3]], 3) + b
                for j in range(0, width * stride[1], stride[1])
            ]
            for i in range(0, height * stride[0], stride[0])
        ]
        return probe_of_array(np.moveaxis(np.array(rows), 2, 0))

    return loss


@pytest.mark.long
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"stride": (2, 2)},
        {"stride": (1, 2), "padding": (1, 0)},
        {"padding": (1, 2)},
        {"flip": True},
        {"flip": True, "padding": (2, 2), "stride": (2, 1)},
    ],
    ids=str,
)
def test_convolution_agrees_with_a_tensor_product(settings):
    conv, x = randomised(Conv2D(2, 3, (3, 2), init="zeros", **settings)), values((2, 4, 5), 1)
    agrees(lambda: probe(conv(x)), {"W": conv.W, "b": conv.b, "x": x}, reference(**settings))


@pytest.mark.long
def test_the_default_is_scipys_correlation_and_flip_is_scipys_convolution():
    from scipy.signal import convolve2d, correlate2d  # takes long, and every process would wait for it

    x = values((1, 5, 6), 1)
    for flip, theirs in ((False, correlate2d), (True, convolve2d)):
        conv = randomised(Conv2D(1, 1, (3, 2), init="zeros", bias=False, flip=flip), 2)
        expected = theirs(array(x)[0], array(conv.W)[0, 0], mode="valid")
        numpy.testing.assert_allclose(array(conv(x))[0], expected, rtol=1e-12)


def test_full_padding_gives_the_convolution_of_the_notes_everywhere():
    """(X*W)_ij = sum over m, n of X_{i-m,j-n} W_mn, where entries outside of X are 0."""
    conv, x = randomised(Conv2D(1, 1, 2, init="zeros", padding=1, flip=True, bias=False), 3), values((1, 3, 3), 1)
    X, W = array(x)[0], array(conv.W)[0, 0]
    expected = numpy.zeros((4, 4))
    for i, j, m, n in numpy.ndindex(4, 4, 2, 2):
        if 0 <= i - m < 3 and 0 <= j - n < 3:
            expected[i, j] += X[i - m, j - n] * W[m, n]
    numpy.testing.assert_allclose(array(conv(x))[0], expected, rtol=1e-12)


@pytest.mark.long
def test_the_feature_map_of_the_notes():
    from scipy.signal import correlate2d

    conv = Conv2D(1, 1, 3, init="zeros").assign(W=[[[[1, 0, 1], [0, 1, 0], [1, 0, 1]]]])
    cells = conv([[[1, 0, 1, 0], [0, 1, 1, 0], [1, 0, 1, 0], [0, 1, 1, 0]]])[0]
    expected = correlate2d(
        [[1, 0, 1, 0], [0, 1, 1, 0], [1, 0, 1, 0], [0, 1, 1, 0]], [[1, 0, 1], [0, 1, 0], [1, 0, 1]], "valid"
    )
    assert [[y.data for y in row] for row in cells] == expected.tolist()
    assert cells[0][0].data == 5


def test_a_shifted_image_gives_a_shifted_map():
    conv = Conv2D(1, 1, 2, rng=random.Random(0))
    image = [[0, 0, 0, 0, 0], [0, 1, 2, 0, 0], [0, 3, 4, 0, 0], [0, 0, 0, 0, 0]]
    shifted = [[0, *row[:-1]] for row in image]
    before, after = array(conv([image]))[0], array(conv([shifted]))[0]
    numpy.testing.assert_array_equal(after[:, 1:], before[:, :-1])


def test_a_shared_weight_gathers_the_gradient_of_every_place():
    conv = Conv2D(1, 1, 1, init="zeros")
    image = values((1, 3, 3), 1)
    for row in conv(image)[0]:
        for y in row:
            y.backward()
    assert conv.W[0][0][0][0].grad == pytest.approx(array(image).sum(), rel=1e-12)
    assert conv.b[0].grad == 9


def test_an_activation_and_no_bias():
    conv = Conv2D(1, 1, 1, init="zeros", activation="relu", bias=False).assign(W=[[[[-2]]]])
    assert [y.data for y in conv([[[1, -3]]])[0][0]] == [0, 6]
    assert len(conv.parameters()) == 1


def test_labels_and_boxes():
    single, many = Conv2D(1, 1, 2, rng=random.Random(0)), Conv2D(2, 2, 1, rng=random.Random(0))
    assert single.W[0][0][1][0].label == "W[1,0]"
    assert many.W[1][0][0][0].label == "W[1,0,0,0]"
    assert single([[[1, 2], [3, 4]]])[0][0][0].scope.path == "conv2d/cell 0,0"
    assert many([[[1, 2]], [[3, 4]]])[1][0][1].scope.path == "conv2d/map 1 cell 0,1"
    assert single([[[1, 2], [3, 4]]])[0][0][0].inputs[4].label == "x[0,0]"
    assert many([[[1, 2]], [[3, 4]]])[0][0][1].inputs[3].label == "x[1,0,1]"


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (
            [[1, 2], [3, 4]],
            r"conv2d: expects an image \[channel\]\[row\]\[column\] with 1 channel, got 2 x 2; .* \[grid\]",
        ),
        ([[[1, 2], [3, 4]]] * 2, "with 1 channel, got 2 x 2 x 2"),
        ([[[1, 2], [3]]], "rows of one length"),
        ([[[1]]], "an image of at least 2 x 2 in each channel, got 1 x 1 x 1"),
        (3.0, "got 3.0"),
        ([[[1, 2], 3]], "rows of one length"),
    ],
)
def test_another_image_is_refused(image, message):
    with pytest.raises(ShapeError, match=message):
        Conv2D(1, 1, 2, rng=random.Random(0))(image)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"kernel": 0}, "conv2d: kernel must be a whole number of at least 1, got 0"),
        ({"kernel": (2,)}, r"kernel must be one number or \(rows, columns\), got \(2,\)"),
        ({"stride": 0}, "stride must be a whole number of at least 1"),
        ({"padding": -1}, "padding must be a whole number of at least 0"),
        ({"channels_in": 0}, "channels_in must be a whole number of at least 1, got 0"),
    ],
)
def test_an_impossible_setting_is_refused(settings, message):
    with pytest.raises(SettingError, match=message):
        Conv2D(**{"channels_in": 1, "channels_out": 1, "kernel": 1, "init": "zeros", **settings})


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, ""),
        ({"stride": 2}, ", stride (2, 2)"),
        ({"padding": (0, 1)}, ", padding (0, 1)"),
        ({"flip": True}, ", flipped"),
    ],
)
def test_settings_that_are_not_the_usual_ones_are_said(settings, said):
    assert Conv2D(1, 2, 3, init="zeros", **settings).settings() == f"1 -> 2, kernel 3 x 3{said}, linear"
