"""A network with one hidden layer of sigmoids: a = g(x V), o = g(a W), where g is the sigmoid, x has d entries, V is
d x h and W is h x c. The loss is half the sum of the squares of y - o. Derive its gradients with respect to V and W."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("V", "W")


def make(rng, size):
    d, h, c = ((3, 4, 2), (2, 3, 4), (4, 5, 3))[size]
    return {
        "x": rng.normal(size=d),
        "y": rng.uniform(size=c),
        "V": rng.normal(size=(d, h)),
        "W": rng.normal(size=(h, c)),
    }


def loss(x, y, V, W):
    a = 1 / (1 + np.exp(-(x @ V)))
    o = 1 / (1 + np.exp(-(a @ W)))
    return np.sum((y - o) ** 2) / 2


def deltas(x, y, V, W):
    a = 1 / (1 + np.exp(-(x @ V)))
    o = 1 / (1 + np.exp(-(a @ W)))
    delta_k = o * (1 - o) * (y - o)
    delta_j = a * (1 - a) * (W @ delta_k)
    return {"V": -np.outer(x, delta_j), "W": -np.outer(a, delta_k)}


CASES = [
    Slip("divided each weight in delta_j by the sum of all the weights that come into output node k: "
         "delta_j = g' sum_k (w_jk / sum_i w_ik) delta_k instead of g' sum_k w_jk delta_k",
         deltas, {"W @ delta_k": "(W / W.sum(axis=0)) @ delta_k"},
         source="stats.stackexchange.com/questions/221970: Back propagation error calculation"),
]
