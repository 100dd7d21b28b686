"""A layer with an activation, then a linear one. Z = X W + b, A = f(Z), out = A v; the loss is the mean over the n rows
of (out - y)^2. The activation f is the leaky rectifier, f(z) = z where z > 0 and alpha z elsewhere. W is d x h. Derive
the gradients of the loss with respect to W, b and v."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "b", "v")


def make(rng, size):
    n, d, h = ((4, 3, 5), (5, 2, 3), (3, 4, 2))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "y": rng.normal(size=n),
        "W": rng.normal(size=(d, h)),
        "b": rng.normal(size=h),
        "v": rng.normal(size=h),
        "alpha": 0.3,
    }


def loss(X, y, W, b, v, alpha):
    Z = X @ W + b
    A = np.maximum(Z, alpha * Z)
    return np.mean((A @ v - y) ** 2)


def with_a_derivative(X, y, W, b, v, alpha):
    Z = X @ W + b
    A = np.where(Z > 0, Z, alpha * Z)
    prime = np.where(Z > 0, 1, alpha)
    r = A @ v - y
    dZ = 2 / len(y) * r[:, None] * v * prime
    return {"W": X.T @ dZ, "b": dZ.sum(0), "v": 2 / len(y) * A.T @ r}


CASES = [
    Slip("the derivative of the leaky rectifier is that of the plain one: 0 instead of alpha where Z is negative",
         with_a_derivative, {"np.where(Z > 0, 1, alpha)": "np.where(Z > 0, 1, 0)"},
         source="scientific-computing/FKB#15"),
]
