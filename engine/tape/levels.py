"""Levels: which operations can be computed at the same time, because none of them reads another.

An operation may be computed as soon as its inputs are there, or wait until somebody needs it. Both orders are right.
That with fewer groups of equal operations is taken, since a group is one call: waiting, for instance, brings the
outputs of a recurrent network together from all times.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from engine.tape.arrays import Indices
from engine.tape.groups import group_keys, group_order, group_starts
from engine.tape.program import Program


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
