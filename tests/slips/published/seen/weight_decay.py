"""A linear layer with weight decay. P = X W + b, X is n x d, W is d x k, b has k entries. The loss is 1/(2n) times
the sum of (P - Y)^2 over examples and outputs, plus lam/2 times the sum of the squares of W. Derive the gradients of
the loss with respect to W and b."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "b")


def make(rng, size):
    n, d, k = ((4, 2, 3), (5, 4, 2), (3, 2, 4))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "Y": rng.normal(size=(n, k)),
        "W": rng.normal(size=(d, k)),
        "b": rng.normal(size=k),
        "lam": (0.4, 0.6, 0.3)[size],
    }


def loss(X, Y, W, b, lam):
    return np.sum((X @ W + b - Y) ** 2) / (2 * len(X)) + lam / 2 * np.sum(W**2)


def vectorised(X, Y, W, b, lam):
    n = len(X)
    D = X @ W + b - Y
    dW = np.dot(X.T, D) / n + lam * W
    db = np.mean(D, axis=0)
    return {"W": dW, "b": db}


CASES = [
    Slip("subtracted the weight decay lam W instead of adding it", vectorised, {"/ n + lam * W": "/ n - lam * W"},
         source="andersbll/nnet#4"),
    Slip("added lam times the sum of the squares of W, one number, to every entry of the gradient of W, instead "
         "of lam W", vectorised,
         {"lam * W": "lam * np.square(W).sum()"}, source="omar-florez/scratch_mlp#5"),
]
