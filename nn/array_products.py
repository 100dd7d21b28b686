"""What sums over an axis and `@` do with arrays of Values: one operation for each entry of the result."""

from collections.abc import Callable
from typing import Any

import numpy as np

import engine
from engine.errors import ShapeError
from engine.words.nested import show_shape


def product(a: Any, b: Any) -> Any:
    """Return a @ b with one `dot` for each entry."""
    if not a.ndim or not b.ndim:
        raise ShapeError("@: one number is no vector or matrix; multiply by it with *")
    if a.shape[-1] != b.shape[-2:][0]:
        raise ShapeError(f"@: {show_shape(a.shape)} by {show_shape(b.shape)} do not fit: the inner sizes must agree")
    if a.ndim > 2 or b.ndim > 2:
        if a.ndim == 1:
            return product(a[None], b)[..., 0, :]
        if b.ndim == 1:
            return product(a, b[:, None])[..., 0]
        stacked = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
        a, b = np.broadcast_to(a, (*stacked, *a.shape[-2:])), np.broadcast_to(b, (*stacked, *b.shape[-2:]))
        out = np.empty((*stacked, a.shape[-2], b.shape[-1]), dtype=object)
        for index in np.ndindex(stacked):
            out[index] = product(a[index], b[index])
        return out
    rows, columns = (a if a.ndim > 1 else a[None]), (b.T if b.ndim > 1 else b[None])
    out = np.empty((len(rows), len(columns)), dtype=object)
    for i, j in np.ndindex(out.shape):
        out[i, j] = engine.dot(rows[i].tolist(), columns[j].tolist())
    return out.reshape((*a.shape[:-1], *b.shape[1:]))


def reduced(f: Callable[[list[Any]], Any], x: Any, axis: Any, keepdims: Any) -> Any:
    """Return what one or several axes come to, where f makes one Value of the entries along them."""
    axes = range(x.ndim) if axis is None else [axis] if isinstance(axis, int) else axis
    for a in axes:
        if not -x.ndim <= a < x.ndim:
            raise np.exceptions.AxisError(a, x.ndim)
    over = [a % x.ndim for a in axes]
    kept = [a for a in range(x.ndim) if a not in over]
    rows = x.transpose(*kept, *over).reshape(*(x.shape[a] for a in kept), -1)
    found = np.empty(rows.shape[:-1], dtype=object)
    for index in np.ndindex(found.shape):
        found[index] = f(rows[index].tolist())
    if keepdims:
        return found.reshape([1 if a in over else n for a, n in enumerate(x.shape)])
    return found
