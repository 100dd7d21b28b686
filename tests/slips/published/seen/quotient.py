"""A quotient of two polynomials of the same variable. f_i = (p x_i^2 + q) / (x_i^2 + r x_i + s), and the loss is the
sum over i of c_i f_i. Derive the gradient of the loss with respect to the vector x."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    m = (3, 5, 4)[size]
    return {"x": rng.uniform(0.3, 2, size=m), "c": rng.normal(size=m), "p": 1.5, "q": 0.7, "r": 0.4, "s": 2.0}


def loss(x, c, p, q, r, s):
    return np.sum(c * (p * x**2 + q) / (x**2 + r * x + s))


def by_the_quotient_rule(x, c, p, q, r, s):
    u = p * x**2 + q
    v = x**2 + r * x + s
    du = 2 * p * x
    dv = 2 * x + r
    df = (du * v - u * dv) / v**2
    return {"x": c * df}


CASES = [
    Slip("took the derivative of the quotient to be the quotient of the two derivatives", by_the_quotient_rule,
         {"(du * v - u * dv) / v**2": "du / dv"}, source="tobegit3hub/miniflow#3"),
]
