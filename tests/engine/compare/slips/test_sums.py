"""Slips at a function of a sum: its derivative is taken at another number than the sum."""

import numpy as np
import pytest

import engine
from engine.compare.slips.sums import sums
from nn.array import array
from tests.engine.compare.asking import check, expects, gives, problem_of

W = np.array([[0.7, -1.2], [1.9, 0.4], [-0.6, 2.3]])
EPS = 0.05


def of_rows(function, eps=0.0):
    """Return L = the sum over the rows of W of f(the sum of its squares + eps), and W."""
    w = array(W, "w")
    inner = np.sum(w**2, axis=1) + eps if eps else np.sum(w**2, axis=1)
    return np.sum(function(inner)).item(), w


SQUARES = W**2
WRONG = {
    "each term alone": ("at each term alone", SQUARES),
    "the other terms": ("without the own one", SQUARES.sum(axis=1, keepdims=True) - SQUARES),
    "the other axis": ("over the other axis", np.broadcast_to(SQUARES.sum(axis=0), W.shape)),
    "both axes": ("over both axes", np.full(W.shape, SQUARES.sum())),
}


@pytest.mark.parametrize(("words", "taken_at"), WRONG.values(), ids=WRONG)
def test_the_derivative_of_a_root_is_taken_at_another_number_than_the_sum(words, taken_at):
    loss, w = of_rows(np.sqrt, EPS)
    expects(gives(sums(problem_of(loss, w=w)), problem_of(loss, w=w)), words, (W / np.sqrt(taken_at + EPS)).ravel())


def test_the_constant_that_is_added_is_forgotten_in_the_derivative_alone():
    loss, w = of_rows(np.sqrt, 0.01)
    found = [row for row in gives(sums(problem_of(loss, w=w)), problem_of(loss, w=w)) if row[0].startswith("epsilon|")]
    expects(found, "without the constant", (W / np.sqrt(SQUARES.sum(axis=1, keepdims=True))).ravel())


def test_a_group_penalty_is_taken_for_that_of_single_weights():
    loss, w = of_rows(np.sqrt, EPS)
    check("wrong operand", loss, "at each term alone", w=(w, W / np.sqrt(SQUARES + EPS)))


def test_of_the_square_of_a_mean_each_number_itself_is_taken():
    w = array(W, "w")
    loss = np.sum(np.mean(w, axis=0) ** 2).item()
    check("wrong operand", loss, "at each number itself", w=(w, 2 * W / 3))


def test_each_expert_gets_its_own_error_instead_of_that_of_the_mixture():
    gates, targets = np.array([[0.2, 0.8], [0.7, 0.3], [0.45, 0.55]]), np.array([1.5, -0.7, 0.2])
    w = array(W, "w")
    loss = np.sum((np.sum(gates * w, axis=1) - targets) ** 2).item()
    check("wrong operand", loss, "not at the weighted sum", w=(w, 2 * gates * (W - targets[:, None])))


def test_a_logarithm_of_a_difference_is_taken_for_a_difference_of_logarithms():
    low, high = array([0.2, 0.3, 0.1, 0.45], "low"), array([0.9, 0.7, 0.4, 0.6], "high")
    loss = np.sum(np.log(high - low)).item()
    problem = problem_of(loss, high=high, low=low)
    for name, slope in (("high", 1 / np.array([0.9, 0.7, 0.4, 0.6])), ("low", -1 / np.array([0.2, 0.3, 0.1, 0.45]))):
        expects(gives(sums(problem), problem, name), "the difference of the functions", slope)


def test_a_sum_that_goes_into_several_operations_or_into_none_is_left_alone():
    x = engine.Value(0.5, "x")
    y = engine.Value(1.5, "y")
    total = x + y
    assert list(sums(problem_of(total.tanh() + total.exp(), x=x))) == []
    assert list(sums(problem_of(total * 3.0, x=x))) == []
