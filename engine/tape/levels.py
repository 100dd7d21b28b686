"""Levels: which operations can be computed at the same time, because none of them reads another."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from engine.tape.arrays import Indices
from engine.tape.program import Program


def by_level(program: Program) -> Program:
    """Return a program with its operations ordered by level, and equal operations of one level side by side."""
    level, first = _levels(program), program.leaves
    order = np.lexsort((program.arity, program.code, program.of_example, level))
    whole = np.concatenate((np.arange(first), first + order))
    new_id = np.empty(len(whole), np.int32)
    new_id[whole] = np.arange(len(whole), dtype=np.int32)
    return replace(
        program, code=program.code[order], arity=program.arity[order], fused=program.fused[order], level=level[order],
        reads=new_id[program.reads[reordered(program, order)]], depends=program.depends[whole],
        outputs=[int(new_id[i]) for i in program.outputs],
        labels={int(new_id[i]): label for i, label in program.labels.items()},
    )  # fmt: skip


def reordered(program: Program, order: Indices) -> Indices:
    """Return where the reads of the operations stand, for the operations in another order."""
    arity = program.arity[order]
    shift = program.first_read[:-1][order] - (np.cumsum(arity, dtype=np.int64) - arity)
    return np.asarray(np.arange(len(program.reads)) + np.repeat(shift, arity))


def _levels(program: Program) -> Indices:
    """Return one more than the highest level that an operation reads; leaves are on level 0."""
    reads, levels = program.reads.tolist(), [0] * program.leaves
    for start, stop in pairwise(program.first_read.tolist()):
        levels.append(1 + max(levels[x] for x in reads[start:stop]))
    return np.array(levels[program.leaves :], dtype=np.int32)
