"""A product with a sine, f = sin(x) y number by number; x and y are n x d, and the loss is the sum of f^2 / 2. Derive
the gradients of the loss with respect to x and y."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x", "y")


def make(rng, size):
    n, d = ((3, 2), (2, 4), (4, 3))[size]
    return {"x": rng.normal(size=(n, d)), "y": rng.normal(size=(n, d))}


def loss(x, y):
    return np.sum((np.sin(x) * y) ** 2) / 2


def backward(x, y):
    cos_x, sin_x = np.cos(x), np.sin(x)
    g = sin_x * y
    return {"x": cos_x * g * y, "y": sin_x * g}


CASES = [
    Slip("the derivative of sin(x) y with respect to y has a minus that does not belong there: -sin(x) instead of "
         "sin(x)", backward, {'"y": sin_x * g': '"y": -sin_x * g'}, source="jax-ml/jax#3213"),
]
