"""Dividing each row by the sum of its absolute values. Y = X / N with N_i = sum over j of |X_ij|, X is n x d; the
loss is 1/2 times the sum of (Y - T)^2. Derive the gradient of the loss with respect to X."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("X",)


def make(rng, size):
    n, d = ((2, 3), (4, 2), (3, 5))[size]
    return {"X": rng.normal(size=(n, d)), "T": rng.normal(size=(n, d))}


def loss(X, T):
    N = np.sum(np.abs(X), axis=1).reshape(len(T), 1)
    return np.sum((X / N - T) ** 2) / 2


def vectorised(X, T):
    N = np.abs(X).sum(axis=1, keepdims=True)
    Y = X / N
    G = Y - T
    a = np.sum(G * Y, axis=1, keepdims=True)
    return {"X": (G - a * np.sign(X)) / N}


CASES = [
    Slip("put the squares of X, which belong to the other norm, where the signs of X should "
         "stand", vectorised, {"np.sign(X)": "X**2"},
         source="happynear/caffe-windows#205"),
]
