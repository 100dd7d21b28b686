"""A recorded program as a pure function over any array library: NumPy, PyTorch, JAX, and whatever follows the standard.

The rows of the table are read with the functions of the Array API standard (data-apis.org/array-api): nothing is written
into an array, no array is a window on another. So a library may compile what is computed here, repeat it over one more
axis, or share its batch out among machines. As in arrays.py, the nodes of a step lie on a grid (J, I, B), and 1
stands for "the same along this axis". The batch is the last axis and is never joined with another one: it may be cut.

A step reads from any earlier steps, so gradients would have to be scattered to them. Here each step gathers its own
instead: for each of its numbers there is a list of the contributions that arrive, filled up with a zero.
"""

import operator
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import reduce
from math import prod
from typing import Any

import numpy as np

from engine.arithmetic import stable_sigmoid
from engine.arrays import Indices, Slots, summed_axes
from engine.errors import ShapeError
from engine.primitives import Primitive
from engine.tape.guards import Guards
from engine.tape.plan import ArrayPlan, Plan
from engine.tape.program import INPUT, WRT

THETA, EXAMPLES, LEAVES = 1, 2, 3  # blocks of numbers: constants, theta, inputs, and from LEAVES on one for each step


def _elementary(name: str) -> Callable[..., Any]:
    """Return a method that asks the library for a function of arrays, and NumPy for that of a plain number."""

    def found(self: "Standard", x: Any) -> Any:
        return float(getattr(np, name)(x)) if isinstance(x, float | int) else getattr(self.xp, name)(x)

    return found


class Standard:
    """Arithmetic over a namespace of the standard: the functions of `Arithmetic`, for many nodes at once."""

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
        like = lambda x: self.xp.full_like(condition, x, dtype=self.dtype) if isinstance(x, float | int) else x  # noqa: E731
        return self.xp.where(condition, like(a), like(b))

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
                return xp.broadcast_to(xp.reshape(found, (*partial.shape[:-3], *kept)), shape)
            return xp.broadcast_to(xp.sum(upstream * partial, axis=tuple(left), keepdims=True), shape)
        return xp.broadcast_to(upstream * partial, shape)


def _regular(at: Indices) -> slice | Indices:
    """Return places as a slice where they follow each other regularly."""
    start, step = int(at[0]), int(at[1] - at[0]) if len(at) > 1 else 1
    regular = step > 0 and np.array_equal(at, start + step * np.arange(len(at)))
    return slice(start, int(at[-1]) + 1, step) if regular else at


def _taken(xp: Any, block: Any, at: slice | Indices) -> Any:
    """Return the numbers at some places of a block, shape (places, B)."""
    return block[at, :] if isinstance(at, slice) else xp.take(block, xp.asarray(at), axis=0)


class Operand:
    """What one slot of a step reads, or a run of slots: a grid of numbers from anywhere in earlier blocks."""

    def __init__(self, ids: Indices, starts: Indices) -> None:
        self.shape, flat = ids.shape, ids.ravel()
        block = np.searchsorted(starts, flat, side="right") - 1
        order = np.argsort(block, kind="stable")
        self.blocks, first = np.unique(block[order], return_index=True)
        self.places = np.split((flat - starts[block])[order], first[1:])
        self._at = [_regular(places) for places in self.places]
        self._bounds = [*first.tolist(), len(flat)]
        self._order, self._back = _regular(order), _regular(np.argsort(order))

    def fetch(self, xp: Any, values: Sequence[Any]) -> Any:
        """Return the numbers, shape (..., J or 1, I or 1, B or 1)."""
        parts = [_taken(xp, values[block], at) for block, at in zip(self.blocks, self._at, strict=True)]
        width = max(part.shape[1] for part in parts)
        if len(parts) > 1:
            parts = [xp.concat([xp.broadcast_to(part, (part.shape[0], width)) for part in parts], axis=0)]
        return xp.reshape(_taken(xp, parts[0], self._back), (*self.shape, width))

    def split(self, xp: Any, contribution: Any, widths: Sequence[int]) -> list[tuple[int, Any]]:
        """Return (block, what it is given) for each block that was read; the places are `places`."""
        width = contribution.shape[-1]
        flat = _taken(xp, xp.reshape(contribution, (self._bounds[-1], width)), self._order)
        found = []
        for block, start, stop in zip(self.blocks.tolist(), self._bounds, self._bounds[1:], strict=False):
            part = flat[start:stop, :]
            found.append((block, part if widths[block] == width else xp.sum(part, axis=1, keepdims=True)))
        return found


