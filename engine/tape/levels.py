"""Levels: which operations can be computed at the same time, because none of them reads another.

An operation may be computed as soon as its inputs are there, or wait until somebody needs it. Both orders are right.
That with fewer groups of equal operations is taken, since a group is one call: waiting, for instance, brings the
outputs of a recurrent network together from all times.
"""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.tape.arrays import Indices
from engine.tape.program import Program


def by_level(program: Program) -> Program:
    """Return a program with its operations ordered by level, and equal operations of one level side by side."""
    early, first = _early(program), program.leaves
    found = []
    for level in (early, _late(program, early)):
        keys = (program.arity, program.code, program.of_example, level)
        order = np.lexsort(keys)
        found.append((len(group_starts(*(key[order] for key in keys))), level, order))
    _, level, order = min(found, key=lambda one: one[0])
    whole = np.concatenate((np.arange(first), first + order))
    new_id = np.empty(len(whole), np.int32)
    new_id[whole] = np.arange(len(whole), dtype=np.int32)
    return replace(
        program, code=program.code[order], arity=program.arity[order], fused=program.fused[order], level=level[order],
        reads=new_id[program.reads[reordered(program, order)]], depends=program.depends[whole],
        outputs=[int(new_id[i]) for i in program.outputs],
        labels={int(new_id[i]): label for i, label in program.labels.items()},
    )  # fmt: skip


def group_starts(*keys: npt.NDArray[Any]) -> Indices:
    """Return where in sorted columns a new group starts: a row in which some key is not that of the row before."""
    changes = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return np.append(0, np.flatnonzero(changes) + 1)


def reordered(program: Program, order: Indices) -> Indices:
    """Return where the reads of the operations stand, for the operations in another order."""
    arity = program.arity[order]
    shift = program.first_read[:-1][order] - (np.cumsum(arity, dtype=np.int64) - arity)
    return np.asarray(np.arange(len(program.reads)) + np.repeat(shift, arity))


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
