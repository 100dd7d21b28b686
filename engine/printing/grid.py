"""How the operations of a step lie in memory, and in which order loops go through them best.

The operations of a step lie on a grid of rows, columns and, in a batch, examples; an input of many has one more axis,
its slots. What lies how far from its neighbour along an axis is a pair: a number, and whether it is to be multiplied by
the number of examples, which is known only when the code runs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from engine.primitives import Primitive
from engine.printing.llvm import LANES

Far = tuple[int, bool]
NEXT, SAME = (1, False), (0, False)
APART, SHARED = 12.0, 0.2  # what lanes cost that lie apart, or are one number, where those side by side cost 1


class Block(NamedTuple):
    """What a step reads: so many inputs of each operation, and how far it is to the next input, row and column."""

    length: int
    far: tuple[int, int, int]
    gathered: bool = False  # they lie anywhere; `far` is that in a table of places
    of_batch: bool | None = False  # whether each example has its own; None where some do (see the table behind it)


class Kernel(NamedTuple):
    """What code is written for: steps that differ only in where things lie share it."""

    row: Primitive
    rows: int
    columns: int
    of_batch: bool
    blocks: tuple[Block, ...]
    wanted: tuple[bool, ...] | None = None  # forward; or which blocks want gradients


class Axis(NamedTuple):
    name: str
    length: Far


@dataclass(frozen=True)
class Reach:
    """How numbers are reached: from the place `base` in an array on, so far along each axis."""

    array: str
    base: str
    far: Mapping[str, Far]
    table: int = 0  # the length of a table that is looked up first
    of_batch: bool | None = False

    def along(self, axis: str) -> Far:
        return self.far.get(axis, SAME)

    def same_along(self, axis: str) -> bool:
        """Tell whether it is one number for all neighbours along an axis."""
        return not self.along(axis)[0] and not (axis == "example" and self.table and self.of_batch is not False)


def reach_of(block: Block, array: str, base: str) -> Reach:
    batch = bool(block.of_batch)
    slot, row, column = ((step, batch and not block.gathered) for step in block.far)
    far = {"slot": slot, "row": row, "column": column}
    if block.gathered:
        return Reach(array, base, far, block.length * block.far[0], block.of_batch)
    return Reach(array, base, far | {"example": NEXT if batch else SAME})


def times(a: Far, b: Far) -> Far:
    return (a[0] * b[0], a[1] or b[1]) if a[0] and b[0] else SAME


def merged(axes: Sequence[Axis], reaches: Sequence[Reach]) -> tuple[list[Axis], list[Reach]]:
    """Return axes and reaches where neighbouring axes are one, as far as everything lies so that they can be."""
    found, now = [axes[0]], list(reaches)
    for axis in axes[1:]:
        outer = found[-1]
        fits = all(x.along(outer.name) == times(axis.length, x.along(axis.name)) for x in now)
        if fits and not (axis.name == "example" and any(x.table for x in now)):
            found[-1] = Axis(outer.name, times(outer.length, axis.length))
            now = [replace(x, far={**x.far, outer.name: x.along(axis.name), axis.name: SAME}) for x in now]
        else:
            found.append(axis)
    return found, now


def best_for_lanes(axes: Iterable[Axis], read: Sequence[Reach], written: Reach) -> str:
    """Return the axis along which vectors are best taken: long, and what is read lies side by side; "" for none."""

    def cost(x: Reach, axis: str) -> float:
        return SHARED if x.same_along(axis) else 1.0 if x.along(axis) == NEXT and not x.table else APART

    best, least = "", 1.0 + len(read)
    for axis in axes:
        length = axis.length[0] * (LANES if axis.length[1] else 1)  # so many examples are expected, or more
        spent = 1.0 + sum(cost(x, axis.name) for x in read) + 0.3 * cost(written, axis.name)
        if length > 1 and spent / min(length, LANES) < least:
            best, least = axis.name, spent / min(length, LANES)
    return best


def tiles(axes: Sequence[Axis], vector: str, most: int = 8) -> dict[str, int]:
    """Return for axes how many neighbours a round of a loop does at once, so that what they share is read once."""
    found: dict[str, int] = {}
    for axis in sorted(axes, key=lambda axis: axis.name == vector):  # that of the lanes last
        length, of_batch = axis.length
        length = length // LANES if axis.name == vector else length
        if not of_batch and (fit := [n for n in (4, 3, 2) if n <= most and length % n == 0 and length]):
            found[axis.name], most = fit[0], most // fit[0]
    return found
