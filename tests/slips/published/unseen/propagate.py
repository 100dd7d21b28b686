"""Logistic regression with the examples in columns: X is d x m, w has d entries, b is a number and
A = sigmoid(w^T X + b). The cost is J = -1/m sum(Y log A + (1 - Y) log(1 - A)). Derive its gradients for w and b."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "b")


def make(rng, size):
    d, m = ((2, 3), (3, 4), (4, 6))[size]
    return {
        "X": rng.normal(size=(d, m)),
        "Y": np.where(np.arange(m) < 2, 1.0, 0.0),
        "w": rng.normal(size=d),
        "b": float(rng.normal()),
    }


def loss(X, Y, w, b):
    A = 1 / (1 + np.exp(-(w @ X + b)))
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / len(Y)


def vectorised(X, Y, w, b):
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(w @ X + b)))
    dw = 1 / m * np.dot(X, A - Y)
    db = 1 / m * np.sum(A - Y)
    return {"w": dw, "b": db}


CASES = [
    Slip("multiplied X and A - Y number by number instead of the matrix product X (A - Y)^T, and did not sum A - Y in "
         "db: dw is d x m and db has m entries",
         vectorised, {"np.dot(X, A - Y)": "X * (A - Y)", "np.sum(A - Y)": "(A - Y)"},
         source="community.deeplearning.ai: Course 1 - Week 2 - Exercise 5 - propagate (wrong shape of dw)"),
]
