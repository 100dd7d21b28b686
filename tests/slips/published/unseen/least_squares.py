"""A linear system that is solved in the least squares sense: f(x) = ||A x - b||^2, where A is a square matrix with
trivial null space, not symmetric. Derive the gradient of f with respect to x."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    n = (3, 2, 4)[size]
    return {"A": rng.normal(size=(n, n)), "b": rng.normal(size=n), "x": rng.normal(size=n)}


def loss(A, b, x):
    return np.sum((A @ x - b) ** 2)


def in_matrices(A, b, x):
    r = A @ x - b
    return {"x": 2 * A.T @ r}


CASES = [
    Slip("differentiated as if A and x were numbers, and kept the bars of the norm: f'(x) = 2 A |A x - b| instead of "
         "2 A^T (A x - b): no transpose of A, and the absolute value of the residual",
         in_matrices, {"A.T @ r": "A @ np.abs(r)"},
         source="math.techqa.club/...-2143052: Compute the Hessian of f and show it is positive definite"),
]
