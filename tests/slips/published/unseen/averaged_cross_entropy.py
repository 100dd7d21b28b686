"""A cost on the logits z of one example with n classes: s = softmax(z), and C = -(sum_i y_i log s_i) / n, divided by
the number of classes n; y is one-hot. Derive the gradient of C with respect to z."""

import numpy as np

from nn.array import logsumexp
from tests.slips.cases import Slip

ASKED = ("z",)


def make(rng, size):
    n = (4, 3, 5)[size]
    y = np.zeros(n)
    y[size] = 1.0
    return {"z": rng.normal(size=n), "y": y}


def loss(z, y):
    return -np.sum(y * (z - logsumexp(z))) / len(y)


def analytical(z, y):
    expp = np.exp(z)
    s = expp / np.sum(expp)
    cost_gradient = (s - y) / len(y)
    return {"z": cost_gradient}


CASES = [
    Slip("took s - y as the gradient although the cost is divided by len(y): the factor 1/n is missing",
         analytical, {"(s - y) / len(y)": "s - y"},
         source="z.id.vn/?p=348969 (from Stack Overflow): gradient of the softmax entropy loss in Python"),
]
