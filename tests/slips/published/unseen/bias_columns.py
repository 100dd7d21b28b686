"""A network of two layers of sigmoids whose biases are the first columns of Theta1 (h x (d + 1)) and Theta2
(k x (h + 1)). With a one put in front of each example, a1 is m x (d + 1); a2 is a one and sigmoid(Theta1 a1),
a3 = sigmoid(Theta2 a2). The cost is 1/m times the sum of -y log a3 - (1 - y) log(1 - a3), plus reg/(2m) times the sum
of the squares of both Thetas without their first columns. Derive the gradients with respect to Theta1 and Theta2."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("Theta1", "Theta2")


def make(rng, size):
    m, d, h, k = ((4, 3, 2, 5), (3, 2, 5, 4), (5, 4, 3, 2))[size]
    return {
        "X": rng.normal(size=(m, d)),
        "y": np.eye(k)[rng.integers(k, size=m)],
        "Theta1": rng.normal(size=(h, d + 1)),
        "Theta2": rng.normal(size=(k, h + 1)),
        "reg": (0.8, 1.5, 0.6)[size],
    }


def loss(X, y, Theta1, Theta2, reg):
    m = len(X)
    a2 = 1 / (1 + np.exp(-(X @ Theta1[:, 1:].T + Theta1[:, 0])))
    a3 = 1 / (1 + np.exp(-(a2 @ Theta2[:, 1:].T + Theta2[:, 0])))
    cost = np.sum(-y * np.log(a3) - (1 - y) * np.log(1 - a3)) / m
    return cost + reg / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))


def with_ones(X, y, Theta1, Theta2, reg):
    m = len(X)
    a1 = np.c_[np.ones((m, 1)), X]
    s2 = 1 / (1 + np.exp(-a1 @ Theta1.T))
    a2 = np.c_[np.ones((m, 1)), s2]
    a3 = 1 / (1 + np.exp(-a2 @ Theta2.T))
    d3 = a3 - y
    d2 = d3 @ Theta2[:, 1:] * s2 * (1 - s2)
    delta1 = d2.T @ a1
    delta2 = d3.T @ a2
    t1 = np.c_[np.zeros((len(Theta1), 1)), Theta1[:, 1:]]
    t2 = np.c_[np.zeros((len(Theta2), 1)), Theta2[:, 1:]]
    return {"Theta1": delta1 / m + t1 * reg / m, "Theta2": delta2 / m + t2 * reg / m}


CASES = [
    Slip("put ones instead of zeros in the place of the biases for the gradient of the penalty, so that reg/m is added "
         "to the gradients of the biases", with_ones,
         {"np.zeros((len(Theta1), 1))": "np.ones((len(Theta1), 1))",
          "np.zeros((len(Theta2), 1))": "np.ones((len(Theta2), 1))"},
         source="JWarmenhoven/Coursera-Machine-Learning#3"),
]
