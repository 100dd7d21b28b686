"""Logistic regression in matrix form: X is n x d, w has d entries, s = sigmoid(X w), and the labels y are 0 or 1. The
cost is J(w) = -y . ln s - (1 - y) . ln(1 - s), a sum over the examples. Derive the gradient of J with respect to w."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w",)


def make(rng, size):
    n, d = ((4, 3), (3, 2), (5, 4))[size]
    return {"X": rng.normal(size=(n, d)), "y": np.where(np.arange(n) % 2 == 0, 1.0, 0.0), "w": rng.normal(size=d)}


def loss(X, y, w):
    s = 1 / (1 + np.exp(-(X @ w)))
    return -np.sum(y * np.log(s)) - np.sum((1 - y) * np.log(1 - s))


def term_by_term(X, y, w):
    s = 1 / (1 + np.exp(-(X @ w)))
    dln_s = (1 - s)[:, None] * X
    dln_1_minus_s = -s[:, None] * X
    dw = -(dln_s.T @ y) - dln_1_minus_s.T @ (1 - y)
    return {"w": dw}


CASES = [
    Slip("left out the inner derivative X of X w: took the gradient of ln s(Xw) for 1 - s and that of ln(1 - s(Xw)) "
         "for -s, so the gradient comes out as s - y instead of X^T (s - y)",
         term_by_term,
         {"(1 - s)[:, None] * X": "1 - s", "-s[:, None] * X": "-s", "dln_s.T @ y": "dln_s * y",
          "dln_1_minus_s.T @ (1 - y)": "dln_1_minus_s * (1 - y)"},
         source="stats.stackexchange.com/questions/452162: gradient of the logistic regression cost function"),
]
