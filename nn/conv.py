"""Convolution: one small kernel looks at every patch of an image, with the same weights everywhere."""

import random
from collections.abc import Sequence
from typing import Any

from engine import Constant, Value, affine, dot
from engine.modes import scope
from engine.real import check_count
from engine.words.nested import shape_of
from nn.activation import Function, activation_of, name_of
from nn.init import Init, initialiser, tensor, zeros
from nn.matrix import Matrix
from nn.module import Module
from nn.patch import Pair, cell_names, pair, patches
from nn.shape import image, indexed

Image = list[list[list[Value]]]


class Conv2D(Module):
    """Slide kernels over an image and return one feature map for each output channel.

        y[o][i][j] = b[o] + sum over c, m, n of W[o][c][m][n] x[c][i*stride + m][j*stride + n]

    This is cross-correlation, which every framework calls convolution. With flip=True the kernel is turned round in
    both directions first, W[o][c][M-1-m][N-1-n], which is the true convolution of the notes,
    (X*W)_ij = sum X_{i-m,j-n} W_mn, where the kernel lies completely inside the image.

    Args:
        channels_in, channels_out: of the image and of the result.
        kernel: its size (rows, columns), or one number for both.
        stride: the step from patch to patch.
        padding: how many rows and columns of zeros to put around the image.
        flip: True for true convolution.
        activation, init, rng, bias: as for a Neuron.

    Returns:
        A call returns [channel][row][column]; (size + 2*padding - kernel) // stride + 1 rows and columns.

    Raises:
        ShapeError: for another number of channels, or an image smaller than the kernel.

    Source: notes 000, architecture 2.

    >>> edges = Conv2D(1, 1, (1, 2), init="zeros").assign(W=[[[[-1, 1]]]])
    >>> [y.data for y in edges([[[0, 0, 5, 5]]])[0][0]]
    [0.0, 5.0, 0.0]
    """

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        kernel: Pair,
        *,
        stride: Pair = 1,
        padding: Pair = 0,
        flip: bool = False,
        activation: str | Function = "linear",
        init: Init = None,
        rng: random.Random | None = None,
        bias: bool = True,
        name: str = "",
    ) -> None:
        super().__init__(name)
        self.kernel, self.stride = pair(self.name, "kernel", kernel), pair(self.name, "stride", stride)
        self.padding = pair(self.name, "padding", padding, least=0)
        self.channels_in, self.flip = check_count(self.name, "channels_in", channels_in), flip
        self.channels_out = check_count(self.name, "channels_out", channels_out)
        rows, columns = self.kernel
        area = rows * columns
        self.W: list[list[Matrix]] = tensor(
            "W", (channels_out, channels_in, rows, columns),
            initialiser(init, activation), rng, channels_in * area, channels_out * area,
        )  # fmt: skip
        self.b: list[Value] | None = tensor("b", (channels_out,), zeros(), None, area, area) if bias else None
        if channels_in == channels_out == 1:  # the notes' W_mn, without two indices that are always 0
            [[plane]] = self.W
            for m, row in enumerate(plane):
                for n, w in enumerate(row):
                    w.label = indexed("W", (m, n), area > 1)
        self.act = activation_of(activation)
        self._activation = name_of(activation)

    def forward(self, x: Any) -> Image:
        padded = _padded(image(x, self.channels_in), *self.padding)
        grid = patches(padded, self.kernel, self.stride)
        return [self._feature_map(o, grid) for o in range(self.channels_out)]

    def _feature_map(self, channel: int, grid: list[list[list[list[Value]]]]) -> list[list[Value]]:
        planes: Sequence[list[list[Value]]] = self.W[channel]
        if self.flip:
            planes = [[row[::-1] for row in plane[::-1]] for plane in planes]
        weights = [w for plane in planes for row in plane for w in row]
        prefix = cell_names(self.channels_out)[channel]
        result: list[list[Value]] = []
        for i, row in enumerate(grid):
            result.append([])
            for j, patch in enumerate(row):
                flat = [x for plane in patch for x in plane]
                with scope(f"{prefix} {i},{j}"):
                    y = dot(weights, flat) if self.b is None else affine(weights, flat, self.b[channel])
                    result[-1].append(self.act(y))
        return result

    def settings(self) -> str:
        rows, columns = self.kernel
        extras = [f"stride {self.stride}"] * (self.stride != (1, 1)) + [f"padding {self.padding}"] * (
            self.padding != (0, 0)
        )
        parts = [f"{self.channels_in} -> {self.channels_out}", f"kernel {rows} x {columns}", *extras]
        return ", ".join([*parts, *["flipped"] * self.flip, self._activation])


def _padded(x: Image, rows: int, columns: int) -> Image:
    zero: Value = Constant(0.0)  # one leaf for all of them: nobody asks for the gradient of a margin
    *_, width = shape_of(x)
    margin = [[zero] * (width + 2 * columns) for _ in range(rows)]
    side = [zero] * columns
    return [[*margin, *([*side, *row, *side] for row in plane), *margin] for plane in x]
