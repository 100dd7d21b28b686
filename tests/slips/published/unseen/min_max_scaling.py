"""Numbers scaled by their range. For n different numbers x, the loss is the sum over i of
(x_i - min(x)) / (max(x) - min(x)). Derive the gradient of the loss with respect to x."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    return {"x": rng.normal(size=(5, 4, 6)[size])}


def loss(x):
    low, high = np.min(x), np.max(x)
    return np.sum((x - low) / (high - low))


def paths(x):
    lo, hi = np.argmin(x), np.argmax(x)
    r = x[hi] - x[lo]
    dr = -np.sum(x - x[lo]) / r**2
    dx = np.full(len(x), 1 / r)
    dx[lo] -= len(x) / r
    dx[lo] -= dr
    dx[hi] += dr
    return {"x": dx}


CASES = [
    Slip("no gradient goes through the maximum: its entry has only 1/r like the others, the term dr from the range is "
         "missing there", paths, {"    dx[hi] += dr\n": ""}, source="FluxML/Zygote.jl#197"),
]
