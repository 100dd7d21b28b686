"""Groups: operations of one row that can be computed at the same time, by one call, because none reads another.

An operation may be computed as soon as its inputs are there, or wait until somebody needs it. Both orders are right.
That with fewer groups of equal operations is taken, since a group is one call: waiting, for instance, brings the
outputs of a recurrent network together from all times. Sums and dots of different lengths, as in attention that looks
back one step, two steps, ..., are made equal with zeros where that takes few of them: adding 0, or 0 times 0, changes
nothing.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.arrays import Indices
from engine.primitives import Primitive
from engine.tape.program import ZERO, Program

FILLING = 1000  # so many zeros cost about as much as one more step
CALL = 32  # what a step on arrays costs, in units of one input of one operation done alone


def group_keys(program: Program) -> tuple[npt.NDArray[Any], ...]:
    """Return what operations of one group have in common, the most important first."""
    return program.level, program.of_example, program.code, program.arity


def group_order(program: Program) -> Indices:
    """Return the order in which operations of one group stand side by side, level by level."""
    return np.lexsort(group_keys(program)[::-1])


def group_starts(*keys: npt.NDArray[Any]) -> Indices:
    """Return where in sorted columns a new group starts: a row in which some key is not that of the row before."""
    changes = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return np.append(0, np.flatnonzero(changes) + 1)


def wide_groups(program: Program, batch: bool, scalars: bool) -> Iterator[tuple[int, int]]:
    """Yield start and stop, counted among operations, of the groups that are worth a step of their own.

    Args:
        program: its operations in group order.
        batch: what depends on the inputs is worth a step in any case, because it has many examples.
        scalars: operations may be done one by one; otherwise all groups are worth a step.
    """
    if not len(program.code):
        return
    starts = _starts(program)
    bounds = np.append(starts, len(program.code))
    sizes, longest = np.diff(bounds), program.arity[bounds[1:] - 1]
    wide = sizes * (longest + 10) > (CALL if scalars else 0)
    if batch:
        wide |= program.of_example[starts]
    for i in np.flatnonzero(wide):
        yield int(starts[i]), int(bounds[i + 1])


def _starts(program: Program) -> Indices:
    """Return where groups start: groups of one length, or of several where zeros make them equal."""
    keys, first_read = group_keys(program), program.first_read
    fine, coarse = group_starts(*keys), group_starts(*keys[:-1])
    stops = np.append(coarse[1:], len(program.code))
    lengths = np.searchsorted(fine, stops) - np.searchsorted(fine, coarse)
    zeros = (stops - coarse) * program.arity[stops - 1] - (first_read[stops] - first_read[coarse])
    may = np.array([row.variadic and row.products is not None for row in program.rows])[program.code[coarse]]
    joined = may & (zeros <= FILLING * (lengths - 1))
    of = np.searchsorted(coarse, fine, side="right") - 1
    return np.asarray(fine[~joined[of] | (fine == coarse[of])])


def products(row: Primitive, arity: int) -> int:
    """Return how many products an operation of many inputs adds up: weights come first, what they multiply next."""
    return row.products(arity) if row.variadic and row.products else 0


def filled(row: Primitive, arity: Indices, reads: Indices) -> Indices:
    """Return what the operations of a group read as a table (n, k), filled up with the constant 0.

    Args:
        row: that of all of them.
        arity: how many inputs each has, in rising order.
        reads: their ids, one operation after the other.
    """
    k, done = int(arity[-1]), 0
    table = np.full((len(arity), k), ZERO, np.int32)
    for some in np.split(np.arange(len(arity)), group_starts(arity)[1:]):
        n = int(arity[some[0]])
        ids, half, whole = reads[done : done + n * len(some)].reshape(-1, n), products(row, n), products(row, k)
        table[some, :half] = ids[:, :half]
        table[some, whole : whole + half] = ids[:, half : 2 * half]
        table[some, 2 * whole : 2 * whole + n - 2 * half] = ids[:, 2 * half :]
        done += ids.size
    return table


def levelled(program: Program) -> Program:
    """Return a program with the level of each operation filled in."""
    early = _early(program)
    return replace(program, level=min(early, _late(program, early), key=lambda level: _groups(program, level)))


def _groups(program: Program, level: Indices) -> int:
    """Return how many groups of equal operations there are on the levels."""
    program = replace(program, level=level)
    order = group_order(program)
    return len(group_starts(*(key[order] for key in group_keys(program))))


def _early(program: Program) -> Indices:
    """Return one more than the highest level that an operation reads; leaves are on level 0."""
    reads, levels = program.reads.tolist(), [0] * program.leaves
    for start, stop in pairwise(program.first_read.tolist()):
        levels.append(1 + max(levels[x] for x in reads[start:stop]))
    return np.array(levels[program.leaves :], dtype=np.int32)


def _late(program: Program, early: Indices) -> Indices:
    """Return one less than the lowest level that reads an operation; what nobody reads is on the last level."""
    last, first, bounds = int(early.max(initial=0)), program.leaves, program.first_read.tolist()
    reads, levels = program.reads.tolist(), [last] * len(program.depends)
    for i in range(len(early) - 1, -1, -1):
        before = levels[first + i] - 1
        for x in reads[bounds[i] : bounds[i + 1]]:
            levels[x] = min(levels[x], before)
    return np.array(levels[first:], dtype=np.int32)
