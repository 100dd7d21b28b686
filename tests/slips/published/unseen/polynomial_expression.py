"""The expression a + b x^2 at n places x_i, where a and b are numbers; the loss is the sum over i of
v_i (a + b x_i^2) with given v. Derive the gradients of the loss with respect to x, a and b."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x", "a", "b")


def make(rng, size):
    n = (3, 4, 5)[size]
    return {"x": rng.normal(size=n), "v": rng.normal(size=n), "a": rng.normal(), "b": rng.normal()}


def loss(x, v, a, b):
    return np.sum(v * (a + b * x**2))


def term_by_term(x, v, a, b):
    dx = 2 * b * x
    da = np.ones_like(x)
    db = x**2
    return {"x": v * dx, "a": np.sum(v * da), "b": np.sum(v * db)}


CASES = [
    Slip("wrote the derivative of b x^2 as 2 a x, with the wrong coefficient, instead of 2 b x", term_by_term,
         {"2 * b * x": "2 * a * x"}, source="nim-lang/Nim#12607"),
]
