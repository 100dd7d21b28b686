"""A recorded program as a pure function over any array library that follows the standard: NumPy, PyTorch, JAX.

Each step makes a new block of numbers, shape (numbers, B), or (numbers, 1) where all examples share them. A step reads
from any earlier blocks, so gradients would have to be scattered to them. In place of that each block gathers its own:
for each of its numbers there is a list of the contributions that arrive, filled up with zeros.
"""

import operator
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from math import prod
from typing import Any, NamedTuple

import numpy as np

from engine.arrays import Indices, Slots
from engine.errors import ShapeError
from engine.primitives import Primitive
from engine.tape.guards import Guards
from engine.tape.operands import run
from engine.tape.plan import ArrayPlan, Plan
from engine.tape.program import INPUT, WRT
from engine.tape.standard import Standard, check_namespace, spread

THETA, EXAMPLES, LEAVES = 1, 2, 3  # the blocks: constants, theta, inputs, and from LEAVES on one for each step


def _taken(xp: Any, block: Any, at: slice | Indices) -> Any:
    """Return the numbers at some places of a block, shape (places, B)."""
    return block[at, :] if isinstance(at, slice) else xp.take(block, xp.asarray(at), axis=0)


class Source(NamedTuple):
    """What an operand reads from one block: the numbers at `places`, which it has at `positions` of its grid."""

    block: int
    places: Indices
    positions: Indices


class Operand:
    """What one slot of a step reads, or a run of slots: a grid of numbers from anywhere in earlier blocks."""

    def __init__(self, ids: Indices, starts: Indices) -> None:
        self.shape, flat = ids.shape, ids.ravel()
        block = np.searchsorted(starts, flat, side="right") - 1
        order = np.argsort(block, kind="stable")
        each = np.split(order, np.flatnonzero(np.diff(block[order])) + 1)
        self.sources = [Source(int(block[at[0]]), (flat - starts[block])[at], at) for at in each]
        self._taken = [(source.block, run(source.places)) for source in self.sources]
        self._back = run(np.argsort(order))

    def fetch(self, xp: Any, blocks: Sequence[Any]) -> Any:
        """Return the numbers, shape (..., J or 1, I or 1, B or 1)."""
        parts = [_taken(xp, blocks[block], at) for block, at in self._taken]
        width = max(part.shape[1] for part in parts)
        if len(parts) > 1:
            parts = [xp.concat([spread(xp, part, (part.shape[0], width)) for part in parts], axis=0)]
        return xp.reshape(_taken(xp, parts[0], self._back), (*self.shape, width))


class Total:
    """What the contributions to a block add up to: gathers in place of a scatter.

    A list of n contributions is filled up with zeros to the next power of two, so that there are few lengths.

    Args:
        size: how many numbers the block has.
        arriving: of each array of contributions its size, and what of it goes where.

    >>> total = Total(2, [(3, Source(0, places=np.array([0, 1, 0]), positions=np.arange(3)))])
    >>> total.of(np, [np.array([[1.0], [2.0], [5.0]])])
    array([[6.],
           [2.]])
    """

    def __init__(self, size: int, arriving: Sequence[tuple[int, Source]]) -> None:
        self._fits = [n == size and np.array_equal(x.places, np.arange(size)) for n, x in arriving]
        others, _ = self._parted(arriving)
        offsets = np.cumsum([0, *(n for n, _ in others)])
        none = np.empty(0, int)
        at = np.concatenate([none, *(x.places for _, x in others)])
        position = np.concatenate(
            [none, *(offset + x.positions for offset, (_, x) in zip(offsets, others, strict=False))]
        )
        order = np.append(position[np.argsort(at, kind="stable")], offsets[-1])  # there stands a zero
        count = np.bincount(at, minlength=size)
        first, length = np.cumsum(count) - count, 2 ** np.ceil(np.log2(np.maximum(count, 1))).astype(int)
        self._tables, groups = [], []
        for n in np.unique(length).tolist():
            these, slots = np.flatnonzero(length == n), np.arange(n)
            places = np.where(slots < count[these, None], first[these, None] + slots, len(order) - 1)
            self._tables.append((run(order[places].ravel()), places.shape))
            groups.append(these)
        self._back = run(np.argsort(np.concatenate(groups)))

    def _parted(self, parts: Iterable[Any]) -> tuple[list[Any], list[Any]]:
        """Return what has to be gathered, and what fits as it is."""
        found: tuple[list[Any], list[Any]] = [], []
        for part, fits in zip(parts, self._fits, strict=True):
            found[fits].append(part)
        return found

    def of(self, xp: Any, contributions: Sequence[Any]) -> Any:
        """Return the sums, shape (size, B or 1), of arrays (numbers, B or 1)."""
        others, found = self._parted(contributions)
        if others:
            row = xp.concat([*others, xp.zeros_like(others[0][:1, :])], axis=0)
            sums = [
                xp.sum(xp.reshape(_taken(xp, row, at), (*shape, row.shape[1])), axis=1) for at, shape in self._tables
            ]
            found.append(_taken(xp, xp.concat(sums, axis=0) if len(sums) > 1 else sums[0], self._back))
        return reduce(operator.add, found)


