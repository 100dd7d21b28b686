"""Every way in which a program can be run: each gives the value and the gradient, and all keep one contract.

A new executor joins by a line in `EXECUTORS`.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import Value, gradient, jvp, record
from engine.tape import Tape
from engine.tape.guards import BranchError
from tests.engine.wasm import in_node

Program = Callable[..., Value]
Found = tuple[float, list[float]]


def eager(program: Program, xs: Sequence[float]) -> Found:
    leaves = [Value(x) for x in xs]
    output = program(*leaves)
    output.backward()
    return output.data, [leaf.grad for leaf in leaves]


def only_the_gradient(program: Program, xs: Sequence[float]) -> Found:
    leaves = [Value(x) for x in xs]
    output = program(*leaves)
    return output.data, gradient(output, leaves)


def gradient_graphs(program: Program, xs: Sequence[float]) -> Found:
    leaves = [Value(x) for x in xs]
    output = program(*leaves)
    return output.data, [slope.data for slope in gradient(output, leaves, create_graph=True)]


def forward_mode(program: Program, xs: Sequence[float]) -> Found:
    found = [jvp(program, xs, [float(i == k) for i in range(len(xs))]) for k in range(len(xs))]
    return found[0][0], [tangent for _, tangent in found]


def replayed(program: Program, xs: Sequence[float]) -> Found:
    """Recorded at other numbers where the program allows it, and replayed at these."""
    leaves = [Value(x) for x in _elsewhere(program, xs)]
    value, slopes = record(program(*leaves), leaves).value_and_grad(xs)
    return value, slopes.tolist()


def replayed_as_a_batch(program: Program, xs: Sequence[float]) -> Found:
    leaves = [Value(x) for x in _elsewhere(program, xs)]
    tape = record(program(*leaves), [], leaves)
    values, _, slopes = tape.value_and_grad([], [xs, xs, xs], per_example=True, with_inputs=True)
    return float(values[1]), slopes[1].tolist()


def recorded_function(program: Program, xs: Sequence[float]) -> Found:
    tape = record(lambda example: program(*example), [], _elsewhere(program, xs))
    value, _, slopes = tape.value_and_grad([], xs, with_inputs=True)
    return value, slopes.tolist()


def pure_function(program: Program, xs: Sequence[float]) -> Found:
    """Over the Array API standard; where it says that it cannot be trusted, the tape is asked, as a user would do."""
    leaves = [Value(x) for x in _elsewhere(program, xs)]
    tape = record(program(*leaves), leaves)
    value, slopes, ok = tape.function(np)(np.array(xs, dtype=float))
    if not ok:
        value, slopes = tape.value_and_grad(xs)
    return float(value), slopes.tolist()


def compiled(program: Program, xs: Sequence[float]) -> Found:
    leaves = [Value(x) for x in _elsewhere(program, xs)]
    value, slopes = record(program(*leaves), leaves).compile().value_and_grad(xs)
    return value, slopes.tolist()


def compiled_for_a_batch(program: Program, xs: Sequence[float]) -> Found:
    """Eleven examples alike: their sum is eleven times as much, and a vector takes eight of them at once."""
    leaves = [Value(x) for x in _elsewhere(program, xs)]
    value, _, slopes = record(program(*leaves), [], leaves).compile().value_and_grad([], [xs] * 11, with_inputs=True)
    return value / 11, slopes[9].tolist()


def compiled_function(program: Program, xs: Sequence[float]) -> Found:
    tape = record(lambda example: program(*example), [], _elsewhere(program, xs))
    value, _, slopes = tape.compile().value_and_grad([], xs, with_inputs=True)
    return value, slopes.tolist()


def webassembly(program: Program, xs: Sequence[float]) -> Found:
    leaves = [Value(x) for x in _elsewhere(program, xs)]
    value, slopes, _ = in_node(record(program(*leaves), leaves), xs)
    return float(value), slopes.tolist()


def webassembly_of_a_function(program: Program, xs: Sequence[float]) -> Found:
    tape = record(lambda example: program(*example), [], _elsewhere(program, xs))
    try:
        value, _, slopes = in_node(tape, [], xs, with_inputs=True)
    except BranchError:  # there the function has to be run itself
        return eager(program, xs)
    return float(value), slopes.tolist()


def _elsewhere(program: Program, xs: Sequence[float]) -> list[float]:
    """Return a harmless point to record at."""
    for point in ([0.5 + 0.25 * i for i in range(len(xs))], list(xs)):
        try:
            program(*map(Value, point))
        except ValueError:
            continue
        return point
    raise AssertionError("the program has no value anywhere near")


def tape_of_an_example(tape: Tape, w: float, x: float) -> Found:
    return _with_one_slope(*tape.value_and_grad([w], x))


def tape_of_a_batch(tape: Tape, w: float, x: float) -> Found:
    return _with_one_slope(*tape.value_and_grad([w], [[x]]))


def tape_per_example(tape: Tape, w: float, x: float) -> Found:
    (value,), slopes = tape.value_and_grad([w], [[x]], per_example=True)
    return _with_one_slope(value, slopes[0])


def compiled_tape(tape: Tape, w: float, x: float) -> Found:
    return _with_one_slope(*tape.compile().value_and_grad([w], x))


def compiled_tape_of_a_batch(tape: Tape, w: float, x: float) -> Found:
    return _with_one_slope(*tape.compile().value_and_grad([w], [[x]]))


def function_of_a_tape(tape: Tape, w: float, x: float) -> Found:
    value, slopes, ok = tape.function(np)([w], [x])
    return _with_one_slope(value, slopes) if ok else tape_of_an_example(tape, w, x)


def webassembly_of_a_tape(tape: Tape, w: float, x: float) -> Found:
    try:
        return _with_one_slope(*in_node(tape, [w], [x])[:2])
    except BranchError:
        return tape_of_an_example(tape, w, x)


def _with_one_slope(value: Any, slopes: Any) -> Found:
    return float(value), slopes.tolist()


def by_name(*runs: Any) -> dict[str, Any]:
    return {run.__name__.replace("_", " "): run for run in runs}


EXECUTORS: dict[str, Callable[[Program, Sequence[float]], Found]] = by_name(
    eager,
    only_the_gradient,
    gradient_graphs,
    forward_mode,
    replayed,
    replayed_as_a_batch,
    recorded_function,
    pure_function,
    compiled,
    compiled_for_a_batch,
    compiled_function,
    webassembly,
    webassembly_of_a_function,
)
# Of a tape of w and an input x, by w only.
OF_PARAMETERS: dict[str, Callable[[Tape, float, float], Found]] = by_name(
    tape_of_an_example,
    tape_of_a_batch,
    tape_per_example,
    compiled_tape,
    compiled_tape_of_a_batch,
    function_of_a_tape,
    webassembly_of_a_tape,
)
