"""Logistic regression on a batch. X is an m x n matrix whose rows are the examples, y holds m labels 0 or 1, w has n
entries, b is a number.
z = X w + b, p_i = 1 / (1 + exp(-z_i)),
L = -(1/m) sum over i of [ y_i log p_i + (1 - y_i) log(1 - p_i) ].
Derive the gradients of L with respect to w and b."""

import numpy as np

from nn.array import sigmoid
from tests.slips.cases import Slip

ASKED = ("w", "b")


def make(rng, size):
    m, n = ((5, 3), (8, 4), (6, 2))[size]
    labels = np.array([1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0])[:m]
    return {"X": rng.normal(size=(m, n)), "y": rng.permutation(labels), "w": rng.normal(size=n), "b": rng.normal()}


def loss(X, y, w, b):
    p = sigmoid(X @ w + b)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def with_errors(X, y, w, b):
    m = X.shape[0]
    z = X @ w + b
    p = 1 / (1 + np.exp(-z))
    delta = (p - y) / m
    dw = X.T @ delta
    db = np.sum(delta)
    return {"w": dw, "b": db}


def chain_of_locals(X, y, w, b):
    m = len(y)
    z = X @ w + b
    p = 1 / (1 + np.exp(-z))
    dL_dp = -(y / p - (1 - y) / (1 - p)) / m
    dp_dz = p * (1 - p)
    dL_dz = dL_dp * dp_dz
    dz_dw = X
    dw = dz_dw.T @ dL_dz
    db = np.sum(dL_dz)
    return {"w": dw, "b": db}


def by_index(X, y, w, b):
    m, n = X.shape
    dw = np.zeros(n)
    db = 0.0
    for i in range(m):
        z = b
        for j in range(n):
            z = z + w[j] * X[i, j]
        p = 1 / (1 + np.exp(-z))
        if y[i] == 1:
            dz = p - 1
        else:
            dz = p
        for j in range(n):
            dw[j] += dz * X[i, j]
        db += dz
    return {"w": dw / m, "b": db / m}


CASES = [
    Slip(
        "forgot the factor 1/m of the loss in delta = p - y, so both gradients are m times too large",
        with_errors,
        {"delta = (p - y) / m": "delta = p - y"},
    ),
    Slip(
        "divided dw by m but forgot to divide db by m, so db is m times too large",
        by_index,
        {'"b": db / m': '"b": db'},
    ),
    Slip(
        "wrote the error as y - p instead of p - y, so both gradients have the wrong sign",
        with_errors,
        {"delta = (p - y) / m": "delta = (y - p) / m"},
    ),
    Slip(
        "forgot the inner derivative -1 of 1 - p: wrote y/p + (1 - y)/(1 - p), so y = 0 examples have a wrong sign",
        chain_of_locals,
        {"(y / p - (1 - y) / (1 - p))": "(y / p + (1 - y) / (1 - p))"},
    ),
    Slip(
        "multiplied p - y also by the sigmoid's slope p (1 - p), which cancels with cross-entropy",
        with_errors,
        {"delta = (p - y) / m": "delta = (p - y) * p * (1 - p) / m"},
    ),
    Slip(
        "lost the minus in front of the loss when differentiating by p, so both gradients have the wrong sign",
        chain_of_locals,
        {"dL_dp = -(y / p": "dL_dp = (y / p"},
    ),
    Slip(
        "did not sum over the examples for the bias: db is the vector delta with m entries",
        with_errors,
        {"db = np.sum(delta)": "db = delta"},
    ),
    Slip(
        "never divided the sums over the examples by m, so dw and db are m times too large",
        by_index,
        {'{"w": dw / m, "b": db / m}': '{"w": dw, "b": db}'},
    ),
    Slip(
        "took the mean of delta for db although delta already contains the 1/m, so db is divided by m twice",
        with_errors,
        {"db = np.sum(delta)": "db = np.mean(delta)"},
    ),
    Slip(
        "forgot the sigmoid's derivative p (1 - p) and passed dL/dp straight on to z, so both gradients are wrong",
        chain_of_locals,
        {"    dp_dz = p * (1 - p)\n": "", "dL_dz = dL_dp * dp_dz": "dL_dz = dL_dp"},
    ),
    Slip(
        "differentiated only y log p and dropped the term (1 - y) log(1 - p), so examples with y = 0 give nothing",
        chain_of_locals,
        {"(y / p - (1 - y) / (1 - p))": "(y / p)"},
    ),
    Slip(
        "assigned db inside the loop instead of adding, so db holds only the last example",
        by_index,
        {"        db += dz": "        db = dz"},
    ),
    Slip(
        "two mistakes: y - p instead of p - y (wrong sign) in both gradients, and no 1/m in db",
        with_errors,
        {"delta = (p - y) / m": "delta = y - p", "dw = X.T @ delta": "dw = X.T @ delta / m"},
    ),
]
