"""A quadratic function. f(x) = x^T A x - b^T x for a symmetric matrix A (n x n). Derive the gradient of f with
respect to the vector x."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    n = (2, 4, 3)[size]
    M = rng.normal(size=(n, n))
    return {"A": M + M.T, "b": rng.normal(size=n), "x": rng.normal(size=n)}


def loss(A, b, x):
    return x @ A @ x - b @ x


def in_one_line(A, b, x):
    return {"x": 2 * A @ x - b}


CASES = [
    Slip("forgot the factor 2 in the gradient of x^T A x", in_one_line, {"2 * A @ x - b": "A @ x - b"},
         source="mml-book/mml-book.github.io#226"),
]
