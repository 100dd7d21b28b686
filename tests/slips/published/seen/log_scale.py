"""A scale on the logarithmic axis. The model m (n numbers) is multiplied by rho = exp(q), the data y are Gaussian
around rho m with the deviation s, and q has a Gaussian prior with mean 0 and deviation 1. Up to constants the loss is
the sum over i of ((y_i - rho m_i)/s)^2 / 2 plus q^2/2. Derive the gradient of the loss with respect to the number
q."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("q",)


def make(rng, size):
    n = (3, 6, 4)[size]
    return {"m": rng.normal(size=n), "y": rng.normal(size=n), "s": (0.8, 1.3, 0.6)[size], "q": rng.normal() * 0.5 + 0.4}


def loss(m, y, s, q):
    return np.sum(((y - np.exp(q) * m) / s) ** 2) / 2 + q**2 / 2


def by_the_chain_rule(m, y, s, q):
    rho = np.exp(q)
    d_rho = -np.sum((y - rho * m) * m) / s**2
    return {"q": rho * d_rho + q}


CASES = [
    Slip("left out the factor rho that comes from the logarithmic scale: gave the derivative with respect to "
         "rho", by_the_chain_rule,
         {"rho * d_rho": "d_rho"}, source="alan-turing-institute/stat-fem#35"),
]
