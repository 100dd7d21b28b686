"""Given X of shape m x n and Y of shape m x p, the loss of R (n x p) is ||X R - Y||_F^2, the sum of the squares of all
the entries. Derive its gradient with respect to R."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("R",)


def make(rng, size):
    m, n, p = ((4, 3, 2), (3, 2, 4), (5, 4, 3))[size]
    return {"X": rng.normal(size=(m, n)), "Y": rng.normal(size=(m, p)), "R": rng.normal(size=(n, p))}


def loss(X, Y, R):
    return np.sum((X @ R - Y) ** 2)


def one_formula(X, Y, R):
    dR = 2 * X.T @ (X @ R - Y)
    return {"R": dR}


CASES = [
    Slip("divided by the number of rows m, although the loss has no 1/m: 2/m X^T (XR - Y) instead of 2 X^T (XR - Y)",
         one_formula, {"dR = 2 * X.T": "dR = 2 / len(X) * X.T"},
         source="math.stackexchange.com/questions/3962907: Gradient of least-squares loss function"),
]