class Total:
    """What contributions to a block add up to: gathers in place of a scatter.

    A list of n contributions is filled up with zeros to the next power of two, so that there are few lengths.

    Args:
        size: how many numbers the block has.
        places: for each contribution the places that it goes to.
    """

    def __init__(self, size: int, places: Sequence[Indices]) -> None:
        everywhere = np.arange(size)
        self._whole = [np.array_equal(at, everywhere) for at in places]
        at = np.concatenate([np.empty(0, int), *(x for x, whole in zip(places, self._whole, strict=True) if not whole)])
        count, order = np.bincount(at, minlength=size), np.append(np.argsort(at, kind="stable"), len(at))
        first, length = np.cumsum(count) - count, 2 ** np.ceil(np.log2(np.maximum(count, 1))).astype(int)
        groups = [np.flatnonzero(length == n) for n in np.unique(length)]
        tables = [self._table(order, first[these], count[these], int(length[these[0]])) for these in groups]
        self._tables = [(_regular(table.ravel()), table.shape) for table in tables]
        self._back = _regular(np.argsort(np.concatenate(groups)))

    @staticmethod
    def _table(order: Indices, first: Indices, count: Indices, length: int) -> Indices:
        slots = np.arange(length)
        return np.where(slots < count[:, None], order.take(first[:, None] + slots, mode="clip"), order[-1])

    def of(self, xp: Any, parts: Sequence[Any]) -> Any:
        """Return the sums, shape (size, B or 1), of contributions in the order of their places."""
        found = [part for part, whole in zip(parts, self._whole, strict=True) if whole]
        others = [part for part, whole in zip(parts, self._whole, strict=True) if not whole]
        if others:
            row = xp.concat([*others, xp.zeros_like(others[0][:1, :])], axis=0)
            sums = [
                xp.sum(xp.reshape(_taken(xp, row, at), (*shape, row.shape[1])), axis=1) for at, shape in self._tables
            ]
            found.append(_taken(xp, sums[0] if len(sums) == 1 else xp.concat(sums, axis=0), self._back))
        return reduce(operator.add, found)


class _Step:
    """Many operations of one row at once, as in replay.py; what they give is the block `block`."""

    def __init__(self, plan: ArrayPlan, block: int, starts: Indices) -> None:
        self.row: Primitive = plan.row
        self.block, self.grid = block, (plan.rows, plan.columns)
        self.reads = [Operand(ids, starts) for ids in plan.reads]

    def inputs(self, xp: Any, values: Sequence[Any]) -> Any:
        found = [read.fetch(xp, values) for read in self.reads]
        return Slots(found) if self.row.variadic else found


