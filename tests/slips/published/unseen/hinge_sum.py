"""The hinge loss of a linear classifier without bias, summed over m examples: l(w) = sum_i max(0, 1 - y_i w.x_i), where
the labels y_i are +1 or -1, X is m x d and w has d entries. Derive the (sub)gradient of l with respect to w."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w",)


def make(rng, size):
    m, d = ((5, 3), (6, 4), (4, 2))[size]
    return {"X": rng.normal(size=(m, d)), "y": np.where(np.arange(m) % 2 == 0, 1.0, -1.0), "w": rng.normal(size=d)}


def loss(X, y, w):
    return np.sum(np.maximum(0, 1 - y * (X @ w)))


def example_by_example(X, y, w):
    dw = np.zeros_like(w)
    for i in range(len(y)):
        slope = -y[i] * X[i]
        dw += np.where(y[i] * (X[i] @ w) < 1, slope, 0)
    return {"w": dw}


CASES = [
    Slip("differentiated max(0, 1 - y z) inside the maximum: l'(w) = sum_i max(0, -y_i x_i), entry by entry, instead "
         "of -y_i x_i where y_i w.x_i < 1 and 0 elsewhere",
         example_by_example, {"np.where(y[i] * (X[i] @ w) < 1, slope, 0)": "np.maximum(0, slope)"},
         source="math.stackexchange.com/questions/2102378: Notation in the derivative of the hinge loss function"),
]
