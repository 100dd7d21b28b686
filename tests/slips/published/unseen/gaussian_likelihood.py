"""n numbers x_i, independent and normal with mean mu and standard deviation sigma. The loss is minus the logarithm of
their likelihood, n log(sigma) + the sum of (x_i - mu)^2 / (2 sigma^2), without the constant. Derive its derivative with
respect to mu."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("mu",)


def make(rng, size):
    return {"x": rng.normal(size=(4, 3, 5)[size]), "mu": rng.normal(), "sigma": rng.uniform(0.6, 2)}


def loss(x, mu, sigma):
    return len(x) * np.log(sigma) + np.sum((x - mu) ** 2) / (2 * sigma**2)


def sums(x, mu, sigma):
    n = len(x)
    return {"mu": 1 / sigma**2 * (n * mu - x.sum())}


CASES = [
    Slip("took n out of the bracket, but left the sum of the x_i in it as it was: n/sigma^2 (mu - sum of x) instead of "
         "1/sigma^2 (n mu - sum of x)", sums, {"1 / sigma**2 * (n * mu - x.sum())": "n / sigma**2 * (mu - x.sum())"},
         source="scutan90/DeepLearning-500-questions#432"),
]
