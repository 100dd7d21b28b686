"""An update rule for L = ||W u - v||^2, where W is n x n (not symmetric) and u and v have n entries. Derive the
gradients of L with respect to u, v and W."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("u", "v", "W")


def make(rng, size):
    n = (3, 2, 4)[size]
    return {"u": rng.normal(size=n), "v": rng.normal(size=n), "W": rng.normal(size=(n, n))}


def loss(u, v, W):
    return np.sum((W @ u - v) ** 2)


def outer_times_inner(u, v, W):
    f1 = 2 * (W @ u - v)
    return {"W": np.outer(f1, u), "v": -f1, "u": W.T @ f1}


CASES = [
    Slip("multiplied in the wrong order: dL/du = 2 (W u - v) W^T instead of 2 W^T (W u - v)",
         outer_times_inner, {"W.T @ f1": "f1 @ W.T"},
         source="math.stackexchange.com/questions/2096582: partial derivatives of ||Wu - v||_Fro^2 for SGD"),
]
