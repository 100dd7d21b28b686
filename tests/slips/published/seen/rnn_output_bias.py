"""A recurrent network that predicts a class at each of T steps. h_t = tanh(U x_t + W h_(t-1) + b), h_0 = 0, P_t =
softmax(V h_t + c); X is T x d, Y (T x k) holds one-hot labels. The loss is the sum over t of - sum over k of Y_tk log
P_tk. Derive the gradients of the loss with respect to U, W, V, b and c."""

import numpy as np

from nn.array import softmax
from tests.slips.cases import Slip

ASKED = ("U", "W", "V", "b", "c")


def make(rng, size):
    T, d, h, k = ((3, 2, 2, 3), (4, 3, 2, 2), (2, 4, 3, 5))[size]
    return {
        "X": rng.normal(size=(T, d)),
        "Y": np.eye(k)[rng.integers(k, size=T)],
        "U": rng.normal(size=(h, d)),
        "W": rng.normal(size=(h, h)),
        "V": rng.normal(size=(k, h)),
        "b": rng.normal(size=h),
        "c": rng.normal(size=k),
    }


def loss(X, Y, U, W, V, b, c):
    h, total = np.zeros(len(b)), 0.0
    for t in range(len(X)):
        h = np.tanh(U @ X[t] + W @ h + b)
        total = total - np.sum(Y[t] * np.log(softmax(V @ h + c)))
    return total


def through_time(X, Y, U, W, V, b, c):
    T = len(X)
    hs = [np.zeros(len(b))]
    for x in X:
        hs.append(np.tanh(U @ x + W @ hs[-1] + b))
    dU, dW, dV = np.zeros_like(U), np.zeros_like(W), np.zeros_like(V)
    db, dc = np.zeros_like(b), np.zeros_like(c)
    dhnext = np.zeros(len(b))
    for t in reversed(range(T)):
        e = np.exp(V @ hs[t + 1] + c)
        dy = e / e.sum() - Y[t]
        dV += np.outer(dy, hs[t + 1])
        dc += dy
        dhrec = (V.T @ dy + dhnext) * (1 - hs[t + 1] ** 2)
        db += dhrec
        dU += np.outer(dhrec, X[t])
        dW += np.outer(dhrec, hs[t])
        dhnext = W.T @ dhrec
    return {"U": dU, "W": dW, "V": dV, "b": db, "c": dc}


CASES = [
    Slip("added the gradient of the output bias c to itself instead of adding the error at the output, so that "
         "it stays zero", through_time,
         {"dc += dy": "dc += dc"}, source="javaidnabi31/RNN-from-scratch#2"),
]
