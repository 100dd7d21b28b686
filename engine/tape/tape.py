"""`record` turns a graph of Values into a `Tape`, which computes it again for other numbers, fast."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.errors import RecordingError, ShapeError
from engine.graph import topological_order
from engine.tape.arguments import examples, leaves, numbers, values
from engine.tape.groups import grouped
from engine.tape.plan import Plan, make_plan
from engine.tape.program import INPUT, WRT, signature
from engine.tape.readback import explain, listing
from engine.tape.recording import record_program
from engine.tape.replay import Replay
from engine.value import Value

KEPT = 4  # batch sizes whose working memory is kept


def record(
    outputs: Value | Sequence[Value], wrt: Value | Sequence[Value], inputs: Value | Sequence[Value] = ()
) -> "Tape":
    """Record the graph of a loss, so that it can be replayed for other parameters and inputs.

    What depends on neither wrt nor inputs is frozen, and so is every number that was read with `.data` or `.item()`
    while the graph was built. A softmax that subtracts `max(z.data for z in logits)` keeps subtracting the
    maximum of the recorded example: still correct, since the shift cancels, but no longer safe from overflow.
    `engine.logsumexp` and `engine.maximum` are operations, and are computed anew.

    Args:
        outputs: the loss, or several values (replayed together; their derivatives are a Jacobian).
        wrt: the leaves to differentiate with respect to, such as `model.parameters()`.
        inputs: leaves whose numbers are given at each replay, such as those of one example.

    Raises:
        RecordingError: where wrt or inputs are not distinct leaves, or there is no output.

    >>> w, x = Value(3.0, "w"), Value(2.0, "x")
    >>> tape = record((w * x - 1) ** 2, wrt=[w], inputs=[x])
    >>> tape.value_and_grad([3.0], [2.0])
    (25.0, array([20.]))
    >>> tape.value_and_grad([3.0], [[2.0], [1.0]])  # two examples: the sums of 25 + 4 and 20 + 4
    (29.0, array([24.]))
    """
    return Tape(outputs, wrt, inputs)


class Tape:
    """A recorded graph. Make one with `record`.

    Attributes:
        wrt, inputs: the leaves, in the order in which their numbers are given.
    """

    def __init__(
        self, outputs: Value | Sequence[Value], wrt: Value | Sequence[Value], inputs: Value | Sequence[Value] = ()
    ) -> None:
        self.wrt, self.inputs = leaves("wrt", wrt), leaves("inputs", inputs)
        if not set(self.wrt).isdisjoint(self.inputs):
            raise RecordingError("record: a leaf stands in wrt and in inputs; it can be only one of them")
        self._single, found = isinstance(outputs, Value), values("outputs", outputs)
        if not found:
            raise RecordingError("record: there is no output; give the loss, or several values")
        order = topological_order(*found)
        self._program = grouped(record_program(order, found, self.wrt, self.inputs))
        self._signature = signature(order, found, self.wrt, self.inputs)
        self._plans: dict[bool, Plan] = {}  # of a batch, by whether its examples stay apart
        self._replays: dict[tuple[int | None, bool], Replay] = {}

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_replays": {}}  # a copy of a window on an array is no window on its copy

    @property
    def theta(self) -> Array:
        """The present numbers of wrt: where an optimiser may start."""
        return np.array([node.data for node in self.wrt])

    def value(
        self, theta: ArrayLike | None = None, inputs: ArrayLike | None = None, *, per_example: bool = False
    ) -> Any:
        """Return the loss at these numbers.

        Args:
            theta: numbers for wrt, shape (P,); their present ones if left out.
            inputs: numbers for the inputs, shape (I,); or (B, ...) for B examples, whose losses are added up.
            per_example: return the losses of the examples, shape (B,), not their sum.

        Returns:
            A float; for several outputs an array with an entry for each, behind the axis of examples.

        Raises:
            ShapeError: where the numbers of theta or inputs do not fit.
            DomainError: where eager code raises it; it names the operation.
        """
        replay = self._forward(theta, inputs, per_example)
        return self._joined([replay.value(output) for output in replay.outputs], -1)

    def value_and_grad(
        self, theta: ArrayLike | None = None, inputs: ArrayLike | None = None, *,
        per_example: bool = False, with_inputs: bool = False,
    ) -> tuple[Any, ...]:  # fmt: skip
        """Return the loss and its gradient: SciPy takes `minimize(tape.value_and_grad, tape.theta, jac=True)`.

        Args:
            theta, inputs, per_example: as in `value`.
            with_inputs: also return the gradient with respect to the inputs, in their shape (I,) or (B, I).

        Returns:
            (loss, gradient), the gradient of shape (P,), or (B, P) per example; with several outputs a Jacobian,
            with an axis for them before the last one.
        """
        replay = self._forward(theta, inputs, per_example)
        losses = self._joined([replay.value(output) for output in replay.outputs], -1)
        slopes, of_inputs = [], []
        for output in replay.outputs:
            self._run(replay, partial(replay.backward, output, WRT | INPUT if with_inputs else WRT), derivatives=True)
            slopes.append(replay.wrt_gradients.copy())
            if with_inputs:
                of_inputs.append(replay.input_gradients.copy())
        found = losses, self._joined(slopes, -2)
        return (*found, self._joined(of_inputs, -2)) if with_inputs else found

    def write_back(self, theta: ArrayLike, inputs: ArrayLike | None = None) -> Any:
        """Put numbers and gradients back into the Values of wrt: `.data` and `.grad`; return the loss.

        Args:
            theta, inputs: as in `value`.
        """
        if not self._single:
            raise RecordingError("write_back: a Value has one gradient, and several outputs were recorded")
        value, gradient = self.value_and_grad(theta, inputs)
        for node, number, slope in zip(self.wrt, np.asarray(theta, float), gradient, strict=True):
            node.data, node.grad = float(number), float(slope)
        return value

    def matches(self, outputs: Value | Sequence[Value], inputs: Sequence[Value] | None = None) -> bool:
        """Return whether another graph over the same wrt is this program, frozen numbers included.

        Args:
            outputs: as in `record`.
            inputs: the leaves that play the part of the recorded inputs; the recorded ones if left out.
        """
        found, inputs = values("outputs", outputs), self.inputs if inputs is None else inputs
        return signature(topological_order(*found), found, self.wrt, inputs) == self._signature

    def instructions(self) -> str:
        """Return the program as a table to read: one line for each step of a replay."""
        return listing(make_plan(self._program))

    @property
    def operations(self) -> int:
        """How many operations were recorded."""
        return self._program.recorded

    def _plan_for(self, batch: int | None, per_example: bool) -> Plan:
        if batch is None:
            return make_plan(self._program)
        if per_example not in self._plans:  # kept, because another batch size will need it again
            self._plans[per_example] = make_plan(self._program, batch=True, scalars=not per_example)
        return self._plans[per_example]

    def _replay(self, batch: int | None, per_example: bool) -> Replay:
        key = batch, per_example
        if key not in self._replays:
            if len(self._replays) >= KEPT:
                del self._replays[next(iter(self._replays))]
            self._replays[key] = Replay(self._plan_for(batch, per_example), batch, per_example)
        return self._replays[key]

    def _forward(self, theta: ArrayLike | None, inputs: ArrayLike | None, per_example: bool) -> Replay:
        theta_ = self.theta if theta is None else numbers("theta", theta)
        if theta_.shape != (len(self.wrt),):
            raise ShapeError(f"tape: theta has shape {theta_.shape}, but {len(self.wrt)} leaves were recorded as wrt")
        given = np.array([x.data for x in self.inputs]) if inputs is None else numbers("inputs", inputs)
        rows, batch = examples(given, len(self.inputs))
        if per_example and batch is None:
            raise ShapeError("tape: per_example needs inputs with a leading axis of examples")
        replay = self._replay(batch, per_example)
        self._run(replay, partial(replay.forward, theta_, rows), derivatives=False)
        return replay

    def _run(self, replay: Replay, step: Callable[[], bool], derivatives: bool) -> None:
        """Run a pass; where a number is not finite, let the eager engine say why."""
        try:
            with np.errstate(all="ignore"):
                finite = step()
        except (ArithmeticError, ValueError):
            explain(self._program, *replay.suspects(), derivatives)
            raise
        if not finite:
            explain(self._program, *replay.suspects(), derivatives)

    def _joined(self, found: list[Any], axis: int) -> Any:
        """Return what was found for the outputs: the one thing if there is one output, else an array."""
        return found[0] if self._single else np.stack(found, axis=axis)
