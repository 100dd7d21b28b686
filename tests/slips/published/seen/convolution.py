"""A convolution without padding, with stride s, of n pictures X (n x h x w) with one kernel K (f x f) and a bias b
(one number). Out at (i, j) is the sum over the window of X that starts at (i s, j s) of K times X, plus b. The loss
is 1/2 times the sum of (Out - T)^2. Derive the gradients of the loss with respect to X, K and b."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("X", "K", "b")


def make(rng, size):
    n, h, w, f, s = ((2, 5, 5, 3, 2), (3, 4, 6, 2, 2), (2, 7, 4, 1, 3))[size]
    rows, cols = (h - f) // s + 1, (w - f) // s + 1
    return {
        "X": rng.normal(size=(n, h, w)),
        "K": rng.normal(size=(f, f)),
        "b": rng.normal(),
        "s": s,
        "T": rng.normal(size=(n, rows, cols)),
    }


def loss(X, K, b, s, T):
    f = K.shape[0]
    total = 0.0
    for m in range(T.shape[0]):
        for i in range(T.shape[1]):
            for j in range(T.shape[2]):
                out = np.sum(K * X[m, i * s : i * s + f, j * s : j * s + f]) + b
                total = total + (out - T[m, i, j]) ** 2 / 2
    return total


def window_by_window(X, K, b, s, T):
    f = len(K)
    B, H, W = T.shape
    dX = np.zeros_like(X)
    dK = np.zeros_like(K)
    db = 0.0
    for m in range(B):
        for i in range(H):
            for j in range(W):
                top, left = i * s, j * s
                g = np.sum(K * X[m, i * s : i * s + f, j * s : j * s + f]) + b - T[m, i, j]
                dX[m, top : top + f, left : left + f] += g * K
                dK += g * X[m, top : top + f, left : left + f]
                db += g
    return {"X": dX, "K": dK, "b": db}


CASES = [
    Slip("forgot the stride s in the backward step: the windows there start at (i, j) instead of (i s, j "
         "s)", window_by_window,
         {"top, left = i * s, j * s": "top, left = i, j"}, source="Kulbear/deep-learning-coursera#34"),
    Slip("divided the gradient of the kernel by the number of pictures and of places of the output, although the "
         "loss is a sum",
         window_by_window, {'"K": dK,': '"K": dK / (B * H * W),'}, source="sebgao/cTensor#3"),
]
