"""The KL term of a variational autoencoder for one example: KL = -1/2 sum(1 + v - mu^2 - exp(v)), where the vector of
log-variances is a linear layer, v = W x + b, with W of shape k x d, and mu (k entries) is given. Derive the gradients
of KL with respect to W and b."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "b")


def make(rng, size):
    d, k = ((4, 3), (3, 2), (5, 4))[size]
    return {"x": rng.normal(size=d), "mu": rng.normal(size=k), "W": rng.normal(size=(k, d)), "b": rng.normal(size=k)}


def loss(x, mu, W, b):
    v = W @ x + b
    return -np.sum(1 + v - mu**2 - np.exp(v)) / 2


def by_hand(x, mu, W, b):
    v = W @ x + b
    dv = -0.5 * (1 - np.exp(v))
    return {"W": np.outer(dv, x), "b": dv}


CASES = [
    Slip("derived the layer as if W x + b were one number: dKL/dW = -1/2 (x - e^(Wx+b) x), summed, which has the shape "
         "of x and not that of W; the outer product of the error at v and x is missing",
         by_hand, {"np.outer(dv, x)": "np.sum(dv) * x"},
         source="stackoverflow.com/questions/49579990: Calculating gradient update"),
]
