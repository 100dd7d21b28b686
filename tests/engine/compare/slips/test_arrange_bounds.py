"""Where a slip with one whole array begins and ends: learning rates, steps, shapes, and the rule for a transpose."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips.arrange import (
    RATES,
    of_a_result,
    one_number,
    others,
    repeated,
    reshaped,
    rule,
    stopped,
    turned,
)
from tests.engine.compare.asking import guessed, problem_of
from tests.engine.planted.derivation import values


def linear(right, hand, start=12.0):
    w = values("w", np.full(len(right), start))
    return problem_of(engine.dot(right, w), w=(w, hand))


def rates(problem):
    return [what.split("learning rate ")[1].partition(")")[0] for what, _ in guessed(others, problem)[1:]]


USUAL = [f"{rate:g}" for rate in RATES]


@pytest.mark.parametrize(
    ("right", "hand", "more"),
    [
        ([0.5, 1.0, 0.25], [0.0, 2.5, 0.0], ["9.5"]),  # told by the largest, 12 - 9.5
        ([0.5, 1.0, 0.25], [0.0, 2.0, 0.0], []),  # 10 is too large
        ([0.5, 1.0, 0.25], [0.0, 12.0, 0.0], []),  # nor is it no step at all
        ([0.5, 1.0, 0.25], [0.0, 12.5, 0.0], []),
        ([0.5, -1.0, 0.25], [0.0, 15.5, 0.0], ["3.5"]),
        ([0.5, 1.0], [0.0, 2.5], []),  # two numbers are too few
        ([0.0, 0.0, 0.0], [1.0, 2.5, 3.0], []),
        ([0.5, 1.0, 0.25], [[0.0], [2.5], [0.0]], []),  # of another shape
        ([0.5, 1.0, 0.25], [0.0, 11.0, 0.0], []),  # 1 is usual
        ([0.5, 1.0, 0.25], [0.0, 11.0 - 1e-7, 0.0], []),  # as good as 1
        ([0.5, 1.0, 0.25], [0.0, 11.0 - 1e-5, 0.0], ["1.00001"]),
    ],
)
def test_a_learning_rate_that_one_number_tells(right, hand, more):
    assert rates(linear(right, hand)) == [*USUAL, *more]


def weights(factor_rows, more=()):
    """Return a matrix of which each row meets these factors, with what its first entries are multiplied by, too."""
    w = values("W", np.ones(np.shape(factor_rows)))
    loss = engine.sum([a * b for row, factors in zip(w, factor_rows, strict=True) for a, b in
                       zip(row, factors, strict=True)])  # fmt: skip
    for at, factor in zip((w[0][0],), more, strict=False):
        loss = loss + at * factor
    return problem_of(loss.tanh(), W=w)


def test_the_rule_for_a_transpose_is_that_of_the_factors():
    x, c = values("x", [0.5, 0.7]), Value(2.0, "c")
    right, left = "dW = dZ x^T has the shape of W, 2 x 2", "dW = x^T dZ has the shape of W, 2 x 2"
    plain = "a gradient has the shape of W, 2 x 2"
    for rows, more, said in (
        ([x, x], (), right), ([[x[0]] * 2, [x[1]] * 2], (), left),
        ([x, x], (c,), plain), ([[x[0]] * 2, [x[1]] * 2], (c,), plain),  # the first entry has another factor, too
        ([[x[0]] * 2] * 2, (), plain), ([x, [x[1], x[0]]], (), plain),
    ):  # fmt: skip
        problem = weights(rows, more)
        assert rule(problem, problem.arrays[0]) == said
    for rows, said in (
        ([x], "dW = dZ x^T has the shape of W, 1 x 2"), ([[x[0]], [x[0]]], "dW = dZ x^T has the shape of W, 2 x 1"),
        ([[x[0]], [x[1]]], "dW = x^T dZ has the shape of W, 2 x 1"),
        ([[x[0]]], "dW = dZ x^T has the shape of W, 1 x 1"),
    ):  # fmt: skip
        problem = weights(rows)
        assert rule(problem, problem.arrays[0]) == said


def test_names_that_are_no_letters_are_called_dw_and_x():
    x = [Value(0.5, "my x[0]"), Value(0.7, "my x[1]")]
    problem = weights([x, x])
    assert rule(problem, problem.arrays[0]) == "dW = dZ X^T has the shape of W, 2 x 2"


@pytest.mark.parametrize(("steps", "said"), [(1, 0), (2, 1), (3, 2), (4, 3), (5, 3), (6, 3)])
def test_the_chain_stops_after_two_to_four_steps(steps, said):
    w = Value(0.7, "w")
    y = w
    for _ in range(steps):
        y = y.sin()
    assert len(guessed(stopped, problem_of(y, w=w))) == said


def test_numbers_that_come_together_or_are_used_twice_stop_no_chain():
    w = values("w", [0.5, 0.7])
    for loss in (engine.sum(w).sin().exp().cos(), w[0].sin().exp().cos() + w[1].sin().exp().cos() + w[1] * 2.0):
        assert guessed(stopped, problem_of(loss, w=w)) == []


@pytest.mark.parametrize(
    ("hand", "said"),
    [([[1.0, 2.0]], True), ([1.0, 2.0], False), ([1.0, 2.0, 3.0], False), ([[1.0], [2.0]], True)],
)
def test_as_many_numbers_in_another_shape(hand, said):
    found = list(reshaped(problem := linear([1.0, 2.0], hand), problem.arrays[0]))
    assert [(guess.shape, guess.usual) for guess in found] == ([(np.shape(hand), 5.0)] if said else [])


@pytest.mark.parametrize(
    ("right", "hand", "said"),
    [
        ([3.0, 3.0], 3.0, True), ([3.0, 3.0], [3.0], True), ([3.0, 3.0], [3.0, 3.0], False), ([3.0, 3.1], 3.0, False),
        ([3.0, 3.0 + 3e-13], 3.0, True), ([-3.0, -3.0 - 3e-13], 3.0, True), ([3.0, -3.0], 3.0, False),
        ([0.0, 0.0], 3.0, True), ([3.0], 3.0, True),
    ],
)  # fmt: skip
def test_one_number_for_many_that_are_the_same(right, hand, said):
    found = list(one_number(problem := linear(right, hand), problem.arrays[0]))
    assert [list(guess.numbers) for guess in found] == ([right[:1]] if said else [])


@pytest.mark.parametrize(("shape", "trace"), [((2, 2), 5.0), ((3, 3), 15.0), ((2, 3), None), ((1, 4), None)])
def test_the_inner_product_of_a_square_matrix(shape, trace):
    w, numbers = values("w", np.ones(shape)), np.arange(1.0, 1 + np.prod(shape)).tolist()
    problem = problem_of(engine.dot(numbers, [x for row in w for x in row]), w=(w, 7.0))
    found = list(one_number(problem, problem.arrays[0]))
    assert [list(guess.numbers) for guess in found] == ([] if trace is None else [[trace]])


def test_one_number_alone_has_no_sum_and_two_have_one():
    assert guessed(repeated, linear([3.0], [3.0])) == []
    assert [numbers for _, numbers in guessed(repeated, linear([3.0, 5.0], [3.0, 5.0]))] == [
        [8.0] * 2,
        8.0,
        [4.0] * 2,
        4.0,
    ]


def test_one_number_is_not_the_gradient_of_a_result():
    problem = problem_of(values("w", [0.5])[0].sin() * 2.0, w=([Value(0.5, "w[0]")], 3.0))
    assert list(of_a_result(problem, problem.arrays[0])) == []


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((2,), ["in reverse order", "too far", "too early"]), ((1,), []), ((1, 1), ["exchanged"]),
        ((2, 2), ["exchanged", "180 degrees", "too far", "too early", "axis 0", "axis 1"]),
        ((1, 2), ["exchanged", "column by column", "180 degrees", "too far", "too early", "axis 1"]),
    ],
)  # fmt: skip
def test_the_arrangements_of_a_shape(shape, words):
    found = [text for _, text, *_ in turned([float(k) for k in range(int(np.prod(shape)))], shape)]
    assert len(found) == len(words)
    assert all(part in text for part, text in zip(words, found, strict=True))
