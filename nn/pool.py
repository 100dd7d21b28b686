"""Pooling: every window of an image becomes one number, so that a small shift of the image changes less."""

from collections.abc import Callable
from typing import Any

from engine import Value, maximum
from engine import sum as total
from engine.modes import scope
from nn.module import Module
from nn.patch import Pair, cell_names, pair, patches
from nn.shape import image


def mean(xs: list[Value]) -> Value:
    """Return the mean of some Values.

    >>> mean([Value(1.0), Value(4.0)]).data
    2.5
    """
    return total(xs) / len(xs)


class Pool2D(Module):
    """Return one number for every window of every channel; what it is, a subclass says.

    Args:
        size: of the window (rows, columns), or one number for both.
        stride: the step from window to window; by default the size, so that windows do not overlap.

    Returns:
        A call returns [channel][row][column]; what does not fill a window at the far edge is left out.

    Raises:
        ShapeError: when the image is smaller than the window.
    """

    summary: Callable[[list[Value]], Value]

    def __init__(self, size: Pair, stride: Pair | None = None, name: str = "") -> None:
        super().__init__(name)
        self.size = pair(self.name, "size", size)
        self.stride = self.size if stride is None else pair(self.name, "stride", stride)

    def forward(self, x: Any) -> list[list[list[Value]]]:
        grid = patches(image(x), self.size, self.stride)
        return [
            [
                [self._cell(f"{prefix} {i},{j}", windows[c]) for j, windows in enumerate(row)]
                for i, row in enumerate(grid)
            ]
            for c, prefix in enumerate(cell_names(len(x)))
        ]

    def _cell(self, name: str, window: list[Value]) -> Value:
        with scope(name):
            return self.summary(window)

    def settings(self) -> str:
        return f"{self.size[0]} x {self.size[1]}" + (f", stride {self.stride}" if self.stride != self.size else "")


class MaxPool2D(Pool2D):
    """Return the largest number of every window; the gradient goes to it alone (ties share it).

    Args, returns, raises: as for Pool2D.

    Source: notes 004, exam question 3.

    >>> MaxPool2D(2)([[[1, 2], [4, 3]]])[0][0][0].data
    4.0
    """

    summary = staticmethod(lambda window: maximum(*window))


class AveragePool2D(Pool2D):
    """Return the mean of every window; each of its n numbers gets 1/n of the gradient.

    Args, returns, raises: as for Pool2D.

    Source: LeCun, Bottou, Bengio and Haffner 1998 (subsampling).

    >>> AveragePool2D(2)([[[1, 2], [4, 3]]])[0][0][0].data
    2.5
    """

    summary = staticmethod(mean)


class GlobalAveragePool(Module):
    """Return the mean of every channel: one number for each, whatever the size of the image.

    Source: Lin, Chen and Yan 2014.

    >>> [y.data for y in GlobalAveragePool()([[[1, 3]], [[5, 5]]])]
    [2.0, 5.0]
    """

    def forward(self, x: Any) -> list[Value]:
        return [mean([v for row in plane for v in row]) for plane in image(x)]
