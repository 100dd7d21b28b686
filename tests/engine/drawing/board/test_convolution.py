"""Kernels that slide over an image, of any shape and by any step."""

import random
from itertools import product

import pytest

import engine
from engine import Value, named
from nn import Conv2D
from tests.engine.drawing import nets
from tests.engine.drawing.boards import board


@pytest.mark.parametrize(
    ("image", "kernel", "stride", "made"),
    [
        ((2, 2), (2, 2), 1, (1, 1)),
        ((3, 4), (2, 3), 1, (2, 2)),
        ((4, 4), (2, 2), 2, (2, 2)),
        ((5, 4), (3, 2), 2, (2, 2)),
    ],
    ids=["one-place", "not-square", "side-by-side", "overlapping"],
)
def test_image_kernel_and_map_are_grids_of_their_shapes(image, kernel, stride, made):
    rows, columns = image
    pixels = [[Value(float(i * j % 5), f"x[{i},{j}]") for j in range(columns)] for i in range(rows)]
    (plane,) = Conv2D(1, 1, kernel, stride=stride, rng=random.Random(0))([pixels])
    line = board(engine.sum([y.tanh() for row in plane for y in row]))[0]
    x, w, _ = line.forward.operands
    assert (line.kind, line.forward.text.text) == ("convolution", "Y = x ∗ W + b")
    assert (x.shape, w.shape, line.forward.result.shape) == (image, kernel, made)


def test_every_feature_map_is_a_convolution_of_its_own():
    found = board(nets.convolution(channels=2))[:2]
    assert [(line.kind, line.forward.result.shape) for line in found] == [("convolution", (3, 3))] * 2
    assert [line.forward.operands[1].shape for line in found] == [(2, 2), (2, 2)]


@pytest.mark.parametrize("bias", [True, False])
def test_what_is_learned_of_a_convolution_is_its_kernel_and_its_bias_if_there_is_one(bias):
    x = [[Value(0.5 * i - j, f"x[{i},{j}]") for j in range(3)] for i in range(3)]
    kernel, b = [Value(1.0 + i - j, f"W[{i},{j}]") for i in (0, 1) for j in (0, 1)], Value(0.1, "b")
    cells = []
    for i, j in product((0, 1), (0, 1)):
        pixels = [*x[i][j : j + 2], *x[i + 1][j : j + 2]]
        cells.append(named(f"Y[{i},{j}]", engine.affine(kernel, pixels, b) if bias else engine.dot(kernel, pixels)))
    line = board(engine.sum([y.tanh() for y in cells]))[0]
    assert (line.forward.text.text, line.forward.weights) == (
        ("Y = x ∗ W + b", (1, 2)) if bias else ("Y = x ∗ W", (1,))
    )
    assert [e.text.text for e in line.backward] == ["δx = δY ∗ turned W", "dW = x ∗ δY", "db = sum of δY"][: 2 + bias]


def test_where_only_some_cells_say_their_place_there_is_no_map():
    x, kernel = [Value(0.5 * k, f"x[0,{k}]") for k in range(4)], [Value(1.0 + k, f"W[0,{k}]") for k in (0, 1)]
    cells = [engine.dot(kernel, x[k : k + 2]) for k in range(3)]
    for k, y in enumerate(cells[:2]):
        named(f"Y[0,{k}]", y)
    assert board(engine.sum([y.tanh() for y in cells]))[0].kind == "linear"
