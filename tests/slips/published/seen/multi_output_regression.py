"""A network with one relu layer and k outputs for regression. A = relu(X W1 + b1), P = A W2 + b2; X is n x d, W1 is d
x h, W2 is h x k. The loss is 1/2 times the mean over all n k entries of (P - Y)^2. Derive the gradients of the loss
with respect to W1, b1, W2 and b2."""

import numpy as np

from nn.array import relu
from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2")


def make(rng, size):
    n, d, h, k = ((4, 2, 3, 2), (5, 3, 4, 3), (3, 4, 6, 5))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "Y": rng.normal(size=(n, k)),
        "W1": rng.normal(size=(d, h)),
        "b1": rng.normal(size=h) + 0.5,
        "W2": rng.normal(size=(h, k)),
        "b2": rng.normal(size=k),
    }


def loss(X, Y, W1, b1, W2, b2):
    return np.mean((relu(X @ W1 + b1) @ W2 + b2 - Y) ** 2) / 2


def with_deltas(X, Y, W1, b1, W2, b2):
    n, k = Y.shape
    A = np.maximum(X @ W1 + b1, 0)
    last = (A @ W2 + b2 - Y) / k
    dW2 = A.T @ last / n
    db2 = last.mean(axis=0)
    hidden = last @ W2.T * (A > 0)
    dW1 = X.T @ hidden / n
    db1 = hidden.mean(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


CASES = [
    Slip("averaged over the n examples only, although the loss averages over the k outputs too: all gradients "
         "are k times too large",
         with_deltas, {"(A @ W2 + b2 - Y) / k": "A @ W2 + b2 - Y"}, source="scikit-learn/scikit-learn#8349"),
]
