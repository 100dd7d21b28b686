"""Slips in one of the parts of a loss in which a parameter stands, such as that of the data beside a penalty."""

import numpy as np

from engine.compare import compare_gradients
from engine.compare.slips.shares import in_parts
from engine.compare.slips.uses import parts
from nn.array import array
from tests.engine.compare.asking import expects, guessed, problem_of

X = np.array([[0.9, -0.4], [0.2, 1.1], [-0.7, 0.6]])
N = np.array([[0.3, 0.8], [-1.1, 0.5]])
W = np.array([0.6, -0.3])
T = np.array([0.5, -1.0, 0.8])


def two_phases(lam=0.2):
    """Return L = the mean of (X w - t)^2 less the mean of N w tanh(1), plus lam |w|^2, w, and the share of each row."""
    w = array(W, "w")
    loss = np.sum((X @ w - T) ** 2) / 3 - np.sum(np.tanh(N @ w)) / 2 + lam * np.sum(w**2)
    data = 2 / 3 * (X @ W - T)[:, None] * X
    samples = -(1 - np.tanh(N @ W) ** 2)[:, None] * N / 2
    return loss.item(), w, data, samples, 2 * lam * W


def test_its_gradient():
    loss, w, data, samples, penalty = two_phases()
    assert compare_gradients(loss, {"w": (w, data.sum(axis=0) + samples.sum(axis=0) + penalty)}).ok


def test_one_example_of_one_part_is_left_out_or_counted_alone():
    loss, w, data, samples, penalty = two_phases()
    found = guessed(in_parts, problem_of(loss, w=w))
    rest = samples.sum(axis=0) + penalty
    expects(found, "example 2 of 3 is left out", data[[0, 2]].sum(axis=0) + rest)
    expects(found, "only example 3 of 3 is counted", data[2] + rest)
    expects(found, "example 1 of 2 is left out", data.sum(axis=0) + samples[1] + penalty)


def test_a_product_of_sums_stands_for_the_sum_of_products_in_one_part():
    loss, w, _, samples, penalty = two_phases()
    found = guessed(in_parts, problem_of(loss, w=w))
    error = 2 / 3 * (X @ W - T)
    expects(found, "product of the sums", error.sum() * X.sum(axis=0) + samples.sum(axis=0) + penalty)
    expects(found, "a mean of the factors", error.sum() * X.mean(axis=0) + samples.sum(axis=0) + penalty)


def test_an_array_that_is_used_in_one_way_has_no_parts():
    w = array(W, "w")
    problem = problem_of(np.sum((X @ w - T) ** 2).item(), w=w)
    assert parts(problem, problem.arrays[0]) == []
    assert guessed(in_parts, problem) == []
