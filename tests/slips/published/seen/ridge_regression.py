"""Ridge regression. p = X w for an n x d matrix X, and the loss is the mean over the n examples of (p - y)^2 plus lam
times the sum of the squares of w. Derive the gradient of the loss with respect to the vector w."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w",)


def make(rng, size):
    n, d = ((4, 2), (3, 5), (6, 3))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "y": rng.normal(size=n),
        "w": rng.normal(size=d),
        "lam": (0.3, 0.5, 0.2)[size],
    }


def loss(X, y, w, lam):
    return np.mean((X @ w - y) ** 2) + lam * np.sum(w**2)


def with_residuals(X, y, w, lam):
    r = X @ w - y
    dw = 2 * X.T @ r / len(y)
    dw = dw + 2 * lam * w
    return {"w": dw}


CASES = [
    Slip("forgot the 2 in the gradient of the penalty: lam w instead of 2 lam "
         "w", with_residuals, {"2 * lam * w": "lam * w"},
         source="NeuromatchAcademy/course-content-dl#423"),
]
