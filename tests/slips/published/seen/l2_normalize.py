"""Dividing each row by its length plus a constant. Y = X / (N + eps) with N_i = sqrt(sum over j of X_ij^2), X is n x
d; the loss is 1/2 times the sum of (Y - T)^2. Derive the gradient of the loss with respect to X."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("X",)


def make(rng, size):
    n, d = ((2, 3), (4, 2), (3, 5))[size]
    return {"X": rng.normal(size=(n, d)), "T": rng.normal(size=(n, d)), "eps": (0.5, 0.2, 0.8)[size]}


def loss(X, T, eps):
    N = np.sqrt(np.sum(X**2, axis=1)).reshape(len(T), 1)
    return np.sum((X / (N + eps) - T) ** 2) / 2


def vectorised(X, T, eps):
    length = np.sqrt(np.sum(X**2, axis=1, keepdims=True))
    norm = length + eps
    G = X / norm - T
    along = np.sum(X * G, axis=1, keepdims=True) / length
    return {"X": (G * norm - along * X) / norm**2}


CASES = [
    Slip("divided by N + eps instead of N where the length itself is differentiated, as if eps stood under the "
         "root", vectorised,
         {"keepdims=True) / length": "keepdims=True) / norm"}, source="chainer/chainer#4190"),
]
