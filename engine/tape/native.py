"""A tape as machine code, by LLVM: the plan as data, a kernel for each kind of step, and a loop that goes through them.

Kernels (printing/vectors.py) are compiled once in a process for all tapes that need the same one. Where a comparison
comes out otherwise than it did, or a number is not finite, the tape itself is asked: it runs the function or says why.
"""

from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.printing import grid
from engine.printing.grid import Kernel
from engine.tape.arguments import Call, call_at
from engine.tape.blocks import block, wanted
from engine.tape.function import Found
from engine.tape.machine import Code, compiled, llvm_here, through
from engine.tape.plan import ArrayPlan, Plan, make_plan
from engine.tape.program import INPUT, WRT

if TYPE_CHECKING:
    from engine.tape.tape import Tape

KEPT = 4  # numbers of examples whose working memory is kept


class _Work:
    """A plan in kernels, and the memory in which they work for so many examples.

    Numbers that all examples share lie first; behind them, each example has its own: a row for each number.
    """

    def __init__(self, plan: Plan, batch: int | None, needed: int) -> None:
        program, self.examples = plan.program, batch or 1
        own, row = program.rows_of_stores(batch is not None)
        shared, owned, width = int((~own).sum()), int(own.sum()), self.examples
        self.outputs = program.outputs  # of the function, and what it compares
        self.own, self.place = own, np.where(own, shared + row.astype(int) * width, row)
        self.values, self.gradients = np.zeros((2, shared + owned * width))
        constants = len(program.constants)
        self.values[:constants] = program.constants
        wrt = slice(constants, constants + program.wrt)
        first = wrt.stop if batch is None else shared
        inputs = slice(first, first + program.inputs * width)
        self.theta, self.of_wrt = self.values[wrt], self.gradients[wrt]
        self.rows, self.of_inputs = (x[inputs].reshape(-1, width).T for x in (self.values, self.gradients))
        self.codes = list[Code]()
        steps = [step for step in plan.steps if isinstance(step, ArrayPlan)]
        words, tables, length = list[list[int]](), list[Any](), 0
        for step in steps:
            output, blocks, bases = program.leaves + step.start, list[grid.Block](), list[int]()
            for ids in step.reads:
                found, mixed = block(row[ids]), 0 < own[ids].sum() < ids.size
                places = self.place[ids].ravel()
                of_batch = None if mixed else bool(own[ids].flat[0])
                if found.far is not None and not mixed:
                    blocks.append(grid.Block(len(found.ids), found.far, False, of_batch))
                    bases.append(int(places[0]))
                else:
                    blocks.append(grid.Block(len(found.ids), found.in_table, True, of_batch))
                    bases.append(length)
                    tables += [places, own[ids].ravel()] if mixed else [places]
                    length += places.size * (2 if mixed else 1)
            kernel = Kernel(step.row, step.rows, step.columns, bool(own[output]), tuple(blocks))
            asked = wanted(program, step, needed)
            codes = [self._compiled(kernel), self._compiled(kernel._replace(wanted=asked)) if any(asked) else 0]
            words.append([*codes, int(self.place[output]), *bases])
        width_ = max(map(len, words), default=1)
        self._words = np.array([each + [0] * (width_ - len(each)) for each in words], np.int64).reshape(-1, width_)
        self._tables = np.concatenate([np.zeros(1, np.int32)[:0], *tables], dtype=np.int32)
        at, many = self._words.ctypes.data, len(words)
        ends = [
            (x.ctypes.data, *(y.ctypes.data for y in (self.values, self.gradients, self._tables)), self.examples,
             x.ctypes.data + 8 * constants, len(x) - constants)
            for x in (self.values, self.gradients)
        ]  # fmt: skip
        self._forward = at, many, width_, 0, *ends[0]
        self._backward = at + 8 * width_ * (many - 1), many, -width_, 1, *ends[1]
        self._loop, self._call = through()

    def _compiled(self, kernel: Kernel) -> int:
        self.codes.append(compiled(kernel))
        return self.codes[-1].address

    def forward(self, call: Call) -> bool:
        """Compute every number; return whether all are finite."""
        self.theta[...], self.rows[...] = call.theta, call.rows
        return bool(self._call(*self._forward) == 0.0)

    def backward(self, output: int) -> bool:
        """Compute the gradients of the output with an id; return whether all are finite."""
        self.gradients.fill(0.0)
        at = self.place[output]
        if self.own[output]:
            self.gradients[at : at + self.examples] = 1.0
        else:
            self.gradients[at] = self.examples  # it counts once for each
        return bool(self._call(*self._backward) == 0.0)

    def total(self, output: int) -> float:
        """Return the number with an id, added up over the examples."""
        at = self.place[output]
        if self.own[output]:
            return float(self.values[at : at + self.examples].sum())
        return float(self.values[at]) * self.examples

    def each(self, ids: Sequence[int]) -> Array:
        """Return the numbers with some ids for each example, shape (ids, B)."""
        found: Array = self.values[self.place[ids][:, None] + self.own[ids][:, None] * np.arange(self.examples)]
        return found


