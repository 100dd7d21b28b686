"""The mean squared error. A linear model for n examples, out = X W + b, has k outputs for each of them; the loss is the
mean of (Y - out)^2 over the n examples and the k outputs. Derive the gradients of the loss with respect to W and b."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "b")


def make(rng, size):
    n, d, k = ((4, 3, 2), (3, 2, 5), (5, 4, 3))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "Y": rng.normal(size=(n, k)),
        "W": rng.normal(size=(d, k)),
        "b": rng.normal(size=k),
    }


def loss(X, Y, W, b):
    return np.mean((Y - (X @ W + b)) ** 2)


def by_example(X, Y, W, b):
    n, k = Y.shape
    scale = 1 / (n * k)
    dW, db = np.zeros_like(W), np.zeros_like(b)
    for i in range(n):
        temp = Y[i] - (X[i] @ W + b)
        g = -2.0 * scale * temp
        dW += np.outer(X[i], g)
        db += g
    return {"W": dW, "b": db}


CASES = [
    Slip("the 2 from the square is missing in the gradient of the squared error: -scale (y - out) instead of "
         "-2 scale (y - out)", by_example, {"-2.0 * scale * temp": "-scale * temp"}, source="davisking/dlib#1169"),
]
