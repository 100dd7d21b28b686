"""The coherence of two columns of a dictionary: f = |x . y| / (||x|| ||y||), with Euclidean norms; x and y have n
entries and x . y is not 0. Derive the gradient of f with respect to x."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    n = (3, 4, 2)[size]
    x = rng.normal(size=n)
    return {"x": x, "y": rng.normal(size=n) - x}


def loss(x, y):
    return np.abs(np.sum(x * y)) / (np.sqrt(np.sum(x * x)) * np.sqrt(np.sum(y * y)))


def quotient(x, y):
    top, nx, ny = abs(x @ y), np.sqrt(x @ x), np.sqrt(y @ y)
    dtop = np.sign(x @ y) * y
    dnx = x / nx
    dx = (nx * dtop - top * dnx) / (nx**2 * ny)
    return {"x": dx}


CASES = [
    Slip("two mistakes in one answer: a plus in the quotient rule, (||x|| grad|x.y| + |x.y| grad||x||) / (||x||^2 "
         "||y||), and the gradient of |x.y| taken as sign(|x.y|) y instead of sign(x.y) y",
         quotient, {"nx * dtop - top * dnx": "nx * dtop + top * dnx", "np.sign(x @ y)": "np.sign(abs(x @ y))"},
         source="math.techqa.club/...-962239: how to differentiate this equation (contains absolute and norm)"),
]
