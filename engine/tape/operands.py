"""How a step finds its operands in memory, and hands gradients back to them.

Ids that follow each other regularly are a view: nothing is copied. Others are gathered. Along an axis of the
grid on which all nodes read the same, one entry stands for all (shape 1): NumPy broadcasts it.
"""

from collections.abc import Sequence

import numpy as np

from engine.arrays import Array, Indices

Stores = Sequence[Array]  # numbers shared by the batch, shape (N, 1), and those of each example, shape (M, B)


def same(ids: Indices) -> Indices:
    """Shorten every axis of the grid (the last two) along which the ids do not change to length 1."""
    for axis in (-2, -1):
        first = ids.take([0], axis=axis)
        if ids.shape[axis] > 1 and (ids == first).all():
            ids = first
    return ids


def strides(at: Indices) -> list[int] | None:
    """Return the step along each axis if the places are regular and none occurs twice, else None."""
    steps = [int(at.take(1, axis=axis).flat[0] - at.flat[0]) if n > 1 else 0 for axis, n in enumerate(at.shape)]
    grid = sum(step * np.arange(n).reshape(-1, *[1] * (at.ndim - 1 - axis))
               for axis, (step, n) in enumerate(zip(steps, at.shape, strict=True)))  # fmt: skip
    regular = np.array_equal(at, at.flat[0] + grid) and len(np.unique(at)) == at.size
    return steps if regular else None


class View:
    """An operand that lies regularly in one store: `block` is a window on the store itself."""

    __slots__ = ("block", "depends", "gradients", "shape")

    def __init__(self, at: Indices, steps: list[int], values: Array, gradients: Array, depends: int) -> None:
        self.block, self.gradients = (self._view(store, at, steps) for store in (values, gradients))
        self.depends, self.shape = depends, self.gradients.shape

    @staticmethod
    def _view(store: Array, at: Indices, steps: list[int]) -> Array:
        row, item = store.strides
        shape, by = (*at.shape, store.shape[1]), (*(step * row for step in steps), item)
        return np.ndarray(shape, float, store.data, int(at.flat[0]) * row, by)

    def fetch(self) -> None:
        """Nothing to do."""

    def add(self, contribution: Array) -> None:
        self.gradients += contribution


class Gather:
    """An operand collected from anywhere in one store: `block` is a copy."""

    __slots__ = ("at", "block", "depends", "distinct", "gradients", "shape", "values")

    def __init__(self, at: Indices, values: Array, gradients: Array, depends: int) -> None:
        self.at, self.values, self.gradients = at, values, gradients
        self.distinct = len(np.unique(at)) == at.size
        self.block = np.empty((*at.shape, values.shape[1]))
        self.depends, self.shape = depends, (*at.shape, gradients.shape[1])

    def fetch(self) -> None:
        self.values.take(self.at, axis=0, out=self.block, mode="clip")  # the other modes copy once more

    def add(self, contribution: Array) -> None:
        if contribution.shape != self.shape:
            contribution = np.broadcast_to(contribution, self.shape)
        add_at(self.gradients, self.at, contribution, self.distinct)


class Mixed:
    """An operand of which some slots or nodes are shared by the batch and others are not."""

    __slots__ = ("at", "block", "depends", "gradients", "masks", "shape", "values")

    def __init__(self, at: Indices, of_example: Indices, values: Stores, gradients: Stores, depends: int) -> None:
        self.values, self.gradients, self.masks = values, gradients, (of_example == 0, of_example != 0)
        self.at = [at[mask] for mask in self.masks]
        self.depends, self.shape = depends, (*at.shape, values[1].shape[1])
        self.block = np.empty(self.shape)

    def fetch(self) -> None:
        for store, mask, at in zip(self.values, self.masks, self.at, strict=True):
            self.block[mask] = store[at]

    def add(self, contribution: Array) -> None:
        whole = np.broadcast_to(contribution, self.shape)
        for store, mask, at in zip(self.gradients, self.masks, self.at, strict=True):
            part = whole[mask]
            add_at(store, at, part if store.shape[1] == part.shape[-1] else part.sum(axis=-1, keepdims=True))


def add_at(store: Array, at: Indices, amounts: Array, distinct: bool = False) -> None:
    """Add amounts to the places `at` of a store, also where a place occurs several times."""
    width = store.shape[1]
    if distinct:
        store[at] += amounts
    elif width == 1:
        np.add.at(store.ravel(), at.ravel(), amounts.ravel())
    else:
        places = at.reshape(-1, 1) * width + np.arange(width)
        np.add.at(store.ravel(), places.ravel(), amounts.ravel())


Operand = View | Gather | Mixed


def operand(at: Indices, of_example: Indices, values: Stores, gradients: Stores, depends: int) -> Operand:
    """Return the cheapest way to reach the places `at`, which lie in the store that `of_example` (0 or 1) says."""
    if of_example.min() != of_example.max():
        return Mixed(at, of_example, values, gradients, depends)
    store = int(of_example.flat[0])
    steps = strides(at)
    if steps is None:
        return Gather(at, values[store], gradients[store], depends)
    return View(at, steps, values[store], gradients[store], depends)
