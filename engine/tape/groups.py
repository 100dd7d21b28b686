"""Groups: operations of one row that can be computed at the same time, by one call, because none reads another.

An operation may be computed as soon as its inputs are there, or wait until somebody needs it. Both orders are right.
That with fewer groups of equal operations is taken, since a group is one call: waiting, for instance, brings the
outputs of a recurrent network together from all times. Sums and dots of different lengths, as in attention that looks
back one step, two steps, ..., are made equal with zeros where that takes few of them: adding 0, or 0 times 0, changes
nothing. In a softmax it is minus infinity that changes nothing.
"""

from dataclasses import replace
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
    return program.level, program.by_example[program.leaves :], program.code, program.arity


def group_starts(*keys: npt.NDArray[Any]) -> Indices:
    """Return where in sorted columns a new group starts: a row in which some key is not that of the row before."""
    changes = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return np.append(0, np.flatnonzero(changes) + 1)


def wide_groups(program: Program, batch: bool, scalars: bool) -> list[tuple[int, int]]:
    """Return start and stop, counted among operations, of the groups that are worth a step of their own.

    Args:
        program: its operations in group order.
        batch: what depends on the inputs is worth a step in any case, because it has many examples.
        scalars: operations may be done one by one; otherwise all groups are worth a step.
    """
    if not len(program.code):
        return []
    starts = _starts(program)
    stops = np.append(starts[1:], len(program.code))
    wide = (stops - starts) * np.add(program.arity[stops - 1], 10, dtype=int) > CALL
    if not scalars:
        wide[:] = True
    if batch:
        wide |= program.by_example[program.leaves + starts]
    return list(zip(starts[wide].tolist(), stops[wide].tolist(), strict=True))


def _starts(program: Program) -> Indices:
    """Return where groups start: groups of one length, or of several where zeros make them equal."""
    keys, first_read = group_keys(program), program.first_read
    fine, coarse = group_starts(*keys), group_starts(*keys[:-1])
    stops = np.append(coarse[1:], len(program.code))
    lengths = np.searchsorted(fine, stops) - np.searchsorted(fine, coarse)
    zeros = (stops - coarse) * program.arity[stops - 1] - (first_read[stops] - first_read[coarse])
    may = np.array([row.variadic and (row.products is not None or row.family == "soft choice") for row in program.rows])
    may = may[program.code[coarse]]
    apart = ~may | (zeros > FILLING * (lengths - 1))
    return np.union1d(coarse, fine[np.repeat(apart, lengths)])


def products(row: Primitive, arity: int) -> int:
    """Return how many products an operation of many inputs adds up: weights come first, what they multiply next."""
    return row.products(arity) if row.variadic and row.products else 0


def filled(row: Primitive, arity: Indices, reads: Indices, filling: int = ZERO) -> Indices:
    """Return what the operations of a group read as a table (n, k), filled up with the constant 0.

    Args:
        row: that of all of them.
        arity: how many inputs each has.
        reads: their ids, one operation after the other.
        filling: the id of another constant to fill up with.
    """
    k = int(arity.max())
    table, whole = np.full((len(arity), k), filling, np.int32), products(row, k)
    for n in np.unique(arity).tolist():
        these, half = arity == n, products(row, n)
        ids = reads[np.repeat(these, arity)].reshape(-1, n)
        table[these, :half] = ids[:, :half]
        table[these, whole : whole + half] = ids[:, half : 2 * half]
        table[these, 2 * whole : 2 * whole + n - 2 * half] = ids[:, 2 * half :]
    return table


def grouped(program: Program) -> Program:
    """Return a program with its groups side by side, its levels as early or as late as can be: what is fewer groups."""
    early, late = (
        each.in_order(np.lexsort(group_keys(each)[::-1])) for each in (program, replace(program, level=_late(program)))
    )
    return min(early, late, key=lambda each: len(group_starts(*group_keys(each))))


def _late(program: Program) -> Indices:
    """Return one less than the lowest level that reads an operation; what nobody reads is on the last level."""
    last, first, bounds = int(program.level.max(initial=0)), program.leaves, program.first_read.tolist()
    reads, levels = program.reads.tolist(), [last] * len(program.depends)
    for i in reversed(range(len(program.code))):
        before = levels[first + i] - 1
        for x in reads[bounds[i] : bounds[i + 1]]:
            levels[x] = min(levels[x], before)
    return np.array(levels[first:], program.level.dtype)
