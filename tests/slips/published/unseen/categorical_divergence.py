"""The divergence of categorical distributions from the uniform one. Each row of P, n x k, is the softmax of that row of
the logits A, and the loss is the sum over all entries of P (log P - log(1/k)). Derive the gradient of the loss with
respect to A."""

import numpy as np

from nn.array import logsumexp
from tests.slips.cases import Slip

ASKED = ("A",)


def make(rng, size):
    n, k = ((3, 4), (4, 2), (2, 5))[size]
    return {"A": rng.normal(size=(n, k))}


def loss(A):
    total = 0.0
    for i in range(len(A)):
        log_p = A[i] - logsumexp(A[i])
        total = total + np.sum(np.exp(log_p) * (log_p - np.log(1 / A.shape[1])))
    return total


def through_softmax(A):
    k = A.shape[1]
    e = np.exp(A)
    P = e / e.sum(axis=1, keepdims=True)
    dP = np.log(P) + 1 - np.log(1 / k)
    return {"A": P * (dP - np.sum(P * dP, axis=1, keepdims=True))}


CASES = [
    Slip("the gradient of the divergence with respect to P has the reverse sign: log(1/k) - log P - 1 instead of "
         "log P + 1 - log(1/k)", through_softmax, {"np.log(P) + 1 - np.log(1 / k)": "np.log(1 / k) - np.log(P) - 1"},
         source="Kaixhin/Autoencoders#9"),
]
