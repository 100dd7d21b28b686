"""A two-layer network with a penalty on the weights and on the biases. H = max(0, X W1 + b1), S = H W2 + b2; the loss
is the mean over the n rows of the cross-entropy of softmax(S) with the classes c, plus reg times (the sums of the
squares of W1, W2, b1 and b2). Derive the gradients of the loss with respect to W1, b1, W2 and b2."""

import numpy as np

from nn.array import logsumexp
from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2")


def make(rng, size):
    n, d, h, k = ((4, 3, 5, 2), (3, 2, 4, 5), (5, 4, 2, 3))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "c": rng.integers(k, size=n),
        "W1": rng.normal(size=(d, h)),
        "b1": rng.normal(size=h),
        "W2": rng.normal(size=(h, k)),
        "b2": rng.normal(size=k),
        "reg": (0.1, 0.2, 0.05)[size],
    }


def loss(X, c, W1, b1, W2, b2, reg):
    S = np.maximum(0, X @ W1 + b1) @ W2 + b2
    total = 0.0
    for i in range(len(X)):
        total = total + logsumexp(S[i]) - S[i, int(c[i])]
    return total / len(X) + reg * (np.sum(W1 * W1) + np.sum(W2 * W2) + np.sum(b1 * b1) + np.sum(b2 * b2))


def two_layer_net(X, c, W1, b1, W2, b2, reg):
    n = len(X)
    H = np.maximum(0, X @ W1 + b1)
    e = np.exp(H @ W2 + b2)
    dS = e / e.sum(axis=1, keepdims=True)
    dS[np.arange(n), c] -= 1
    dS /= n
    dW2 = H.T @ dS + 2 * reg * W2
    db2 = dS.sum(axis=0) + 2 * reg * b2
    dH = dS @ W2.T
    dH[H <= 0] = 0
    dW1 = X.T @ dH + 2 * reg * W1
    db1 = dH.sum(axis=0) + 2 * reg * b1
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


CASES = [
    Slip("the loss has a penalty on the biases, too, but 2 reg b1 and 2 reg b2 were not added to their gradients",
         two_layer_net, {" + 2 * reg * b1": "", " + 2 * reg * b2": ""}, source="Burton2000/CS231n-2017#9"),
]
