"""A periodic kernel of two numbers, k(x, y) = exp(-2 sin(pi (x - y) / p)^2 / l^2), with period p and length scale l.
For n points x_i and m points y_j, the loss is the sum over i and j of a_ij k(x_i, y_j), where a is given. Derive the
gradients of the loss with respect to x and y."""

import math

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x", "y")


def make(rng, size):
    n, m = ((3, 4), (4, 2), (2, 5))[size]
    return {
        "x": rng.normal(size=n),
        "y": rng.normal(size=m),
        "a": rng.normal(size=(n, m)),
        "p": rng.uniform(2, 4),
        "l": rng.uniform(0.7, 1.5),
    }


def loss(x, y, a, p, l):
    return np.sum(a * np.exp(-2 * np.sin(math.pi * (x[:, None] - y) / p) ** 2 / l**2))


def pairs(x, y, a, p, l):
    z = math.pi * (x[:, None] - y) / p
    k = np.exp(-2 * np.sin(z) ** 2 / l**2)
    grad = -4 * math.pi / (p * l**2) * np.sin(z) * np.cos(z) * k
    return {"x": (a * grad).sum(axis=1), "y": -(a * grad).sum(axis=0)}


CASES = [
    Slip("the sign of the gradient of the periodic kernel is wrong: the minus in front of 4 pi/(p l^2) is missing",
         pairs, {"-4 * math.pi": "4 * math.pi"}, source="gchq/coreax#936"),
]
