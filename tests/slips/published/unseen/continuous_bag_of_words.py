"""Continuous bag of words. X is V x m, each column the average of the one-hot vectors of the context words; Y is V x m,
its columns one-hot vectors of the centre words. h = max(0, W1 X + b1), Z = W2 h + b2, P = softmax of each column of Z.
The loss is the mean over the m columns of minus the sum of Y log P. W1 is N x V, b1 is N x 1, W2 is V x N, b2 is V x 1.
Derive the gradients of the loss with respect to the four of them."""

import numpy as np

from nn.array import logsumexp
from tests.slips.cases import Slip

ASKED = ("W1", "W2", "b1", "b2")


def make(rng, size):
    V, N, m = ((5, 3, 4), (4, 2, 5), (6, 4, 3))[size]
    X = rng.dirichlet(np.ones(V), size=m).T
    return {
        "X": X,
        "Y": np.eye(V)[rng.integers(V, size=m)].T,
        "W1": rng.normal(size=(N, V)),
        "W2": rng.normal(size=(V, N)),
        "b1": rng.normal(size=(N, 1)),
        "b2": rng.normal(size=(V, 1)),
    }


def loss(X, Y, W1, W2, b1, b2):
    m = X.shape[1]
    Z = W2 @ np.maximum(0, W1 @ X + b1) + b2
    total = 0.0
    for j in range(m):
        total = total + logsumexp(Z[:, j]) - np.sum(Y[:, j] * Z[:, j])
    return total / m


def back_prop(X, Y, W1, W2, b1, b2):
    m = X.shape[1]
    a = W1 @ X + b1
    h = np.maximum(0, a)
    e = np.exp(W2 @ h + b2)
    P = e / e.sum(axis=0)
    l1 = (W2.T @ (P - Y)) * (a > 0)
    grad_W1 = l1 @ X.T / m
    grad_W2 = (P - Y) @ h.T / m
    grad_b1 = np.sum(l1, axis=1, keepdims=True) / m
    grad_b2 = np.sum(P - Y, axis=1, keepdims=True) / m
    return {"W1": grad_W1, "W2": grad_W2, "b1": grad_b1, "b2": grad_b2}


CASES = [
    Slip("summed a gradient of the weights over its entries for the biases: b2 has the sums of the rows of (P - Y) h^T "
         "instead of the sums of P - Y over the columns (b1, of l1 X^T, is right as the columns of X sum to one)",
         back_prop,
         {"np.sum(l1, axis=1, keepdims=True) / m": "np.sum(l1 @ X.T, axis=1, keepdims=True) / m",
          "np.sum(P - Y, axis=1, keepdims=True) / m": "np.sum((P - Y) @ h.T, axis=1, keepdims=True) / m"},
         source="rust0258/Deeplearning.ai-Natural-Language-Processing-Specialization#62"),
]
