"""A softmax layer that feeds a squared error. P = softmax(X W + b) by rows, X is n x d, W is d x k; T is n x k. The
loss is 1/(2n) times the sum of (P - T)^2 over all examples and classes. Derive the gradients of the loss with respect
to W and b."""

import numpy as np

from nn.array import softmax
from tests.slips.cases import Slip

ASKED = ("W", "b")


def make(rng, size):
    n, d, k = ((4, 2, 3), (3, 4, 5), (6, 3, 2))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "T": rng.uniform(size=(n, k)),
        "W": rng.normal(size=(d, k)),
        "b": rng.normal(size=k),
    }


def loss(X, T, W, b):
    return np.sum((softmax(X @ W + b) - T) ** 2) / (2 * len(X))


def with_the_jacobian(X, T, W, b):
    n = len(X)
    E = np.exp(X @ W + b)
    P = E / E.sum(axis=1, keepdims=True)
    g = (P - T) / n
    dot = np.sum(g * P, axis=1, keepdims=True)
    dZ = P * (g - dot)
    return {"W": X.T @ dZ, "b": dZ.sum(axis=0)}


CASES = [
    Slip("kept only the diagonal P_i (1 - P_i) of the Jacobian of the softmax, without the terms -P_i P_j for i not j",
         with_the_jacobian, {"P * (g - dot)": "P * (1 - P) * g"}, source="deeplearning4j/libnd4j#440"),
]
