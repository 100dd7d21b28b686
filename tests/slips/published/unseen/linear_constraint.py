"""A Lagrangian: L(M, m) = ||M||_F^2 + m . (M z - g), where M is n x n and m, z and g have n entries. Derive the
gradients of L with respect to M and m."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("M", "m")


def make(rng, size):
    n = (3, 2, 4)[size]
    return {"M": rng.normal(size=(n, n)), "m": rng.normal(size=n), "z": rng.normal(size=n), "g": rng.normal(size=n)}


def loss(M, m, z, g):
    return np.sum(M**2) + np.sum(m * (M @ z - g))


def high_level(M, m, z, g):
    dM = 2 * M + np.outer(m, z)
    dm = M @ z - g
    return {"M": dM, "m": dm}


CASES = [
    Slip("differentiated m^T M z as if all were numbers, m^T I z = m^T z, a number added to each entry of 2 M, instead "
         "of the matrix m z^T",
         high_level, {"np.outer(m, z)": "m @ z"},
         source="math.stackexchange.com/questions/3521305: High-level differentiation of functions from matrices to "
                "reals"),
]
