"""How a step finds its operands in memory, and hands gradients back to them.

Ids that follow each other regularly are a view: nothing is copied. Others are gathered. Along an axis of the
grid on which all nodes read the same, one entry stands for all (shape 1): NumPy broadcasts it.
"""

from collections.abc import Sequence
from operator import mul
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.arrays import Array, Indices
from engine.tape.calls import Call, Calls

Truths = npt.NDArray[np.bool_]
Store = tuple[Array, Array]  # numbers and their gradients: shared by a batch, shape (N, 1), or of each example, (M, B)
SPARSE, SMALL = 4, 200  # a table so many times as long as there are contributions, and so many more, is looked through


def same(ids: Indices) -> Indices:
    """Shorten every axis of the grid (the last two) along which the ids do not change to length 1."""
    for axis in (-2, -1):
        first = ids.take([0], axis=axis)
        if (ids == first).all():
            ids = first
    return ids


def strides(at: Indices) -> list[int] | None:
    """Return how far it is to the next place along each axis of the grid, or None where that differs."""
    steps = [int(at.take(1, axis=axis, mode="clip").flat[0] - at.flat[0]) for axis in range(at.ndim)]
    far = sum(map(mul, steps, np.ix_(*map(np.arange, at.shape))))
    return steps if np.array_equal(at, at.flat[0] + far) else None


def run(at: Indices) -> slice | Indices:
    """Return places as a slice where they follow each other regularly."""
    start, step = int(at[0]), int(at[1] - at[0]) if len(at) > 1 else 1
    regular = step > 0 and np.array_equal(at, start + step * np.arange(len(at)))
    return slice(start, int(at[-1]) + 1, step) if regular else at


class Gradients:
    """What a backward pass has written so far: the first contribution to a place is put there, the next are added.

    Attributes:
        written: for each store a truth value for every row.
        incomplete: whether something is added to a place at which nothing was put before, so that it has to be 0.
    """

    def __init__(self, rows: Sequence[int]) -> None:
        self.written, self.incomplete = [np.zeros(n, bool) for n in rows], False

    def adds(self, store: int, at: Any) -> bool:
        """Note that something is written to these rows, and return whether it has to be added to what is there."""
        before, self.written[store][at] = self.written[store][at], True
        found = bool(before.any())
        self.incomplete |= found and not before.all()
        return found


class View:
    """An operand that lies regularly in one store: `block` is a window on the store itself."""

    def __init__(self, at: Indices, steps: list[int], store: int, stores: Sequence[Store]) -> None:
        self.at, self.store, self.fetch = at, store, list[Call]()
        self.block, self.gradients = (self._window(array, at, steps) for array in stores[store])
        self.shape = self.gradients.shape

    @staticmethod
    def _window(array: Array, at: Indices, steps: list[int]) -> Array:
        row, item = array.strides
        shape, by = (*at.shape, array.shape[1]), (*(step * row for step in steps), item)
        return np.ndarray(shape, float, array.data, int(at.flat[0]) * row, by)

    def add(self, contribution: Any, needed: Truths, calls: Calls, so_far: Gradients) -> None:
        calls.put(contribution, self.gradients, so_far.adds(self.store, self.at))


