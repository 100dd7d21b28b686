"""What is switched on for a block of code ends with it, and is not seen by other threads and tasks."""

import asyncio
import copy
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from engine import Value, anomaly, check_gradients, draw, gradient, hessian, jvp, no_grad, record, scope
from engine.errors import ArgumentError, NoGraphError
from engine.modes import COMPARED, CUT, MODE, PARAMETER, PASS, SCOPE, numbers_at, set_numbers, watch_nodes
from nn import MLP, SGD, Neuron, fit


def test_without_a_graph_results_are_leaves_with_the_same_numbers():
    x = Value(2.0, "x")
    with no_grad():
        y = x * 3.0 + x.exp()
    assert y.data == (x * 3.0 + x.exp()).data
    assert (y.inputs, y.op) == ((), "")
    assert (y * x).inputs == (y, x)


@pytest.mark.parametrize("block", [no_grad, anomaly], ids=["no_grad", "anomaly"])
def test_a_block_whose_parentheses_are_forgotten_says_so(block):
    with pytest.raises(ArgumentError, match=r"lacks its parentheses; write `with \w+\(\):`"), block:
        pass
    with block():
        assert (Value(2.0) * 3.0).data == 6.0


@pytest.mark.parametrize("block", [no_grad, anomaly], ids=["no_grad", "anomaly"])
def test_before_a_function_it_has_its_parentheses_too(block):
    @block()
    def twice(x):
        return x * 2.0

    assert twice(Value(3.0)).data == 6.0
    with pytest.raises(
        ArgumentError, match=rf"^{block.__name__} lacks its parentheses; write `@{block.__name__}\(\)` bef"
    ):
        block(lambda x: x * 2.0)
    with pytest.raises(
        ArgumentError, match=rf"^{block.__name__} takes nothing, got False; write `@{block.__name__}\(\)`"
    ):
        block(False)


def test_no_grad_serves_layers_and_ends_when_something_fails():
    model = MLP(2, 3, 1, rng=Random(0))
    with no_grad():
        assert [y.inputs for y in model([1.0, 2.0])] == [()]
    with pytest.raises(ValueError, match="log"), no_grad():
        Value(-1.0).log()
    assert MODE.get() is None


def test_modes_nest():
    seen = []
    with watch_nodes(seen.append), no_grad():
        y = Value(1.0) + 1
    assert seen == [y]


def test_a_detached_value_has_the_number_and_no_past():
    x = Value(3.0, "x")
    y = (x * x).detach()
    assert (y.data, y.inputs, x.detach().label) == (9.0, (), "x")


def test_threads_do_not_see_the_scopes_and_modes_of_each_other():
    inside, done = threading.Event(), threading.Event()
    found = {}

    def other() -> None:
        inside.wait(10)
        y = Value(1.0) * 2.0
        found["scope"], found["inputs"] = y.scope, len(y.inputs)
        done.set()

    thread = threading.Thread(target=other)
    thread.start()
    with scope("mine"), no_grad():
        inside.set()
        done.wait(10)
    thread.join()
    assert found == {"scope": None, "inputs": 2}


def test_tasks_that_take_turns_keep_their_own_scopes():
    async def work(name: str) -> list[str]:
        paths = []
        with scope(name):
            for _ in range(3):
                await asyncio.sleep(0)
                paths.append((Value(1.0) + 1).scope.path)
        return paths

    async def both() -> list[list[str]]:
        return await asyncio.gather(work("a"), work("b"))

    with ThreadPoolExecutor() as apart:  # the browser of other tests has a loop of its own in this thread
        assert apart.submit(lambda: asyncio.run(both())).result() == [["a"] * 3, ["b"] * 3]
    assert SCOPE.get() is None


def test_threads_that_train_do_not_disturb_each_other():
    def train(rate: float, out: list[float]) -> None:
        w = Value(1.0, "w")
        for _ in range(300):
            w.grad, w.passes = 0.0, 0
            loss = (w * w - 2.0) ** 2
            loss.backward()
            w.data -= rate * w.grad
        out.append(w.data)

    alone: list[float] = []
    train(0.01, alone)
    together: list[list[float]] = [[] for _ in range(4)]
    threads = [threading.Thread(target=train, args=(0.01, out)) for out in together]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == [alone] * 4


