"""A linear classifier with the multiclass hinge loss and a penalty. S = X W for n examples in rows (X is n x d, W is
d x k), T holds one-hot labels, s_i is the score of the right class. The loss is the mean over i of the sum over the
wrong classes j of max(0, S_ij - s_i + 1), plus reg times the sum of the squares of W. Derive the gradient of the loss
with respect to W."""

import numpy as np

from nn.array import relu
from tests.slips.cases import Slip

ASKED = ("W",)


def make(rng, size):
    n, d, k = ((4, 2, 3), (5, 3, 4), (3, 5, 2))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "T": np.eye(k)[np.arange(n) % k],
        "W": rng.normal(size=(d, k)),
        "reg": (0.3, 0.2, 0.5)[size],
    }


def loss(X, T, W, reg):
    S = X @ W
    right = np.sum(S * T, axis=1).reshape(len(T), 1)
    return np.sum(relu(S - right + 1) * (1 - T)) / len(T) + reg * np.sum(W**2)


def vectorised(X, T, W, reg):
    n = len(X)
    S = X @ W
    right = np.sum(S * T, axis=1, keepdims=True)
    M = (S - right + 1 > 0) * (1 - T)
    M = M - T * M.sum(axis=1, keepdims=True)
    dW = X.T @ M / n
    dW += 2 * reg * W
    return {"W": dW}


CASES = [
    Slip("forgot the factor 2 in the gradient of the penalty reg times the sum of the squares of W", vectorised,
         {"2 * reg * W": "reg * W"}, source="jingtinghuang/CS231n-Spring-2017#3"),
]
