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
        "two mistakes: left b out of the prediction f, and brought the exponent 2 down but left the square standing, "
        "so that delta is 2/m (f - y)^2",
        vectorised,
        {"f = X @ w + b": "f = X @ w", "(f - y)  #": "(f - y) ** 2  #"},
    ),
    Slip(
        "took the mean of delta for b although delta already holds the 1/m, so the gradient of b is divided by m twice",
        vectorised,
        {"np.sum(delta)": "np.mean(delta)"},
    ),
    Slip(
        "wrote the residual as y - f and put the minus sign that this needs only before the gradient of w, "
        "so that of b has the wrong sign",
        vectorised,
        {"(f - y)": "(y - f)", "dw = X.T": "dw = -X.T"},
    ),
    Slip(
        "for w took the mean residual times the mean of each feature instead of the mean of residual times feature",
        vectorised,
        {"X.T @ delta": "np.sum(delta) * X.mean(axis=0)"},
    ),
    Slip(
        "differentiated the root mean squared error sqrt(L) instead of L, so both gradients are divided by 2 sqrt(L)",
        vectorised,
        {"2 / m * (f - y)": "(f - y) / (m * np.sqrt(np.mean((f - y) ** 2)))"},
    ),
    Slip(
        "set f_i = b once before the loop over the examples instead of in it, so the prediction of each example also "
        "holds the sums w.x of the examples before it",
        over_examples,
        {"for i in range(m):\n        f_i = b\n": "f_i = b\n    for i in range(m):\n"},
    ),
    Slip(
        "divided the gradient of w by the number of features n instead of the number of examples m",
        over_examples,
        {"dw / m": "dw / n"},
    ),
    Slip(
        "took w_j for the derivative of w_j x_ij with respect to w_j (it is x_ij), "
        "so the gradient of w_j is the sum of 2 r_i w_j",
        over_examples,
        {"2 * r_i * X[i, j]": "2 * r_i * w[j]"},
    ),
    Slip(
        "counted the features from 1 in Python's loops, so the first feature is missing from the prediction "
        "and its weight gets gradient 0",
        over_examples,
        {"for j in range(n)": "for j in range(1, n)"},
    ),
    Slip(
        "two mistakes: assigned dw[j] in the loop over the examples instead of adding up, so only the last example "
        "counts, and forgot the factor 2 of the square in the gradient of b",
        over_examples,
        {"dw[j] += 2": "dw[j] = 2", "db += 2 * r_i": "db += r_i"},
    ),
    Slip(
        "differentiated the quadratic form w'X'Xw / m as if it were linear in w: (X'X/m) w without the factor 2",
        multiplied_out,
        {"2 * A @ w": "A @ w"},
    ),
    Slip(
        "forgot the mixed term 2 b 1'Xw when differentiating the multiplied-out square with respect to w "
        "(in the gradient of b it is there)",
        multiplied_out,
        {" + 2 * b * xbar": ""},
    ),
    Slip(
        "did not divide the term m b^2 of the multiplied-out square by m, "
        "so the gradient of b has 2 m b instead of 2 b",
        multiplied_out,
        {"+ 2 * b - 2 * np": "+ 2 * m * b - 2 * np"},
    ),
    Slip(
        "put the column of ones first in the extended matrix although b stands last in theta and is read off last, "
        "so in the prediction and in the gradient the weights belong to shifted columns",
        with_a_column_of_ones,
        {"[X, np.ones(m)]": "[np.ones(m), X]"},
    ),
]
