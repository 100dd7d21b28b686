"""A number raised to the entries of an array. z = e ** x number by number, where e is a given positive number and x is
n x d; the loss is the sum of v z with given v. Derive the gradient of the loss with respect to x."""

import math

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    n, d = ((3, 2), (2, 4), (4, 3))[size]
    return {"x": rng.uniform(0.3, 2, size=(n, d)), "v": rng.normal(size=(n, d)), "e": (2.5, 3, 1.7)[size]}


def loss(x, v, e):
    return np.sum(v * np.exp(x * math.log(e)))


def backward(x, v, e):
    grad = v
    result = grad * e**x * np.log(e)
    return {"x": result}


CASES = [
    Slip("differentiated x^e instead of e^x: e x^(e - 1) instead of e^x log(e)", backward,
         {"grad * e**x * np.log(e)": "grad * e * x ** (e - 1)"}, source="tenstorrent/tt-metal#52144"),
]
