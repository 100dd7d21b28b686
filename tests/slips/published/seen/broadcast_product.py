"""A product with a vector of one number. f = sum over i of x_i y_1, where x has m numbers and y has one; the loss is
1/2 (f - t)^2. Derive the gradients of the loss with respect to x and y."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x", "y")


def make(rng, size):
    m = (3, 5, 2)[size]
    return {"x": rng.normal(size=m), "y": rng.normal(size=1), "t": rng.normal()}


def loss(x, y, t):
    return (np.sum(x * y) - t) ** 2 / 2


def by_the_chain_rule(x, y, t):
    g = np.sum(x * y) - t
    dx = g * np.broadcast_to(y, x.shape)
    dy = g * x.sum().reshape(1)
    return {"x": dx, "y": dy}


CASES = [
    Slip("gave the gradient of x in the shape of y, one number, instead of once for each x_i", by_the_chain_rule,
         {"g * np.broadcast_to(y, x.shape)": "g * y"}, source="HIPS/autograd#376"),
]
