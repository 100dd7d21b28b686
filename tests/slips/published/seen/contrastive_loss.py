"""A contrastive loss on n pairs of vectors. A and B are n x k; pair i is alike if its two labels u_i and v_i are
equal. With D_i = |A_i - B_i|^2 the loss is 1/(2n) times the sum over i of D_i for pairs that are alike, and of
max(margin - D_i, 0) for the others. Derive the gradients of the loss with respect to A and B."""

import numpy as np

from nn.array import relu
from tests.slips.cases import Slip

ASKED = ("A", "B")


def make(rng, size):
    n, k = ((4, 2), (5, 3), (6, 4))[size]
    A = rng.normal(size=(n, k))
    return {
        "A": A,
        "B": A + rng.normal(size=(n, k)) * 0.7,
        "u": np.array([0, 1, 2, 1, 0, 2])[:n],
        "v": np.array([0, 2, 2, 0, 1, 2])[:n],
        "margin": 8.0 + 4 * size,
    }


def loss(A, B, u, v, margin):
    same = (u == v) * 1.0
    D = np.sum((A - B) ** 2, axis=1)
    return np.sum(same * D + (1 - same) * relu(margin - D)) / (2 * len(u))


def pair_by_pair(A, B, u, v, margin):
    n = len(u)
    dA = np.zeros_like(A)
    dB = np.zeros_like(B)
    for i in range(n):
        diff = A[i] - B[i]
        if u[i] == v[i]:
            dA[i] = diff / n
            dB[i] = -diff / n
        elif margin - diff @ diff > 0:
            dA[i] = -1 / n * diff
            dB[i] = 1 / n * diff
    return {"A": dA, "B": dB}


CASES = [
    Slip("for pairs that are not alike left out the difference A - B: every entry of the gradient is -1/n for A "
         "and 1/n for B",
         pair_by_pair, {"-1 / n * diff": "-1 / n", "1 / n * diff": "1 / n"}, source="BVLC/caffe#7100"),
    Slip("compared the label u_i with itself in the backward step, so that every pair is treated as "
         "alike", pair_by_pair,
         {"if u[i] == v[i]": "if u[i] == u[i]"}, source="happynear/caffe-windows#12"),
]
