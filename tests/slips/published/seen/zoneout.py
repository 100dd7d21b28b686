"""A recurrent network with zoneout over T steps. u_t = tanh(U x_t + W h_(t-1) + b), and h_t = M_t h_(t-1) + (1 - M_t)
u_t with a given mask M (T x h) of zeros and ones; h_0 is given. X is T x d. The loss is 1/2 times the sum over t of
|h_t - Y_t|^2. Derive the gradients of the loss with respect to U, W and b."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("U", "W", "b")


def make(rng, size):
    T, d, h = ((3, 2, 3), (4, 3, 2), (5, 2, 4))[size]
    kept = [[1, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0], [1, 0, 0, 1], [0, 0, 1, 0]]
    M = np.array(kept, dtype=float)
    return {
        "X": rng.normal(size=(T, d)),
        "Y": rng.normal(size=(T, h)),
        "M": M[:T, :h],
        "h0": rng.normal(size=h),
        "U": rng.normal(size=(h, d)),
        "W": rng.normal(size=(h, h)),
        "b": rng.normal(size=h),
    }


def loss(X, Y, M, h0, U, W, b):
    h, total = h0, 0.0
    for t in range(len(X)):
        h = M[t] * h + (1 - M[t]) * np.tanh(U @ X[t] + W @ h + b)
        total = total + np.sum((h - Y[t]) ** 2) / 2
    return total


def through_time(X, Y, M, h0, U, W, b):
    hs, us = [h0], []
    for x, m in zip(X, M):
        us.append(np.tanh(U @ x + W @ hs[-1] + b))
        hs.append(m * hs[-1] + (1 - m) * us[-1])
    dU, dW, db = np.zeros_like(U), np.zeros_like(W), np.zeros_like(b)
    dh = np.zeros(len(b))
    for i in reversed(range(len(X))):
        mask = M[i]
        dh = dh + hs[i + 1] - Y[i]
        delta = dh * (1 - mask) * (1 - us[i] ** 2)
        dU += np.outer(delta, X[i])
        dW += np.outer(delta, hs[i])
        db += delta
        dh = dh * mask + W.T @ delta
    return {"U": dU, "W": dW, "b": db}


CASES = [
    Slip("used the zoneout mask of the first step for all steps in the backward "
         "pass", through_time, {"mask = M[i]": "mask = M[0]"},
         source="lmnt-com/haste#43"),
]
