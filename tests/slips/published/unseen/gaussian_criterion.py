"""A Gaussian likelihood whose mean m and log variance s are matrices, n x d. The loss is the sum over all entries of
1/2 (log(2 pi) + s) + (x - m)^2 / (2 exp(s)). Derive the gradients of the loss with respect to m and s."""

import math

import numpy as np

from tests.slips.cases import Slip

ASKED = ("m", "s")


def make(rng, size):
    n, d = ((3, 2), (2, 4), (4, 3))[size]
    return {"x": rng.normal(size=(n, d)), "m": rng.normal(size=(n, d)), "s": rng.normal(size=(n, d)) / 2}


def loss(x, m, s):
    return np.sum(0.5 * (math.log(2 * math.pi) + s) + (x - m) ** 2 / (2 * np.exp(s)))


def criterion(x, m, s):
    diff = x - m
    variance = np.exp(s)
    grad_m = -diff / variance
    grad_s = 0.5 - 0.5 * diff**2 / variance
    return {"m": grad_m, "s": grad_s}


CASES = [
    Slip("the derivative with respect to the log variance has the constant term 0.25 instead of 0.5", criterion,
         {"0.5 - 0.5 * diff**2": "0.25 - 0.5 * diff**2"}, source="y0ast/VAE-Torch#5"),
]
