"""A network of two layers, the examples as columns. h1 = W1 x + b1, h2 = max(0, h1), p = W2 h2 + b2; x is d x n, W1 is
H x d, b1 is H x 1, W2 is K x H, b2 is K x 1. The loss is 1/(2n) times the sum of (p - y)^2, where y is K x n. Derive
the gradients of the loss with respect to W1, b1, W2 and b2."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2")


def make(rng, size):
    d, n, H, K = ((3, 4, 5, 2), (2, 5, 3, 4), (4, 3, 2, 5))[size]
    return {
        "x": rng.normal(size=(d, n)),
        "y": rng.normal(size=(K, n)),
        "W1": rng.normal(size=(H, d)),
        "b1": rng.normal(size=(H, 1)),
        "W2": rng.normal(size=(K, H)),
        "b2": rng.normal(size=(K, 1)),
    }


def loss(x, y, W1, b1, W2, b2):
    p = W2 @ np.maximum(0, W1 @ x + b1) + b2
    return np.sum((p - y) ** 2) / (2 * x.shape[1])


def backward(x, y, W1, b1, W2, b2):
    h1 = W1 @ x + b1
    h2 = np.maximum(0, h1)
    d_p = (W2 @ h2 + b2 - y) / x.shape[1]
    d_W2 = d_p @ h2.T
    d_b2 = np.sum(d_p, axis=1, keepdims=True)
    d_h1 = (W2.T @ d_p) * (h1 > 0)
    d_W1 = d_h1 @ x.T
    d_b1 = np.sum(d_h1, axis=1, keepdims=True)
    return {"W1": d_W1, "b1": d_b1, "W2": d_W2, "b2": d_b2}


CASES = [
    Slip("took the mean over the examples instead of the sum in the gradient of the bias b1", backward,
         {"np.sum(d_h1, axis=1": "np.mean(d_h1, axis=1"}, source="kvfrans/notes#5"),
]
