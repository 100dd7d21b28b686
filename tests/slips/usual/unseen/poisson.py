"""Poisson regression. The m rows of X (shape (m, d)) are examples and y (shape (m,)) holds their counts. The rate of
example i is lambda_i = exp(x_i . w + b). The loss is the mean negative log-likelihood, without the constant log(y_i!):
L = (1/m) sum_i (lambda_i - y_i log lambda_i).
Derive the gradients of L with respect to w (shape (d,)) and b (a number).
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "b")


def make(rng, size):
    m, d = ((4, 3), (3, 2), (5, 4))[size]
    return {
        "X": rng.normal(size=(m, d)),
        "y": rng.integers(0, 6, size=m).astype(float),
        "w": rng.normal(size=d) * 0.5,
        "b": rng.uniform(0.2, 0.8),
    }


def loss(X, y, w, b):
    z = X @ w + b
    return np.mean(np.exp(z) - y * z)


def vectorised(X, y, w, b):
    m = len(y)
    z = X @ w + b
    rate = np.exp(z)
    dz = (rate - y) / m
    dw = X.T @ dz
    db = np.sum(dz)
    return {"w": dw, "b": db}


def chain(X, y, w, b):
    m = X.shape[0]
    lam = np.exp(X @ w + b)
    dL_dlam = 1 / m * (1 - y / lam)
    dlam_dz = lam
    delta = dL_dlam * dlam_dz
    grad_w = np.sum(delta[:, None] * X, axis=0)
    grad_b = np.sum(delta)
    return {"w": grad_w, "b": grad_b}


def loops(X, y, w, b):
    n, d = X.shape
    gw = np.zeros(d)
    gb = 0.0
    for i in range(n):
        rate = np.exp(np.dot(w, X[i]) + b)
        err = rate - y[i]
        for j in range(d):
            gw[j] += err * X[i, j]
        gb += err
    gw = gw / n
    gb = gb / n
    return {"w": gw, "b": gb}


CASES = [
    Slip(
        "forgot the factor 1/m of the mean: dz is rate - y instead of (rate - y)/m, so dw and db are m times too large",
        vectorised,
        {"dz = (rate - y) / m": "dz = rate - y"},
    ),
    Slip(
        "wrong sign: wrote the error as y - rate instead of rate - y, so both gradients have the opposite sign",
        vectorised,
        {"(rate - y)": "(y - rate)"},
    ),
    Slip(
        "forgot the derivative of the exponential: delta is dL/dlambda alone, the factor dlambda/dz = lambda is "
        "missing",
        chain,
        {"delta = dL_dlam * dlam_dz": "delta = dL_dlam"},
    ),
    Slip(
        "used the linear score z in the error where the rate exp(z) belongs: dz = (z - y)/m, as in linear regression",
        vectorised,
        {"dz = (rate - y) / m": "dz = (z - y) / m"},
    ),
    Slip(
        "did not sum over the examples for the bias: db is the vector dz with m entries instead of its sum",
        vectorised,
        {"db = np.sum(dz)": "db = dz"},
    ),
    Slip(
        "differentiated log lambda as if it were lambda: dL/dlambda has 1 - y instead of 1 - y/lambda",
        chain,
        {"(1 - y / lam)": "(1 - y)"},
    ),
    Slip(
        "divided only gw by the number of examples and not gb, so the bias gradient is n times too large",
        loops,
        {"    gb = gb / n\n": ""},
    ),
    Slip(
        "lost the minus sign of the term -y log lambda: dL/dlambda is 1 + y/lambda instead of 1 - y/lambda",
        chain,
        {"(1 - y / lam)": "(1 + y / lam)"},
    ),
    Slip(
        "forgot the inner derivative x_ij of the score: gw sums the errors alone, without the input as a factor",
        loops,
        {"gw[j] += err * X[i, j]": "gw[j] += err"},
    ),
    Slip(
        "put a factor 2 in as for a squared error: dz = 2 (rate - y)/m instead of (rate - y)/m",
        vectorised,
        {"dz = (rate - y) / m": "dz = 2 * (rate - y) / m"},
    ),
    Slip(
        "used the sigmoid of logistic regression for the rate, 1/(1 + exp(-z)) instead of exp(z), when computing the "
        "error",
        loops,
        {"rate = np.exp(np.dot(w, X[i]) + b)": "rate = 1 / (1 + np.exp(-(np.dot(w, X[i]) + b)))"},
    ),
    Slip(
        "forgot the mean: the factor 1/m is missing in dL/dlambda, so the gradients are those of the sum",
        chain,
        {"dL_dlam = 1 / m * (1": "dL_dlam = (1"},
    ),
    Slip(
        "two mistakes: the sign of the error is turned (y - rate), and neither gradient is divided by the n examples",
        loops,
        {"err = rate - y[i]": "err = y[i] - rate", "    gw = gw / n\n": "", "    gb = gb / n\n": ""},
    ),
]
