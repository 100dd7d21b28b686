"""Slips at a divisor that is no count: a number of entries stands in its place."""

import numpy as np

import engine
from engine.compare import compare_gradients
from tests.engine.compare.asking import among
from tests.engine.planted.derivation import values

X = np.array([[0.4, -1.1], [0.9, 0.3], [-0.6, 1.7], [1.4, -0.2], [0.1, 0.8]])
M = np.array([0.7, 1.9, 0.4, 2.6, 1.2])


def weighted():
    """Return L = (sum of m (X w)^2) / (2 sum of m), and w and m."""
    w, m = values("w", [0.8, -0.5]), values("m", M)
    squares = [a * engine.dot(row, w) ** 2 for a, row in zip(m, X.tolist(), strict=True)]
    return engine.sum(squares) / (2 * engine.sum(m)), w


def test_a_sum_of_weights_is_taken_for_the_number_of_examples():
    loss, w = weighted()
    total = X.T @ (M * (X @ [0.8, -0.5]))
    assert compare_gradients(loss, {"w": (w, total / M.sum())}).ok
    among("mean", loss, "divided by the number of terms", w=(w, total / 5))
    among("mean", loss, "divided by 2, the number of entries of w", w=(w, total / 2))
