"""What a step reads, as kernels that go through it want to know it: where it begins, and how far it is to the next."""

from typing import NamedTuple

from engine.arrays import Indices
from engine.tape.operands import strides
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
    far = strides(grid)
    return Block(grid, (far[0], far[1], far[2]) if far else None)


def wanted(program: Program, step: ArrayPlan, needed: int) -> tuple[bool, ...]:
    """Return for each operand of a step whether its gradients are wanted: where somebody asks for WRT or INPUT."""
    return tuple(bool((program.depends[ids] & needed).any()) for ids in step.reads)
