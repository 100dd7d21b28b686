"""A multiclass hinge loss for one example x with class c: l = max(0, 1 + (largest of W_r.x over the classes r other
than c) - W_c.x). W is k x d, with one row W_r per class. Derive the (sub)gradient of l with respect to W."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W",)


def make(rng, size):
    k, d = ((3, 4), (4, 3), (5, 2))[size]
    x, W, c = rng.normal(size=d), rng.normal(size=(k, d)), 1
    return {"x": x, "c": c, "W": W - np.where(np.arange(k) == c, 1.0, 0.0)[:, None] * x}


def loss(x, c, W):
    scores = [W[r] @ x for r in range(len(W)) if r != c]
    rival = scores[0]
    for score in scores[1:]:
        rival = np.maximum(rival, score)
    return np.maximum(0, 1 + rival - W[c] @ x)


def by_cases(x, c, W):
    scores = W @ x
    scores[c] = -np.inf
    r = np.argmax(scores)
    dW = np.zeros_like(W)
    if W[c] @ x < 1 + W[r] @ x:
        dW[r] = x
        dW[c] = -x
    return {"W": dW}


CASES = [
    Slip("left out the derivative by the row of the rival class: in the case that is not 0 the gradient is 0 + 0 - x, "
         "only for the row of the right class; the + x in the row W_r of the largest other score is missing",
         by_cases, {"        dW[r] = x\n": ""},
         source="stats.stackexchange.com/questions/155088: Gradient for hinge loss multiclass"),
]
