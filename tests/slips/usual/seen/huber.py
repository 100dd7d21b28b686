"""A robust loss for linear regression. X is m x n with the examples in its rows, y in R^m, w in R^n, b a number, and
c > 0 a fixed scale. With the residuals r_i = w . x_i + b - y_i the smooth Huber loss is
    L(w, b) = (1/m) * sum over i of c^2 * (sqrt(1 + (r_i / c)^2) - 1).
Derive the gradients of L with respect to w and b.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "b")


def make(rng, size):
    m, n = ((4, 2), (6, 3), (3, 5))[size]
    return {
        "X": rng.normal(size=(m, n)),
        "y": rng.normal(size=m),
        "w": rng.normal(size=n),
        "b": rng.normal(),
        "c": (1.5, 0.6, 2.2)[size],
    }


def loss(X, y, w, b, c):
    r = X @ w + b - y
    return np.mean(c**2 * (np.sqrt(1 + (r / c) ** 2) - 1))


def vectorised(X, y, w, b, c):
    m = len(y)
    r = X @ w + b - y
    q = np.sqrt(1 + (r / c) ** 2)
    psi = r / q
    dw = X.T @ psi / m
    db = np.mean(psi)
    return {"w": dw, "b": db}


def chain_of_derivatives(X, y, w, b, c):
    m = X.shape[0]
    r = X @ w + b - y
    u = r / c
    v = 1 + u**2
    q = np.sqrt(v)
    # L = 1/m sum c^2 (q - 1)
    dL_dq = np.ones(m) * c**2 / m
    dL_dv = dL_dq / (2 * q)
    dL_du = dL_dv * 2 * u
    dL_dr = dL_du / c
    dL_dw = X.T @ dL_dr
    dL_db = dL_dr.sum()
    return {"w": dL_dw, "b": dL_db}


def one_example_at_a_time(X, y, w, b, c):
    m, n = X.shape
    dw = np.zeros(n)
    db = 0.0
    for i in range(m):
        r = b - y[i]
        for j in range(n):
            r += w[j] * X[i, j]
        slope = r / np.sqrt(1 + r * r / (c * c))
        for j in range(n):
            dw[j] += slope * X[i, j] / m
        db += slope / m
    return {"w": dw, "b": db}


def reweighted(X, y, w, b, c):
    # like 1/2 mean of squares, each residual counting with g_i = 1 / sqrt(1 + (r_i/c)^2)
    m, n = X.shape
    A = np.hstack([X, np.ones((m, 1))])
    r = X @ w + b - y
    g = 1 / np.sqrt(1 + (r / c) ** 2)
    grad = A.T @ (g * r) / m
    return {"w": grad[:n], "b": grad[-1]}


def under_one_root(X, y, w, b, c):
    # c^2 sqrt(1 + r^2/c^2) = c sqrt(c^2 + r^2)
    r = X @ w + b - y
    h = np.sqrt(c**2 + r**2)
    dh_dr = r / h
    dL_dr = c * dh_dr / len(r)
    dw = np.sum(dL_dr[:, None] * X, axis=0)
    db = np.sum(dL_dr)
    return {"w": dw, "b": db}


CASES = [
    Slip(
        "forgot the inner derivative 1/c of r/c: dL/dr is taken equal to dL/du, so both gradients are c "
        "times too large",
        chain_of_derivatives,
        {"dL_du / c": "dL_du"},
    ),
    Slip(
        "forgot the 1/2 in the derivative of the square root, so both gradients are doubled",
        chain_of_derivatives,
        {"dL_dq / (2 * q)": "dL_dq / q"},
    ),
    Slip(
        "the factor 2 from the derivative of the square (r/c)^2 is missing while the 1/2 of the root is "
        "kept: psi = r / (2 q)",
        vectorised,
        {"psi = r / q": "psi = r / (2 * q)"},
    ),
    Slip(
        "forgot the inner derivative 1/c when differentiating (r/c)^2 by r: psi = c r / q instead of r / q",
        vectorised,
        {"psi = r / q": "psi = c * r / q"},
    ),
    Slip(
        "defined the residual as y - (w . x + b) but differentiated as if it were w . x + b - y: both "
        "gradients have the wrong sign",
        vectorised,
        {"r = X @ w + b - y": "r = y - X @ w - b"},
    ),
    Slip(
        "forgot the average over the examples (1/m), so both gradients are m times too large",
        under_one_root,
        {" / len(r)": ""},
    ),
    Slip(
        "lost the factor c^2 in front of the root: dL/dq is 1/m instead of c^2/m",
        chain_of_derivatives,
        {"np.ones(m) * c**2 / m": "np.ones(m) / m"},
    ),
    Slip(
        "lost the factor c that stands before the root after pulling c out: dL/dr is r / sqrt(c^2 + r^2) / m",
        under_one_root,
        {"c * dh_dr / len(r)": "dh_dr / len(r)"},
    ),
    Slip(
        "forgot the average 1/m in the bias gradient only: b is the sum of psi instead of its mean",
        vectorised,
        {"np.mean(psi)": "np.sum(psi)"},
    ),
    Slip(
        "the square root got lost in the derivative: the slope is r / (1 + (r/c)^2) instead of r / sqrt(1 + "
        "(r/c)^2)",
        one_example_at_a_time,
        {"r / np.sqrt(1 + r * r / (c * c))": "r / (1 + r * r / (c * c))"},
    ),
    Slip(
        "forgot the chain rule for the square: dL/du = dL/dv without the factor 2 u",
        chain_of_derivatives,
        {"dL_dv * 2 * u": "dL_dv"},
    ),
    Slip(
        "squared only r and not c: the root is sqrt(1 + r^2 / c) instead of sqrt(1 + r^2 / c^2)",
        one_example_at_a_time,
        {"/ (c * c)": "/ c"},
    ),
    Slip(
        "two mistakes: the average 1/m is missing, and the square root is lost in the weight g, which is 1 / "
        "(1 + (r/c)^2)",
        reweighted,
        {"A.T @ (g * r) / m": "A.T @ (g * r)", "1 / np.sqrt(1 + (r / c) ** 2)\n": "1 / (1 + (r / c) ** 2)\n"},
    ),
]
