"""Matrix calculus: f(A) = trace(A B A^T C), where A is m x n, B is n x n and C is m x m; neither B nor C is symmetric.
Derive the gradient of f with respect to A."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("A",)


def make(rng, size):
    m, n = ((2, 3), (4, 3), (3, 5))[size]
    return {"A": rng.normal(size=(m, n)), "B": rng.normal(size=(n, n)), "C": rng.normal(size=(m, m))}


def loss(A, B, C):
    return np.sum((A @ B) * (C.T @ A))


def both_places(A, B, C):
    dA = (B @ A.T @ C).T + C @ A @ B
    return {"A": dA}


CASES = [
    Slip("used the rule for Tr(AX), X^T, with X = B A^T C, as if the A in X were a constant: the gradient is C^T A "
         "B^T, and the term C A B of the second A is missing",
         both_places, {" + C @ A @ B": ""},
         source="math.techqa.club/...-2342457: Question about Matrix derivative rule"),
]
