"""The squared Frobenius norm F(P) = ||P'X - P'YZ - L P'X + B||^2, where P is d x p, X is d x n, Y is d x m, Z is m x n,
L is p x p and B is p x n, here with n = p. Derive the gradient of F with respect to P."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("P",)


def make(rng, size):
    d, p, m = ((2, 3, 4), (4, 2, 3), (3, 4, 5))[size]
    return {
        "P": rng.normal(size=(d, p)),
        "X": rng.normal(size=(d, p)),
        "Y": rng.normal(size=(d, m)),
        "Z": rng.normal(size=(m, p)),
        "L": rng.normal(size=(p, p)),
        "B": rng.normal(size=(p, p)),
    }


def loss(P, X, Y, Z, L, B):
    return np.sum((P.T @ X - P.T @ Y @ Z - L @ P.T @ X + B) ** 2)


def with_differentials(P, X, Y, Z, L, B):
    M = (P.T @ X - P.T @ Y @ Z - L @ P.T @ X + B).T
    dP = 2 * (X @ M - Y @ Z @ M - X @ M @ L)
    return {"P": dP}


CASES = [
    Slip("two mistakes: collected the terms as (X - YZ - XL) M, with M the transposed matrix in the norm, although L "
         "stands on the other side, X M L; and the 2 of the square is missing",
         with_differentials, {"2 * (X @ M - Y @ Z @ M - X @ M @ L)": "(X - Y @ Z - X @ L) @ M"},
         source="math.techqa.club/...-1902836: compute the derivate of square frobenius nom"),
]
