"""The working memory of a replay: numbers and gradients in arrays, and the steps that go through them."""

from typing import Any

import numpy as np

from engine.tape.arrays import Array
from engine.tape.operands import Operand, operand
from engine.tape.plan import Alone, Plan, Together
from engine.tape.program import INPUT
from engine.tape.steps import ArrayStep, FloatSteps


class Replay:
    """Computes a planned program again and again.

    There are two stores: numbers that all examples share, one column wide, and numbers of each example, B wide.

    Args:
        plan: what to do, in which order.
        batch: the number of examples B, or None where the inputs have no such axis.
        per_example: keep the gradients of the examples apart.
    """

    def __init__(self, plan: Plan, batch: int | None = None, per_example: bool = False) -> None:
        self.program = program = plan.program
        self.batch, self.per_example, self.width = batch is not None, per_example, batch or 1
        own = (program.depends & INPUT != 0) & self.batch
        self.store = own.astype(np.intp)  # of each id: 0 shared, 1 one for each example
        self.at = np.where(own, np.cumsum(own), np.cumsum(~own)) - 1  # and where it is in there
        sizes = int((~own).sum()), int(own.sum())
        self.values = np.zeros((sizes[0], 1)), np.zeros((sizes[1], self.width))
        self.gradients = np.zeros((sizes[0], self.width if per_example else 1)), np.zeros((sizes[1], self.width))
        constants, leaves = len(program.constants), program.leaves
        self.values[0][:constants, 0] = program.constants
        self.wrt = slice(constants, constants + program.wrt)
        inputs = slice(0, program.inputs) if self.batch else slice(self.wrt.stop, leaves)
        self.input_values = self.values[self.batch][inputs]
        self.input_gradients = self.gradients[self.batch][inputs]
        self.first_read = program.first_read
        self.steps = [self._floats(step) if isinstance(step, Alone) else self._arrays(step) for step in plan.steps]

    def _arrays(self, step: Together) -> ArrayStep:
        program, store = self.program, self.store[step.start]
        places = slice(self.at[step.start], self.at[step.start] + step.rows * step.columns)
        values, gradients = (
            stores[store][places].reshape(step.rows, step.columns, -1) for stores in (self.values, self.gradients)
        )
        operands: list[Operand] = []
        for ids in step.reads:
            depends = int(np.bitwise_or.reduce(program.depends[ids], axis=None))
            operands.append(operand(self.at[ids], self.store[ids], self.values, self.gradients, depends))
        return ArrayStep(step.row, values, gradients, operands)

    def _floats(self, step: Alone) -> FloatSteps:
        program, these = self.program, slice(step.start, step.stop)
        reads = program.reads[self.first_read[step.start] : self.first_read[step.stop]]
        if self.batch:
            reads = self.at[reads].astype(np.int32)
        first = int(self.at[program.leaves + step.start])
        return FloatSteps(
            program.rows, first, program.code[these], program.arity[these], reads, self.values[0], self.gradients[0]
        )

    def forward(self, theta: Array, examples: Array) -> bool:
        """Compute every number; return whether all are finite."""
        self.values[0][self.wrt, 0] = theta
        self.input_values[...] = examples.T
        for step in self.steps:
            step.forward()
        return self._finite(self.values)

    def backward(self, output: int, wanted: int) -> bool:
        """Compute the gradients of one output; return whether all are finite."""
        for store in self.gradients:
            store.fill(0.0)
        seed = self.width if self.batch and not self.store[output] and not self.per_example else 1
        self.gradients[self.store[output]][self.at[output]] = seed
        for step in reversed(self.steps):
            step.backward(wanted)
        return self._finite(self.gradients)

    def _finite(self, stores: tuple[Array, Array]) -> bool:
        return bool(np.isfinite(stores[0]).all()) and (not self.batch or bool(np.isfinite(stores[1]).all()))

    def value(self, output: int) -> Any:
        """Return an output, added up over the examples; or per example, shape (B,)."""
        found = self.values[self.store[output]][self.at[output]]
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
