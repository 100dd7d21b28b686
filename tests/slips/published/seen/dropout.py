"""A linear layer with dropout on its input. The mask M of zeros and ones (n x d) is given, and each input was dropped
with probability p. Out = ((M X) W + b) / (1 - p), where M X is taken number by number; the loss is 1/(2n) times the
sum of (Out - Y)^2. W is d x k. Derive the gradients of the loss with respect to X, W and b."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("X", "W", "b")


def make(rng, size):
    n, d, k = ((3, 4, 2), (4, 3, 5), (5, 6, 3))[size]
    M = np.where(np.arange(n * d) % 3 == 1, 0.0, 1.0).reshape(n, d)
    return {
        "X": rng.normal(size=(n, d)),
        "Y": rng.normal(size=(n, k)),
        "M": M,
        "p": (0.4, 0.3, 0.25)[size],
        "W": rng.normal(size=(d, k)),
        "b": rng.normal(size=k),
    }


def loss(X, Y, M, p, W, b):
    out = ((M * X) @ W + b) / (1 - p)
    return np.sum((out - Y) ** 2) / (2 * len(Y))


def step_by_step(X, Y, M, p, W, b):
    scale = 1 / (1 - p)
    kept = M * X
    dout = (scale * (kept @ W + b) - Y) / len(Y)
    dZ = dout * scale
    dW = kept.T @ dZ
    db = dZ.sum(axis=0)
    dX = (dZ @ W.T) * M
    return {"X": dX, "W": dW, "b": db}


CASES = [
    Slip("scaled the gradient by 1/(1 - p) in the backward step of dropout, but did not apply the mask M to the "
         "gradient of X",
         step_by_step, {"(dZ @ W.T) * M": "dZ @ W.T"}, source="ddbourgin/numpy-ml#94"),
]
