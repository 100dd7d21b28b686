"""What a step reads, as kernels that go through it want to know it: where it begins, and how far it is to the next."""

from typing import NamedTuple

import numpy as np

from engine.arrays import Indices
from engine.tape.plan import ArrayPlan
from engine.tape.program import Program


class Block(NamedTuple):
    """What a step reads, as a grid of three axes: inputs of the block, rows, columns."""

    ids: Indices
    far: tuple[int, int, int] | None  # how far it is to the next id along each axis; None where that differs

    @property
    def in_table(self) -> tuple[int, int, int]:
        """How far it is to the next one in a table of all of them."""
        _, rows, columns = self.ids.shape
        return rows * columns, columns * (rows > 1), int(columns > 1)


def block(ids: Indices) -> Block:
    """Return what one operand of a step reads."""
    grid = ids.reshape((-1, *ids.shape[-2:]))
    slot, row, column = (int(grid.take(1, axis=axis, mode="clip").flat[0] - grid.flat[0]) for axis in range(3))
    axes: tuple[Indices, ...] = np.indices(grid.shape, sparse=True)
    regular = np.array_equal(grid, grid.flat[0] + slot * axes[0] + row * axes[1] + column * axes[2])
    return Block(grid, (slot, row, column) if regular else None)


def wanted(program: Program, step: ArrayPlan, needed: int) -> tuple[bool, ...]:
    """Return for each operand of a step whether its gradients are wanted: where somebody asks for WRT or INPUT."""
    return tuple(bool((program.depends[ids] & needed).any()) for ids in step.reads)
