"""A function that was recorded, run again as it is: what a replay falls back on where a branch would change."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.errors import RecordingError
from engine.gradients import gradient
from engine.graph import one_value
from engine.modes import numbers_at, numbers_of, set_numbers, switched
from engine.real import check_function
from engine.tape.arguments import Call, values
from engine.tape.chance import no_draws
from engine.tape.guards import guarded
from engine.tape.program import INPUT
from engine.tape.standing import standing
from engine.value import Constant, Value

Found = tuple[list[Any], list[Array], list[Array]]  # for each output the loss, and the gradients by wrt and by inputs
Graph = tuple[list[Value], list[Value]]  # outputs, and leaves


class Function:
    """A function of an example, which uses the leaves `wrt`.

    Args:
        call: takes the example, or nothing where it is an empty tuple.
        wrt: leaves.
        example: a number, or lists, tuples and dictionaries of numbers.

    Attributes:
        inputs: the leaves of the recorded example, in reading order.
        outputs: what the function returned for it.
        guards: what it compared on the way.
    """

    def __init__(self, call: Callable[..., Any], wrt: Sequence[Value], example: Any) -> None:
        self.call, self.wrt, self.given = call, wrt, {x for x in flat(example) if isinstance(x, Value)}
        self.takes_example = not (isinstance(example, tuple) and not example)
        check_function("record", "the function", call, int(self.takes_example), "record(f, wrt, example)")
        self.example = leaves_of(example)
        self.inputs = flat(self.example)
        with no_draws(), guarded([*wrt, *self.inputs]) as self.guards:
            self.outputs = self._run(self.example)
        self.count = len(values("outputs", self.outputs))

    def _run(self, example: Any) -> Any:
        """Return one Value or several; a function that has come to a plain number has a constant result."""
        with standing(x for x in flat(example) if x not in self.given):
            example = leaves_of(example)  # lists of its own, which the function may change
            found = one_value(self.call(example) if self.takes_example else self.call())
        if isinstance(found, list | tuple):
            return [Constant(y) if isinstance(y, int | float) else y for y in found]
        return Constant(found) if isinstance(found, int | float) else found

    def found(self, call: Call, needed: int) -> Found:
        """Return for each output the loss, and, if they are needed, the gradients by wrt and by the inputs."""
        moved = [*self.wrt, *self.given]
        with numbers_at(moved, [*call.theta.tolist(), *numbers_of(moved[len(self.wrt) :])]):
            return eager(call, needed, self._at)

    def _at(self, row: Array) -> Graph:
        numbers = enumerate(row.tolist())

        def at(leaf: Value) -> Value:
            place, number = next(numbers)
            if leaf not in self.given:
                return Value(number, f"inputs[{place}]")  # what goes wrong is named
            set_numbers([leaf], [number])
            return leaf

        example = leaves_of(self.example, at)
        outputs = values("outputs", self._run(example))
        if len(outputs) != self.count:
            raise RecordingError(
                f"record: the function returned {self.count} values for the recorded example and {len(outputs)} for "
                "another one; return the same number in every branch"
            )
        return outputs, [*self.wrt, *flat(example)]


def eager(call: Call, needed: int, graph_at: Callable[[Array], Graph]) -> Found:
    """Return what a replay would, from a graph of Values for each example.

    Args:
        graph_at: returns for the inputs of an example the outputs, and the leaves: those of wrt and then the inputs.
    """
    losses, slopes, wrt = [], [], len(call.theta)
    with switched(keeps_graph=True, compared=_unnoted):
        for row in call.rows:
            outputs, leaves = graph_at(row)
            losses.append([y.item() for y in outputs])
            asked = leaves if needed & INPUT else leaves[:wrt]  # the gradient of what nobody asks for may overflow
            slopes.append([gradient(y, asked) for y in outputs] if needed else [])
    each, by = np.array(losses), np.array(slopes)
    n = range(by.shape[1])  # none without slopes
    return (
        [_of(call, loss) for loss in each.T],
        [_of(call, by[:, i, :wrt]) for i in n],
        [by[:, i, wrt:] if call.batch else by[0, i, wrt:] for i in n],
    )


def _of(call: Call, each: Array) -> Any:
    """Return what was found for each example as the call wants it: as it is, or added up."""
    found = each if call.per_example else each.sum(axis=0)
    return float(found) if found.ndim == 0 else found


def _unnoted(*comparison: Any) -> None:
    """Note nothing, not even for a function around this one that is being recorded."""


def leaves_of(example: Any, leaf: Callable[[Any], Value] | None = None) -> Any:
    """Return an example with a leaf in place of each number; a Value stays as it is.

    >>> leaves_of({"x": [1.0, 2.0]})
    {'x': [Value(1.0), Value(2.0)]}
    """
    if isinstance(example, Mapping):
        return {key: leaves_of(x, leaf) for key, x in example.items()}
    if isinstance(example, tuple):
        return tuple(leaves_of(x, leaf) for x in example)
    if isinstance(example, list | np.ndarray):
        return [leaves_of(x, leaf) for x in example]
    return leaf(example) if leaf else example if isinstance(example, Value) else Value(example)


def flat(example: Any) -> list[Any]:
    """Return the leaves of an example, or its numbers, in reading order."""
    if isinstance(example, Mapping):
        example = list(example.values())
    return [x for part in example for x in flat(part)] if isinstance(example, list | tuple | np.ndarray) else [example]
