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
        "stopped the chain rule at the root: c^2 / (2 sqrt(1 + (r/c)^2)) for the derivative with respect to r, without "
        "the derivative 2r/c^2 of what is under the root",
        vectorised,
        {"psi = r / q": "psi = c**2 / (2 * q)"},
    ),
    Slip(
        "used the derivative of the ordinary piecewise Huber loss, r cut off at -c and c, instead of that of the "
        "smooth one",
        vectorised,
        {"psi = r / q": "psi = np.clip(r, -c, c)"},
    ),
    Slip(
        "took the mean over the examples under the root, sqrt(1 + mean of (r_i/c)^2), so that every residual is "
        "divided by the same number",
        vectorised,
        {"np.sqrt(1 + (r / c) ** 2)": "np.sqrt(1 + np.mean((r / c) ** 2))"},
    ),
    Slip(
        "left the residual r out of the gradient of b (only that of w has it): mean of 1/sqrt(1 + (r/c)^2)",
        vectorised,
        {"np.mean(psi)": "np.mean(1 / q)"},
    ),
    Slip(
        "took 1/(2v) instead of 1/(2 sqrt(v)) for the derivative of sqrt(v), v = 1 + (r/c)^2",
        chain_of_derivatives,
        {"(2 * q)": "(2 * v)"},
    ),
    Slip(
        "forgot the factor 1/c of the step from u = r/c back to r",
        chain_of_derivatives,
        {"dL_dr = dL_du / c": "dL_dr = dL_du"},
    ),
    Slip(
        "two mistakes: forgot the c^2 before the root in dL/dq, and took the mean instead of the sum of dL/dr for b "
        "although the 1/m is in it already",
        chain_of_derivatives,
        {"np.ones(m) * c**2 / m": "np.ones(m) / m", "dL_dr.sum()": "dL_dr.mean()"},
    ),
    Slip(
        "left out the brackets around c*c under the root, so r*r/c*c is r^2 instead of r^2/c^2",
        one_example_at_a_time,
        {"r * r / (c * c)": "r * r / c * c"},
    ),
    Slip(
        "took the absolute value of the residual in the numerator of the slope, "
        "so negative residuals pull the wrong way",
        one_example_at_a_time,
        {"slope = r /": "slope = abs(r) /"},
    ),
    Slip(
        "added b inside the sum over the features, so the prediction has n b instead of b",
        one_example_at_a_time,
        {"r = b - y[i]": "r = -y[i]", "r += w[j] * X[i, j]": "r += w[j] * X[i, j] + b"},
    ),
    Slip(
        "divided by the sum of the weights g_i = 1/sqrt(1 + (r_i/c)^2), as in a weighted mean, instead of by m",
        reweighted,
        {"(g * r) / m": "(g * r) / g.sum()"},
    ),
    Slip(
        "two mistakes: took the residual as y_i - w.x_i - b without minding the sign, and put the column of ones first "
        "but read the gradient of b off last, so the gradients of w and b are mixed up",
        reweighted,
        {"r = X @ w + b - y": "r = y - X @ w - b", "[X, np.ones((m, 1))]": "[np.ones((m, 1)), X]"},
    ),
    Slip(
        "took c^2 under the root without squaring it, c^2 sqrt(1 + r^2/c^2) = sqrt(c^2 + r^2), so the factor c before "
        "the root is missing",
        under_one_root,
        {"c * dh_dr": "dh_dr"},
    ),
    Slip(
        "took the root of the sum as the sum of the roots, sqrt(c^2 + r^2) = c + |r|, so its derivative is sign(r)",
        under_one_root,
        {"np.sqrt(c**2 + r**2)": "c + np.abs(r)", "r / h": "np.sign(r)"},
    ),
]
