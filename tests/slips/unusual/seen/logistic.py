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
        "wrote the error as y - p instead of p - y (the gradient of the log-likelihood), so w and b have the "
        "wrong sign",
        with_errors,
        {"(p - y) / m": "(y - p) / m"},
    ),
    Slip(
        "divided by the number of features n (the second dimension of X) where the mean over the m examples is "
        "meant",
        with_errors,
        {"X.shape[0]": "X.shape[1]"},
    ),
    Slip(
        "multiplied the error p - y by p(1 - p) once more, as one does for squared error",
        with_errors,
        {"(p - y) / m": "(p - y) * p * (1 - p) / m"},
    ),
    Slip(
        "took the mean of delta for b although delta was divided by m already, so b's gradient is divided by m "
        "twice",
        with_errors,
        {"np.sum(delta)": "np.mean(delta)"},
    ),
    Slip(
        "took p to be the predicted class (1 where the probability exceeds 1/2, else 0) in the error p - y",
        with_errors,
        {"(p - y) / m": "((p > 0.5) - y) / m"},
    ),
    Slip(
        "added w/m to the gradient of w, the term of an L2 penalty that this loss does not have",
        with_errors,
        {"X.T @ delta": "X.T @ delta + w / m"},
    ),
    Slip(
        "lost the minus of the inner derivative of log(1 - p): has y/p + (1 - y)/(1 - p) instead of y/p - (1 - "
        "y)/(1 - p)",
        chain_of_locals,
        {"y / p - (1 - y)": "y / p + (1 - y)"},
    ),
    Slip(
        "differentiated only the y log p part of the loss by p and left out the (1 - y) log(1 - p) part",
        chain_of_locals,
        {"-(y / p - (1 - y) / (1 - p)) / m": "-(y / p) / m"},
    ),
    Slip(
        "wrote the derivative of the sigmoid as z(1 - z) instead of p(1 - p)",
        chain_of_locals,
        {"dp_dz = p * (1 - p)": "dp_dz = z * (1 - z)"},
    ),
    Slip(
        "two mistakes: forgot the square in the sigmoid's derivative exp(-z) / (1 + exp(-z))^2, which goes into "
        "w; and summed dL/dp instead of dL/dz for b, so b lacks the derivative of the sigmoid altogether",
        chain_of_locals,
        {"dp_dz = p * (1 - p)": "dp_dz = np.exp(-z) / (1 + np.exp(-z))", "np.sum(dL_dz)": "np.sum(dL_dp)"},
    ),
    Slip(
        "for the examples with y = 0 took 1 - p instead of p as the derivative by z",
        by_index,
        {"            dz = p\n": "            dz = 1 - p\n"},
    ),
    Slip(
        "in the gradient of w_j multiplied by w_j where the input X_ij belongs",
        by_index,
        {"dw[j] += dz * X[i, j]": "dw[j] += dz * w[j]"},
    ),
    Slip(
        "adds to b's gradient only after the loop over the examples, so that only the last example counts for b",
        by_index,
        {"        db += dz\n": "    db += dz\n"},
    ),
    Slip(
        "two mistakes: computed z without the bias b, so every p is wrong; and forgot the 1/m of the mean in b's "
        "gradient",
        by_index,
        {"z = b\n": "z = 0.0\n", '"b": db / m': '"b": db'},
    ),
]
