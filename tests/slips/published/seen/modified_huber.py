"""A linear classifier with the modified Huber loss. f = X w for an n x d matrix X and labels y of -1 or 1, and d_i =
y_i f_i. The loss is the sum over the n examples of max(0, 1 - d)^2 if d >= -1, and of -4 d if d < -1. Derive the
gradient of the loss with respect to the vector w."""

import numpy as np

from nn.array import relu
from tests.slips.cases import Slip

ASKED = ("w",)


def make(rng, size):
    n, d = ((4, 2), (6, 3), (5, 4))[size]
    w = rng.normal(size=d)
    wanted = np.array([-1.6, 0.4, 1.7, -0.5, 0.7, -2.2])[:n]
    y = np.array([1.0, -1.0, 1.0, -1.0, -1.0, 1.0])[:n]
    X = rng.normal(size=(n, d))
    X = X + np.outer(y * wanted - X @ w, w) / (w @ w)
    return {"X": X, "y": y, "w": w}


def loss(X, y, w):
    d = y * (X @ w)
    return np.sum(relu(1 - d) ** 2 - relu(-1 - d) ** 2)


def with_cases(X, y, w):
    dw = np.zeros(len(w))
    for x, t in zip(X, y):
        d = t * (x @ w)
        if d < -1:
            dw -= 4 * t * x
        else:
            dw -= 2 * (t - d * t) * x * (d < 1)
    return {"w": dw}


CASES = [
    Slip("forgot the 2 where d is at least -1, and did not stop at d = 1 there: the branch gives -(1 - d) y x "
         "for all d above -1",
         with_cases, {"dw -= 2 * (t - d * t) * x * (d < 1)": "dw -= (t - d * t) * x"}, source="stdlib-js/stdlib#13111"),
]
