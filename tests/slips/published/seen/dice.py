"""The Dice coefficient of predictions x between 0 and 1 and a mask t of zeros and ones, both of length m. I = sum of
x t, U = sum of x plus sum of t, and the loss is 2 I / U. Derive the gradient of 2 I / U with respect to x."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    m = (4, 6, 5)[size]
    return {"x": rng.uniform(0.1, 0.9, size=m), "t": np.array([1.0, 0.0, 1.0, 1.0, 0.0, 0.0])[:m]}


def loss(x, t):
    return 2 * np.sum(x * t) / (np.sum(x) + np.sum(t))


def by_the_quotient_rule(x, t):
    inter = np.dot(x, t)
    union = np.sum(x) + np.sum(t)
    return {"x": 2 * (t * union - inter) / (union * union)}


CASES = [
    Slip("wrote a plus instead of the minus of the quotient rule, and divided by U and multiplied by U again "
         "instead of dividing by U U",
         by_the_quotient_rule, {"2 * (t * union - inter) / (union * union)": "2 * (t * union + inter) / union * union"},
         source="milesial/Pytorch-UNet#35"),
]
