"""The working memory of a replay: which gradients there are, and whose numbers are not finite."""

import numpy as np
import pytest

import engine
from engine import Value, topological_order
from engine.tape.groups import grouped
from engine.tape.plan import make_plan
from engine.tape.program import INPUT, WRT
from engine.tape.recording import record_program
from engine.tape.replay import Replay


def replay_of(outputs, wrt, inputs, batch=None, per_example=False, needed=WRT | INPUT):
    program = grouped(record_program(topological_order(*outputs), outputs, wrt, inputs))
    plan = make_plan(program, batch=batch is not None, scalars=not per_example)
    return Replay(plan, batch, per_example, needed)


@pytest.mark.parametrize("per_example", [False, True])
def test_gradients_that_are_not_needed_are_left_at_zero(per_example):
    w, x = Value(2.0, "w"), Value(3.0, "x")
    by_w = np.exp([[1.0], [2.0]]) * [[4.0], [16.0]]
    by_x = np.exp([[1.0], [2.0]]) * [[2.0], [3.0]]
    for needed in (WRT, INPUT, WRT | INPUT):
        replay = replay_of([(w * x).exp() * x], [w], [x], 2, per_example, needed)
        assert replay.forward(np.array([0.5]), np.array([[2.0], [4.0]]))
        assert replay.backward(replay.outputs[0])
        wrt = by_w if per_example else by_w.sum(axis=0)
        np.testing.assert_allclose(replay.wrt_gradients, wrt if needed & WRT else 0 * wrt, rtol=1e-14)
        np.testing.assert_allclose(replay.input_gradients, by_x if needed & INPUT else 0 * by_x, rtol=1e-14)


@pytest.mark.parametrize(
    ("needed", "wrt", "inputs"), [(WRT, True, False), (INPUT, False, True), (WRT | INPUT, True, True)]
)
def test_gradients_that_are_not_needed_are_left_at_zero_also_one_by_one(needed, wrt, inputs):
    w, x, v = Value(2.0, "w"), Value(3.0, "x"), Value(1.0, "v")
    replay = replay_of([(w * x) * (x * (-v) - v)], [w, v], [x], needed=needed)
    assert replay.forward(np.array([5.0, -4.0]), np.array([3.0]))
    assert replay.backward(replay.outputs[0])
    assert replay.wrt_gradients.tolist() == ([48.0, -60.0] if wrt else [0.0, 0.0])
    assert replay.input_gradients.tolist() == ([5.0 * 16.0 + 15.0 * 4.0] if inputs else [0.0])


def test_numbers_at_some_places_stand_side_by_side_for_every_example():
    w, x = Value(2.0, "w"), Value(3.0, "x")
    replay = replay_of([w * 2.0, x * w, x], [w], [x], 3)
    replay.forward(np.array([5.0]), np.array([[1.0], [2.0], [3.0]]))
    found = replay.numbers(replay.outputs)
    assert found.tolist() == [[10.0, 10.0, 10.0], [5.0, 10.0, 15.0], [1.0, 2.0, 3.0]]
    assert [replay.value(output) for output in replay.outputs] == [30.0, 30.0, 6.0]


def test_what_all_examples_share_counts_once_for_each():
    w, x = Value(2.0, "w"), Value(3.0, "x")
    for per_example, slopes in ((False, [[24.0], [3.0]]), (True, [[[8.0]] * 3, [[0.5], [1.0], [1.5]]])):
        replay = replay_of([w * w, x * w], [w], [x], 3, per_example)
        replay.forward(np.array([4.0]), np.array([[0.5], [1.0], [1.5]]))
        for output, slope in zip(replay.outputs, slopes, strict=True):
            replay.backward(output)
            assert replay.wrt_gradients.tolist() == slope


def test_suspects_are_the_examples_in_which_something_is_not_finite():
    w, x = Value(2.0, "w"), Value(1.0, "x")
    replay = replay_of([(w * x).exp() + x.sqrt()], [w], [x], 4)
    with np.errstate(all="ignore"):
        assert not replay.forward(np.array([1.0]), np.array([[1.0], [1000.0], [4.0], [-1.0]]))
        theta, examples = replay.suspects()
        assert (theta.tolist(), examples.tolist()) == ([1.0], [[1000.0], [-1.0]])
        assert replay.forward(np.array([1.0]), np.array([[1.0], [0.0], [4.0], [9.0]]))
        assert replay.suspects()[1].tolist() == [[1.0]], "the first, where it cannot be told"
        assert not replay.backward(replay.outputs[0])
        assert replay.suspects()[1].tolist() == [[0.0]]


@pytest.mark.long
@pytest.mark.parametrize("count", [1, 2, 994, 995, 999, 1000, 1001, 2000, 2003])
def test_operations_done_one_by_one_go_on_from_one_part_to_the_next(count):
    xs, theta = [Value(0.5, f"x{i}") for i in range(7)], 1.0 + np.arange(7.0)
    y, expected, slopes, slope = xs[0], theta[0], np.zeros(7), 1.0
    for i in range(count):
        y, expected = (xs[i % 7] - y, theta[i % 7] - expected) if i % 3 else (-y, -expected)
    for i in reversed(range(count)):
        slopes[i % 7] += slope if i % 3 else 0.0
        slope = -slope
    slopes[0] += slope
    replay = replay_of([y], xs, [])
    listed = count - 1 + (7 if count > 9 else count)  # results that are read, and leaves
    for _ in range(2):
        assert replay.forward(theta, np.zeros(0))
        assert replay.backward(replay.outputs[0])
        assert replay.value(replay.outputs[0]) == expected
        assert replay.wrt_gradients.tolist() == slopes.tolist()
        # up to a thousand gradients are set to 0 where they are needed; of more all are before a pass begins
        assert replay.clean is (listed <= 1000)
    ((_, (places,)),) = replay.sweep
    assert len(places) == (listed if listed <= 1000 else 0)


