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
from engine.tape.levels import group_starts
from engine.tape.operands import same
from engine.tape.program import Program

FEW = 3  # operand slots that are looked at to find an order
CALL = 32  # what a step on arrays costs, in units of one input of one operation done alone


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
    planner, done = _Planner(program), 0
    for start, stop in _wide_groups(program, batch, alone):
        planner.do_alone(done, start)
        planner.do_together(start, stop)
        done = stop
    planner.do_alone(done, len(program.code))
    return planner.plan()


class _Planner:
    """Puts the operations of one group after the other into the order of work."""

    def __init__(self, program: Program) -> None:
        self.program, self.reads = program, program.reads.copy()
        self.first_read = program.first_read
        self.new_id = np.arange(program.leaves + len(program.code), dtype=np.int32)
        self.order = self.new_id.copy()  # the old ids in the new order
        self.steps: list[Alone | Together] = []

    def do_alone(self, start: int, stop: int) -> None:
        if start < stop:
            part = slice(self.first_read[start], self.first_read[stop])
            self.reads[part] = self.new_id[self.reads[part]]
            self.steps.append(Alone(start, stop))

    def do_together(self, start: int, stop: int) -> None:
        part = slice(self.first_read[start], self.first_read[stop])
        row, k = self.program.rows[self.program.code[start]], int(self.program.arity[start])
        half = k // 2 if row.name in ("dot", "affine") else 0
        ids = self.new_id[self.reads[part].reshape(-1, k)]
        order, shapes = _arranged(ids, half)
        ids, first = ids[order], self.program.leaves + start
        self.reads[part] = ids.ravel()
        self.order[first : first + len(ids)] = first + order
        self.new_id[first + order] = np.arange(first, first + len(ids))
        done = 0
        for rows, columns in shapes:
            grid = ids[done : done + rows * columns].T.reshape(k, rows, columns)
            blocks = [grid[a:b] for a, b in ((0, half), (half, 2 * half), (2 * half, k)) if a < b]
            operands = [same(block) for block in (blocks if row.many else grid)]
            self.steps.append(Together(row, first + done, rows, columns, operands))
            done += rows * columns

    def plan(self) -> Plan:
        program, order = self.program, self.order
        arranged = replace(
            program, reads=self.reads, depends=program.depends[order],
            fused=program.fused[order[program.leaves :] - program.leaves],
            outputs=[int(self.new_id[i]) for i in program.outputs],
            labels={int(self.new_id[i]): label for i, label in program.labels.items()},
        )  # fmt: skip
        return Plan(arranged, self.steps)


def _wide_groups(program: Program, batch: bool, alone: bool) -> Iterator[tuple[int, int]]:
    """Yield start and stop of the groups of equal operations that are worth a step of their own."""
    if not len(program.code):
        return
    starts = group_starts(program.level, program.code, program.arity, program.of_example)
    bounds = np.append(starts, len(program.code))
    sizes = np.diff(bounds)
    wide = sizes * (program.arity[starts] + 10) > (CALL if alone else 0)
    if batch:
        wide |= program.of_example[starts]
    for start in np.flatnonzero(wide):
        yield int(starts[start]), int(bounds[start + 1])


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
