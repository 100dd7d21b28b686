"""NumPy as an arithmetic: the rows of the table read with arrays, so that one call computes many nodes at once.

Shapes. All nodes of a step lie on a grid: J rows, I columns, and B examples of a batch (1 without one). What one
operand slot reads has shape (J or 1, I or 1, B or 1), where 1 means "the same along this axis", and a run of
slots that vary alike has one more axis in front, (k, J, I, B). The chain rule sums over whatever was the same.
"""

import operator
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from math import prod
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
    return [block[0] if len(block) == 1 else f.reduce(block, axis=0) for block in xs]


FEW, MANY = 8, 4096  # products of matrices that are worth a call; numbers that are too many to be kept


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
        found: Any = reduce(operator.add, _by_block(np.add, xs)) if xs.blocks else 0.0
        return found

    @staticmethod
    def dot(a: Slots, b: Slots) -> Any:
        """Sum the products over the slots."""
        (w,), (x,) = a.blocks, b.blocks
        (found,) = product(w, x, (1, *np.broadcast_shapes(w.shape[1:], x.shape[1:])))
        return found

    @staticmethod
    def map(f: Callable[[Any], Any], xs: Slots) -> Slots:
        return Slots([f(block) for block in xs])

    @staticmethod
    def join(*parts: Any) -> Slots:
        return Slots([block for part in parts for block in part])

    @staticmethod
    def split_ties(xs: Slots, y: Any) -> Slots:
        hits = [block == y for block in xs]
        ties = reduce(operator.add, (np.add.reduce(hit, axis=0, dtype=float) for hit in hits))
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
    if isinstance(partial, float):
        total = np.add.reduce(upstream, axis=summed, keepdims=True) if summed else upstream
        return total if partial == 1.0 else total * partial
    if not summed:
        return upstream * partial
    shape = [*partial.shape[:-3], *np.broadcast_shapes(upstream.shape, partial.shape[-3:])]
    for axis in summed:
        shape[axis] = 1
    if partial.ndim == 4:
        return product(partial, upstream[None], tuple(shape))
    (total,) = product(partial[None], upstream[None], (1, *shape))
    return total


def product(a: Array, b: Array, shape: tuple[int, ...]) -> Any:
    """Return a x b, summed over the axes that have length 1 in the shape of the result: by BLAS where it is a matrix.

    Args:
        a, b: of four axes, each of the full length or 1.
        shape: of the result.
    """
    in_a, in_b, kept = ({i for i, length in enumerate(each) if length > 1} for each in (a.shape, b.shape, shape))
    a, b = _summed(a, in_a - in_b - kept), _summed(b, in_b - in_a - kept)
    inner, both = sorted((in_a & in_b) - kept), sorted(in_a & in_b & kept)
    left, right = sorted((in_a - in_b) & kept), sorted((in_b - in_a) & kept)
    if not inner:
        return a * b
    lengths = list(map(max, a.shape, b.shape))
    if both and (not (left or right) or prod(lengths[i] for i in both) > FEW):
        if prod(lengths) > MANY:
            result = "".join("kjib"[i] for i in range(4) if i not in inner)
            return np.einsum(f"kjib,kjib->{result}", a, b).reshape(shape)
        return np.add.reduce(a * b, axis=tuple(inner), keepdims=True)
    if not left or (right and right < left):  # the axes of the result are in order as often as can be
        a, b, left, right = b, a, right, left
    found = np.matmul(_matrix(a, both, left, inner), _matrix(b, both, inner, right))
    order = both + left + right
    if order == sorted(order):
        return found.reshape(shape)
    order += [i for i in range(4) if i not in order]
    return found.reshape([shape[i] for i in order]).transpose(np.argsort(order))


def _summed(x: Array, axes: set[int]) -> Array:
    return np.add.reduce(x, axis=tuple(axes), keepdims=True) if axes else x


def _matrix(x: Array, outer: list[int], rows: list[int], columns: list[int]) -> Array:
    """Return an array as a matrix, or a stack of them; a view where BLAS can read it."""
    x = x.transpose(outer + rows + columns + [i for i in range(4) if i not in outer + rows + columns])
    lengths = [prod(x.shape[: len(outer)])] if outer else []
    at = len(outer) + len(rows)
    shape = [*lengths, prod(x.shape[len(outer) : at]), prod(x.shape[at:])]
    found = x.reshape(shape)
    readable = x.itemsize in found.strides[-2:] or 1 in found.shape[-2:]
    if not (readable and np.may_share_memory(found, x)):
        found = np.positive(x, order="C").reshape(shape)
    return found
