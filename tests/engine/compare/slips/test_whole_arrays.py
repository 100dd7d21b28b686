"""All that is said of whole arrays, their entries and indices, beside the derivation that each sentence is about."""

from typing import Any

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips import arrange, factors, indices
from engine.value import Constant
from tests.engine.compare.asking import problem_of
from tests.engine.compare.slips.whole import Row, of_guesses, of_slips, same
from tests.engine.planted.derivation import values

M = np.array([[1.5, -0.5, 2.5], [0.4, 2.0, -1.2], [3.0, 0.7, -0.9]])
A = np.array([[0.7, -0.4, 1.1], [0.3, 1.5, -0.6], [0.2, 0.9, 0.8]])


def of_a_matrix(**others: Any) -> Any:
    """L = the sum of m a over all entries, with dL/da = m."""
    a = values("w", A)
    return problem_of(engine.dot([x for row in a for x in row], M.ravel().tolist()), w=a, **others)


def test_a_square_matrix_with_some_symmetry():
    d, remedy = np.diag(np.diag(M)), "every entry is a variable of its own"
    rows = [
        ("added to its transpose, as for a symmetric matrix", M + M.T),
        ("as for a symmetric matrix: doubled off the diagonal", M + M.T - d),
        ("made symmetric", (M + M.T) / 2), ("its transpose subtracted", M - M.T),
        ("only the diagonal is filled in", d), ("the diagonal is left out", M - d),
        ("only the upper triangle is filled in", [[1.5, -0.5, 2.5], [0, 2.0, -1.2], [0, 0, -0.9]]),
        ("only the lower triangle is filled in", [[1.5, 0, 0], [0.4, 2.0, 0], [3.0, 0.7, -0.9]]),
    ]  # fmt: skip
    expected = [(f"symmetric|factor 2|zero: {text} -> {remedy}", 1.0, numbers) for text, numbers in rows]
    same(of_guesses(arrange.square, of_a_matrix()), expected)


@pytest.mark.parametrize("shape", [(3,), (2, 3), (1, 9)])
def test_only_a_square_matrix_is_symmetric(shape):
    w = values("w", np.arange(1.0, 1 + np.prod(shape)).reshape(shape))
    flat = np.ravel(np.array(w, dtype=object)).tolist()
    problem = problem_of(engine.dot(flat, [0.5] * len(flat)), w=w)
    assert list(arrange.square(problem, problem.arrays[0])) == []


def test_the_parameter_its_updates_and_other_gradients():
    """L = m . a + 3 v**2, where 0.25 is a learning rate that only the student's numbers tell."""
    a, v = values("w", A), Value(1.5, "v")
    loss = engine.dot([x for row in a for x in row], M.ravel().tolist()) + v**2 * 3.0
    rates = (1.0, 0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.003, 0.001, 0.0001, 0.25)
    expected: list[Row] = [
        ("another parameter: this is the gradient of v, not of w", 1.5, 9.0),
        ("parameter: these are the numbers of w itself, not their gradient", 0.7, A),
    ]
    for rate in rates:
        text = f"this is w after its update (learning rate {rate:g}), not the gradient"
        expected.append((f"parameter: {text}", 0.7, A - rate * M))
    hand = (A - 0.25 * M).tolist()
    same(of_guesses(arrange.others, problem_of(loss, w=(a, hand), v=v)), expected)
    for hand in ((A - 0.1 * M).tolist(), (A + 0.25 * M).tolist(), (A - 11 * M).tolist()):
        same(of_guesses(arrange.others, problem_of(loss, w=(a, hand), v=v)), expected[:-1])