# What has no graph cannot be differentiated, and says so.


@pytest.mark.parametrize(
    "differentiate",
    [lambda y, x: y.backward(), gradient, hessian, lambda y, x: draw(y), lambda y, x: record(y, [x])],
)
def test_what_was_computed_without_a_graph_is_not_differentiated_silently(differentiate):
    x = Value(2.0, "x")
    with no_grad():
        y = x * x
    with pytest.raises(NoGraphError, match=r"no_grad\(\), which keeps no graph; compute it outside"):
        differentiate(y, x)
    (y * x).backward()  # it may be used, as a number
    assert x.grad == 4.0


def test_what_builds_a_graph_of_its_own_does_so_everywhere():
    w = Value(3.0, "w")
    neuron = Neuron(1, init="zeros")
    with no_grad():
        assert jvp(lambda x: x * x, [3.0], [1.0]) == (9.0, 6.0)
        assert check_gradients(lambda x: x * x, 3.0)
        tape = record(lambda x: w * x if x > 0 else -x, [w], 2.0)
        assert tape.value_and_grad([3.0], [2.0])[1] == [2.0]
        assert tape.value_and_grad([3.0], [-2.0])[1] == [0.0]
        fit(neuron, ([[1.0]], [1.0]), lambda h, y: (h[0] - y[0]) ** 2, SGD(neuron.parameters(), 0.1), epochs=1)
    assert neuron.w[0].data == 0.2


def test_a_loss_of_predictions_without_a_graph_is_refused():
    model = MLP(2, 3, 1, rng=Random(0))
    with no_grad():
        predictions = [model([0.1, 0.2])[0]]
    with pytest.raises(NoGraphError, match="depends on nothing but numbers"):
        ((predictions[0] - 1.0) ** 2).backward()


def test_results_without_a_graph_may_be_copied_and_used():
    x = Value(2.0, "x")
    cube = x**3
    with no_grad():
        y = x * x
        assert hessian(cube, x) == 12.0
    assert copy.deepcopy(y).data == 4.0
    with pytest.raises(NoGraphError):
        pickle.loads(pickle.dumps(y)).backward()


def test_what_was_computed_without_a_graph_is_a_number_beside_leaves_that_were_used_before():
    w = Value(2.0, "w")
    (w * 5.0).backward()
    with no_grad():
        c = w * 3.0
    (w * c).backward()
    assert w.grad == 5.0 + 6.0


def test_each_mark_of_a_value_has_a_bit_of_its_own_below_the_passes():
    with no_grad():
        cut = Value(1.0) * 2.0
    assert cut > 1.0
    cut.marks |= PARAMETER
    assert cut.marks == COMPARED + PARAMETER + CUT
    assert (cut.passes, min(COMPARED, PARAMETER, CUT)) == (0, 1)
    cut.passes = 3
    assert cut.marks % PASS == COMPARED + PARAMETER + CUT


def test_several_leaves_change_at_once_and_those_that_keep_their_number_do_not_change():
    a, b = Value(1.0), Value(2.0)
    before = a.clock
    set_numbers([a, b], [float("1.0"), 5.0])
    assert (a.data, b.data) == (1.0, 5.0)
    assert (a.clock, b.clock) == (before, before + 1)


def test_leaves_are_moved_to_as_many_numbers_as_there_are_leaves_and_back():
    a, b = Value(1.0), Value(2.0)
    with numbers_at([a, b], [3.0, 4.0]):
        assert (a.data, b.data) == (3.0, 4.0)
    for numbers in ([3.0], [3.0, 4.0, 5.0]):
        with pytest.raises(ValueError, match="zip"), numbers_at([a, b], numbers):
            pass
        assert (a.data, b.data) == (1.0, 2.0)
