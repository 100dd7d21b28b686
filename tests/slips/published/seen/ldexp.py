"""Scaling by powers of two. y_i = m_i 2^(e_i) with given whole exponents e_i, some of them negative; the loss is 1/2
times the sum of (y - t)^2. Derive the gradient of the loss with respect to the vector m."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("m",)


def make(rng, size):
    e = ([-1.0, 2.0, -2.0], [1.0, -1.0, 3.0, -3.0, 2.0], [-2.0, 1.0, 2.0, -1.0])[size]
    return {"m": rng.normal(size=len(e)), "e": np.array(e), "t": rng.normal(size=len(e))}


def loss(m, e, t):
    return np.sum((m * 2.0**e - t) ** 2) / 2


def by_the_chain_rule(m, e, t):
    scale = 2.0**e
    g = m * scale - t
    return {"m": g * 2.0**e}


CASES = [
    Slip("computed 2^e with whole numbers in the backward step, so that it is 0 for every negative "
         "e", by_the_chain_rule,
         {"g * 2.0**e": "g * np.floor(2.0**e)"}, source="pytorch/pytorch#187460"),
]
