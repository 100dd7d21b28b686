"""A square root inside a squared error. u = x^2 + k with a positive constant k, y = sqrt(u), and the loss is 1/2
times the sum of (y - t)^2; x and t have length m. Derive the gradient of the loss with respect to x."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    m = (3, 5, 4)[size]
    return {"x": rng.normal(size=m), "t": rng.uniform(2, 4, size=m), "k": (0.5, 0.8, 0.3)[size]}


def loss(x, t, k):
    return np.sum((np.sqrt(x**2 + k) - t) ** 2) / 2


def step_by_step(x, t, k):
    u = x**2 + k
    y = np.sqrt(u)
    g = y - t
    du = g / (2 * y)
    dx = du * 2 * x
    return {"x": dx}


CASES = [
    Slip("forgot the 2 in the derivative of the square root: 1/sqrt(u) instead of 1/(2 sqrt(u))", step_by_step,
         {"g / (2 * y)": "g / y"}, source="groops-devs/groops#246"),
    Slip("gave 2u as the derivative of sqrt(u), which is that of u^2", step_by_step, {"g / (2 * y)": "2 * u * g"},
         source="swiftlang/swift#23124"),
    Slip("the backward step of the square root returns 1/(2 sqrt(u)) without the gradient y - t that "
         "arrives", step_by_step,
         {"g / (2 * y)": "1 / (2 * y)"}, source="swiftlang/swift#23124"),
]
