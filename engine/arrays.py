"""NumPy as an arithmetic: the rows of the table read with arrays, so that one call computes many nodes at once.

Shapes. All nodes of a step lie on a grid: J rows, I columns, and B examples of a batch (1 without one). What one
operand slot reads has shape (J or 1, I or 1, B or 1), where 1 means "the same along this axis", and a run of
slots that vary alike has one more axis in front, (k, J, I, B). The chain rule sums over whatever was the same.
"""

import operator
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from engine.arithmetic import stable_sigmoid

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.integer[Any]]


class Slots:
    """The inputs of a row that takes many, as blocks of shape (k, J, I, B): a sequence that is cut, not copied.

    A replay cuts the same sequence at the same places each time, so cuts are remembered.

    >>> xs = Slots([np.zeros((2, 1, 1, 1)), np.ones((2, 1, 1, 1))])
    >>> len(xs), len(xs[:2].blocks), xs[-1].shape
    (4, 1, (1, 1, 1))
    """

    __slots__ = ("blocks", "cuts", "size")

    def __init__(self, blocks: Sequence[Any]) -> None:
        self.blocks, self.size = blocks, 0
        self.cuts: dict[tuple[int | None, int | None], Slots] = {}

    def __len__(self) -> int:
        self.size = self.size or sum(block.shape[0] for block in self.blocks)
        return self.size

    @overload
    def __getitem__(self, at: int) -> Array: ...
    @overload
    def __getitem__(self, at: slice) -> "Slots": ...
    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, int):
            at, blocks = range(len(self))[at], iter(self.blocks)
            while at >= (block := next(blocks)).shape[0]:
                at -= block.shape[0]
            return block[at, ...]
        key = at.start, at.stop
        if key not in self.cuts:
            self.cuts[key] = self._cut(*at.indices(len(self))[:2])
        return self.cuts[key]

    def _cut(self, start: int, stop: int) -> "Slots":
        cut, first = [], 0
        for block in self.blocks:
            size = block.shape[0]  # the standard of arrays knows no len()
            from_, to = max(start - first, 0), min(stop - first, size)
            cut += [block[from_:to, ...]] if from_ < to else []
            first += size
        return Slots(cut)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.blocks)


def _by_block(f: np.ufunc, xs: Slots) -> list[Array]:
    """Return f over the slots of each block."""
    return [block[0] if len(block) == 1 else f.reduce(block) for block in xs]


class Arrays:
    """Arithmetic on arrays: the functions of `Arithmetic`, for many nodes at once."""

    exp, log, log1p, sqrt, sin, cos, tanh, abs, sign = (
        np.exp, np.log, np.log1p, np.sqrt, np.sin, np.cos, np.tanh, np.abs, np.sign,
    )  # fmt: skip
    pow, equal = operator.pow, operator.eq  # NumPy squares for x ** 2.0, which its power() does not

    @staticmethod
    def sigmoid(x: Any) -> Any:
        return stable_sigmoid(Arrays, x)

    @staticmethod
    def where(condition: Any, a: Any, b: Any) -> Any:
        return np.where(condition, a, b) if isinstance(condition, np.ndarray) else a if condition else b

    @staticmethod
    def max(xs: Slots) -> Any:
        return reduce(np.maximum, _by_block(np.maximum, xs))

    @staticmethod
    def min(xs: Slots) -> Any:
        return reduce(np.minimum, _by_block(np.minimum, xs))

    @staticmethod
    def sum(xs: Slots) -> Any:
        return reduce(operator.add, _by_block(np.add, xs), 0.0)

    @staticmethod
    def dot(a: Slots, b: Slots) -> Any:
        """Sum the products over the slots; where one factor depends on the row only and the other does not, by BLAS."""
        (w,), (x,) = a.blocks, b.blocks
        if x.shape[2:] == (1, 1):
            w, x = x, w
        k, rows, columns, batch = w.shape
        if {columns, batch, x.shape[1]} == {1}:
            return (w.reshape(k, rows).T @ x.reshape(k, -1)).reshape(rows, *x.shape[2:])
        return np.einsum("kjib,kjib->jib", w, x)

    @staticmethod
    def map(f: Callable[[Any], Any], xs: Slots) -> Slots:
        return Slots([f(block) for block in xs])

    @staticmethod
    def join(*parts: Any) -> Slots:
        return Slots([block for part in parts for block in part])

    @staticmethod
    def split_ties(xs: Slots, y: Any) -> Slots:
        hits = [(block == y).astype(float) for block in xs]
        ties = sum(hit.sum(axis=0) for hit in hits)
        return Slots([hit / ties for hit in hits])


def summed_axes(shape: tuple[int, ...], over: tuple[int, ...]) -> tuple[int, ...]:
    """Return the axes of the grid, among the last three, along which an operand is one number for many nodes."""
    return tuple(axis for axis in (-3, -2, -1) if shape[axis] < over[axis])


def contribution(upstream: Array, partial: Any, summed: tuple[int, ...]) -> Any:
    """Return upstream x partial, summed over the axes along which the operand is one number for many nodes.

    Args:
        upstream: gradients of the nodes, shape (J, I, B).
        partial: local derivatives, a number or an array that fits (J, I, B) or (k, J, I, B).
        summed: the axes to sum over; they stay, with length 1.
    """
    if type(partial) is float:
        total = upstream.sum(axis=summed, keepdims=True) if summed else upstream
        return total if partial == 1.0 else total * partial
    if not summed:
        return upstream * partial
    k, (rows, columns, batch) = len(partial), upstream.shape
    if partial.ndim == 4 and summed == (-3,) and partial.shape[1:] == (rows, 1, 1):
        return (partial.reshape(k, rows) @ upstream.reshape(rows, -1)).reshape(k, 1, columns, batch)
    rest_summed = summed == (-2, -1) or (summed == (-2,) and batch == 1) or (summed == (-1,) and columns == 1)
    if partial.ndim == 4 and rest_summed and partial.shape[1:] == (1, columns, batch):
        return (partial.reshape(k, -1) @ upstream.reshape(rows, -1).T).reshape(k, rows, 1, 1)
    return (upstream * partial).sum(axis=summed, keepdims=True)
