"""A small graph of operations on two vectors a and b of length m. e = exp(a), d = a - b, and the loss is the sum over
i of d_i e_i. Go through the graph from the end, adding to each variable's gradient what each operation sends to it,
and give the gradients of the loss with respect to a and b."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("a", "b")


def make(rng, size):
    m = (2, 4, 3)[size]
    return {"a": rng.normal(size=m), "b": rng.normal(size=m) + 1.5}


def loss(a, b):
    return np.sum((a - b) * np.exp(a))


def from_the_end(a, b):
    e = np.exp(a)
    d = a - b
    da = np.zeros_like(a)
    db = np.zeros_like(b)
    dd = e
    de = d
    da += dd
    db += -dd
    da += e * de
    return {"a": da, "b": db}


CASES = [
    Slip("the backward step of exp overwrites the gradient of a instead of adding to it, so that the part "
         "through d is lost", from_the_end,
         {"da += e * de": "da = e * de"}, source="karpathy/nn-zero-to-hero#52"),
    Slip("the backward step of the subtraction gives b the gradient with a plus sign", from_the_end,
         {"db += -dd": "db += dd"}, source="KhawajaAbaid/micrograd_c#1"),
    Slip("the backward step of the subtraction gives the first operand a the gradient times -1", from_the_end,
         {"da += dd": "da += -dd"}, source="wvabrinskas/Neuron#121"),
]
