"""The weights of a mixture of K Gaussians on a line, all of deviation one. N_ik = exp(-(x_i - m_k)^2 / 2) / sqrt(2
pi) for n points x and means m, and the loss is minus the sum over i of log(sum over k of p_k N_ik), where the weights
p are taken as free. Derive the gradients of the loss with respect to p and m."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("p", "m")


def make(rng, size):
    n, K = ((4, 2), (5, 3), (3, 4))[size]
    p = rng.uniform(0.3, 1, size=K)
    return {"x": rng.normal(size=n), "p": p / p.sum(), "m": rng.normal(size=K)}


def loss(x, p, m):
    total = 0.0
    for i in range(len(x)):
        total = total - np.log(np.sum(p * np.exp(-((x[i] - m) ** 2) / 2)) / np.sqrt(2 * np.pi))
    return total


def with_responsibilities(x, p, m):
    d = x.reshape(-1, 1) - m
    N = np.exp(-(d**2) / 2) / np.sqrt(2 * np.pi)
    mix = (p * N).sum(axis=1, keepdims=True)
    dp = -np.sum(N / mix, axis=0)
    dm = -np.sum(p * N * d / mix, axis=0)
    return {"p": dp, "m": dm}


CASES = [
    Slip("left out the weights p_j in the sum in the denominator of the gradient of p_k", with_responsibilities,
         {"np.sum(N / mix, axis=0)": "np.sum(N / N.sum(axis=1, keepdims=True), axis=0)"},
         source="mml-book/mml-book.github.io#73"),
]
