"""The focal loss for two classes. p = sigmoid(X w), X is n x d, labels y of 0 or 1. The loss is the sum over the n
examples of - (1 - p)^gamma log p if y = 1, and of - p^gamma log(1 - p) if y = 0. Derive the gradient of the loss with
respect to the vector w."""

import numpy as np

from nn.array import sigmoid
from tests.slips.cases import Slip

ASKED = ("w",)


def make(rng, size):
    n, d = ((4, 2), (5, 3), (6, 4))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "y": np.array([1.0, 0.0, 0.0, 1.0, 1.0, 0.0])[:n],
        "w": rng.normal(size=d),
        "gamma": (3.0, 1.0, 5.0)[size],
    }


def loss(X, y, w, gamma):
    p = sigmoid(X @ w)
    return -np.sum(y * (1 - p) ** gamma * np.log(p) + (1 - y) * p**gamma * np.log(1 - p))


def through_the_probability(X, y, w, gamma):
    p = 1 / (1 + np.exp(-(X @ w)))
    if_one = (1 - p) ** (gamma - 1) * (gamma * p * np.log(p) + p - 1) / p
    if_zero = -(p ** (gamma - 1)) * (gamma * (1 - p) * np.log(1 - p) - p) / (1 - p)
    dp = np.where(y > 0, if_one, if_zero)
    da = dp * p * (1 - p)
    return {"w": X.T @ da}


def in_one_formula(X, y, w, gamma):
    p = 1 / (1 + np.exp(-(X @ w)))
    s = (-1.0) ** y
    first = gamma * (p + y - 1) * (y + s * p) ** gamma * np.log(1 - y - s * p)
    second = s * (y + s * p) ** (gamma + 1)
    return {"w": X.T @ (first + second)}


CASES = [
    Slip("gave the derivative with respect to the probability p as the one with respect to the score, without p "
         "(1 - p); "
         "and for y = 0 left out the factor 1 - p in front of log(1 - p)", through_the_probability,
         {"dp * p * (1 - p)": "dp", "gamma * (1 - p) * np.log(1 - p)": "gamma * np.log(1 - p)"},
         source="rahowa/catboost_focal_loss#2"),
    Slip("merged the two labels in the second term as -(y - p)^(gamma + 1), which for y = 0 gives -(-p)^(gamma + 1) "
         "instead of p^(gamma + 1): the sign is wrong for odd gamma", in_one_formula,
         {"s * (y + s * p) ** (gamma + 1)": "-((y - p) ** (gamma + 1))"}, source="jhwjhw0123/Imbalance-XGBoost#1"),
]
