"""The order of work: groups of equal operations become steps on arrays, lonely ones are done one by one.

Within a group the operations may stand in any order. It is chosen so that what is read lies side by side:
then a step reads a view instead of gathering number by number.
"""

from dataclasses import dataclass

import numpy as np

from engine.primitives import Primitive
from engine.tape.arrays import Indices
from engine.tape.grids import tables
from engine.tape.groups import filled, group_order, products, wide_groups
from engine.tape.operands import same
from engine.tape.program import Program

FEW = 3  # operand slots that are looked at to find an order


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
        program: what to compute, its levels known; it is left as it is.
        batch: the inputs will have an axis of examples, so what depends on them is never done one by one.
        alone: allow operations to be done one by one.
    """
    program = program.in_order(group_order(program))
    planner, done = _Planner(program), 0
    for start, stop in wide_groups(program, batch, alone):
        planner.do_alone(done, start)
        planner.do_together(start, stop)
        done = stop
    planner.do_alone(done, len(program.code))
    return Plan(program.in_order(planner.order), planner.steps)


class _Planner:
    """Puts the operations of one group after the other into the order of work."""

    def __init__(self, program: Program) -> None:
        self.program, self.first_read = program, program.first_read
        self.order = np.arange(len(program.code), dtype=np.int32)
        self.new_id = np.arange(program.leaves + len(program.code), dtype=np.int32)
        self.steps: list[Alone | Together] = []

    def do_alone(self, start: int, stop: int) -> None:
        if start < stop:
            self.steps.append(Alone(start, stop))

    def do_together(self, start: int, stop: int) -> None:
        row, arity = self.program.rows[self.program.code[start]], self.program.arity[start:stop]
        reads = self.program.reads[self.first_read[start] : self.first_read[stop]]
        ids = filled(row, arity, self.new_id[reads])
        k, half = ids.shape[1], products(row, ids.shape[1])
        order, shapes = _arranged(ids, half)
        ids, first = ids[order], self.program.leaves + start
        self.order[start:stop] = start + order
        self.new_id[first + order] = np.arange(first, first + len(ids))
        done = 0
        for rows, columns in shapes:
            grid = ids[done : done + rows * columns].T.reshape(k, rows, columns)
            blocks = [grid[a:b] for a, b in ((0, half), (half, 2 * half), (2 * half, k)) if a < b]
            operands = [same(block) for block in (blocks if row.many else grid)]
            self.steps.append(Together(row, first + done, rows, columns, operands))
            done += rows * columns


def _arranged(ids: Indices, half: int) -> tuple[Indices, list[tuple[int, int]]]:
    """Return an order for the operations of a group, and the shapes (J, I) of the pieces in that order.

    Args:
        ids: what each operation reads, shape (n, k).
        half: for dots the number of products, otherwise 0.
    """
    few = ids.T if ids.shape[1] <= FEW else ids.T[:1]
    order = np.lexsort(few[np.argsort([len(np.unique(slot)) for slot in few], kind="stable")])  # most varied first
    if not half:
        return order, [_runs(ids[order])]
    parts = tables(ids[order], half)
    return order[np.concatenate([part for part, _, _ in parts])], [(rows, columns) for _, rows, columns in parts]


def _runs(ids: Indices) -> tuple[int, int]:
    """Return (J, I) where J numbers are read by I neighbours each, as the sum in a softmax is; (1, n) if none is."""
    n = len(ids)
    for slot in ids.T[:FEW]:
        rows = 1 + int(np.count_nonzero(np.diff(slot)))
        if 1 < rows < n and n % rows == 0 and (slot.reshape(rows, -1) == slot[:: n // rows, None]).all():
            return rows, n // rows
    return 1, n
