"""A chain of two sigmoid neurons for n examples: a1 = s(w1 x), a2 = s(w2 a1), one number per example. The loss is the
sum over the examples of (a2 - y)^2. Derive its derivatives with respect to the two weights w1 and w2."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w1", "w2")


def make(rng, size):
    n = (3, 5, 6)[size]
    return {"x": rng.normal(size=n), "y": rng.uniform(size=n), "w1": float(rng.normal()), "w2": float(rng.normal())}


def loss(x, y, w1, w2):
    a1 = 1 / (1 + np.exp(-w1 * x))
    a2 = 1 / (1 + np.exp(-w2 * a1))
    return np.sum((a2 - y) ** 2)


def factors(x, y, w1, w2):
    a1 = 1 / (1 + np.exp(-w1 * x))
    a2 = 1 / (1 + np.exp(-w2 * a1))
    dC_da2 = 2 * (a2 - y)
    da2_dz2 = a2 * (1 - a2)
    dz2_da1 = w2
    da1_dz1 = a1 * (1 - a1)
    dw2 = np.sum(a1 * da2_dz2 * dC_da2)
    dw1 = np.sum(x * da1_dz1 * dz2_da1 * da2_dz2 * dC_da2)
    return {"w1": dw1, "w2": dw2}


CASES = [
    Slip("lost the factor dC/da_L = 2 (a_L - y) when multiplying out dC/dw_{L-1}: it is "
         "a_{L-2} s'(z_{L-1}) s'(z_L) w_L, without the 2 (a_L - y)",
         factors, {"dz2_da1 * da2_dz2 * dC_da2": "dz2_da1 * da2_dz2"},
         source="math.techqa.club/...-4158072: Calculating derivatives for backpropagation in 2-layer neural network"),
]