class Gather:
    """An operand collected from anywhere in one store: `block` is a copy.

    Its contributions are collected again, by those who get them: a table says for each place where its own stand.
    """

    def __init__(self, at: Indices, store: int, stores: Sequence[Store]) -> None:
        self.at, self.store, (self.values, self.gradients) = np.array(at, np.intp), store, stores[store]
        self.block = np.empty((*at.shape, self.values.shape[1]))
        self.shape = *at.shape, self.gradients.shape[1]
        self.fetch: list[Call] = [(self.values.take, (self.at, 0, self.block, "clip"))]  # other modes copy once more

    def add(self, contribution: Any, needed: Truths, calls: Calls, so_far: Gradients) -> None:
        which = np.flatnonzero(needed)
        places = self.at.ravel()[which]
        order = np.argsort(places, kind="stable")
        first = np.flatnonzero(np.diff(places[order], prepend=-1))
        times, own = np.diff(first, append=len(which)), places[order[first]]
        most, rows, where = int(times.max()), len(own), run(own)
        if rows == self.at.size and not (isinstance(where, slice) and so_far.written[self.store][own].any()):
            _write(contribution, self.gradients, self.at, calls, so_far.adds(self.store, own))
            return
        amounts = calls.ending_with_zeros(self.at.size, self.shape[-1])
        calls.put(contribution, amounts[:-1].reshape(self.shape))
        if most * rows > SPARSE * (self.at.size + SMALL):
            so_far.incomplete |= not so_far.adds(self.store, self.at)
            each = (self.at.ravel()[:, None] * self.shape[-1] + np.arange(self.shape[-1])).ravel()
            calls.made.append([_scattered, (each, amounts[:-1].ravel()), {}, self.gradients.ravel()])
            return
        table = np.full((most, rows), self.at.size)
        table[np.arange(len(which)) - np.repeat(first, times), np.repeat(np.arange(rows), times)] = which[order]
        adds = so_far.adds(self.store, own)
        with calls.passing():
            found = calls.add(np.take, (amounts, table), {"axis": 0})
            found = found[0] if most == 1 else np.add.reduce(found, axis=0)
            if isinstance(where, slice):
                calls.put(found, self.gradients[where], adds)
            else:
                _write(found, self.gradients, own, calls, adds)


def _write(found: Any, gradients: Array, places: Indices, calls: Calls, adds: bool) -> None:
    """Write a result to places of which none occurs twice, or add it to what is there."""
    if gradients.shape[1] == 1 and found.size == places.size and found.flags.c_contiguous:  # one axis is quicker
        gradients, places, found = gradients.ravel(), places.ravel(), found.ravel()
    if adds:
        found = calls.add(np.take, (gradients, places), {"axis": 0}) + found
    calls.made.append([_set, (places, found.view(np.ndarray)), {}, gradients])


def _set(places: Indices, amounts: Array, gradients: Array) -> None:
    gradients[places] = amounts


def _scattered(places: Indices, amounts: Array, gradients: Array) -> None:
    np.add.at(gradients, places, amounts)


class Mixed:
    """An operand that some nodes read from one store and some from the other."""

    def __init__(self, at: Indices, of_example: Truths, stores: Sequence[Store]) -> None:
        self.parts = [(mask, Gather(at[mask], store, stores)) for store, mask in enumerate((~of_example, of_example))]
        _, gradients = stores[1]
        self.shape = *at.shape, gradients.shape[1]
        self.block = np.empty(self.shape)
        self.fetch: list[Call] = []
        for mask, part in self.parts:
            self.fetch += [*part.fetch, (self.block.__setitem__, (mask, part.block))]

    def add(self, contribution: Any, needed: Truths, calls: Calls, so_far: Gradients) -> None:
        whole = np.empty(self.shape)
        calls.put(contribution, whole)
        for mask, part in self.parts:
            amounts = np.empty((part.at.size, self.shape[-1]))
            calls.made.append([_chosen, (whole, mask), {}, amounts])
            found = calls.array(amounts)
            found = found if found.shape == part.shape else np.add.reduce(found, axis=1, keepdims=True)
            if needed[mask].any():
                part.add(found, needed[mask], calls, so_far)


def _chosen(whole: Array, mask: Truths, amounts: Array) -> None:
    amounts[...] = whole[mask]


Operand = View | Gather | Mixed


def operand(at: Indices, of_example: Truths, stores: Sequence[Store]) -> Operand:
    """Return the cheapest way to reach the places `at`, each in the second store if it is of an example."""
    store, steps = int(of_example.all()), strides(at)
    if of_example.any() and not store:
        return Mixed(at, of_example, stores)
    if steps is None or len(np.unique(at)) < at.size:
        return Gather(at, store, stores)
    return View(at, steps, store, stores)
