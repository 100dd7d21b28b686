"""Softmax regression on n examples with a weight u_b for each example. P = softmax(X W) by rows, Y holds one-hot
labels, X is n x d, W is d x k. The loss is the sum over examples b of u_b times the cross-entropy - sum over k of
Y_bk log P_bk (no division by n). Derive the gradient of the loss with respect to W."""

import numpy as np

from nn.array import softmax
from tests.slips.cases import Slip

ASKED = ("W",)


def make(rng, size):
    n, d, k = ((4, 2, 3), (5, 3, 4), (3, 4, 2))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "Y": np.eye(k)[rng.integers(k, size=n)],
        "u": rng.uniform(0.5, 2, size=n),
        "W": rng.normal(size=(d, k)),
    }


def loss(X, Y, u, W):
    return -np.sum(u * np.sum(Y * np.log(softmax(X @ W)), axis=1))


def vectorised(X, Y, u, W):
    n = len(X)
    E = np.exp(X @ W)
    P = E / E.sum(axis=1, keepdims=True)
    up = u.reshape(n, 1)
    dZ = up * (P - Y)
    return {"W": X.T @ dZ}


CASES = [
    Slip("divided by the number n of examples, although the loss is a sum and not a mean", vectorised,
         {"up * (P - Y)": "up * (P - Y) / n"}, source="paiml/aprender#2182"),
    Slip("multiplied every example by u_0, the weight of the first example, and divided by n, "
         "instead of multiplying each by its own u_b", vectorised,
         {"up * (P - Y)": "u[0] * (P - Y) / n"}, source="paiml/aprender#2182"),
]
