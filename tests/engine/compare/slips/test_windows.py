"""Slips with the windows of a convolution: strides and paddings on the way back."""

import numpy as np

import engine
from engine.compare import compare_gradients
from engine.compare.slips.windows import scattered, windows
from tests.engine.compare.asking import among, expects, gives, guessed, problem_of
from tests.engine.planted.derivation import values

X = np.array([0.5, -1.0, 2.0, 3.0, 4.2, -0.7, 1.9])
K = np.array([2.0, 3.1, -7.3])
G = np.array([1.0, -1.3, 2.7])


def strided():
    """Return L = g . y with y_i = k . x_(2i..2i+2), with x and k."""
    x, k = values("x", X), values("k", K)
    return engine.dot(G.tolist(), [engine.dot(k, x[2 * i : 2 * i + 3]) for i in range(3)]), x, k


def back(step, shift=0):
    dx = np.zeros(len(X))
    for i, g in enumerate(G):
        for j, tap in enumerate(K):
            if 0 <= step * i + j + shift < len(X):
                dx[step * i + j + shift] += g * tap
    return dx


def test_the_stride_is_forgotten_on_the_way_back():
    loss, x, k = strided()
    dk = [sum(g * X[2 * i + j] for i, g in enumerate(G)) for j in range(3)]
    assert compare_gradients(loss, {"x": (x, back(2)), "k": (k, dk)}).ok
    among("shifted", loss, "without the stride", x=(x, back(1)))
    without = [sum(g * X[i + j] for i, g in enumerate(G)) for j in range(3)]
    among("shifted", loss, "without the stride", k=(k, without))


def test_the_places_are_off_by_one():
    loss, x, k = strided()
    problem = problem_of(loss, x=x, k=k)
    expects(guessed(scattered, problem, "x"), "one place too far", back(2, 1))
    expects(guessed(scattered, problem, "x"), "one place too early", back(2, -1))
    later = [sum(g * X[2 * i + j + 1] for i, g in enumerate(G[:2])) + G[2] * np.append(X, 0.0)[5 + j] for j in range(3)]
    expects(gives(windows(problem), problem, "k"), "one place too far", later)


def test_a_matrix_product_has_no_windows():
    """In X W every input meets every row of W, which is no window."""
    w, x = (
        [values(f"W{i}", row) for i, row in enumerate([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])],
        values("x", [1.0, -2.0]),
    )
    loss = engine.sum([engine.dot(row, x) for row in w])
    problem = problem_of(loss, x=x)
    assert guessed(scattered, problem, "x") == []
    assert list(windows(problem)) == []