class CompiledTape:
    """A tape in machine code: `value` and `value_and_grad` as a tape has them. Make one with `Tape.compile`.

    Attributes:
        handed_back: how many calls the tape itself has answered, for a branch or a number that is not finite.
    """

    def __init__(self, tape: "Tape") -> None:
        llvm_here()
        self._tape, self._turn, self.handed_back = tape, Lock(), 0
        self._plans: dict[bool, Plan] = {}
        self._works: dict[tuple[int | None, int], _Work] = {}

    def value(
        self, theta: ArrayLike | None = None, inputs: ArrayLike | None = None, *, per_example: bool = False
    ) -> Any:
        """Return the loss at these numbers, as `Tape.value` does."""
        call = call_at(self._tape.wrt, self._tape.inputs, theta, inputs, per_example)
        return self._tape._joined(self._found(call, 0)[0], -1)

    def value_and_grad(
        self, theta: ArrayLike | None = None, inputs: ArrayLike | None = None, *,
        per_example: bool = False, with_inputs: bool = False,
    ) -> tuple[Any, ...]:  # fmt: skip
        """Return the loss and its gradient, as `Tape.value_and_grad` does."""
        call, joined = call_at(self._tape.wrt, self._tape.inputs, theta, inputs, per_example), self._tape._joined
        losses, slopes, of_inputs = self._found(call, WRT | INPUT if with_inputs else WRT)
        found = joined(losses, -1), joined(slopes, -2)
        return (*found, joined(of_inputs, -2)) if with_inputs else found

    def _found(self, call: Call, needed: int) -> Found:
        with self._turn:
            if not self._tape._runner.has_moved():
                found = self._apart(call, needed) if call.per_example else self._run(call, needed)
                if found is not None:
                    return found
            self.handed_back += 1
        return self._tape._runner.found(call, needed)

    def _apart(self, call: Call, needed: int) -> Found | None:
        """Return what is found for every example alone."""
        every = []
        for i in range(len(call.rows)):
            found = self._run(Call(call.theta, call.rows[i : i + 1], None, False), needed)
            if found is None:
                return None
            every.append(found)
        losses, slopes, of_inputs = (
            [np.array(x) for x in zip(*part, strict=True)] for part in zip(*every, strict=True)
        )
        return losses, slopes, of_inputs

    def _run(self, call: Call, needed: int) -> Found | None:
        """Return what the machine finds; None where a branch would change, or a number is not finite."""
        work, many = self._work(call.batch, needed), self._tape._outputs
        outputs = work.outputs
        if not work.forward(call) or (outputs[many:] and not self._tape._guards.hold(work.each(outputs[many:]))):
            return None
        losses, slopes, of_inputs = [work.total(output) for output in outputs[:many]], list[Array](), list[Array]()
        for output in outputs[:many] if needed else ():
            if not work.backward(output):
                return None
            slopes.append(work.of_wrt.copy())
            if needed & INPUT:
                of_inputs.append(work.of_inputs.copy() if call.batch is not None else work.of_inputs[0].copy())
        return losses, slopes, of_inputs

    def _work(self, batch: int | None, needed: int) -> _Work:
        key = batch, needed
        if key not in self._works:
            if len(self._works) >= KEPT:
                del self._works[next(iter(self._works))]
            if (batch is not None) not in self._plans:
                self._plans[batch is not None] = make_plan(self._tape._program, batch=batch is not None, scalars=False)
            self._works[key] = _Work(self._plans[batch is not None], batch, needed)
        return self._works[key]
