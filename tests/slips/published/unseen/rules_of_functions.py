"""Two functions in a row, number by number: t = tanh(x), s = sigmoid(t); the loss is the sum of v s with given v, all
n x d. Derive the gradient of the loss with respect to x, with one backward rule for each function."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    n, d = ((3, 2), (2, 4), (4, 3))[size]
    return {"x": rng.normal(size=(n, d)), "v": rng.normal(size=(n, d))}


def loss(x, v):
    return np.sum(v / (1 + np.exp(-np.tanh(x))))


def rules(x, v):
    t = np.tanh(x)
    s = 1 / (1 + np.exp(-t))
    grad_s = v
    grad_t = grad_s * s * (1 - s)
    grad_x = grad_t * (1 - t**2)
    return {"x": grad_x}


CASES = [
    Slip("the rules of sigmoid and tanh do not multiply by the incoming gradient: they return s (1 - s) and 1 - t^2 "
         "alone", rules, {"grad_s * s * (1 - s)": "s * (1 - s)", "grad_t * (1 - t**2)": "1 - t**2"},
         source="OpenMined/PySyft#2148"),
]
