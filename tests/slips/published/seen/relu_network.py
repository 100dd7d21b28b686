"""A network of three layers, m examples in columns. Z1 = W1 X + b1, A1 = relu(Z1), Z2 = W2 A1 + b2, A2 = relu(Z2), A3
= sigmoid(W3 A2 + b3). X is d x m, b1, b2, b3 are columns; Y is 1 x m of zeros and ones. The loss is - 1/m times the
sum of Y log A3 + (1 - Y) log(1 - A3). Derive the gradients of the loss with respect to all weights and biases."""

import numpy as np

from nn.array import relu, sigmoid
from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2", "W3", "b3")


def make(rng, size):
    d, h, k, m = ((2, 4, 3, 5), (3, 5, 4, 4), (4, 3, 5, 7))[size]
    return {
        "X": rng.normal(size=(d, m)),
        "Y": rng.integers(2, size=(1, m)).astype(float),
        "W1": rng.normal(size=(h, d)),
        "b1": rng.normal(size=(h, 1)),
        "W2": rng.normal(size=(k, h)),
        "b2": rng.normal(size=(k, 1)),
        "W3": rng.normal(size=(1, k)),
        "b3": rng.normal(size=(1, 1)),
    }


def loss(X, Y, W1, b1, W2, b2, W3, b3):
    A3 = sigmoid(W3 @ relu(W2 @ relu(W1 @ X + b1) + b2) + b3)
    return -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / Y.shape[1]


def layer_by_layer(X, Y, W1, b1, W2, b2, W3, b3):
    m = X.shape[1]
    Z1 = W1 @ X + b1
    A1 = np.maximum(0, Z1)
    Z2 = W2 @ A1 + b2
    A2 = np.maximum(0, Z2)
    A3 = 1 / (1 + np.exp(-(W3 @ A2 + b3)))
    dZ3 = A3 - Y
    dW3 = 1 / m * dZ3 @ A2.T
    db3 = 1 / m * np.sum(dZ3, axis=1, keepdims=True)
    dA2 = W3.T @ dZ3
    dZ2 = dA2 * (Z2 > 0)
    dW2 = 1 / m * dZ2 @ A1.T
    db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (Z1 > 0)
    dW1 = 1 / m * dZ1 @ X.T
    db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2, "W3": dW3, "b3": db3}


CASES = [
    Slip("multiplied the gradient of W2 by 2", layer_by_layer, {"dZ2 @ A1.T": "dZ2 @ A1.T * 2"},
         source="bighuang624/Andrew-Ng-Deep-Learning-notes#10"),
    Slip("the backward step of relu overwrites the gradient that arrives with 0 or 1 instead of multiplying it, "
         "in both hidden layers",
         layer_by_layer, {"dA2 * (Z2 > 0)": "1.0 * (Z2 > 0)", "dA1 * (Z1 > 0)": "1.0 * (Z1 > 0)"},
         source="haifengl/smile#528"),
    Slip("the backward step of relu sets to zero the negative parts of the gradient, instead of the parts where "
         "Z is negative",
         layer_by_layer, {"dA2 * (Z2 > 0)": "dA2 * (dA2 > 0)", "dA1 * (Z1 > 0)": "dA1 * (dA1 > 0)"},
         source="exacity/deeplearningbook-chinese#127"),
]
