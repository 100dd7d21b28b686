"""How a step finds its operands in memory, and hands gradients back to them.

Ids that follow each other regularly are a view: nothing is copied. Others are gathered. Along an axis of the
grid on which all nodes read the same, one entry stands for all (shape 1): NumPy broadcasts it.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from engine.arrays import Array, Indices

Store = tuple[Array, Array]  # numbers and their gradients: shared by a batch, shape (N, 1), or of each example, (M, B)


def same(ids: Indices) -> Indices:
    """Shorten every axis of the grid (the last two) along which the ids do not change to length 1."""
    for axis in (-2, -1):
        first = ids.take([0], axis=axis)
        if (ids == first).all():
            ids = first
    return ids


def strides(at: Indices) -> list[int] | None:
    """Return the step along each axis if the places are regular and none occurs twice, else None."""
    steps = [int(at.take(1, axis=axis, mode="clip").flat[0] - at.flat[0]) for axis in range(at.ndim)]
    axes: tuple[Indices, ...] = np.indices(at.shape, sparse=True)
    grid = sum(step * axis for step, axis in zip(steps, axes, strict=True))
    regular = np.array_equal(at, at.flat[0] + grid) and len(np.unique(at)) == at.size
    return steps if regular else None


class View:
    """An operand that lies regularly in one store: `block` is a window on the store itself."""

    def __init__(self, at: Indices, steps: list[int], store: Store) -> None:
        self.block, self.gradients = (self._window(array, at, steps) for array in store)
        self.shape = self.gradients.shape

    @staticmethod
    def _window(array: Array, at: Indices, steps: list[int]) -> Array:
        row, item = array.strides
        shape, by = (*at.shape, array.shape[1]), (*(step * row for step in steps), item)
        return np.ndarray(shape, float, array.data, int(at.flat[0]) * row, by)

    def add(self, contribution: Array) -> None:
        self.gradients += contribution


class Gather:
    """An operand collected from anywhere in one store: `block` is a copy."""

    def __init__(self, at: Indices, store: Store) -> None:
        self.at, (self.values, self.gradients) = at, store
        self.distinct = len(np.unique(at)) == at.size
        self.block = np.empty((*at.shape, self.values.shape[1]))
        self.shape = *at.shape, self.gradients.shape[1]

    def fetch(self) -> None:
        self.values.take(self.at, axis=0, out=self.block, mode="clip")  # the other modes copy once more

    def add(self, contribution: Array) -> None:
        if self.distinct:
            self.gradients[self.at] += contribution
            return
        width, places = self.shape[-1], self.at
        if width > 1:
            places = places[..., None] * width + np.arange(width)
        if contribution.shape != self.shape:  # broadcast_to takes its time, and is seldom needed
            contribution = np.broadcast_to(contribution, self.shape)
        np.add.at(self.gradients.ravel(), places.ravel(), contribution.ravel())


class Mixed:
    """An operand that some nodes read from one store and some from the other."""

    def __init__(self, at: Indices, of_example: npt.NDArray[np.bool_], stores: Sequence[Store]) -> None:
        self.parts = [
            (mask, Gather(at[mask], store)) for mask, store in zip((~of_example, of_example), stores, strict=True)
        ]
        self.shape = *at.shape, stores[1][0].shape[1]
        self.block = np.empty(self.shape)

    def fetch(self) -> None:
        for mask, part in self.parts:
            part.fetch()
            self.block[mask] = part.block

    def add(self, contribution: Array) -> None:
        whole = np.broadcast_to(contribution, self.shape)
        for mask, part in self.parts:
            amounts = whole[mask]
            part.add(amounts if amounts.shape == part.shape else amounts.sum(axis=-1, keepdims=True))


Operand = View | Gather | Mixed


def operand(at: Indices, of_example: npt.NDArray[np.bool_], stores: Sequence[Store]) -> Operand:
    """Return the cheapest way to reach the places `at`, each in the second store if it is of an example."""
    if of_example.any() and not of_example.all():
        return Mixed(at, of_example, stores)
    store, steps = stores[int(of_example.flat[0])], strides(at)
    return Gather(at, store) if steps is None else View(at, steps, store)
