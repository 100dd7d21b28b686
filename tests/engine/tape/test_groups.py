"""What one call can compute: equal operations of one level, and sums of different lengths once zeros fill them up."""

import numpy as np

import engine
from engine import Value, gradient
from engine.primitives import PRIMITIVES
from engine.tape import record
from engine.tape.groups import filled, group_starts


def steps(tape):
    return tape.instructions().splitlines()[2:]


def test_a_group_starts_where_a_key_changes():
    assert group_starts(np.array([1, 1, 2, 2, 2]), np.array([0, 0, 0, 1, 1])).tolist() == [0, 2, 3]


def test_zeros_fill_up_weights_and_inputs_and_leave_the_bias_last():
    reads = np.array([7, 8, 9, 1, 2, 3, 4, 5])
    assert filled(PRIMITIVES["affine"], np.array([3, 5]), reads).tolist() == [[7, 0, 8, 0, 9], [1, 2, 3, 4, 5]]
    assert filled(PRIMITIVES["dot"], np.array([2, 6]), reads).tolist() == [[7, 0, 0, 8, 0, 0], [9, 1, 2, 3, 4, 5]]
    assert filled(PRIMITIVES["sum"], np.array([3, 5]), reads).tolist() == [[7, 8, 9, 0, 0], [1, 2, 3, 4, 5]]


def test_attention_that_looks_back_further_and_further_is_one_step():
    shares = [[Value(0.1 * (i + j), "s") for j in range(i)] for i in range(2, 9)]
    values = [Value(0.3 * i - 1.0, f"v{i}") for i in range(9)]
    seen = [engine.dot(row, values[: len(row)]).tanh() for row in shares]
    loss, leaves = engine.sum(seen), [*(s for row in shares for s in row), *values]
    tape = record(loss, leaves)
    assert sum("dot" in step for step in steps(tape)) == 1
    value, slopes = tape.value_and_grad()
    np.testing.assert_allclose(value, loss.data, rtol=1e-14)
    np.testing.assert_allclose(slopes, gradient(loss, leaves), rtol=1e-14)


def test_lengths_that_are_too_different_stay_apart():
    xs = [Value(0.01 * i) for i in range(400)]
    short = [engine.sum(xs[i : i + 3]).tanh() for i in range(20)]
    tape = record(engine.sum([*short, engine.sum(xs).tanh()]), xs)
    assert sum("sum" in step for step in steps(tape)) == 3


def test_lonely_operations_are_done_one_by_one_and_equal_ones_together():
    x, ys = Value(0.5, "x"), [Value(0.1 * i, f"y{i}") for i in range(30)]
    loss = x.exp().sin().tanh() * engine.sum([y.cos() for y in ys])
    kinds = [("30 cos" in step, "one by one" in step) for step in steps(record(loss, [x, *ys]))]
    assert (True, False) in kinds
    assert (False, True) in kinds
