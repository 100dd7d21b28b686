"""One step of a replay: compute its nodes, and later hand their gradients to what they read.

The calculus is that of the table. Both kinds of step ask the row for its value and its partial derivatives;
`ArrayStep` for all its nodes in one call with arrays, `FloatSteps` node by node with floats.
"""

from collections.abc import Sequence
from typing import Any

from engine.arithmetic import Floats
from engine.primitives import Primitive
from engine.tape.arrays import Array, Arrays, Indices, Slots, contribution, summed_axes
from engine.tape.operands import Operand, View


class ArrayStep:
    """Many operations of one row at once."""

    __slots__ = ("fetched", "gradients", "inputs", "operands", "row", "summed", "values")

    def __init__(self, row: Primitive, values: Array, gradients: Array, operands: Sequence[Operand]) -> None:
        self.row, self.values, self.gradients, self.operands = row, values, gradients, operands
        blocks = [operand.block for operand in operands]
        self.inputs: Any = Slots(blocks) if row.many else blocks
        self.fetched = [operand for operand in operands if not isinstance(operand, View)]
        self.summed = [summed_axes(operand.shape, gradients.shape) for operand in operands]

    def forward(self) -> None:
        for operand in self.fetched:
            operand.fetch()
        self.values[...] = self.row.value_at(Arrays, self.inputs)

    def backward(self, wanted: int) -> None:
        partials = self.row.partials_at(Arrays, self.values, self.inputs)
        for operand, summed, partial in zip(self.operands, self.summed, partials, strict=True):
            if operand.depends & wanted:
                operand.add(contribution(self.gradients, partial, summed))


class FloatSteps:
    """A run of operations that have too little company: each on its own, through a window on the arrays."""

    def __init__(
        self, rows: Sequence[Primitive], first: int, code: Indices, arity: Indices, reads: Indices,
        values: Array, gradients: Array,
    ) -> None:  # fmt: skip
        self.rows, self.first, self.code, self.arity, self.reads = rows, first, code, arity, reads
        self.values, self.gradients = values.ravel().data, gradients.ravel().data

    def forward(self) -> None:
        v, rows, reads, stop = self.values, self.rows, self.reads.data, 0
        for y, (code, arity) in enumerate(zip(self.code.tolist(), self.arity.tolist(), strict=True), self.first):
            start, stop = stop, stop + arity
            v[y] = rows[code].value_at(Floats, [v[x] for x in reads[start:stop]])

    def backward(self, wanted: int) -> None:
        v, g, rows, reads, start = self.values, self.gradients, self.rows, self.reads.data, len(self.reads)
        codes, arities = self.code[::-1].tolist(), self.arity[::-1].tolist()
        y = self.first + len(codes)
        for code, arity in zip(codes, arities, strict=True):
            y -= 1
            start, stop = start - arity, start
            places = reads[start:stop]
            partials = rows[code].partials_at(Floats, v[y], [v[x] for x in places])
            for x, partial in zip(places, partials, strict=True):
                g[x] += g[y] * partial
