"""A Euclidean loss layer with a weight. A and B are n x k; the layer gives E = 1/(2n) times the sum of (A - B)^2, and
the loss is v E, where v is the given weight of the layer. Derive the gradients of the loss with respect to A and B."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("A", "B")


def make(rng, size):
    n, k = ((3, 4), (4, 2), (2, 5))[size]
    return {"A": rng.normal(size=(n, k)), "B": rng.normal(size=(n, k)), "v": rng.uniform(0.2, 0.8)}


def loss(A, B, v):
    return v * np.sum((A - B) ** 2) / (2 * len(A))


def layer(A, B, v):
    diff = A - B
    top_diff = v
    out = {}
    for name, sign in (("A", 1), ("B", -1)):
        alpha = sign * top_diff / len(A)
        out[name] = alpha * diff
    return out


CASES = [
    Slip("the backward step of the loss layer did not multiply by the gradient at its top, the weight v of the loss",
         layer, {"sign * top_diff / len(A)": "sign / len(A)"}, source="BVLC/caffe#5407"),
]
