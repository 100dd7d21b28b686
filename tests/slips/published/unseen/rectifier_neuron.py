"""Rectified units for one example. z = W x + b, a = max(0, z) number by number, and the loss is 1/2 times the sum of
(a - y)^2. W is h x d. Derive the gradients of the loss with respect to W, b and x."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "b", "x")


def make(rng, size):
    d, h = ((3, 4), (2, 5), (4, 3))[size]
    return {"x": rng.normal(size=d), "y": rng.normal(size=h), "W": rng.normal(size=(h, d)), "b": rng.normal(size=h)}


def loss(x, y, W, b):
    return np.sum((np.maximum(0, W @ x + b) - y) ** 2) / 2


def unit_by_unit(x, y, W, b):
    dW, db, dx = np.zeros_like(W), np.zeros_like(b), np.zeros_like(x)
    for i in range(len(y)):
        z = W[i] @ x + b[i]
        a = max(0, z)
        derivative = 1 if a > 0 else 0
        delta = (a - y[i]) * derivative
        dW[i] = delta * x
        db[i] = delta
        dx += delta * W[i]
    return {"W": dW, "b": db, "x": dx}


CASES = [
    Slip("took 1/(1 + exp(-a)), the sigmoid, for the derivative of the rectifier instead of 1 where a > 0 and else 0",
         unit_by_unit, {"derivative = 1 if a > 0 else 0": "derivative = 1 / (1 + np.exp(-a))"},
         source="jeffheaton/encog-dotnet-core#124"),
]
