"""A softmax on cosines with a margin at the angle of the right class. C (n x k) holds cosines; for the label l of
each row the cosine c is replaced by c cos(m) - sqrt(1 - c^2) sin(m), that is the cosine of the angle plus m, and then
everything is multiplied by s. T holds one-hot labels; the loss is the sum of the cross-entropies of the softmax of
these scores by rows. Derive the gradient of the loss with respect to C."""

import numpy as np

from nn.array import softmax
from tests.slips.cases import Slip

ASKED = ("C",)


def make(rng, size):
    n, k = ((3, 3), (2, 4), (5, 2))[size]
    return {
        "C": rng.uniform(-0.8, 0.8, size=(n, k)),
        "T": np.eye(k)[rng.integers(k, size=n)],
        "m": (0.5, 0.3, 0.4)[size],
        "s": 3.0,
    }


def loss(C, T, m, s):
    turned = C * np.cos(m) - np.sqrt(1 - C**2) * np.sin(m)
    P = softmax(s * (C * (1 - T) + turned * T))
    return -np.sum(T * np.log(P))


def by_the_chain_rule(C, T, m, s):
    sin = np.sqrt(1 - C**2)
    Z = s * np.where(T == 1, C * np.cos(m) - sin * np.sin(m), C)
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    top = s * (P - T)
    factor = np.cos(m) + np.sin(m) * C / sin
    dC = np.where(T == 1, top * factor, top)
    return {"C": dC}


CASES = [
    Slip("at the label gave only the factor cos(m) + sin(m) c / sqrt(1 - c^2), without multiplying the gradient "
         "that arrives there",
         by_the_chain_rule, {"top * factor": "factor"}, source="xialuxi/arcface-caffe#19"),
]
