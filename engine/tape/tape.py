"""`record` turns a graph of Values into a `Tape`, which computes it again for other numbers, fast."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.backward import WITHOUT_GRAPH, refuse_moved
from engine.errors import NoGraphError, RecordingError
from engine.graph import one_value, topological_order
from engine.modes import CUT, numbers_of
from engine.tape.arguments import call_at, leaves, numbers, values
from engine.tape.function import Function
from engine.tape.guards import Guards, warn_if_compared
from engine.tape.plan import make_plan
from engine.tape.program import INPUT, WRT
from engine.tape.pure import PureFunction
from engine.tape.readback import listing
from engine.tape.recording import record_program
from engine.tape.runner import Runner
from engine.tape.structure import structured
from engine.value import Value

if TYPE_CHECKING:
    from engine.tape.native import CompiledTape
    from engine.tape.wasm import Wasm


def record(
    outputs: Value | Sequence[Value] | Callable[..., Any], wrt: Value | Sequence[Value], inputs: Any = ()
) -> "Tape":
    """Record a function, or a graph that is there already, so that it can be replayed for other numbers.

    A function is run once. What it compares on the way, as in `if x > 0` or `max(xs)`, looks up, as in `table[x]`, or
    writes as text is kept: each replay checks first whether all of it comes out as it did, and whether other leaves
    are as they were. Where not, that call runs the function itself, and gives wrt its numbers, which other threads see.
    Frozen is what a generator of its own draws, what another thread reads, and that isinstance(x, float) is False. Of a
    graph that is there already nobody knows why it is as it is: `.data`, and the branch of an `if`, stay as they were.

    Args:
        outputs: a function of the example (one argument, also where that is a pair) that returns the loss, or several
            values (replayed together; their derivatives are a Jacobian); or these values themselves.
        wrt: the leaves to differentiate with respect to, such as `model.parameters()`.
        inputs: for a function an example: a number, or lists and dictionaries of numbers, which it gets as Values in
            the same nesting, equal to what those are; a Value of the example stays one, equal to itself alone. () if
            it takes none. For a graph the leaves whose numbers are given at each replay.

    Raises:
        RecordingError: where wrt or inputs are not distinct leaves, there is no output, or a function reads the
            number of a Value that may change, or draws from `random`.

    Warns:
        CompareWarning: where Values of a graph have been compared, so that the program may have branched.

    >>> w, x = Value(3.0, "w"), Value(2.0, "x")
    >>> tape = record((w * x - 1) ** 2, wrt=[w], inputs=[x])
    >>> tape.value_and_grad([3.0], [2.0])
    (25.0, array([20.]))
    >>> tape.value_and_grad([3.0], [[2.0], [1.0]])  # two examples: the sums of 25 + 4 and 20 + 4
    (29.0, array([24.]))
    >>> tape = record(lambda x: w * x if x > 0 else -x, wrt=[w], inputs=2.0)
    >>> tape.value([3.0], [[2.0], [-5.0]])  # 6 + 5: the function itself is run
    11.0
    """
    return Tape(one_value(outputs), wrt, inputs)


class Tape:
    """A recorded function or graph. Make one with `record`.

    Attributes:
        wrt, inputs: the leaves, in the order in which their numbers are given.
    """

    def __init__(
        self, outputs: Value | Sequence[Value] | Callable[..., Any], wrt: Value | Sequence[Value], inputs: Any = ()
    ) -> None:
        self.wrt = leaves("wrt", wrt)
        self._function = Function(outputs, self.wrt, inputs) if callable(outputs) else None
        if self._function is not None:
            outputs, inputs = self._function.outputs, self._function.inputs
        self._guards = self._function.guards if self._function else Guards()
        self.inputs = leaves("inputs", inputs)
        if not set(self.wrt).isdisjoint(self.inputs):
            raise RecordingError("record: a leaf stands in wrt and in inputs; it can be only one of them")
        self._single, found = isinstance(outputs, Value), values("outputs", outputs)  # type: ignore[arg-type]
        if not found:
            raise RecordingError("record: there is no output; give the loss, or several values")
        results, leaves_given = [*found, *self._guards.nodes], {*self.wrt, *self.inputs}
        self._outputs, order = len(found), topological_order(*results)
        if cut := [node for node in found if node.marks & CUT]:
            raise NoGraphError(f"record: {cut[0]!r} {WITHOUT_GRAPH}")
        refuse_moved(order, but=leaves_given)
        if self._function is None:
            warn_if_compared(order, [*self.wrt, *self.inputs])
        shared, self._program = structured(record_program(order, results, self.wrt, self.inputs))
        used = self._guards.used(order, leaves_given)
        self._runner = Runner(shared, self._program, self._outputs, self._guards, self._function, used)

    def __repr__(self) -> str:
        inputs = f"{len(self.inputs):,} input{'s' * (len(self.inputs) != 1)}"
        return f"Tape: {self.operations:,} operation{'s' * (self.operations != 1)}, {len(self.wrt):,} wrt, {inputs}"

    def __getstate__(self) -> dict[str, Any]:
        if self._function is not None:
            raise RecordingError(
                "a tape of a function cannot be copied, since the function would use the old Values; record it again"
            )
        return self.__dict__

    @property
    def theta(self) -> Array:
        """The present numbers of wrt: where an optimiser may start."""
        return np.array(numbers_of(self.wrt))

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
        call = call_at(self.wrt, self.inputs, theta, inputs, per_example)
        return self._joined(self._runner.found(call, needed=0)[0], -1)

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
        call = call_at(self.wrt, self.inputs, theta, inputs, per_example)
        losses, slopes, of_inputs = self._runner.found(call, WRT | INPUT if with_inputs else WRT)
        found = self._joined(losses, -1), self._joined(slopes, -2)
        return (*found, self._joined(of_inputs, -2)) if with_inputs else found

    def write_back(self, theta: ArrayLike, inputs: ArrayLike | None = None) -> Any:
        """Put numbers and gradients back into the Values of wrt, and return the loss; arguments are as for `value`."""
        if not self._single:
            raise RecordingError("write_back: a Value has one gradient, and several outputs were recorded")
        given = numbers("theta", theta)
        value, gradient = self.value_and_grad(given, inputs)
        for node, number, slope in zip(self.wrt, given, gradient, strict=True):
            node.data, node.grad = float(number), float(slope)
        return value

    def function(self, xp: Any) -> PureFunction:
        """Return value and gradient as a pure function over another array library.

        It takes (theta, inputs) and returns (value, gradient, ok), the first two as `value_and_grad` does. Inputs that
        are left out, and other leaves that are used, stay as they are now, when `function` is called. Where ok is
        false, a comparison comes out otherwise or a number is not finite: ask the tape, which runs the function or says
        why. JAX may compile the function (`jit`), repeat it over an axis (`vmap`), and share its batch among devices.

        Args:
            xp: a namespace of the Array API standard: `numpy` from 2.0 on, `jax.numpy`, `array_api_compat.torch`.

        Raises:
            ArgumentError: where xp lacks a function of the standard.
            MovedError: where a leaf that the recorded function uses has changed since.

        >>> w, x = Value(3.0, "w"), Value(2.0, "x")
        >>> f = record(lambda x: w * x if x > 0 else -x, wrt=[w], inputs=2.0).function(np)
        >>> value, gradient, ok = f([3.0], [[2.0], [1.0]])
        >>> float(value), gradient, bool(ok), bool(f([3.0], [-5.0])[2])
        (9.0, array([3.]), True, False)
        """
        self._runner.refuse_moved("function")
        plan = make_plan(self._program, batch=True, scalars=False)
        return PureFunction(xp, plan, self._outputs, self._single, self._guards, np.array(numbers_of(self.inputs)))

    def instructions(self) -> str:
        """Return the program as a table to read: one line for each step of a replay."""
        return listing(make_plan(self._program))

    def wasm(self, with_inputs: bool = False) -> "Wasm":
        """Return the tape for a browser or node: WebAssembly as `bytes`, and as `loader` the source of an ES module.

        There `tape = await load(bytes)`; `tape.value(theta, inputs)` and `tape.valueAndGrad(theta, inputs)` say what
        these say here, but throw where a recorded function would go another way.

        Args:
            with_inputs: also compute the gradient with respect to the inputs.

        Raises:
            MovedError: where a leaf that the recorded function uses has changed since.

        >>> w, x = Value(3.0, "w"), Value(2.0, "x")
        >>> made = record((w * x).tanh(), wrt=[w], inputs=[x]).wasm()
        >>> made.bytes[1:4], "f64.mul" in made.text, "export async function load" in made.loader
        (b'asm', True, True)
        """
        from engine.tape.wasm import assembled

        self._runner.refuse_moved("wasm")
        plan, needed = make_plan(self._program, scalars=False), WRT | INPUT if with_inputs else WRT
        return assembled(plan, self._outputs, self._single, self._guards.pairs(), needed)

    def compile(self) -> "CompiledTape":
        """Return the tape in machine code of this processor, by LLVM: it has `value` and `value_and_grad`.

        Code is made when it is needed, for one example, a batch, or with the gradient by the inputs; each kind of step
        is compiled once, whichever tapes it is in.

        Raises:
            MissingPartError: where llvmlite is not installed, which comes with `chalkgrad[native]`.

        >>> w, x = Value(3.0, "w"), Value(2.0, "x")
        >>> record((w * x - 1) ** 2, wrt=[w], inputs=[x]).compile().value_and_grad([3.0], [[2.0], [1.0]])
        (29.0, array([24.]))
        """
        from engine.tape.native import CompiledTape

        return CompiledTape(self)

    @property
    def operations(self) -> int:
        """How many operations were recorded."""
        return self._program.recorded

    @property
    def eager_calls(self) -> int:
        """How many calls ran the function itself, because a comparison came out otherwise."""
        return self._runner.eager_calls

    def _joined(self, found: list[Any], axis: int) -> Any:
        """Return what was found for the outputs: the one thing if there is one output, else an array."""
        return found[0] if self._single else np.stack(found, axis=axis)
