"""Logistic regression with a penalty. p = sigmoid(X w) for an m x d matrix X and labels y of 0 or 1. The loss is -
1/m times the sum of y log p + (1 - y) log(1 - p), plus lam/(2m) times the sum of the squares of w. Derive the
gradient of the loss with respect to the vector w."""

import numpy as np

from nn.array import sigmoid
from tests.slips.cases import Slip

ASKED = ("w",)


def make(rng, size):
    m, d = ((4, 2), (5, 3), (6, 4))[size]
    return {
        "X": rng.normal(size=(m, d)),
        "y": np.array([1.0, 0.0, 1.0, 1.0, 0.0, 0.0])[:m],
        "w": rng.normal(size=d),
        "lam": (0.7, 1.2, 0.9)[size],
    }


def loss(X, y, w, lam):
    p = sigmoid(X @ w)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)) + lam / (2 * len(y)) * np.sum(w**2)


def vectorised(X, y, w, lam):
    m = len(y)
    p = 1 / (1 + np.exp(-(X @ w)))
    dw = X.T @ (p - y) / m + lam / m * w
    return {"w": dw}


def in_index_notation(X, y, w, lam):
    m, d = X.shape
    h = 1 / (1 + np.exp(-(X @ w)))
    dw = np.zeros(d)
    for j in range(d):
        dw[j] = 1 / m * np.sum((h - y) * X[:, j]) + lam / m * w[j]
    return {"w": dw}


def by_the_chain_rule(X, y, w, lam):
    m = len(y)
    a = 1 / (1 + np.exp(-(X @ w)))
    dL_da = (1 - y) / (1 - a) - y / a
    da_dz = a * (1 - a)
    return {"w": X.T @ (dL_da * da_dz) / m + lam / m * w}


CASES = [
    Slip("left out the factor x_j: the gradient of w_j is the mean of p - y plus the penalty, for every "
         "j", in_index_notation,
         {"(h - y) * X[:, j]": "h - y"}, source="fengdu78/Coursera-ML-AndrewNg-Notes#82"),
    Slip("left out 1/m, the number of examples, in front of X^T (p - y)", vectorised, {"(p - y) / m": "(p - y)"},
         source="eriklindernoren/ML-From-Scratch#124"),
    Slip("multiplied the error p - y by the derivative p (1 - p) of the sigmoid, as for a squared error, "
         "although the loss is the log loss",
         vectorised, {"(p - y) / m": "((p - y) * p * (1 - p)) / m"}, source="udacity/deep-learning-v2-pytorch#208"),
    Slip("wrote the derivative of the sigmoid a as 1 - a instead of a (1 - "
         "a)", by_the_chain_rule, {"a * (1 - a)": "1 - a"},
         source="schneider128k/machine_learning_course#1"),
]
