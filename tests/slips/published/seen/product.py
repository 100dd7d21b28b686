"""A product of m numbers. y = x_1 x_2 ... x_m, and the loss is 1/2 (y - t)^2 for a given t. Derive the gradient of
the loss with respect to the vector x."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    m = (3, 4, 2)[size]
    return {"x": rng.uniform(0.6, 1.8, size=m) * np.where(np.arange(m) % 2, -1.0, 1.0), "t": (2.5, -1.5, 0.7)[size]}


def loss(x, t):
    y = 1.0
    for i in range(len(x)):
        y = y * x[i]
    return (y - t) ** 2 / 2


def by_leaving_one_out(x, t):
    y = np.prod(x)
    g = y - t
    dx = np.array([g * np.prod(np.delete(x, i)) for i in range(len(x))])
    return {"x": dx}


CASES = [
    Slip("the backward step of the product gives the product of the other numbers, but does not multiply by the "
         "gradient y - t that arrives",
         by_leaving_one_out, {"g * np.prod(np.delete(x, i))": "np.prod(np.delete(x, i))"},
         source="pytorch/pytorch#995"),
]
