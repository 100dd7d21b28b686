"""The working memory of a replay: numbers and gradients in arrays, and the steps that go through them.

The calculus is that of the table. Both kinds of step ask the row for its value and its partial derivatives;
`ArrayStep` for all its nodes in one call with arrays, `ScalarSteps` node by node with floats.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.arithmetic import Floats
from engine.arrays import Array, Arrays, Indices, Slots, contribution, summed_axes
from engine.tape.operands import Store, View, operand
from engine.tape.plan import ArrayPlan, Plan
from engine.tape.program import INPUT, Program


class ArrayStep:
    """Many operations of one row at once. The number with an id is in the second store if `of_example`, at `row`."""

    def __init__(
        self, plan: ArrayPlan, program: Program, of_example: npt.NDArray[np.bool_], row: Indices,
        stores: Sequence[Store],
    ) -> None:  # fmt: skip
        self.row, output = plan.row, program.leaves + plan.start
        first, grid = row[output], (plan.rows, plan.columns, -1)
        self.values, self.gradients = (
            array[first : first + plan.rows * plan.columns].reshape(grid) for array in stores[int(of_example[output])]
        )
        operands = [operand(row[ids], of_example[ids], stores) for ids in plan.reads]
        blocks = [read.block for read in operands]
        self.inputs: Any = Slots(blocks) if plan.row.variadic else blocks
        self.fetched = [read for read in operands if not isinstance(read, View)]
        depends = [int(np.bitwise_or.reduce(program.depends[ids], axis=None)) for ids in plan.reads]
        summed = [summed_axes(read.shape, self.gradients.shape) for read in operands]
        self.operands = list(zip(operands, depends, summed, strict=True))

    def forward(self) -> None:
        for read in self.fetched:
            read.fetch()
        self.values[...] = self.row.value_at(Arrays, self.inputs)

    def backward(self, needed: int) -> None:
        partials = self.row.partials_at(Arrays, self.values, self.inputs)
        for (read, depends, summed), partial in zip(self.operands, partials, strict=True):
            if depends & needed:
                read.add(contribution(self.gradients, partial, summed))


class ScalarSteps:
    """A run of operations that are too few of a kind for arrays: computed one by one, in the same memory."""

    def __init__(self, run: range, program: Program, first: int, reads: Indices, store: Store) -> None:
        these = slice(run.start, run.stop)
        self.rows, self.first = program.rows, first
        self.code, self.arity, self.reads = program.code[these], program.arity[these], reads
        self.values, self.gradients = (array.ravel().data for array in store)

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


class Replay:
    """Computes a planned program again and again.

    Args:
        plan: what to do, in which order.
        batch: the number of examples B, or None where the inputs have no such axis.
        per_example: keep the gradients of the examples apart.

    Attributes:
        outputs: for each where it is: the store, and the row in it.
        wrt_gradients: of the output of the last backward pass, shape (P,), or (B, P) per example.
        input_gradients: the same with respect to the inputs, shape (I,), or (B, I) in a batch.
    """

    def __init__(self, plan: Plan, batch: int | None, per_example: bool) -> None:
        program = plan.program
        self.batch, self.per_example, self.width = batch is not None, per_example, batch or 1
        own = (program.depends & INPUT != 0) & self.batch  # the others are numbers that all examples share
        row = np.where(own, np.cumsum(own, dtype=np.int32), np.cumsum(~own, dtype=np.int32)) - 1
        owned = int(own.sum())
        shared = len(own) - owned
        self.values = np.zeros((shared, 1)), np.zeros((owned, self.width))
        self.gradients = np.zeros((shared, self.width if per_example else 1)), np.zeros((owned, self.width))
        constants = len(program.constants)
        self.values[0][:constants, 0] = program.constants
        wrt = slice(constants, constants + program.wrt)
        inputs = slice(0, program.inputs) if self.batch else slice(wrt.stop, program.leaves)
        self.theta, of_wrt = self.values[0][wrt, 0], self.gradients[0][wrt].T
        self.examples, of_inputs = self.values[self.batch][inputs].T, self.gradients[self.batch][inputs].T
        self.wrt_gradients = of_wrt if per_example else of_wrt[0]
        self.input_gradients = of_inputs if self.batch else of_inputs[0]
        self.outputs = [(int(own[i]), int(row[i])) for i in program.outputs]
        stores, bounds = list(zip(self.values, self.gradients, strict=True)), program.first_read
        self.steps: list[ArrayStep | ScalarSteps] = []
        for step in plan.steps:
            if isinstance(step, ArrayPlan):
                self.steps.append(ArrayStep(step, program, own, row, stores))
            else:
                first, reads = (
                    int(row[program.leaves + step.start]),
                    program.reads[bounds[step.start] : bounds[step.stop]],
                )
                reads = row[reads] if self.batch else reads
                self.steps.append(ScalarSteps(step, program, first, reads, stores[0]))

    def forward(self, theta: Array, examples: Array) -> bool:
        """Compute every number; return whether all are finite."""
        self.theta[...], self.examples[...] = theta, examples
        for step in self.steps:
            step.forward()
        return self._finite(self.values)

    def backward(self, output: tuple[int, int], needed: int) -> bool:
        """Compute the gradients of one of the outputs; return whether all are finite."""
        for gradients in self.gradients:
            gradients.fill(0.0)
        store, row = output
        copies = self.width // self.gradients[store].shape[1]  # a shared output counts once for each example
        self.gradients[store][row] = copies
        for step in reversed(self.steps):
            step.backward(needed)
        return self._finite(self.gradients)

    def _finite(self, stores: tuple[Array, Array]) -> bool:
        return all(bool(np.isfinite(store).all()) for store in stores[: 1 + self.batch])

    def suspects(self) -> tuple[Array, Array]:
        """Return theta and the examples in which something is not finite; the first where that cannot be told."""
        finite = [np.isfinite(stores[1]).all(axis=0) for stores in (self.values, self.gradients)]
        found = np.flatnonzero(~np.all(finite, axis=0))
        return self.theta, self.examples[found if len(found) else [0]]

    def numbers(self, places: Sequence[tuple[int, int]]) -> Array:
        """Return the numbers at some places for each example, shape (places, B)."""
        found = np.empty((len(places), self.width))
        for i, (store, row) in enumerate(places):
            found[i] = self.values[store][row]
        return found

    def value(self, output: tuple[int, int]) -> Any:
        """Return one of the outputs, added up over the examples; or per example, shape (B,)."""
        store, row = output
        found = self.values[store][row]
        if not self.batch:
            return float(found[0])
        each = np.broadcast_to(found, self.width)
        return each.copy() if self.per_example else float(each.sum())
