"""The mean of squares. z is the mean over all entries of x^2, for a table x of r x c numbers. Derive the gradient of
z with respect to x."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    return {"x": rng.normal(size=((2, 3), (3, 3), (2, 5))[size])}


def loss(x):
    return np.mean(x**2)


def in_one_line(x):
    n = x.size
    return {"x": 2 * x / n}


CASES = [
    Slip("wrote x/2 for the gradient, which is 2x/n only for a table of n = 4 "
         "numbers", in_one_line, {"2 * x / n": "x / 2"},
         source="udacity/deep-learning-v2-pytorch#158"),
]
