"""The working memory of a replay: numbers and gradients in arrays, and the steps that go through them.

The calculus is that of the table. Both kinds of step ask the row for its value and its partial derivatives;
`ArrayStep` for all its nodes in one call with arrays, `ScalarSteps` node by node with floats.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.arithmetic import Floats
from engine.arrays import Array, Arrays, Indices, Slots, contribution, summed_axes
from engine.primitives import Primitive
from engine.tape.operands import Operand, View, operand
from engine.tape.plan import ArrayPlan, Plan
from engine.tape.program import INPUT, Program


class ArrayStep:
    """Many operations of one row at once."""

    __slots__ = ("fetched", "gradients", "inputs", "operands", "row", "summed", "values")

    def __init__(self, row: Primitive, values: Array, gradients: Array, operands: Sequence[Operand]) -> None:
        self.row, self.values, self.gradients, self.operands = row, values, gradients, operands
        blocks = [operand.block for operand in operands]
        self.inputs: Any = Slots(blocks) if row.variadic else blocks
        self.fetched = [operand for operand in operands if not isinstance(operand, View)]
        self.summed = [summed_axes(operand.shape, gradients.shape) for operand in operands]

    def forward(self) -> None:
        for read in self.fetched:
            read.fetch()
        self.values[...] = self.row.value_at(Arrays, self.inputs)

    def backward(self, needed: int) -> None:
        partials = self.row.partials_at(Arrays, self.values, self.inputs)
        for read, summed, partial in zip(self.operands, self.summed, partials, strict=True):
            if read.depends & needed:
                read.add(contribution(self.gradients, partial, summed))


class ScalarSteps:
    """A run of operations that are too few of a kind for arrays: computed one by one, in the same memory."""

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

    def backward(self, needed: int) -> None:
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


class Places:
    """Where the number with each id is: in which store, and in which row of it.

    The first store has numbers that all examples share, one column wide; the second those of each example, B wide.
    """

    def __init__(self, program: Program, batch: bool) -> None:
        own = (program.depends & INPUT != 0) & batch
        self.store = own.astype(np.int8)
        self.row = (np.where(own, np.cumsum(own, dtype=np.int32), np.cumsum(~own, dtype=np.int32)) - 1).astype(np.int32)
        self.sizes = int((~own).sum()), int(own.sum())


class Replay:
    """Computes a planned program again and again.

    Args:
        plan: what to do, in which order.
        batch: the number of examples B, or None where the inputs have no such axis.
        per_example: keep the gradients of the examples apart.
    """

    def __init__(self, plan: Plan, batch: int | None = None, per_example: bool = False) -> None:
        program, places = plan.program, Places(plan.program, batch is not None)
        self.batch, self.per_example, self.width = batch is not None, per_example, batch or 1
        shared, own = places.sizes
        self.values = np.zeros((shared, 1)), np.zeros((own, self.width))
        self.gradients = np.zeros((shared, self.width if per_example else 1)), np.zeros((own, self.width))
        constants = len(program.constants)
        self.values[0][:constants, 0] = program.constants
        self.wrt = slice(constants, constants + program.wrt)
        inputs = slice(0, program.inputs) if self.batch else slice(self.wrt.stop, program.leaves)
        self.input_values = self.values[self.batch][inputs]
        self.input_gradients = self.gradients[self.batch][inputs]
        self.outputs = [(int(places.store[i]), int(places.row[i])) for i in program.outputs]
        first_read = program.first_read
        self.steps: list[ArrayStep | ScalarSteps] = []
        for step in plan.steps:
            if isinstance(step, ArrayPlan):
                self.steps.append(self._arrays(program, places, step))
            else:
                reads = program.reads[first_read[step.start] : first_read[step.stop]]
                self.steps.append(self._floats(program, places, step, reads))

    def _arrays(self, program: Program, places: Places, step: ArrayPlan) -> ArrayStep:
        store, first = places.store[step.start], places.row[step.start]
        values, gradients = (
            stores[store][first : first + step.rows * step.columns].reshape(step.rows, step.columns, -1)
            for stores in (self.values, self.gradients)
        )
        operands: list[Operand] = []
        for ids in step.reads:
            depends = int(np.bitwise_or.reduce(program.depends[ids], axis=None))
            operands.append(operand(places.row[ids], places.store[ids], self.values, self.gradients, depends))
        return ArrayStep(step.row, values, gradients, operands)

    def _floats(self, program: Program, places: Places, step: range, reads: Indices) -> ScalarSteps:
        these, first = slice(step.start, step.stop), int(places.row[program.leaves + step.start])
        reads = places.row[reads] if self.batch else reads
        return ScalarSteps(
            program.rows, first, program.code[these], program.arity[these], reads, self.values[0], self.gradients[0]
        )

    def forward(self, theta: Array, examples: Array) -> bool:
        """Compute every number; return whether all are finite."""
        self.values[0][self.wrt, 0] = theta
        self.input_values[...] = examples.T
        for step in self.steps:
            step.forward()
        return self._finite(self.values)

    def backward(self, output: int, needed: int) -> bool:
        """Compute the gradients of one output, counted from 0; return whether all are finite."""
        for gradients in self.gradients:
            gradients.fill(0.0)
        store, row = self.outputs[output]
        copies = self.width // self.gradients[store].shape[1]  # a shared output counts once for each example
        self.gradients[store][row] = copies
        for step in reversed(self.steps):
            step.backward(needed)
        return self._finite(self.gradients)

    def _finite(self, stores: tuple[Array, Array]) -> bool:
        return all(bool(np.isfinite(store).all()) for store in stores[: 1 + self.batch])

    def suspects(self) -> Indices:
        """Return the examples in which something is not finite; the first one where that cannot be told."""
        finite = [np.isfinite(stores[1]).all(axis=0) for stores in (self.values, self.gradients)]
        found = np.flatnonzero(~np.all(finite, axis=0))
        return found if len(found) else np.array([0])

    def value(self, output: int) -> Any:
        """Return an output, added up over the examples; or per example, shape (B,)."""
        store, row = self.outputs[output]
        found = self.values[store][row]
        if not self.batch:
            return float(found[0])
        each = np.broadcast_to(found, self.width)
        return each.copy() if self.per_example else float(each.sum())

    def wrt_gradient(self) -> Array:
        """Return the gradient with respect to wrt, shape (P,), or (B, P) per example."""
        found = self.gradients[0][self.wrt].T
        return found.copy() if self.per_example else found[0].copy()

    def input_gradient(self) -> Array:
        """Return the gradient with respect to the inputs, shape (I,), or (B, I) in a batch."""
        found = self.input_gradients.T
        return found.copy() if self.batch else found[0].copy()
