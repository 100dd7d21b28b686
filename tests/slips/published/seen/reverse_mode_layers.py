"""Two tanh layers on one vector x of length d. r1 = W1 x + b1, v1 = tanh(r1), r2 = W2 v1 + b2, v2 = tanh(r2); the
loss is 1/2 |v2 - y|^2. W1 is h x d and W2 is k x h. Write the reverse mode with a bar for each variable, and give the
gradients of the loss with respect to W1, b1, W2 and b2."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2")


def make(rng, size):
    d, h, k = ((2, 3, 2), (3, 2, 4), (4, 5, 3))[size]
    return {
        "x": rng.normal(size=d),
        "y": rng.normal(size=k),
        "W1": rng.normal(size=(h, d)),
        "b1": rng.normal(size=h),
        "W2": rng.normal(size=(k, h)),
        "b2": rng.normal(size=k),
    }


def loss(x, y, W1, b1, W2, b2):
    return np.sum((np.tanh(W2 @ np.tanh(W1 @ x + b1) + b2) - y) ** 2) / 2


def with_bars(x, y, W1, b1, W2, b2):
    v1 = np.tanh(W1 @ x + b1)
    v2 = np.tanh(W2 @ v1 + b2)
    v2_bar = v2 - y
    r2_bar = v2_bar * (1 - v2**2)
    W2_bar = np.outer(r2_bar, v1)
    b2_bar = r2_bar
    v1_bar = W2.T @ r2_bar
    r1_bar = v1_bar * (1 - v1**2)
    W1_bar = np.outer(r1_bar, x)
    b1_bar = r1_bar
    return {"W1": W1_bar, "b1": b1_bar, "W2": W2_bar, "b2": b2_bar}


CASES = [
    Slip("sent v2_bar instead of r2_bar through W2 to the layer below, so that the derivative of the second tanh "
         "is lost there",
         with_bars, {"W2.T @ r2_bar": "W2.T @ v2_bar"}, source="SciML/SciMLBook#164"),
]
