"""A line through the origin. p_i = w x_i for m points, and the loss is the mean over i of (p_i - y_i)^2. Derive the
gradient of the loss with respect to the number w."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w",)


def make(rng, size):
    m = (4, 3, 6)[size]
    return {"x": rng.normal(size=m) + 1, "y": rng.normal(size=m), "w": rng.normal()}


def loss(x, y, w):
    return np.mean((w * x - y) ** 2)


def with_a_mean(x, y, w):
    p = w * x
    return {"w": (2 * x * (p - y)).mean()}


CASES = [
    Slip("wrote the product of 2x with p - y as a dot product, which sums already, so that the mean after it "
         "divides by nothing",
         with_a_mean, {"(2 * x * (p - y)).mean()": "np.dot(2 * x, p - y).mean()"},
         source="patrickloeber/pytorchTutorial#10"),
]
