"""A network with two inputs or more, as many hidden sigmoids, and one sigmoid at the end, for one example:
a = s(V x + b), out = s(w . a), where V is n x n, b and w have n entries. The cost is (out - y)^2 / 2. Derive its
gradients with respect to V, b and w."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("V", "b", "w")


def make(rng, size):
    n = (3, 2, 4)[size]  # the question compares x_1 and a_1 index by index
    return {
        "x": rng.normal(size=n),
        "y": float(rng.uniform()),
        "V": rng.normal(size=(n, n)),
        "b": rng.normal(size=n),
        "w": rng.normal(size=n),
    }


def loss(x, y, V, b, w):
    a = 1 / (1 + np.exp(-(V @ x + b)))
    out = 1 / (1 + np.exp(-(a @ w)))
    return (out - y) ** 2 / 2


def four_equations(x, y, V, b, w):
    a1 = x
    a2 = 1 / (1 + np.exp(-(V @ a1 + b)))
    a3 = 1 / (1 + np.exp(-(a2 @ w)))
    delta3 = (a3 - y) * a3 * (1 - a3)
    delta2 = w * delta3 * a2 * (1 - a2)
    dw = a2 * delta3
    dV = np.outer(delta2, a1)
    return {"V": dV, "b": delta2, "w": dw}


CASES = [
    Slip("took the activation and the error of the layer before for the last weights, which go into layer 3: dC/dw_1 "
         "is x_1 (a3 - y) s'(z3) s'(z2_1) instead of a2_1 (a3 - y) s'(z3)",
         four_equations, {"dw = a2 * delta3": "dw = a1 * delta3 * a2 * (1 - a2)"},
         source="datascience.stackexchange.com/questions/11743: Help using backprop formulas from Deep Learning book"),
]
