"""The loss is 1/2 times the sum of (A x - b)^2, plus lam times the sum of the absolute values of x, where A is n x d.
Derive the gradient with respect to x (no entry of x is zero)."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    n, d = ((3, 4), (4, 5), (5, 3))[size]
    x = rng.normal(size=d)
    x[::2] = -np.abs(x[::2])
    return {"A": rng.normal(size=(n, d)), "b": rng.normal(size=n), "x": x, "lam": (0.5, 0.3, 0.7)[size]}


def loss(A, b, x, lam):
    return np.sum((A @ x - b) ** 2) / 2 + lam * np.sum(np.abs(x))


def smooth_and_norm(A, b, x, lam):
    smooth = A.T @ (A @ x - b)
    norm = x / np.abs(x)
    return {"x": smooth + lam * norm}


CASES = [
    Slip("did not keep the sign in the gradient of the L1 norm, which is always positive: 1 instead of sign(x)",
         smooth_and_norm, {"x / np.abs(x)": "np.abs(x) / np.abs(x)"}, source="bashardudin/Epita-SCIA-OCVX#1"),
]
