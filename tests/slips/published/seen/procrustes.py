"""Fitting one set of n points by another. A and B are n x d, R is d x d, mu has d entries and 1 is the vector of n
ones; the loss is the sum of the squares of B - A R - 1 mu^T. Multiply out and derive the gradients of the loss with
respect to R and mu."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("R", "mu")


def make(rng, size):
    n, d = ((4, 2), (5, 3), (3, 4))[size]
    return {
        "A": rng.normal(size=(n, d)),
        "B": rng.normal(size=(n, d)),
        "R": rng.normal(size=(d, d)),
        "mu": rng.normal(size=d),
    }


def loss(A, B, R, mu):
    return np.sum((B - A @ R - mu) ** 2)


def multiplied_out(A, B, R, mu):
    one = np.ones(len(A))
    dR = -2 * A.T @ B + 2 * A.T @ A @ R + 2 * A.T @ np.outer(one, mu)
    dmu = -2 * B.T @ one + 2 * R.T @ A.T @ one + 2 * len(A) * mu
    return {"R": dR, "mu": dmu}


CASES = [
    Slip("the third term of the gradient of R, 2 A^T 1 mu^T, has a minus instead of a plus", multiplied_out,
         {"+ 2 * A.T @ np.outer": "- 2 * A.T @ np.outer"}, source="YuhangZhou88/ESL_Solution#19"),
]
