"""Huber losses with a weight for each example. For predictions X (n x k) and targets T, h(d) = d^2/2 if |d| <= delta,
else delta (|d| - delta/2), with d = X - T. The loss is the sum over the n examples i of c_i times the sum over the k
entries of h. Derive the gradient of the loss with respect to X."""

import numpy as np

from nn.array import relu
from tests.slips.cases import Slip

ASKED = ("X",)


def make(rng, size):
    n, k = ((3, 2), (2, 4), (5, 3))[size]
    signs = np.where(np.arange(n * k) % 2, 1.0, -1.0).reshape(n, k)
    T = rng.normal(size=(n, k))
    return {"X": T + signs * rng.uniform(0.2, 2.5, size=(n, k)), "T": T, "c": rng.uniform(0.5, 2, size=n), "delta": 0.9}


def loss(X, T, c, delta):
    size = np.abs(X - T)
    inner = size - relu(size - delta)
    return np.sum(c * np.sum(inner**2 / 2 + delta * (size - inner), axis=1))


def with_cases(X, T, c, delta):
    d = X - T
    g = c.reshape(-1, 1)
    dX = g * np.where(abs(d) <= delta, d, delta * np.sign(d))
    return {"X": dX}


CASES = [
    Slip("the backward step of the Huber loss ignores the gradient c_i that arrives at "
         "it", with_cases, {"g * np.where": "np.where"},
         source="chainer/chainer#1175"),
    Slip("compared d itself instead of |d| with delta, so that every d below -delta is treated as in the middle "
         "piece", with_cases,
         {"abs(d) <= delta": "d <= delta"}, source="BobMcDear/attorch#13"),
]
