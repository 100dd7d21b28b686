"""A layer that only adds a bias. The n examples are the columns of X, which is d x n; Z = X + b, with the same d x 1
vector b for each column, then A = tanh(Z). The loss is 1/2 times the sum of (A - Y)^2. Derive the gradients of the
loss with respect to X and b."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("X", "b")


def make(rng, size):
    d, n = ((3, 4), (4, 2), (2, 5))[size]
    return {"X": rng.normal(size=(d, n)), "Y": rng.normal(size=(d, n)), "b": rng.normal(size=(d, 1))}


def loss(X, Y, b):
    return np.sum((np.tanh(X + b) - Y) ** 2) / 2


def layers(X, Y, b):
    A = np.tanh(X + b)
    error = (A - Y) * (1 - A**2)
    gradient = error.sum(axis=1, keepdims=True)
    return {"X": error, "b": gradient}


CASES = [
    Slip("did not sum the gradient of the bias over the examples of the batch: it is the whole error, d x n", layers,
         {"error.sum(axis=1, keepdims=True)": "error"}, source="mlpack/mlpack#3679"),
]
