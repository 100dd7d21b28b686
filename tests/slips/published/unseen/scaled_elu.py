"""Scaled exponential linear units. z = X w + b for the n rows of X, and f(z) = lam z where z > 0,
lam alpha (exp(z) - 1) elsewhere. The loss is 1/2 times the sum of (f(z) - y)^2. Derive the gradients of the loss with
respect to w and b (a number)."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "b")


def make(rng, size):
    n, d = ((4, 3), (5, 2), (6, 4))[size]
    X, w = rng.normal(size=(n, d)), rng.normal(size=d)
    X[::2] *= -np.sign(X[::2] @ w)[:, None]
    return {"X": X, "y": rng.normal(size=n), "w": w, "b": -0.1, "lam": 1.05, "alpha": 1.67}


def loss(X, y, w, b, lam, alpha):
    z = X @ w + b
    f = lam * np.maximum(0, z) + lam * alpha * (np.exp(np.minimum(0, z)) - 1)
    return np.sum((f - y) ** 2) / 2


def from_the_output(X, y, w, b, lam, alpha):
    z = X @ w + b
    f = np.where(z > 0, lam * z, lam * alpha * (np.exp(z) - 1))
    deriv = np.where(f > 0, lam, f + lam * alpha)
    dz = (f - y) * deriv
    return {"w": X.T @ dz, "b": dz.sum()}


CASES = [
    Slip("the derivative of the scaled exponential unit for negative z, as a function of its output f, is written as "
         "lam (f + alpha) instead of f + lam alpha", from_the_output, {"f + lam * alpha": "lam * (f + alpha)"},
         source="mlpack/mlpack#1540"),
]
