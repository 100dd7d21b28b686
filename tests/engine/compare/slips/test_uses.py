"""A parameter that is used several times: which share of its gradient did the student count?"""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips.uses import axis, batch, levels, reduce_over, time, uses
from tests.engine.compare.asking import asked, check

ONLY = "only use {} of {} is counted: sum over the batch (or over all positions)"
WITHOUT = "use {} of {} is left out: sum over the whole batch"
APART = "not summed: yours keeps the {} shares apart, one for each example of the batch"
ONLY_STEP = "only time step {} of {} is counted: shared weights add up over all time steps"
WITHOUT_STEP = "the share of time step {} of {} is missing: sum over all time steps"
APART_STEPS = "not summed: yours keeps the {} time steps apart"


def used(nodes, loss):
    """Return where each use of the whole array stands: the label of the operation, and the slot."""
    return [{(node.label, slot) for node, slot in use} for use in uses(asked(loss, nodes))]


def test_a_use_is_one_operation_for_every_entry():
    w = [Value(1.0), Value(2.0)]
    one, two = engine.named("one", engine.dot(w, [1.0, 2.0])), engine.named("two", engine.dot(w, [3.0, 4.0]))
    assert used(w, one.tanh() + two) == [{("one", 0), ("one", 1)}, {("two", 0), ("two", 1)}]


@pytest.mark.parametrize(
    "loss",
    [
        lambda a, b: a * 2.0 + a * 3.0 + b * 2.0,  # one is used twice, the other once
        lambda a, b: a * 2.0 + b / 2.0,  # in two kinds of operations
        lambda a, b: a * 2.0 + 2.0 * b,  # on two sides
        lambda a, b: a * a + b * b,  # twice in one operation: no batch of two
        lambda a, b: Value(1.0) * 2.0,  # not at all
    ],
)
def test_what_is_not_used_alike_has_no_uses(loss):
    a, b = Value(1.0), Value(2.0)
    problem = asked(loss(a, b), [a, b])
    assert uses(problem) == levels(problem) == []
    check(batch, problem)
    check(time, problem)
    check(axis, problem)


def test_an_array_that_holds_one_entry_twice_has_no_uses():
    a = Value(1.0)
    assert uses(asked(a * 2.0, [a, a])) == []
    assert len(uses(asked(a * 2.0, [a]))) == 1


def test_the_share_of_one_example():
    w = Value(2.0, "w")
    check(
        batch, asked(engine.sum(w * x for x in (1.0, 20.0, 300.0)), w),
        (ONLY.format(1, 3), 1), (WITHOUT.format(1, 3), 320),
        (ONLY.format(2, 3), 20), (WITHOUT.format(2, 3), 301),
        (ONLY.format(3, 3), 300), (WITHOUT.format(3, 3), 21),
        (APART.format(3), [1, 20, 300]),
    )  # fmt: skip


def test_one_use_is_neither_a_batch_nor_time_nor_an_axis():
    w = Value(2.0, "w")
    for slip in (batch, time, axis):
        check(slip, asked(w * 3.0, w))


def unrolled(w, start, inputs):
    """Return the last state of h' = w h + x."""
    h = start
    for x in inputs:
        h = w * h + x
    return h


def test_the_share_of_one_time_step():
    """h1 = 2 * 3 + 1 = 7, h2 = 2 * 7 + 5 = 19, h3 = 2 * 19; dh3/dw = 4 * 3 + 2 * 7 + 19."""
    w = Value(2.0, "w")
    problem = asked(unrolled(w, 3.0, (1.0, 5.0, 0.0)), w)
    assert problem.right == [12 + 14 + 19]
    check(
        time, problem,
        (ONLY_STEP.format(1, 3), 12), (WITHOUT_STEP.format(1, 3), 33),
        (ONLY_STEP.format(2, 3), 14), (WITHOUT_STEP.format(2, 3), 31),
        (ONLY_STEP.format(3, 3), 19), (WITHOUT_STEP.format(3, 3), 26),
        (APART_STEPS.format(3), [12, 14, 19]),
    )  # fmt: skip
    check(batch, problem)


def test_a_batch_of_two_sequences_has_examples_and_time_steps():
    """The first: 3, 7, 19, as above. The second from 10: dh2/dw = 2 * 10 + 20."""
    w = Value(2.0, "w")
    first, second = (unrolled(w, start, (1.0, 0.0)) for start in (3.0, 10.0))
    problem = asked(first + 100.0 * second, w)
    shares = np.array([[2 * 3, 100 * 2 * 10], [7, 100 * 21]])  # step by example
    assert [len(step) for step in levels(problem)] == [2, 2]
    assert problem.right == [shares.sum()]
    for slip, only, without, apart, sums in (
        (batch, ONLY, WITHOUT, APART, shares.sum(axis=0)),
        (time, ONLY_STEP, WITHOUT_STEP, APART_STEPS, shares.sum(axis=1)),
    ):
        check(
            slip, problem,
            (only.format(1, 2), sums[0]), (without.format(1, 2), sums[1]),
            (only.format(2, 2), sums[1]), (without.format(2, 2), sums[0]),
            (apart.format(2), sums),
        )  # fmt: skip


def test_uses_at_uneven_depths_are_one_batch():
    """The weight is used once after itself, and once beside: neither 2 x 1 nor 1 x 2 uses."""
    w = Value(2.0, "w")
    problem = asked(w * (w * 3.0) + w * 5.0 + w * 7.0, w)
    assert [len(step) for step in levels(problem)] == [4]


def test_the_sum_over_a_wrong_axis():
    """A bias of three, used by two examples: its shares are a table of 2 x 3, to be summed over the examples."""
    b = [Value(0.0, f"b{j}") for j in range(3)]
    shares = np.array([[1.0, 2.0, 3.0], [40.0, 50.0, 60.0]])
    loss = engine.sum((one + 1.0) * c for row in shares for one, c in zip(b, row, strict=True))
    row, all_ = shares.sum(axis=1), shares.sum()
    wrong, everything = "the wrong axis (what is left is {})", "everything"
    text = "summed over {}; sum over the examples only"
    check(
        axis, asked(loss, b, name="b"),
        (text.format(wrong.format("2")), row), (text.format(wrong.format("2")), row[None]),
        (text.format(everything), all_), (text.format(everything), all_[None]),
    )  # fmt: skip


def test_the_sums_over_several_axes_of_a_matrix():
    W = [[Value(0.0) for _ in range(2)] for _ in range(3)]
    shares = np.arange(1.0, 13.0).reshape(2, 3, 2) ** 2
    loss = engine.sum((W[i][j] + 1.0) * float(shares[n, i, j]) for n in range(2) for i in range(3) for j in range(2))
    left = {(1,): "2 x 2", (2,): "2 x 3", (0, 1): "2", (0, 2): "3", (1, 2): "2"}
    expected = []
    for axes, what in left.items():
        text = f"summed over the wrong axis (what is left is {what}); sum over the examples only"
        expected += [(text, shares.sum(axis=axes)), (text, shares.sum(axis=axes)[None])]
    text = "summed over everything; sum over the examples only"
    check(axis, asked(loss, W), *expected, (text, shares.sum()), (text, shares.sum()[None]))


@pytest.mark.parametrize("axes", [(0,), (1,), (2,), (0, 2), (1, 2), (0, 1, 2), ()])
def test_sums_over_axes_are_numpys(axes):
    numbers = np.arange(24.0).reshape(2, 3, 4) ** 2
    wanted = numbers.sum(axis=axes)
    assert reduce_over(numbers.ravel().tolist(), (2, 3, 4), axes) == (wanted.ravel().tolist(), wanted.shape)