class Step(NamedTuple):
    """Many operations of one row at once, on a grid (J, I); their results are the block `block`."""

    row: Primitive
    block: int
    grid: tuple[int, int]
    reads: list[Operand]


class PureFunction:
    """A recorded program as a function of theta and a batch. Make one with `Tape.function`.

    Args:
        xp: a namespace of the standard.
        plan: what to do, in steps on arrays only.
        outputs: how many of its outputs are those of the function; behind them is what the guards compare.
        single: return the one output and its gradient, not a list.
        guards: what was compared.
        inputs: the numbers of the inputs where none are given.
    """

    def __init__(self, xp: Any, plan: Plan, outputs: int, single: bool, guards: Guards, inputs: Any) -> None:
        check_namespace(xp)
        self._xp, self._guards, self._single, self._inputs = xp, guards, single, inputs
        self._program = program = plan.program
        steps = [step for step in plan.steps if isinstance(step, ArrayPlan)]
        self._sizes = [len(program.constants), program.wrt, program.inputs, *(x.rows * x.columns for x in steps)]
        starts = np.cumsum([0, *self._sizes])
        depends = [int(np.bitwise_or.reduce(part)) for part in np.split(program.depends, starts[1:-1])]
        self._by_theta, self._by_example = ([bool(x & bit) for x in depends] for bit in (WRT, INPUT))
        self._steps = [
            Step(x.row, block, (x.rows, x.columns), [Operand(ids, starts[:-1]) for ids in x.reads])
            for block, x in enumerate(steps, LEAVES)
        ]
        ids = np.array(program.outputs, dtype=int)
        self._outputs = [Operand(ids[i : i + 1], starts[:-1]) for i in range(outputs)]
        self._compared = [Operand(ids[outputs:], starts[:-1])] if len(ids) > outputs else []
        self._sweeps = [self._sweep(output.sources[0]) for output in self._outputs]

    def _sweep(self, output: Source) -> tuple[list[Step], dict[int, Total]]:
        """Return the steps that a backward pass goes through, and for each block how its gradient is added up."""
        arriving: dict[int, list[tuple[int, Source]]] = defaultdict(list, {output.block: [(1, output)]})
        steps = []
        for step in reversed(self._steps):
            if step.block in arriving:
                steps.append(step)
                for read in step.reads:
                    for source in self._targets(read):
                        arriving[source.block].append((prod(read.shape), source))
        return steps, {block: Total(self._sizes[block], found) for block, found in arriving.items()}

    def _targets(self, read: Operand) -> list[Source]:
        """Return the blocks that an operand gives gradients to: those that depend on theta."""
        return [source for source in read.sources if self._by_theta[source.block]]

    def __call__(self, theta: Any, inputs: Any = None) -> tuple[Any, Any, Any]:
        """Return (value, gradient, ok).

        Args:
            theta: numbers for wrt, shape (P,), of the floating type in which everything is computed.
            inputs: numbers for the inputs, shape (I,); or (B, ...) for B examples, whose losses are added up. Their
                numbers when `function` was called if left out.

        Raises:
            ShapeError: where they do not fit.
        """
        xp = self._xp
        theta = xp.asarray(theta)
        given = xp.asarray(self._inputs if inputs is None else inputs, dtype=theta.dtype)
        batch, wrt, count = given.shape[0] if given.ndim > 1 else 1, self._sizes[THETA], self._sizes[EXAMPLES]
        if theta.shape != (wrt,) or not xp.isdtype(theta.dtype, "real floating"):
            raise ShapeError(f"function: theta is {theta.dtype} of shape {theta.shape}; give {wrt} floating numbers")
        if batch == 0 or prod(given.shape) != batch * count:
            raise ShapeError(f"function: inputs have shape {given.shape}; give {count} numbers for each example")
        constants = xp.asarray(self._program.constants, dtype=theta.dtype)
        leaves = [constants[:, None], theta[:, None], xp.permute_dims(xp.reshape(given, (batch, count)), (1, 0))]
        with np.errstate(all="ignore"):
            return self._computed(Standard(xp, theta.dtype), leaves, batch)

    def _computed(self, math: Standard, blocks: list[Any], batch: int) -> tuple[Any, Any, Any]:
        """Return what `__call__` does; `blocks` has the leaves, and gets the result of every step."""
        xp, widths = math.xp, [batch if own else 1 for own in self._by_example]
        ok, seen = xp.asarray(True), {}
        for step in self._steps:
            inputs: Any = [read.fetch(xp, blocks) for read in step.reads]
            inputs = Slots(inputs) if step.row.variadic else inputs
            y = spread(xp, step.row.value_at(math, inputs), (*step.grid, widths[step.block]))
            seen[step.block] = y, inputs
            blocks.append(xp.reshape(y, (-1, y.shape[2])))
            ok = ok & xp.all(xp.isfinite(y))
        for compared in self._compared:
            numbers = compared.fetch(xp, blocks)
            for comparison, outcome, a, b in self._guards.pairs():
                ok = ok & xp.all(comparison(_taken(xp, numbers, a), _taken(xp, numbers, b)) == outcome)
        values = [xp.sum(spread(xp, output.fetch(xp, blocks), (1, batch))) for output in self._outputs]
        slopes = [self._gradient(math, i, seen, widths, batch) for i in range(len(values))]
        ok = reduce(operator.and_, (xp.all(xp.isfinite(slope)) for slope in slopes), ok)
        return (values[0], slopes[0], ok) if self._single else (xp.stack(values), xp.stack(slopes), ok)

    def _gradient(self, math: Standard, output: int, seen: dict[int, Any], widths: list[int], batch: int) -> Any:
        """Return the gradient of an output by theta.

        Args:
            seen: for each step its results and what it has read.
            widths: for each block B, or 1.
        """
        xp, (steps, totals), start = math.xp, self._sweeps[output], self._outputs[output].sources[0].block
        seed = xp.full((1, widths[start]), batch / widths[start], dtype=math.dtype)  # a shared one counts for each
        found: dict[int, list[Any]] = defaultdict(list, {start: [seed]})
        for step in steps:
            y, inputs = seen[step.block]
            upstream = xp.reshape(totals[step.block].of(xp, found.pop(step.block)), y.shape)
            partials = step.row.partials_at(math, y, inputs)
            operands = inputs.blocks if step.row.variadic else inputs
            for read, operand, partial in zip(step.reads, operands, partials, strict=True):
                if targets := self._targets(read):
                    given = math.contribution(upstream, partial, operand.shape)
                    given = xp.reshape(given, (-1, operand.shape[-1]))
                    for source in targets:
                        shared = widths[source.block] < given.shape[1]
                        found[source.block].append(xp.sum(given, axis=1, keepdims=True) if shared else given)
        if THETA not in found:
            return xp.zeros((self._sizes[THETA],), dtype=math.dtype)
        return totals[THETA].of(xp, found[THETA])[:, 0]
