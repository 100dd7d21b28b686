"""A matrix times a vector. p = A b for an m x m matrix A and a vector b of length m; the loss is 1/2 |p - t|^2.
Derive the gradients of the loss with respect to A and b."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("A", "b")


def make(rng, size):
    m = (3, 2, 5)[size]
    return {"A": rng.normal(size=(m, m)), "b": rng.normal(size=m), "t": rng.normal(size=m)}


def loss(A, b, t):
    return np.sum((A @ b - t) ** 2) / 2


def vectorised(A, b, t):
    g = A @ b - t
    dA = np.outer(g, b)
    db = A.T @ g
    return {"A": dA, "b": db}


CASES = [
    Slip("wrote g b^T, which for two vectors of one axis is their dot product, one number, instead of their "
         "outer product",
         vectorised, {"np.outer(g, b)": "np.matmul(g, b.T)"}, source="harvard-edge/cs249r_book#1781"),
]
