"""Ridge regression. X is m x n with the examples in its rows, y in R^m, w in R^n, b and lam are numbers, lam > 0.
    L(w, b) = 1/(2m) * sum over i of (x_i . w + b - y_i)^2 + (lam/2) * |w|^2
The bias b is not penalised. Derive the gradients of L with respect to w and b.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "b")


def make(rng, size):
    m, n = ((5, 3), (3, 4), (7, 2))[size]
    return {
        "X": rng.normal(size=(m, n)),
        "y": rng.normal(size=m),
        "w": rng.normal(size=n),
        "b": rng.normal(),
        "lam": (0.3, 0.7, 1.6)[size],
    }


def loss(X, y, w, b, lam):
    return np.sum((X @ w + b - y) ** 2) / (2 * len(y)) + lam / 2 * np.sum(w**2)


def by_parts(X, y, w, b, lam):
    m = X.shape[0]
    r = X @ w + b - y
    # squared error
    data_w = X.T @ r / m
    data_b = r.mean()
    # penalty
    penalty_w = lam * w
    penalty_b = 0.0
    dw = data_w + penalty_w
    db = data_b + penalty_b
    return {"w": dw, "b": db}


def index_notation(X, y, w, b, lam):
    m, n = X.shape
    dw = np.zeros(n)
    db = 0.0
    for k in range(n):
        for i in range(m):
            r_i = sum(X[i, j] * w[j] for j in range(n)) + b - y[i]
            dw[k] += r_i * X[i, k] / m
        dw[k] += lam * w[k]
    for i in range(m):
        db += (X[i] @ w + b - y[i]) / m
    return {"w": dw, "b": db}


def as_extra_examples(X, y, w, b, lam):
    # lam/2 |w|^2 = 1/(2m) |sqrt(m lam) w - 0|^2: n more examples with target 0 and without intercept
    m, n = X.shape
    rows = np.vstack([X, np.sqrt(m * lam) * np.eye(n)])
    ones = np.concatenate([np.ones(m), np.zeros(n)])
    targets = np.concatenate([y, np.zeros(n)])
    r = rows @ w + b * ones - targets
    dw = rows.T @ r / m
    db = ones @ r / m
    return {"w": dw, "b": db}


def collected(X, y, w, b, lam):
    m, n = X.shape
    H = X.T @ X / m + lam * np.eye(n)
    dw = H @ w - X.T @ (y - b) / m
    db = X.mean(axis=0) @ w + b - y.mean()
    return {"w": dw, "b": db}


def step_by_step(X, y, w, b, lam):
    m = len(y)
    z = X @ w + b
    r = z - y
    sq = r**2
    dL_dsq = np.ones_like(sq) / (2 * m)
    dL_dr = dL_dsq * 2 * r
    dL_dz = dL_dr
    dL_db = np.sum(dL_dz)
    dL_dw = X.T @ dL_dz
    # and the penalty lam/2 |w|^2
    dL_dw = dL_dw + lam / 2 * 2 * w
    return {"w": dL_dw, "b": dL_db}


CASES = [
    Slip(
        "penalised the bias too: lam b is added to the gradient of b",
        by_parts,
        {"penalty_b = 0.0": "penalty_b = lam * b"},
    ),
    Slip(
        "derivative of the penalty written as (lam/2) w, the factor 2 of the square is missing there",
        by_parts,
        {"lam * w": "lam / 2 * w"},
    ),
    Slip(
        "forgot the 1/m in the squared error part, for w and for b",
        by_parts,
        {"X.T @ r / m": "X.T @ r", "r.mean()": "r.sum()"},
    ),
    Slip(
        "penalty gradient 2 lam w: forgot that the 1/2 cancels the 2",
        by_parts,
        {"lam * w": "2 * lam * w"},
    ),
    Slip(
        "factor 2 too many in the squared error part: 2/m instead of 1/m, for w and b",
        by_parts,
        {"X.T @ r / m": "2 / m * X.T @ r", "r.mean()": "2 * r.mean()"},
    ),
    Slip(
        "left out the penalty in the gradient of w",
        by_parts,
        {"dw = data_w + penalty_w": "dw = data_w"},
    ),
    Slip(
        "residual y - X w - b without the inner minus: the squared error part has the wrong sign in w and b",
        by_parts,
        {"r = X @ w + b - y": "r = y - (X @ w + b)"},
    ),
    Slip(
        "added the penalty lam w_k inside the loop over the examples, so it comes m times",
        index_notation,
        {
            "            dw[k] += r_i * X[i, k] / m\n        dw[k] += lam": (
                "            dw[k] += r_i * X[i, k] / m\n            dw[k] += lam"
            ),
        },
    ),
    Slip(
        "the penalty comes out divided by m, lam w / m: put sqrt(lam) instead of sqrt(m lam) into the extra rows",
        as_extra_examples,
        {"np.sqrt(m * lam)": "np.sqrt(lam)"},
    ),
    Slip(
        "forgot the factor 2 of the square, so 1/(2m) stays in front of the squared error part (w and b)",
        step_by_step,
        {"dL_dsq * 2 * r": "dL_dsq * r"},
    ),
    Slip(
        "the gradient of b is only summed, not divided by m",
        by_parts,
        {"r.mean()": "r.sum()"},
    ),
    Slip(
        "forgot the bias b in the residual of the gradient of w",
        collected,
        {"X.T @ (y - b) / m": "X.T @ y / m"},
    ),
    Slip(
        "two mistakes: the 1/m of the squared error part is missing (w and b), and the bias is penalised with lam b",
        by_parts,
        {"X.T @ r / m": "X.T @ r", "r.mean()": "r.sum()", "penalty_b = 0.0": "penalty_b = lam * b"},
    ),
]
