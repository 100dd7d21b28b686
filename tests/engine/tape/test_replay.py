"""The working memory of a replay: which gradients there are, and whose numbers are not finite."""

import numpy as np
import pytest

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
