"""Any array library as an arithmetic: the rows of the table read with the functions of the Array API standard.

As in arrays.py, the nodes of a step lie on a grid (J, I, B), an operand has length 1 along an axis on which all
nodes read the same, and a run of slots has one more axis in front. But nothing is written into an array, and the axis
of the examples is never joined with another one, because it may be shared out among devices.
"""

import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from engine.arithmetic import stable_sigmoid
from engine.arrays import Slots, summed_axes
from engine.errors import ArgumentError, listed


def _elementary(name: str) -> Callable[..., Any]:
    """Return a method that asks the library for a function of arrays, and NumPy for that of a plain number."""

    def found(self: "Standard", x: Any) -> Any:
        return float(getattr(np, name)(x)) if isinstance(x, float | int) else getattr(self.xp, name)(x)

    return found


NEEDED = ("isdtype", "permute_dims", "concat", "take", "tensordot", "broadcast_to", "full_like", "zeros_like", "where")


def check_namespace(xp: Any) -> None:
    """Raise where a library lacks what older versions, or torch by itself, name otherwise."""
    if missing := [name for name in NEEDED if not hasattr(xp, name)]:
        raise ArgumentError(
            f"function: {getattr(xp, '__name__', xp)} has no {listed(missing)}, so it does not follow the Array API "
            "standard; give numpy from 2.0 on, jax.numpy, or array_api_compat.torch for PyTorch"
        )


def spread(xp: Any, x: Any, shape: tuple[int, ...]) -> Any:
    """Return an array in a shape that it can be broadcast to; mostly it has it, and asking NumPy takes long."""
    return x if x.shape == shape else xp.broadcast_to(x, shape)


class Standard:
    """Arithmetic over a namespace of the standard: the functions of `Arithmetic`, for many nodes at once.

    Args:
        xp: the namespace.
        dtype: the type of all numbers.

    >>> Standard(np, np.float32).sigmoid(np.zeros(2, np.float32))
    array([0.5, 0.5], dtype=float32)
    """

    exp, log, log1p, sqrt, sin, cos, tanh, abs, sign = map(
        _elementary, ("exp", "log", "log1p", "sqrt", "sin", "cos", "tanh", "abs", "sign")
    )
    pow, equal = staticmethod(operator.pow), staticmethod(operator.eq)

    def __init__(self, xp: Any, dtype: Any) -> None:
        self.xp, self.dtype = xp, dtype

    def sigmoid(self, x: Any) -> Any:
        return stable_sigmoid(self, x)

    def where(self, condition: Any, a: Any, b: Any) -> Any:
        if isinstance(condition, bool):
            return a if condition else b
        numbers = (
            self.xp.full_like(condition, x, dtype=self.dtype) if isinstance(x, float | int) else x for x in (a, b)
        )
        return self.xp.where(condition, *numbers)

    def max(self, xs: Slots) -> Any:
        return reduce(self.xp.maximum, (self.xp.max(block, axis=0) for block in xs))

    def min(self, xs: Slots) -> Any:
        return reduce(self.xp.minimum, (self.xp.min(block, axis=0) for block in xs))

    def sum(self, xs: Slots) -> Any:
        return reduce(operator.add, (self.xp.sum(block, axis=0) for block in xs), 0.0)

    def dot(self, a: Slots, b: Slots) -> Any:
        """Sum the products over the slots; a matrix product where along each axis only one factor changes."""
        (w,), (x,) = a.blocks, b.blocks
        sizes = list(zip(w.shape[1:], x.shape[1:], strict=True))
        if any(1 not in pair for pair in sizes):
            return self.xp.sum(w * x, axis=0)
        table = self.xp.tensordot(w, x, axes=((0,), (0,)))  # axes J I B of w, then those of x
        return self.xp.reshape(self.xp.permute_dims(table, (0, 3, 1, 4, 2, 5)), tuple(max(pair) for pair in sizes))

    def map(self, f: Callable[[Any], Any], xs: Slots) -> Slots:
        return Slots([f(block) for block in xs])

    def join(self, *parts: Any) -> Slots:
        return Slots([block for part in parts for block in part])

    def split_ties(self, xs: Slots, y: Any) -> Slots:
        hits = [self.where(block == y, 1.0, 0.0) for block in xs]
        ties = reduce(operator.add, (self.xp.sum(hit, axis=0) for hit in hits))
        return Slots([hit / ties for hit in hits])

    def contribution(self, upstream: Any, partial: Any, shape: tuple[int, ...]) -> Any:
        """Return upstream x partial in the shape of an operand, summed over the axes along which it is one number."""
        xp, summed = self.xp, summed_axes(shape, upstream.shape)
        own = (1, 1, 1) if isinstance(partial, float) else partial.shape[-3:]
        if before := tuple(axis for axis in summed if own[axis] == 1):
            upstream = xp.sum(upstream, axis=before, keepdims=True)
        if left := [axis for axis in summed if own[axis] > 1]:
            if all(own[axis] == 1 for axis in {-3, -2, -1}.difference(left)):
                axes = [axis + partial.ndim for axis in left], [axis + 3 for axis in left]
                found = xp.tensordot(partial, upstream, axes=axes)
                kept = (1 if axis in left else upstream.shape[axis] for axis in (-3, -2, -1))
                return spread(xp, xp.reshape(found, (*partial.shape[:-3], *kept)), shape)
            return spread(xp, xp.sum(upstream * partial, axis=tuple(left), keepdims=True), shape)
        return spread(xp, upstream * partial, shape)
