"""A network with one hidden layer. htilde = x Wh + bh, h = tanh(htilde), ytilde = h Wy + by, P = softmax of each row of
ytilde. Y is one-hot, n x K; the loss is the mean over the n rows of minus the sum of Y log P. x is n x d, Wh is d x H,
Wy is H x K. Derive the gradients of the loss with respect to Wh, bh, Wy and by."""

import numpy as np

from nn.array import logsumexp
from tests.slips.cases import Slip

ASKED = ("Wh", "bh", "Wy", "by")


def make(rng, size):
    n, d, H, K = ((3, 2, 4, 5), (4, 5, 3, 2), (5, 3, 2, 4))[size]
    return {
        "x": rng.normal(size=(n, d)),
        "Y": np.eye(K)[rng.integers(K, size=n)],
        "Wh": rng.normal(size=(d, H)),
        "bh": rng.normal(size=H),
        "Wy": rng.normal(size=(H, K)),
        "by": rng.normal(size=K),
    }


def loss(x, Y, Wh, bh, Wy, by):
    ytilde = np.tanh(x @ Wh + bh) @ Wy + by
    total = 0.0
    for i in range(len(x)):
        total = total + logsumexp(ytilde[i]) - np.sum(Y[i] * ytilde[i])
    return total / len(x)


def layer_by_layer(x, Y, Wh, bh, Wy, by):
    h = np.tanh(x @ Wh + bh)
    e = np.exp(h @ Wy + by)
    P = e / e.sum(axis=1, keepdims=True)
    grad_ytilde = (P - Y) / len(x)
    grad_Wy = h.T @ grad_ytilde
    grad_by = grad_ytilde.sum(axis=0)
    grad_h = grad_ytilde @ Wy.T
    grad_htilde = grad_h * (1 - h**2)
    grad_Wh = x.T @ grad_htilde
    grad_bh = grad_htilde.sum(axis=0)
    return {"Wh": grad_Wh, "bh": grad_bh, "Wy": grad_Wy, "by": grad_by}


CASES = [
    Slip("used grad_h instead of grad_htilde in the gradients of Wh and bh, so without the derivative 1 - h^2 of tanh",
         layer_by_layer, {"x.T @ grad_htilde": "x.T @ grad_h", "grad_htilde.sum(axis=0)": "grad_h.sum(axis=0)"},
         source="arthurdouillard/deepcourse#6"),
]
