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
        "penalised the bias too: added lam b to the gradient of b",
        by_parts,
        {"penalty_b = 0.0": "penalty_b = lam * b"},
    ),
    Slip(
        "divided the penalty by m as well, as if 1/m stood before the whole loss: lam/m w instead of lam w",
        by_parts,
        {"lam * w": "lam / m * w"},
    ),
    Slip(
        "two mistakes: subtracted the gradient of the penalty, lam w, from that of the squared error in w instead of "
        "adding it, and took the sum of the residuals instead of their mean for b",
        by_parts,
        {"data_w + penalty_w": "data_w - penalty_w", "r.mean()": "r.sum()"},
    ),
    Slip(
        "added the derivative of the penalty, lam w_k, within the sum over the examples, so it is counted m times",
        index_notation,
        {"X[i, k] / m\n        dw[k] += lam * w[k]": "X[i, k] / m + lam * w[k]"},
    ),
    Slip(
        "in the prediction for the gradient of w_k used the index k of the derivative on w within the sum over j: "
        "sum over j of x_ij w_k instead of x_ij w_j",
        index_notation,
        {"X[i, j] * w[j]": "X[i, j] * w[k]"},
    ),
    Slip(
        "added up the gradient of b inside the loop over the weights w_k, so it is counted n times",
        index_notation,
        {
            "X[i, k] / m\n": "X[i, k] / m\n            db += r_i / m\n",
            "    for i in range(m):\n        db += (X[i] @ w + b - y[i]) / m\n": "",
        },
    ),
    Slip(
        "gave the n extra examples that stand for the penalty an intercept too (ones instead of zeros), so b is in "
        "their residuals and these are in the gradient of b",
        as_extra_examples,
        {"[np.ones(m), np.zeros(n)]": "[np.ones(m), np.ones(n)]"},
    ),
    Slip(
        "scaled the extra rows that stand for the penalty by m lam instead of its square root, "
        "so the penalty's part in the gradient of w is m lam^2 w instead of lam w",
        as_extra_examples,
        {"np.sqrt(m * lam) *": "m * lam *"},
    ),
    Slip(
        "divided by the number of rows of the extended matrix, m + n, instead of m in both gradients",
        as_extra_examples,
        {"r / m": "r / len(rows)"},
    ),
    Slip(
        "added lam to every entry of X'X/m instead of to its diagonal only (lam instead of lam I)",
        collected,
        {"lam * np.eye(n)": "lam"},
    ),
    Slip(
        "dropped the term (mean of the x_i) . w from the gradient of b, as if the features were centred, "
        "so it is b minus the mean of y",
        collected,
        {"X.mean(axis=0) @ w + b": "b"},
    ),
    Slip(
        "two mistakes in the gradient of w: took y + b instead of y - b when bringing the bias to the side of the "
        "targets, and forgot the 1/m before X'(y - b)",
        collected,
        {"X.T @ (y - b) / m": "X.T @ (y + b)"},
    ),
    Slip(
        "differentiated the penalty as lam/2 |w|, the norm without its square: lam/2 w/|w| instead of lam w",
        step_by_step,
        {"lam / 2 * 2 * w": "lam / 2 * w / np.sqrt(w @ w)"},
    ),
    Slip(
        "overwrote the gradient of w from the squared error with that from the penalty instead of adding the two",
        step_by_step,
        {"dL_dw = dL_dw + lam": "dL_dw = lam"},
    ),
]
