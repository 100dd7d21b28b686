"""Corner pooling along rows. y_ij is the largest of x_ij, x_i(j+1), ..., the numbers of the row from j to its end,
for a table x of r x c numbers; the loss is the sum of u y for a given table u. Derive the gradient of the loss with
respect to x."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    shape = ((2, 4), (3, 5), (4, 3))[size]
    return {"x": rng.normal(size=shape), "u": rng.normal(size=shape)}


def loss(x, u):
    rows, cols = u.shape
    total = 0.0
    for i in range(rows):
        best = x[i, cols - 1]
        total = total + u[i, cols - 1] * best
        for j in range(cols - 2, -1, -1):
            best = np.maximum(best, x[i, j])
            total = total + u[i, j] * best
    return total


def by_scattering(x, u):
    dx = np.zeros_like(x)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            k = j + np.argmax(x[i, j:])
            dx[i, k] += u[i, j]
    return {"x": dx}


CASES = [
    Slip("let the gradient pass only in place, where x_ij is itself the maximum y_ij, and dropped that of all "
         "other places "
         "instead of adding it at the place of the maximum", by_scattering,
         {"dx[i, k] += u[i, j]": "dx[i, j] += u[i, j] * (k == j)"},
         source="makalo/CornerNet#14"),
]
