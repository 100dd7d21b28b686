"""A tape's WebAssembly without node: its instructions run in Python, and say what the tape says."""

import math
from random import Random

import numpy as np
import pytest

import engine
from engine import Value, record
from engine.tape.wasm import Wasm
from tests.engine.graphs import random_graph
from tests.engine.printing.machine import Machine


def leaves(count: int, name: str) -> list[Value]:
    return [Value(0.3 + 0.1 * i, f"{name}{i}") for i in range(count)]


def answers(made: Wasm, theta: list[float], inputs: list[float]) -> list[tuple[float, list[float]]]:
    """Return for each output its value and its gradient by theta and by the inputs, as loader.js does it."""
    machine, layout = Machine(made), made.layout
    start, count, first = layout["numbers"], layout["count"], layout["constants"]
    numbers = np.frombuffer(machine.memory, float, count, start)
    gradients = np.frombuffer(machine.memory, float, count, start + 8 * count)
    assert len(theta) == layout["wrt"]
    assert len(inputs) == layout["inputs"]
    numbers[first : first + len(theta) + len(inputs)] = [*theta, *inputs]
    machine.call("forward", 0, math.nan)
    found = []
    for output in layout["outputs"]:
        machine.call("backward", start + 8 * output, math.nan)
        found.append((float(numbers[output]), gradients[first : first + len(theta) + len(inputs)].tolist()))
    return found


def network() -> tuple[list[Value], list[Value], list[Value]]:
    """Two layers of dots that are read side by side, and what is read anywhere."""
    w, x, b = [leaves(3, f"w{j}_") for j in range(4)], leaves(3, "x"), leaves(4, "b")
    hidden = [engine.affine(w[j], x, b[j]).tanh() for j in range(4)]
    shares = engine.softmax(hidden)
    return [shares[0] * hidden[3], engine.maximum(*hidden) / 3.0], [*(v for row in w for v in row), *b], x


@pytest.mark.parametrize("at", [0.0, 0.05])
def test_each_output_of_a_network_has_its_value_and_gradient(at: float) -> None:
    outputs, wrt, inputs = network()
    theta, given = [v.data + at * i for i, v in enumerate(wrt)], [v.data - at for v in inputs]
    found = answers(record(outputs, wrt, inputs).wasm(with_inputs=True), theta, given)
    for k, (value, slopes) in enumerate(found):
        by_tape = record(outputs[k], [*wrt, *inputs]).value_and_grad([*theta, *given])
        assert value == pytest.approx(by_tape[0], rel=1e-12)
        assert slopes == pytest.approx(by_tape[1], rel=1e-11, abs=1e-14)


def test_gradients_by_inputs_are_zero_unless_they_are_asked_for() -> None:
    w, x = Value(3.0, "w"), Value(2.0, "x")
    tape = record(w * x * x, [w], [x])
    assert answers(tape.wasm(), [3.0], [2.0]) == [(12.0, [4.0, 0.0])]
    assert answers(tape.wasm(with_inputs=True), [5.0], [2.0]) == [(20.0, [4.0, 20.0])]


@pytest.mark.parametrize("seed", range(6))
def test_a_random_graph_has_the_value_and_the_gradient_of_the_tape(seed: int) -> None:
    output, xs = random_graph(Random(seed), 4, 25)
    tape = record(output, xs)
    value, slopes = tape.value_and_grad(tape.theta)
    ((found, gradient),) = answers(tape.wasm(), tape.theta.tolist(), [])
    assert found == pytest.approx(value, rel=1e-9)
    assert gradient == pytest.approx(slopes, rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("numbers", [[1.0], [1.0, -2.0, 1e300], [1.0, math.inf], [math.nan, 1.0], [-math.inf]])
def test_finite_is_told_of_so_many_numbers_and_no_more(numbers: list[float]) -> None:
    x = Value(1.0, "x")
    machine = Machine(record(x.exp() + x, [x]).wasm())
    memory = np.frombuffer(machine.memory, float)
    memory[:] = math.nan
    memory[3 : 3 + len(numbers)] = numbers
    assert machine.call("finite", 24, len(numbers)) == all(map(math.isfinite, numbers))


@pytest.mark.parametrize("count", [1, 5000])
def test_memory_is_enough_for_all_numbers_and_gradients_and_less_than_a_page_more(count: int) -> None:
    xs = leaves(count, "x")
    made = record(engine.sum(xs), xs).wasm()
    used = made.layout["numbers"] + 16 * made.layout["count"]
    assert 0 <= len(Machine(made).memory) - used < 65536
    assert made.layout["numbers"] % 8 == 0
