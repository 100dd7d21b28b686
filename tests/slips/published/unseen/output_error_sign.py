"""The cost of binary labels on the pre-activations Z of the last layer: A = sigmoid(Z) and
J = -1/m sum(Y log A + (1 - Y) log(1 - A)) over the m examples; the last layer is Z = W X + b with X of shape d x m, one
weight row W (d entries) and a number b. Derive the gradients of J with respect to W and b."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "b")


def make(rng, size):
    d, m = ((3, 4), (2, 5), (4, 3))[size]
    return {
        "X": rng.normal(size=(d, m)),
        "Y": np.where(np.arange(m) % 2 == 0, 1.0, 0.0),
        "W": rng.normal(size=d),
        "b": float(rng.normal()),
    }


def loss(X, Y, W, b):
    A = 1 / (1 + np.exp(-(W @ X + b)))
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / len(Y)


def layer_by_layer(X, Y, W, b):
    m = len(Y)
    AL = 1 / (1 + np.exp(-(W @ X + b)))
    dAL = -(Y / AL - (1 - Y) / (1 - AL))
    dZ = dAL * AL * (1 - AL)
    dW = X @ dZ / m
    db = np.sum(dZ) / m
    return {"W": dW, "b": db}


CASES = [
    Slip("forgot the -1 from the derivative of 1 - AL: dAL = -(Y/AL + (1 - Y)/(1 - AL)) instead of "
         "-(Y/AL - (1 - Y)/(1 - AL))",
         layer_by_layer, {"Y / AL - (1 - Y)": "Y / AL + (1 - Y)"},
         source="community.deeplearning.ai: Course 1 Week 4 Programming Assignment #2 Error (formula for dAL)"),
]
