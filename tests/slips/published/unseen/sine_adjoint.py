"""A sine. y_i = sin(w x_i + p) for n numbers x_i, and the loss is 1/2 times the sum of (y_i - t_i)^2. Derive the
derivatives of the loss with respect to w and p and its gradient with respect to x."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x", "w", "p")


def make(rng, size):
    n = (4, 3, 5)[size]
    return {"x": rng.normal(size=n), "t": rng.normal(size=n), "w": rng.uniform(0.5, 1.5), "p": rng.normal()}


def loss(x, t, w, p):
    return np.sum((np.sin(w * x + p) - t) ** 2) / 2


def adjoints(x, t, w, p):
    z = w * x + p
    ybar = np.sin(z) - t
    zbar = ybar * np.cos(z)
    return {"x": zbar * w, "w": np.sum(zbar * x), "p": np.sum(zbar)}


CASES = [
    Slip("the adjoint of the sine multiplies by sin(z) instead of by its derivative cos(z)", adjoints,
         {"ybar * np.cos(z)": "ybar * np.sin(z)"}, source="FluxML/Zygote.jl#1176"),
]