def test_gradients_are_set_to_zero_before_a_pass_where_the_last_one_left_what_disturbs():
    x = Value(4.0, "x")
    one, several = replay_of([x.sqrt() * x], [x], []), replay_of([x.sqrt(), x * x], [x], [])
    for replay, clean in ((one, True), (several, False)):
        for at in (4.0, 9.0):
            assert replay.forward(np.array([at]), np.zeros(0))
            for output in replay.outputs:
                assert replay.backward(output)
                assert replay.clean is clean
        assert replay.wrt_gradients.tolist() == pytest.approx([4.5] if clean else [18.0])
    with np.errstate(all="ignore"):
        assert not one.forward(np.array([np.inf]), np.zeros(0))
        assert not one.backward(one.outputs[0])
    assert not one.clean, "infinity has to go"
    assert one.forward(np.array([4.0]), np.zeros(0))
    assert one.backward(one.outputs[0])
    assert (one.clean, one.wrt_gradients.tolist()) == (True, [3.0])


def layer():
    w, xs, b = ([Value(0.1 * i + start, name) for i in range(n)] for n, start, name in
                ((32, -1.0, "w"), (4, 0.3, "x"), (8, 0.2, "b")))  # fmt: skip
    return [engine.affine(w[4 * j : 4 * j + 4], xs, b[j]) for j in range(8)], [*w, *b], xs


WEIGHTS, BIAS = "matmul", "reduce multiply"  # added up over the examples, and copied to its place


@pytest.mark.parametrize(
    ("f", "forward", "backward"),
    [
        (lambda h: engine.sum([y.relu() for y in h]), "maximum reduce", "multiply maximum sign multiply"),
        (lambda h: engine.sum([y.exp() for y in h]), "exp reduce", "multiply multiply"),
        (lambda h: engine.maximum(*h), "reduce", "equal reduce divide multiply"),
    ],
)
def test_a_layer_takes_so_many_calls(f, forward, backward):
    outputs, wrt, inputs = layer()
    replay = replay_of([f(outputs)], wrt, inputs, 5, needed=WRT)
    with np.errstate(all="ignore"):  # what is written down is computed at numbers that mean nothing yet
        assert replay.forward(np.array([v.data for v in wrt]), np.ones((5, 4)))
        assert replay.backward(replay.outputs[0])
    names = [[getattr(g, "func", g).__name__ for g, _ in calls] for calls in (replay.calls, replay.sweep)]
    assert names == [f"matmul add {forward}".split(), f"{backward} {WEIGHTS} {BIAS}".split()]
    assert replay.clean


unset = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # memory has no numbers yet while calls are written down
ORDER = [5, 2, 7, 0, 3, 1, 4, 6, 11, 8, 9, 10]


@unset
def test_gathered_gradients_are_put_before_those_that_lie_side_by_side_are_added():
    xs = [Value(1.0 + 0.1 * i, f"x{i}") for i in range(12)]
    replay = replay_of([(xs[i] / xs[k]).sin() for i, k in enumerate(ORDER)], xs, [])
    assert [getattr(f, "__name__", "") for f, _ in replay.calls] == ["take", "divide", "sin"]
    theta = np.linspace(0.5, 2.0, 12)
    assert replay.forward(theta, np.zeros(0))
    for i, (output, k) in enumerate(zip(replay.outputs, ORDER, strict=True)):
        assert replay.value(output) == pytest.approx(np.sin(theta[i] / theta[k]), rel=1e-14)
        assert replay.backward(output)
        expected = np.zeros(12)
        expected[i] += np.cos(theta[i] / theta[k]) / theta[k]
        expected[k] -= np.cos(theta[i] / theta[k]) * theta[i] / theta[k] ** 2
        np.testing.assert_allclose(replay.wrt_gradients, expected, rtol=1e-13)
    one = replay_of([engine.sum([(xs[i] / xs[k]).sin() for i, k in enumerate(ORDER)])], xs, [])
    assert one.forward(theta, np.zeros(0))
    assert one.backward(one.outputs[0])
    assert [f.__name__ for f, _ in one.sweep[-3:]] == ["_set", "multiply", "add"]


@unset
def test_constants_are_gathered_when_they_are_loaded_and_not_at_each_pass():
    xs = [Value(1.0 + 0.1 * i, f"x{i}") for i in range(12)]
    replay = replay_of([x / (1.0 + k % 3) for x, k in zip(xs, ORDER, strict=True)], xs, [])
    assert [f.__name__ for f, _ in replay.calls] == ["divide"]
    assert [f.__name__ for f, _ in replay.fetches] == ["take"]
    assert replay.forward(np.ones(12), np.zeros(0))
    assert [replay.value(output) for output in replay.outputs] == [1.0 / (1.0 + k % 3) for k in ORDER]
    constants = replay.loaded.copy()
    constants[1:] *= 2.0
    replay.load(constants)
    assert replay.forward(np.ones(12), np.zeros(0))
    assert [replay.value(output) for output in replay.outputs] == [0.5 / (1.0 + k % 3) for k in ORDER]
