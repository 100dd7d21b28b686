"""The order of work: groups of equal operations become steps on arrays, the others are done one by one.

Within a group the operations may stand in any order. It is chosen so that what is read lies side by side:
then a step reads a view instead of gathering number by number.
"""

from dataclasses import dataclass

import numpy as np

from engine.arrays import Indices
from engine.primitives import Primitive
from engine.tape.groups import filled, products, wide_groups
from engine.tape.operands import same
from engine.tape.program import ZERO, Program

FEW = 3  # operand slots that are looked at to find an order


@dataclass(frozen=True)
class ArrayPlan:
    """J x I operations of one row, done by one call, from operation `start` on.

    Each operand in `reads` is a grid of ids, (J, I), or (k, J, I) for a run of slots.
    """

    row: Primitive
    start: int
    rows: int
    columns: int
    reads: list[Indices]


@dataclass(frozen=True)
class Plan:
    """A program whose operations are in the order of work, and the steps: a range is done one by one, on floats."""

    program: Program
    steps: list[range | ArrayPlan]


def make_plan(program: Program, batch: bool = False, scalars: bool = True) -> Plan:
    """Arrange a program for replay.

    Args:
        program: what to compute, its operations in group order; it is left as it is.
        batch: the inputs will have an axis of examples, so what depends on them is never done one by one.
        scalars: allow operations to be done one by one.
    """
    count, leaves, bounds = len(program.code), program.leaves, program.first_read
    order, new_id = np.arange(count, dtype=np.int32), np.arange(leaves + count, dtype=np.int32)
    steps: list[range | ArrayPlan] = []
    nothing, done = int(np.argmax(np.isneginf(program.constants))), 0
    for start, stop in wide_groups(program, batch, scalars):
        if done < start:
            steps.append(range(done, start))
        done = start
        row, reads = program.rows[program.code[start]], program.reads[bounds[start] : bounds[stop]]
        ids = filled(row, program.arity[start:stop], new_id[reads], nothing if row.family == "soft choice" else ZERO)
        half = products(row, ids.shape[1])
        for part, rows, columns in _arranged(ids, half):
            grid = ids[part].T.reshape(-1, rows, columns)
            blocks = np.split(grid, [1] if row.own_first else [half, 2 * half]) if row.variadic else grid
            steps.append(ArrayPlan(row, done, rows, columns, [same(block) for block in blocks if len(block)]))
            new = np.arange(done, done + len(part))
            order[new], new_id[leaves + start + part] = start + part, leaves + new
            done += len(part)
    if done < count:
        steps.append(range(done, count))
    return Plan(program.in_order(order), steps)


def _arranged(ids: Indices, half: int) -> list[tuple[Indices, int, int]]:
    """Return the pieces of a group: the positions of its operations, in order, and the shape (J, I) of the piece.

    Args:
        ids: what each operation reads, shape (n, k).
        half: for dots the number of products, otherwise 0.
    """
    few = ids.T if ids.shape[1] <= FEW else ids.T[:1]
    order = np.lexsort(few[np.argsort([len(np.unique(slot)) for slot in few], kind="stable")])  # most varied first
    if half:
        return [(order[part], rows, columns) for part, rows, columns in tables(ids[order], half)]
    return [(order, *_runs(ids[order]))]


def _runs(ids: Indices) -> tuple[int, int]:
    """Return (J, I) where J numbers are read by I neighbours each, as the sum in a softmax is; (1, n) if none is."""
    n = len(ids)
    for slot in ids.T[:FEW]:
        rows = 1 + int(np.count_nonzero(np.diff(slot)))
        if 1 < rows < n and n % rows == 0 and (slot.reshape(rows, -1) == slot[:: n // rows, None]).all():
            return rows, n // rows
    return 1, n


# Finding the dense layers again: a layer of J neurons seen by I examples is J x I dots. Node (j, i) multiplies the
# weights of row j with the inputs of column i, whoever wrote it and in whatever order. Where every row meets every
# column, the whole table is one matrix product. A table found wrongly only costs speed, because operands are broadcast
# only along an axis on which they are really the same (see operands.py).

SMALL = 256  # multiplications below which a table of its own is not worth a step of its own


def tables(reads: Indices, half: int) -> list[tuple[Indices, int, int]]:
    """Split the dots of one group into full tables and the rest.

    Args:
        reads: the ids that each dot reads, shape (n, k), weights in the first `half` slots, inputs in the next.
        half: how many products a dot adds.

    Returns:
        For each part the positions of its dots, row by row, and its shape (J, I); the rest has J = 1.
    """
    row, column = _codes(reads[:, :half]), _codes(reads[:, half : 2 * half])
    mixer = np.random.PCG64(20).random_raw(len(reads))  # any seed will do
    partners = np.zeros(len(reads), np.uint64)  # which columns a row meets, as one number
    np.add.at(partners, row, mixer[column])
    kind = partners[row]
    order = np.lexsort((reads[:, half], reads[:, 0], kind))
    parts: list[tuple[Indices, int, int]] = []
    rest: list[Indices] = []
    for part in np.split(order, np.flatnonzero(np.diff(kind[order])) + 1):
        rows = len(np.unique(row[part]))
        columns = len(part) // rows
        if min(rows, columns) > 1 and rows * columns == len(part) and len(part) * half >= SMALL:
            parts.append((part, rows, columns))
        else:
            rest.append(part)
    if rest:
        left = np.sort(np.concatenate(rest))
        parts.append((left, 1, len(left)))
    return sorted(parts, key=lambda part: int(part[0].min()))


def _codes(reads: Indices) -> Indices:
    """Return a number for each list of ids, the same for equal lists."""
    lists = np.ascontiguousarray(reads).view(np.dtype((np.void, reads.itemsize * reads.shape[1])))[:, 0]
    return np.unique(lists, return_inverse=True)[1]
