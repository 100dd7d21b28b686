"""Linear regression with several features. X is an m x n matrix with one example in each row, y has m targets, w has n
weights, b is a number. The prediction for example i is f_i = sum over j of w_j x_ij + b, and
    L(w, b) = (1/m) * sum over i of (f_i - y_i)^2
is the mean squared error. Derive the gradients of L with respect to w and b.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "b")


def make(rng, size):
    m, n = ((4, 3), (6, 2), (3, 5))[size]
    return {"X": rng.normal(size=(m, n)), "y": rng.normal(size=m), "w": rng.normal(size=n), "b": rng.normal()}


def loss(X, y, w, b):
    return np.mean((X @ w + b - y) ** 2)


def vectorised(X, y, w, b):
    m = X.shape[0]
    f = X @ w + b
    delta = 2 / m * (f - y)  # dL/df
    dw = X.T @ delta
    db = np.sum(delta)
    return {"w": dw, "b": db}


def over_examples(X, y, w, b):
    m, n = X.shape
    dw = np.zeros(n)
    db = 0.0
    for i in range(m):
        f_i = b
        for j in range(n):
            f_i += w[j] * X[i, j]
        r_i = f_i - y[i]
        for j in range(n):
            dw[j] += 2 * r_i * X[i, j]
        db += 2 * r_i
    return {"w": dw / m, "b": db / m}


def multiplied_out(X, y, w, b):
    # L = (1/m) (w'X'X w + 2 b 1'X w + m b^2 - 2 y'X w - 2 b 1'y + y'y)
    m = len(y)
    A = X.T @ X / m
    xbar = X.T @ np.ones(m) / m
    c = X.T @ y / m
    grad_w = 2 * A @ w + 2 * b * xbar - 2 * c
    grad_b = 2 * xbar @ w + 2 * b - 2 * np.mean(y)
    return {"w": grad_w, "b": grad_b}


def with_a_column_of_ones(X, y, w, b):
    m, n = X.shape
    Xa = np.column_stack([X, np.ones(m)])
    theta = np.append(w, b)
    grad = 2 / m * Xa.T @ (Xa @ theta - y)
    return {"w": grad[:n], "b": grad[n]}


CASES = [
    Slip(
        "forgot the 2 from the derivative of the square, in both gradients",
        vectorised,
        {"delta = 2 / m * (f - y)": "delta = 1 / m * (f - y)"},
    ),
    Slip(
        "took the residual the wrong way round, y - f instead of f - y, so that both gradients have the wrong sign",
        vectorised,
        {"(f - y)": "(y - f)"},
    ),
    Slip(
        "averaged instead of summing in dL/db although delta already has the 1/m, so that 1/m is there twice",
        vectorised,
        {"db = np.sum(delta)": "db = np.mean(delta)"},
    ),
    Slip(
        "did not sum over the examples in dL/db: gave the vector 2/m (f_i - y_i) as the gradient of the number b",
        vectorised,
        {"db = np.sum(delta)": "db = delta"},
    ),
    Slip(
        "left out the factor 1/m of the mean in both gradients",
        over_examples,
        {'{"w": dw / m, "b": db / m}': '{"w": dw, "b": db}'},
    ),
    Slip(
        "forgot the inner derivative x_ij in dL/dw_j: added 2 r_i only",
        over_examples,
        {"dw[j] += 2 * r_i * X[i, j]": "dw[j] += 2 * r_i"},
    ),
    Slip(
        "has the factor 2 in dL/dw but forgot it in dL/db",
        over_examples,
        {"db += 2 * r_i": "db += r_i"},
    ),
    Slip(
        "wrote r_i = y_i - f_i and differentiated as if it were f_i - y_i: the minus sign is missing in both "
        "gradients",
        over_examples,
        {"r_i = f_i - y[i]": "r_i = y[i] - f_i"},
    ),
    Slip(
        "forgot the mixed term 2 b 1'X w when differentiating with respect to w: the summand 2 b xbar is missing "
        "in dL/dw",
        multiplied_out,
        {"grad_w = 2 * A @ w + 2 * b * xbar": "grad_w = 2 * A @ w"},
    ),
    Slip(
        "differentiated the quadratic term w'Aw to A w instead of 2 A w in dL/dw",
        multiplied_out,
        {"grad_w = 2 * A @ w +": "grad_w = A @ w +"},
    ),
    Slip(
        "left out the 1/m: both gradients are those of the sum of squares",
        with_a_column_of_ones,
        {"grad = 2 / m * Xa.T": "grad = 2 * Xa.T"},
    ),
    Slip(
        "divided by the number of features n instead of the number of examples m, in both gradients",
        with_a_column_of_ones,
        {"grad = 2 / m * Xa.T": "grad = 2 / n * Xa.T"},
    ),
    Slip(
        "two mistakes: forgot the 2 of the square in both gradients, and averaged delta in dL/db so that 1/m is "
        "there twice",
        vectorised,
        {"delta = 2 / m": "delta = 1 / m", "db = np.sum(delta)": "db = np.mean(delta)"},
    ),
]