class PureFunction:
    """A recorded program as a function of theta and a batch. Make one with `Tape.function`."""

    def __init__(self, xp: Any, plan: Plan, outputs: int, single: bool, guards: Guards, inputs: Any) -> None:
        self._xp, self._program, self._guards, self._single, self._inputs = xp, plan.program, guards, single, inputs
        program, steps = plan.program, [step for step in plan.steps if isinstance(step, ArrayPlan)]
        self._sizes = [len(program.constants), program.wrt, program.inputs, *(x.rows * x.columns for x in steps)]
        starts = np.cumsum([0, *self._sizes])
        depends = [np.bitwise_or.reduce(part) for part in np.split(program.depends, starts[1:-1])]
        self._by_theta, self._by_example = ([bool(x & bit) for x in depends] for bit in (WRT, INPUT))
        self._steps = [_Step(step, block, starts[:-1]) for block, step in enumerate(steps, LEAVES)]
        self._outputs = [Operand(np.array([i]), starts[:-1]) for i in program.outputs[:outputs]]
        self._sweeps = [self._sweep(output) for output in self._outputs]
        compared = np.array(program.outputs[outputs:], dtype=int)
        self._compared = Operand(compared, starts[:-1]) if len(compared) else None

    def _sweep(self, output: Operand) -> tuple[list[_Step], dict[int, Total]]:
        """Return the steps that a backward pass goes through, and for each block how its gradient is added up."""
        places: dict[int, list[Indices]] = defaultdict(list, {int(output.blocks[0]): [output.places[0]]})
        steps = [step for step in reversed(self._steps) if self._reached(step, places)]
        return steps, {block: Total(self._sizes[block], at) for block, at in places.items()}

    def _reached(self, step: _Step, places: dict[int, list[Indices]]) -> bool:
        if step.block not in places or not self._by_theta[step.block]:
            return False
        for read in step.reads:
            for block, at in zip(read.blocks.tolist(), read.places, strict=True):
                if self._by_theta[block]:
                    places[block].append(at)
        return True

    def __call__(self, theta: Any, inputs: Any = None) -> tuple[Any, Any, Any]:
        """Return (value, gradient, ok).

        Args:
            theta: numbers for wrt, shape (P,), of the floating type in which everything is computed.
            inputs: numbers for the inputs, shape (I,), or (B, ...) for B examples, over which is summed.
        """
        xp = self._xp
        theta = xp.asarray(theta)
        given = xp.asarray(self._inputs if inputs is None else inputs, dtype=theta.dtype)
        batch, wrt, count = given.shape[0] if given.ndim > 1 else 1, self._sizes[THETA], self._sizes[EXAMPLES]
        if theta.shape != (wrt,) or not xp.isdtype(theta.dtype, "real floating"):
            raise ShapeError(f"function: theta is {theta.dtype} of shape {theta.shape}; give {wrt} floating numbers")
        if batch == 0 or prod(given.shape) != batch * count:
            raise ShapeError(f"function: inputs have shape {given.shape}; give {count} numbers, or as many per example")
        constants = xp.asarray(self._program.constants, dtype=theta.dtype)
        values = [constants[:, None], theta[:, None], xp.permute_dims(xp.reshape(given, (batch, count)), (1, 0))]
        with np.errstate(all="ignore"):
            return self._computed(Standard(xp, theta.dtype), values, batch)

    def _computed(self, math: Standard, values: list[Any], batch: int) -> tuple[Any, Any, Any]:
        xp, seen = math.xp, {}
        widths = [batch if own else 1 for own in self._by_example]
        ok = xp.asarray(True)
        for step in self._steps:
            inputs, shape = step.inputs(xp, values), (*step.grid, widths[step.block])
            value = xp.broadcast_to(step.row.value_at(math, inputs), shape)
            seen[step.block] = value, inputs
            values.append(xp.reshape(value, (-1, shape[-1])))
            ok = ok & xp.all(xp.isfinite(value))
        if self._compared is not None:
            ok = ok & self._guards.hold(self._compared.fetch(xp, values), xp)
        found = [xp.sum(xp.broadcast_to(output.fetch(xp, values), (1, batch))) for output in self._outputs]
        slopes = [self._gradient(math, seen, widths, batch, i) for i in range(len(found))]
        ok = reduce(operator.and_, (xp.all(xp.isfinite(slope)) for slope in slopes), ok)
        return (found[0], slopes[0], ok) if self._single else (xp.stack(found), xp.stack(slopes), ok)

    def _gradient(self, math: Standard, seen: dict[int, Any], widths: list[int], batch: int, output: int) -> Any:
        xp, (steps, totals) = math.xp, self._sweeps[output]
        start = int(self._outputs[output].blocks[0])
        seed = xp.full((1, widths[start]), batch / widths[start], dtype=math.dtype)  # a shared one counts for each
        found: dict[int, list[Any]] = defaultdict(list, {start: [seed]})
        for step in steps:
            value, inputs = seen[step.block]
            upstream = xp.reshape(totals[step.block].of(xp, found.pop(step.block)), value.shape)
            partials = step.row.partials_at(math, value, inputs)
            blocks = inputs.blocks if step.row.variadic else inputs
            for read, partial, block in zip(step.reads, partials, blocks, strict=True):
                if any(self._by_theta[i] for i in read.blocks):
                    given = math.contribution(upstream, partial, block.shape)
                    for i, part in read.split(xp, given, widths):
                        if self._by_theta[i]:
                            found[i].append(part)
        if THETA not in found:
            return xp.zeros((self._sizes[THETA],), dtype=math.dtype)
        return totals[THETA].of(xp, found[THETA])[:, 0]
