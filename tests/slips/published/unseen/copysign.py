"""copysign: each of n numbers x_i takes the sign of y_i, z_i = |x_i| sign(y_i), where y is given. The loss is the sum
over i of v_i z_i^3. Derive the gradient of the loss with respect to x (no entry of x is zero)."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    n = (4, 3, 5)[size]
    x, y = rng.normal(size=n), rng.normal(size=n)
    x[0], y[0], x[1] = -abs(x[0]), abs(y[0]), abs(x[1])
    return {"x": x, "y": y, "v": rng.normal(size=n)}


def loss(x, y, v):
    z = np.abs(x) * (y / np.abs(y))
    return np.sum(v * z**3)


def pullback(x, y, v):
    z = np.copysign(x, y)
    dz = 3 * v * z**2
    dx = dz * np.sign(x) * np.sign(y)
    return {"x": dx}


CASES = [
    Slip("the factor sign(x) is missing in the derivative of copysign, which is sign(x) sign(y), so the sign is wrong "
         "where x is negative", pullback, {"dz * np.sign(x) * np.sign(y)": "dz * np.sign(y)"},
         source="chalk-lab/Mooncake.jl#1195"),
]
