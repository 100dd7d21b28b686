"""A log-softmax layer in front of a weighted sum. Y = log softmax(Z) by rows, Z is n x k; the loss is minus the mean
over the n rows of the sum over k of C Y, with given weights C (n x k) that need not sum to one. Derive the gradient
of the loss with respect to Z."""

import numpy as np

from nn.array import logsumexp
from tests.slips.cases import Slip

ASKED = ("Z",)


def make(rng, size):
    n, k = ((2, 3), (4, 2), (3, 5))[size]
    return {"Z": rng.normal(size=(n, k)), "C": rng.uniform(0.2, 1.5, size=(n, k))}


def loss(Z, C):
    Y = Z - logsumexp(Z).reshape(len(C), 1)
    return -np.sum(C * Y) / len(C)


def by_the_chain_rule(Z, C):
    n = len(Z)
    S = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    g = -C / n
    dZ = g - S * g.sum(axis=1, keepdims=True)
    return {"Z": dZ}


CASES = [
    Slip("the backward step of the log-softmax adds the softmax to the gradient that arrives, "
         "instead of subtracting the softmax times the sum of what arrives", by_the_chain_rule,
         {"g - S * g.sum(axis=1, keepdims=True)": "S + g"}, source="mlpack/mlpack#2360"),
]
