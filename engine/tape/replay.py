"""The working memory of a replay: numbers and gradients in arrays, and the steps that go through them.

The calculus is that of the table. Both kinds of step ask the row for its value and its partial derivatives;
`ArrayStep` for all its nodes in one call with arrays, `ScalarSteps` node by node with floats.
"""

from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.arithmetic import Floats
from engine.arrays import Array, Arrays, Indices, Slots, contribution, summed_axes
from engine.primitives import Primitive
from engine.tape.calls import Call, Calls, Scratch
from engine.tape.operands import Gradients, Store, View, operand
from engine.tape.plan import ArrayPlan, Plan
from engine.tape.program import WRT, Program

LISTED = 1000  # so many single operations at a time are listed in full


class ArrayStep:
    """Many operations of one row at once. The number with an id is in the second store if `of_example`, at `row`."""

    def __init__(
        self, plan: ArrayPlan, program: Program, of_example: npt.NDArray[np.bool_], row: Indices,
        stores: Sequence[Store],
    ) -> None:  # fmt: skip
        self.row, output = plan.row, program.leaves + plan.start
        first, self.store = int(row[output]), int(of_example[output])
        self.at = slice(first, first + plan.rows * plan.columns)
        self.values, self.gradients = (
            array[self.at].reshape(plan.rows, plan.columns, array.shape[1]) for array in stores[self.store]
        )
        self.reads = [(operand(row[ids], of_example[ids], stores), program.depends[ids]) for ids in plan.reads]
        self.known: dict[Any, Array] = {}

    def _inputs(self, calls: Calls) -> Any:
        blocks = [calls.array(read.block) for read, _ in self.reads]
        return Slots(blocks) if self.row.variadic else blocks

    def forward(self, views: dict[Any, Array], once: list[Call]) -> list[Call]:
        """Return the calls that compute the values, and add to `once` those that fetch what is constant."""
        calls, found = Calls(views=views), list[Call]()
        for read, depends in self.reads:
            (found if depends.any() else once).extend(read.fetch)
        calls.put(self.row.value_at(Arrays, self._inputs(calls)), self.values)
        found += calls.ready()
        self.known = calls.known
        return found

    def backward(self, needed: int, so_far: Gradients, scratch: Scratch, views: dict[Any, Array]) -> list[Call]:
        """Return the calls that hand the gradients on to what they depend on."""
        if not so_far.written[self.store][self.at].any():
            return []  # nothing that is asked for depends on this step
        so_far.adds(self.store, self.at)
        calls = Calls(self.known, scratch, views)
        upstream = calls.array(self.gradients)
        partials = self.row.partials_at(Arrays, calls.array(self.values), self._inputs(calls))
        parts = zip(self.reads, partials, strict=True)
        for (read, depends), slope in sorted(parts, key=lambda part: isinstance(part[0][0], View)):  # easiest to add to
            asked = (depends & needed).astype(bool)
            if asked.any():
                summed = summed_axes(read.shape, self.gradients.shape)
                read.add(contribution(upstream, slope, summed), asked, calls, so_far)
        return calls.ready()


class ScalarSteps:
    """A run of operations that are too few of a kind for arrays: computed one by one, in the same memory."""

    def __init__(self, run: range, program: Program, first: int, reads: Indices, store: Store, wanted: bytes) -> None:
        these = slice(run.start, run.stop)
        self.rows, self.first, self.wanted = program.rows, first, wanted
        self.code, self.arity, self.reads = program.code[these].copy(), program.arity[these].copy(), reads.copy()
        self.bounds = [0, *np.cumsum(self.arity)[LISTED - 1 :: LISTED].tolist()]  # where the reads of a part begin
        views: Any = [array.ravel().data for array in store]
        self.values, self.gradients = views
        self.last: tuple[int | None, list[Any]] = None, []

    def forward(self, views: dict[Any, Array], once: list[Call]) -> list[Call]:
        return [(self._values, ())]

    def backward(self, needed: int, so_far: Gradients, scratch: Scratch, views: dict[Any, Array]) -> list[Call]:
        written, reads = so_far.written[0], self.reads
        unwritten = np.unique(reads[~written[reads] & np.frombuffer(self.wanted, bool)[reads]])
        written[unwritten] = True
        if len(unwritten) > LISTED:
            so_far.incomplete, unwritten = True, unwritten[:0]
        return [(self._gradients, (unwritten.tolist(),))]

    def _part(self, part: int) -> list[tuple[Primitive, int, list[int]]]:
        """Return of some operations the row, the place of the result and those of what it reads; the last are kept."""
        if self.last[0] != part:
            start, stop, found = part * LISTED, self.bounds[part], []
            kinds = (x[start : start + LISTED].tolist() for x in (self.code, self.arity))
            for y, (code, arity) in enumerate(zip(*kinds, strict=True), start):
                found.append((self.rows[code], self.first + y, self.reads[stop : stop + arity].tolist()))
                stop += arity
            self.last = part, found
        return self.last[1]

    def _values(self) -> None:
        v = self.values
        for part in range(len(self.bounds)):
            for row, y, places in self._part(part):
                v[y] = row.value_at(Floats, [v[x] for x in places])

    def _gradients(self, unwritten: Sequence[int]) -> None:
        v, g, wanted = self.values, self.gradients, self.wanted
        for x in unwritten:
            g[x] = 0.0
        for part in reversed(range(len(self.bounds))):
            for row, y, places in reversed(self._part(part)):
                if not wanted[y]:
                    continue
                upstream = g[y]
                for x, slope in zip(places, row.partials_at(Floats, v[y], [v[x] for x in places]), strict=True):
                    if wanted[x]:
                        g[x] += upstream * slope


