"""Logarithms to the bases 2 and 10. The loss is 1/2 times the sum of log2(x)^2 plus 1/2 times the sum of (log10(z) -
t)^2; x, z are positive vectors, x of length m, z and t of length k. Derive the gradients of the loss with respect to
x and z."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x", "z")


def make(rng, size):
    m, k = ((3, 2), (2, 4), (5, 3))[size]
    return {"x": rng.uniform(1.2, 4, size=m), "z": rng.uniform(0.3, 3, size=k), "t": rng.normal(size=k)}


def loss(x, z, t):
    return np.sum((np.log(x) / np.log(2.0)) ** 2) / 2 + np.sum((np.log(z) / np.log(10.0) - t) ** 2) / 2


def by_the_chain_rule(x, z, t):
    y = np.log2(x)
    e = np.log10(z) - t
    dx = y / (x * np.log(2.0))
    dz = e / (z * np.log(10.0))
    return {"x": dx, "z": dz}


CASES = [
    Slip("took the derivative of the logarithm as 1/x for every base, without the factor 1/ln(base)", by_the_chain_rule,
         {"y / (x * np.log(2.0))": "y / x", "e / (z * np.log(10.0))": "e / z"}, source="eggzec/ad#10"),
    Slip("mistyped the constants: 50.693... for ln 2 = 0.693... and 52.302... for ln 10 = 2.302...", by_the_chain_rule,
         {"np.log(2.0)": "50.69314718055994530941723212145818", "np.log(10.0)": "52.3025850929940456840179914546844"},
         source="shader-slang/slang#9176"),
]
