"""One softmax layer with cross entropy. x is the vector of the n outputs of the layer before, W (n x c) holds the
weight w_ij from unit i to output unit j, b has c entries, z = x W + b, o = softmax(z), and t is a one-hot target:
E = -sum_j t_j log o_j. Derive the gradients of E with respect to W, b and x."""

import numpy as np

from nn.array import logsumexp
from tests.slips.cases import Slip

ASKED = ("W", "b", "x")


def make(rng, size):
    n, c = ((3, 4), (4, 3), (5, 6))[size]
    t = np.zeros(c)
    t[size] = 1.0
    return {"x": rng.normal(size=n), "W": rng.normal(size=(n, c)), "b": rng.normal(size=c), "t": t}


def loss(x, W, b, t):
    z = x @ W + b
    return -np.sum(t * (z - logsumexp(z)))


def by_the_chain_rule(x, W, b, t):
    z = x @ W + b
    o = np.exp(z) / np.sum(np.exp(z))
    c = len(z)
    dE_do = -t / o
    dz = np.zeros(c)
    for j in range(c):
        for k in range(c):
            do_dz = o[j] * (1 - o[j]) if k == j else -o[k] * o[j]
            dz[j] += dE_do[k] * do_dz
    return {"W": np.outer(x, dz), "b": dz, "x": W @ dz}


CASES = [
    Slip("let z_j act on its own output o_j alone: dE/dz_j is (-t_j / o_j) o_j (1 - o_j) = -t_j (1 - o_j), without the "
         "sum over the other outputs o_k, k != j, which makes it o_j - t_j",
         by_the_chain_rule, {"for k in range(c):": "for k in [j]:"},
         source="stats.stackexchange.com/questions/235528: Backpropagation with Softmax / Cross Entropy"),
]