def test_the_same_numbers_in_another_arrangement():
    """1 to 6 as a table of two rows."""
    turned = list(arrange.turned([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], (2, 3), "the rule"))
    flipped, order = "a cross-correlation has no flip in its gradient", "check the order of the indices"
    column = "the right numbers were read column by column: a reshape where a transpose is meant"
    axis = "the entries stand in reverse order along axis"
    kernel = "the kernel is flipped: the entries stand turned by 180 degrees"
    start = "check where the index starts"
    assert turned == [
        ("transposed", "transposed: rows and columns are exchanged", "the rule", [1, 4, 2, 5, 3, 6], (3, 2), 5.0),
        ("reshaped", column, "transpose it", [1, 4, 2, 5, 3, 6], (2, 3), 1.0),
        ("kernel flipped|exchanged", kernel, flipped, [6, 5, 4, 3, 2, 1], (2, 3), 3.0),
        ("shifted", "the entries stand one place too far", start, [6, 1, 2, 3, 4, 5], (2, 3), 0.7),
        ("shifted", "the entries stand one place too early", start, [2, 3, 4, 5, 6, 1], (2, 3), 0.7),
        ("kernel flipped|exchanged", f"{axis} 0", order, [4, 5, 6, 1, 2, 3], (2, 3), 1.5),
        ("kernel flipped|exchanged", f"{axis} 1", order, [3, 2, 1, 6, 5, 4], (2, 3), 1.5),
    ]


def test_the_gradient_of_what_is_computed_from_the_parameter():
    """L = c . (sin(exp(w)) ** 2): of the exponential only a derivative is forgotten; further on the chain stops."""
    numbers, c = np.array([0.5, -1.1]), np.array([1.5, -0.7])
    w = values("w", numbers)
    problem = problem_of(engine.dot([x.exp().sin() ** 2 for x in w], c.tolist()), w=w)
    s = np.sin(np.exp(numbers))
    stopped, remedy = "chain stopped: this is the gradient of {}, not yet of w -> go one step further back", 2.0
    expected = [(stopped.format("sin(exp(w))"), remedy, 2 * s * c), (stopped.format("sin(exp(w))**2"), remedy, c)]
    same(of_guesses(arrange.stopped, problem), expected)


W, V = np.array([0.5, -1.1, 0.8]), np.array([1.4, 0.6, -0.9])


def of_two_vectors() -> Any:
    """L = (w . v)**2, with 2 (w . v) = -1.36 before every entry of v."""
    w, v = values("w", W), values("v", V)
    return problem_of(engine.sum([a * b for a, b in zip(w, v, strict=True)]) ** 2, w=w)


def test_entries_of_the_other_factor_at_other_places():
    c, remedy = 2 * W @ V, "each input meets the entry of v that it was multiplied by"
    shifted = "shifted|wrong operand: v is shifted by one"
    expected = [
        (f"kernel flipped: v is flipped -> {remedy}", 3.0, c * V[::-1]),
        (f"{shifted} -> {remedy}", 1.0, c * np.array([0.6, -0.9, 0.0])),
        (f"{shifted}, round the end -> {remedy}", 0.5, c * V[[1, 2, 0]]),
        (f"{shifted} the other way -> {remedy}", 1.0, c * np.array([0.0, 1.4, 0.6])),
        (f"{shifted} the other way, round the end -> {remedy}", 0.5, c * V[[2, 0, 1]]),
    ]
    same(of_slips(indices.remapped, of_two_vectors()), expected)


def test_entries_of_a_matrix_at_other_places():
    """L = the sum of w A over all entries of two square matrices."""
    w, a = values("w", M), values("A", A)
    loss = engine.sum([x * y for row, other in zip(w, a, strict=True) for x, y in zip(row, other, strict=True)])
    zero, remedy = np.zeros((3, 1)), "each input meets the entry of A that it was multiplied by"
    transposed = "weights transposed|transposed|kernel flipped|symmetric"
    shifted = "shifted|wrong operand: A is shifted by one"
    expected = [
        (f"kernel flipped: A is flipped along axis 1 -> {remedy}", 1.0, A[:, ::-1]),
        (f"kernel flipped: A is flipped -> {remedy}", 3.0, A[::-1, ::-1]),
        (f"{transposed}: A stands where its transpose belongs -> {remedy}", 4.0, A.T),
        (f"kernel flipped|weights transposed: A is turned and transposed -> {remedy}", 1.0, A[::-1, ::-1].T),
        (f"{shifted} -> {remedy}", 1.0, np.hstack([A[:, 1:], zero])),
        (f"{shifted}, round the end -> {remedy}", 0.5, np.roll(A, -1, axis=1)),
        (f"{shifted} the other way -> {remedy}", 1.0, np.hstack([zero, A[:, :-1]])),
        (f"{shifted} the other way, round the end -> {remedy}", 0.5, np.roll(A, 1, axis=1)),
    ]
    same(of_slips(indices.remapped, problem_of(loss, w=w)), expected)


