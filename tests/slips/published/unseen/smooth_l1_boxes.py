"""A smooth L1 loss for boxes. A, B and the weights W are n x 4; with d = W (A - B) number by number, each number costs
d^2/2 where |d| < 1 and |d| - 1/2 elsewhere. E is the sum of these costs over n, and the loss is v E with a given weight
v of the layer. Derive the gradients of the loss with respect to A and B."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("A", "B")


def make(rng, size):
    n = (3, 2, 5)[size]
    return {
        "A": 1.5 * rng.normal(size=(n, 4)),
        "B": rng.normal(size=(n, 4)),
        "W": rng.uniform(0.4, 1.6, size=(n, 4)),
        "v": rng.uniform(0.2, 0.8),
    }


def loss(A, B, W, v):
    size = np.abs(W * (A - B))
    small = np.minimum(size, 1)
    return v * np.sum(small**2 / 2 + size - small) / len(A)


def layer(A, B, W, v):
    diff = W * (A - B)
    slope = np.where(np.abs(diff) < 1, diff, np.sign(diff))
    grad_output = v / len(A)
    dA = grad_output * W * slope
    return {"A": dA, "B": -dA}


CASES = [
    Slip("the weights W were multiplied with A - B in the forward step, but the backward step leaves their factor out",
         layer, {"grad_output * W * slope": "grad_output * slope"}, source="rbgirshick/fast-rcnn#134"),
    Slip("the gradient at the output, here the weight v of the loss, is not taken into account in the backward step of "
         "the smooth L1 loss", layer, {"grad_output = v / len(A)": "grad_output = 1 / len(A)"},
         source="kulinseth/pytorch#290"),
]
