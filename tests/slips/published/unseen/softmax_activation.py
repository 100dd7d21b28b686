"""Softmax as an activation, with the squared error. The examples are the columns: Z = W X + b is K x n, P is the
softmax of each column of Z. The loss is 1/(2n) times the sum of (P - Y)^2. W is K x d, b is K x 1. Derive the gradients
of the loss with respect to W and b."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "b")


def make(rng, size):
    K, d, n = ((3, 2, 4), (4, 3, 2), (2, 5, 3))[size]
    return {
        "X": rng.normal(size=(d, n)),
        "Y": np.eye(K)[rng.integers(K, size=n)].T,
        "W": rng.normal(size=(K, d)),
        "b": rng.normal(size=(K, 1)),
    }


def loss(X, Y, W, b):
    e = np.exp(W @ X + b)
    P = e / np.sum(e, axis=0, keepdims=True)
    return np.sum((P - Y) ** 2) / (2 * X.shape[1])


def vectorised(X, Y, W, b):
    e = np.exp(W @ X + b)
    P = e / e.sum(axis=0, keepdims=True)
    dP = (P - Y) / X.shape[1]
    dZ = P * (dP - (P * dP).sum(axis=0, keepdims=True))
    return {"W": dZ @ X.T, "b": dZ.sum(axis=1, keepdims=True)}


CASES = [
    Slip("multiplied number by number with P (1 - P), as if softmax had no derivatives between different classes: the "
         "terms off the diagonal of its Jacobian are missing", vectorised,
         {"P * (dP - (P * dP).sum(axis=0, keepdims=True))": "dP * P * (1 - P)"}, source="RubixML/ML#438"),
]