def test_what_stands_where_the_other_factor_belongs():
    c = 2 * W @ V
    rows = [
        ("product rule|wrong operand: w itself stands where v belongs", 4.0, W),
        ("product rule|factor twice|factor forgotten|parameter|bias input: w is left standing beside v", 2.0, W * V),
        ("factor forgotten: not multiplied by v", 4.0, np.ones(3)),
        ("factor twice: multiplied by v twice", 1.0, V**2),
        ("factor twice: divided by v instead of multiplied", 0.7, 1 / V),
        ("sign: the sign of v is lost", 0.7, abs(V)),
        ("wrong operand: 1 minus it stands where v belongs", 0.7, 1 - V),
        ("wrong operand: w stands where v belongs", 1.0, W),
        ("wrong operand: w*v stands where v belongs", 1.0, W * V),
    ]
    at = " where w enters -> multiply by v"
    expected = [(f"{text},{at}" if "," in text else f"{text}{at}", usual, c * x) for text, usual, x in rows]
    same(of_slips(factors.operands, of_two_vectors()), expected)


def test_a_factor_that_is_left_out_altogether():
    """L = exp(w . v): as if v were 1 wherever it comes back as a factor, the exponential being as it is."""
    w, v = values("w", W), values("v", V)
    loss = engine.sum([a * b for a, b in zip(w, v, strict=True)]).exp()
    text = "factor forgotten|weights forgotten: not multiplied by {0} anywhere -> multiply by {0}"
    e = np.exp(W @ V)
    expected = [(text.format("w"), 2.0, e * V), (text.format("v"), 2.0, e * np.ones(3))]
    same(of_slips(factors.whole_factors, problem_of(loss, w=w)), expected)


def test_halves_of_a_product_of_two_functions_of_one_parameter():
    """L = w sin(w) has the halves sin(w) and w cos(w); those of w * w are the same."""
    w = Value(0.7, "w")
    twice = "one half of the product rule is taken twice, where w stands in both factors -> differentiate both factors"
    kinds = "symmetric|product rule|weights transposed|wrong operand"
    expected = [(f"{kinds}: {twice}", 2.5, 2 * np.sin(0.7)), (f"{kinds}: {twice}", 2.5, 1.4 * np.cos(0.7))]
    same(of_slips(factors.halves, problem_of(w * w.sin(), w=w)), expected)


@pytest.mark.parametrize(
    ("numbers", "labels", "kind"),
    [
        ([0.0, 2.0, 2.0], "m", ("mask", 4.0)), ([0.0, 2.0], "m", ("factor forgotten|constant forgotten", 4.0)),
        ([3.0, 3.0], "", ("mean", 5.0)), ([1 / 3], "", ("mean", 5.0)), ([-3.0], "", ("mean", 5.0)),
        ([3.0], "k", ("constant forgotten", 4.0)), ([2.5], "", ("constant forgotten", 4.0)),
        ([1.0, -1.0], "y", ("factor forgotten|target", 4.4)), ([2.0], "", ("factor 2", 4.0)),
        ([1.0, 3.5], "x", ("factor forgotten|constant forgotten", 4.0)), ([0.5], "", ("factor 2", 4.0)),
        ([-2.0], "", ("factor 2", 4.0)), ([0.0], "", ("constant forgotten", 4.0)),
    ],
)  # fmt: skip
def test_what_it_is_called_to_forget_a_factor(numbers, labels, kind):
    w = Value(0.7, "w")
    others = [Constant(x) for x in numbers]
    for x in others:
        x.label = labels
    assert factors.kind_of_factor(problem_of(w.sin(), w=w), others) == kind
    assert factors.kind_of_factor(problem_of(w.sin(), w=w), [*others, w.sin()]) == ("factor forgotten", 4.0)


def test_a_2_of_two_terms_is_that_of_a_mean():
    w = values("w", [0.5, -1.1])
    for loss, kinds in (
        (engine.sum([x.sin() for x in w]), ["mean", "mean", "factor 2"]),
        (engine.sum([x**2 for x in w]), ["factor 2"] * 3),
    ):
        problem = problem_of(loss, w=w)
        assert [factors.kind_of_factor(problem, [Constant(x)])[0] for x in (2.0, 0.5, -2.0)] == kinds
