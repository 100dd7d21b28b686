"""The focal loss on a softmax. P = softmax(Z) by rows, Z is n x k, T holds one-hot labels, p_i is the probability of
the right class of example i. The loss is the mean over the n examples of - (1 - p)^gamma log p. Derive the gradient
of the loss with respect to Z."""

import numpy as np

from nn.array import softmax
from tests.slips.cases import Slip

ASKED = ("Z",)


def make(rng, size):
    n, k = ((3, 3), (4, 2), (2, 5))[size]
    return {"Z": rng.normal(size=(n, k)), "T": np.eye(k)[rng.integers(k, size=n)], "gamma": (2.0, 1.5, 3.0)[size]}


def loss(Z, T, gamma):
    p = np.sum(softmax(Z) * T, axis=1)
    return -np.mean((1 - p) ** gamma * np.log(p))


def with_two_cases(Z, T, gamma):
    n = len(Z)
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    pt = np.sum(P * T, axis=1, keepdims=True)
    others = (1 - pt) ** (gamma - 1) * (gamma * (-pt * P) * np.log(pt) + P * (1 - pt))
    label = (1 - pt) ** gamma * (gamma * pt * np.log(pt) + pt - 1)
    dZ = np.where(T == 1, label, others) / n
    return {"Z": dZ}


CASES = [
    Slip("for the classes j that are not the label put their own probability P_j in the place of the label's p "
         "in the power, the logarithm "
         "and 1 - p", with_two_cases,
         {"(1 - pt) ** (gamma - 1) * (gamma * (-pt * P) * np.log(pt) + P * (1 - pt))":
          "(1 - P) ** (gamma - 1) * (gamma * (-pt * P) * np.log(P) + P * (1 - P))"}, source="unsky/focal-loss#1"),
]
