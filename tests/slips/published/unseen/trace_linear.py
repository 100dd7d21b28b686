"""Matrix calculus: f(X) = trace(X A), with square matrices X and A that are not symmetric. Derive the gradient of f
with respect to X."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("X",)


def make(rng, size):
    n = (2, 3, 4)[size]
    return {"X": rng.normal(size=(n, n)), "A": rng.normal(size=(n, n))}


def loss(X, A):
    return np.sum(X * A.T)


def entry_by_entry(X, A):
    n = len(A)
    dX = np.zeros((n, n))
    for i in range(n):
        for j in range(n):  # x_ij stands in the trace once, beside a_ji
            dX[i, j] = A[j, i]
    return {"X": dX}


CASES = [
    Slip("worked out the derivative of Tr(XA) with respect to X as A instead of A^T: differentiated the matrix and "
         "took the trace of its blocks afterwards",
         entry_by_entry, {"A[j, i]": "A[i, j]"},
         source="math.techqa.club/...-3908360: Derivative of trace based linear scalar field"),
]
