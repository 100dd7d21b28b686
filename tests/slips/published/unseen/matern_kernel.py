"""A Matern kernel: with r the distance of x and y, k(x, y) = (1 + s + s^2/3) exp(-s), s = sqrt(5) r / l, where l is the
length scale. X is n x d, Y is m x d, and the loss is the sum over i and j of a_ij k(X_i, Y_j), where a is given. Derive
the gradients of the loss with respect to X and Y."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("X", "Y")


def make(rng, size):
    n, m, d = ((3, 4, 2), (2, 3, 4), (4, 2, 3))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "Y": rng.normal(size=(m, d)),
        "a": rng.normal(size=(n, m)),
        "l": rng.uniform(0.8, 2),
    }


def loss(X, Y, a, l):
    s = np.sqrt(5 * np.sum((X[:, None] - Y) ** 2, axis=2)) / l
    return np.sum(a * (1 + s + s**2 / 3) * np.exp(-s))


def blocks(X, Y, a, l):
    diff = X[:, None] - Y
    s = np.sqrt(5 * np.sum(diff**2, axis=2)) / l
    common = a * 5 / (3 * l**2) * (1 + s) * np.exp(-s)
    to_x = -common[:, :, None] * diff
    to_y = common[:, :, None] * diff
    return {"X": to_x.sum(axis=1), "Y": to_y.sum(axis=0)}


CASES = [
    Slip("the signs of the first derivatives of the kernel are flipped: the one with respect to the first argument has "
         "lost its minus, and the one with respect to the second has got it", blocks,
         {"to_x = -common": "to_x = common", "to_y = common": "to_y = -common"}, source="cornellius-gp/gpytorch#2563"),
]