class Replay:
    """Computes a planned program again and again.

    Args:
        plan: what to do, in which order.
        batch: the number of examples B, or None where the inputs have no such axis.
        per_example: keep the gradients of the examples apart.
        needed: which gradients a backward pass computes: WRT, INPUT or both as bits.

    Attributes:
        outputs: for each where it is: the store, and the row in it.
        wrt_gradients: of the output of the last backward pass, shape (P,), or (B, P) per example.
        input_gradients: the same with respect to the inputs, shape (I,), or (B, I) in a batch.
    """

    def __init__(self, plan: Plan, batch: int | None, per_example: bool, needed: int = WRT) -> None:
        program, self.needed = plan.program, needed
        self.batch, self.per_example, self.width = batch is not None, per_example, batch or 1
        own, row = program.rows_of_stores(self.batch)
        owned, shared = int(own.sum()), int((~own).sum())
        self.values = np.zeros((shared, 1)), np.zeros((owned, self.width))
        self.gradients = np.zeros((shared, self.width if per_example else 1)), np.zeros((owned, self.width))
        constants = len(program.constants)  # which may be infinite
        self.loaded: Array | None = None
        self.of_constants = self.values[0][:constants].ravel()
        wrt = slice(constants, constants + program.wrt)
        inputs = slice(0, program.inputs) if self.batch else slice(wrt.stop, program.leaves)
        self.theta, of_wrt = self.values[0][wrt].ravel(), self.gradients[0][wrt].T
        self.examples, of_inputs = self.values[self.batch][inputs].T, self.gradients[self.batch][inputs].T
        self.wrt_gradients = of_wrt if per_example else of_wrt.ravel()
        self.input_gradients = of_inputs if self.batch else of_inputs.ravel()
        self.outputs = [(int(own[i]), int(row[i])) for i in program.outputs]
        stores, bounds = list(zip(self.values, self.gradients, strict=True)), program.first_read
        wanted = (
            (program.depends[~own] & needed).astype(bool).tobytes()
        )  # for each row of the first store: is its gradient?
        self.steps: list[ArrayStep | ScalarSteps] = []
        for step in plan.steps:
            if isinstance(step, ArrayPlan):
                self.steps.append(ArrayStep(step, program, own, row, stores))
            else:
                first, reads = row[program.leaves + step.start], program.reads[bounds[step.start] : bounds[step.stop]]
                reads = row[reads] if self.batch else reads
                self.steps.append(ScalarSteps(step, program, int(first), reads, stores[0], wanted))
        self.views = dict[Any, Array]()
        self.fetches = list[Call]()  # of what is constant
        self.calls = [call for step in self.steps for call in step.forward(self.views, self.fetches)]
        self.sweep: list[Call] | None = None
        self.checked = [
            [flat for flat in (shared[constants:].reshape(-1), each.reshape(-1)) if len(flat)]
            for shared, each in (self.values, self.gradients)
        ]
        self.clean = False  # whether a backward pass finds nothing that disturbs it
        self.load(program.constants)

    def load(self, constants: Array) -> None:
        """Take the constants of a program of the same structure."""
        if constants is not self.loaded:
            self.loaded, self.of_constants[...] = None, constants
            for f, args in self.fetches:
                f(*args)
            self.loaded = constants

    def forward(self, theta: Array, examples: Array) -> bool:
        """Compute every number; return whether all are finite."""
        self.theta[...], self.examples[...] = theta, examples
        for f, args in self.calls:
            f(*args)
        return self._finite(self.checked[0])

    def backward(self, output: tuple[int, int]) -> bool:
        """Compute the gradients of one of the outputs; return whether all are finite."""
        if self.sweep is None:
            so_far, scratch = Gradients([len(gradients) for gradients in self.gradients]), Scratch()
            for store, row in self.outputs:
                so_far.written[store][row] = True
            steps = reversed(self.steps)
            self.sweep = [call for step in steps for call in step.backward(self.needed, so_far, scratch, self.views)]
            self.complete = len(self.outputs) == 1 and not so_far.incomplete
            self.steps.clear()  # the calls are all that is needed from now on
            self.views.clear()
        if not self.clean:
            for gradients in self.gradients:
                gradients.fill(0.0)
        store, row = output
        copies = self.width // self.gradients[store].shape[1]  # a shared output counts once for each example
        self.gradients[store][row] = copies
        for f, args in self.sweep:
            f(*args)
        finite = self._finite(self.checked[1])
        self.clean = self.complete and finite
        return finite

    def _finite(self, stores: Sequence[Array]) -> bool:
        """Tell whether all numbers are finite: then their squares mostly add up to a finite number, which is quick."""
        for numbers in stores:
            if not isfinite(np.dot(numbers, numbers)) and not np.isfinite(numbers).all():
                return False
        return True

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
        if self.per_example:
            return found.repeat(self.width // len(found))
        return float(np.add.reduce(found)) * (self.width // len(found))
