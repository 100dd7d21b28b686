"""The order of work: groups of equal operations become steps on arrays, lonely ones are done one by one.

Within a group the operations may stand in any order. It is chosen so that what is read lies side by side:
then a step reads a view instead of gathering number by number.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine.primitives import Primitive
from engine.tape.arrays import Indices
from engine.tape.grids import tables
from engine.tape.operands import same
from engine.tape.program import INPUT, Program

CALL = 100  # what a step on arrays costs, in units of one input of one operation done alone


@dataclass(frozen=True)
class Alone:
    """Operations start..stop (counted among operations), done one after the other on floats."""

    start: int
    stop: int


@dataclass(frozen=True)
class Together:
    """J x I operations of one row, done by one call; `reads` holds ids of shape (J, I) or (k, J, I) by operand."""

    row: Primitive
    start: int
    rows: int
    columns: int
    reads: list[Indices]


@dataclass(frozen=True)
class Plan:
    """A program whose operations are in the order of work, and the steps through it."""

    program: Program
    steps: list[Alone | Together]


def make_plan(program: Program, batch: bool = False, alone: bool = True) -> Plan:
    """Arrange a program for replay.

    Args:
        program: what to compute; it is left as it is.
        batch: the inputs will have an axis of examples, so what depends on them is never done one by one.
        alone: allow operations to be done one by one.
    """
    leaves, arity = program.leaves, program.arity
    first_read = np.cumsum(arity, dtype=np.int64) - arity
    new_id = np.arange(leaves + len(arity), dtype=np.int32)
    order = np.arange(len(arity), dtype=np.int32)
    reads = program.reads.copy()
    steps: list[Alone | Together] = []

    def do_alone(start: int, stop: int) -> None:
        if start < stop:
            part = slice(int(first_read[start]), int(first_read[stop - 1] + arity[stop - 1]))
            reads[part] = new_id[reads[part]]
            steps.append(Alone(start, stop))

    done = 0
    for start, stop in _wide_groups(program, batch, alone):
        do_alone(done, start)
        k, n = int(arity[start]), stop - start
        part = slice(int(first_read[start]), int(first_read[start]) + k * n)
        ids = new_id[reads[part].reshape(n, k)]
        row = program.rows[program.code[start]]
        half = k // 2 if row.name in ("dot", "affine") else 0
        tidy = np.lexsort(ids.T[_by_variety(ids)])
        ids = ids[tidy]
        pieces = tables(ids, half) if half and n > 1 else [(np.arange(n), 1, n)]
        moved = tidy[np.concatenate([piece for piece, _, _ in pieces])]
        order[start:stop] = start + moved
        new_id[leaves + start + moved] = np.arange(leaves + start, leaves + stop)
        at = start
        for piece, rows, columns in pieces:
            grid = ids[piece].T.reshape(k, rows, columns)
            blocks = [grid[a:b] for a, b in ((0, half), (half, 2 * half), (2 * half, k)) if a < b]
            operands = [same(block) for block in (blocks if row.many else grid)]
            steps.append(Together(row, leaves + at, rows, columns, operands))
            at += len(piece)
        reads[part] = ids[np.concatenate([piece for piece, _, _ in pieces])].ravel()
        done = stop
    do_alone(done, len(arity))
    moved_leaves = np.concatenate((np.arange(leaves), leaves + order))
    arranged = replace(
        program, reads=reads, fused=program.fused[order], depends=program.depends[moved_leaves],
        outputs=[int(new_id[i]) for i in program.outputs],
        labels={int(new_id[i]): label for i, label in program.labels.items()},
    )  # fmt: skip
    return Plan(arranged, steps)


def _wide_groups(program: Program, batch: bool, alone: bool) -> Iterator[tuple[int, int]]:
    """Yield start and stop of the groups of equal operations that are worth a step of their own."""
    if not len(program.code):
        return
    keys = [program.level, program.code, program.arity, program.depends[program.leaves :] & INPUT]
    changes = np.zeros(len(program.code) - 1, bool)
    for key in keys:
        changes |= np.diff(key) != 0
    bounds = np.concatenate(([0], np.flatnonzero(changes) + 1, [len(program.code)]))
    starts, sizes = bounds[:-1], np.diff(bounds)
    wide = sizes * (program.arity[starts] + 10) > (CALL if alone else 0)
    if batch:
        wide |= keys[-1][starts] != 0
    for start in np.flatnonzero(wide):
        yield int(starts[start]), int(bounds[start + 1])


def _by_variety(ids: Indices) -> Indices:
    """Return the operand slots in sorting order: NumPy's lexsort takes the most important, the most varied, last."""
    if ids.shape[1] > 3:
        return np.arange(ids.shape[1])[:1]
    return np.argsort([len(np.unique(slot)) for slot in ids.T], kind="stable")
