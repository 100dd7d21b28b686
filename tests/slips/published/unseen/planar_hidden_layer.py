"""A network with one hidden layer for m examples in columns: A1 = tanh(W1 X + b1), A2 = sigmoid(W2 A1 + b2), where X is
d x m, W1 is h x d, b1 is h x 1, W2 is 1 x h and b2 is 1 x 1. The cost is -1/m sum(Y log A2 + (1 - Y) log(1 - A2)) with
Y of shape 1 x m. Derive the gradients of the cost with respect to W1, b1, W2 and b2."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2")


def make(rng, size):
    d, h, m = ((2, 4, 3), (3, 2, 5), (5, 3, 4))[size]
    return {
        "X": rng.normal(size=(d, m)),
        "Y": np.where(np.arange(m) % 2 == 0, 1.0, 0.0).reshape(1, m),
        "W1": rng.normal(size=(h, d)),
        "b1": rng.normal(size=(h, 1)),
        "W2": rng.normal(size=(1, h)),
        "b2": rng.normal(size=(1, 1)),
    }


def loss(X, Y, W1, b1, W2, b2):
    A1 = np.tanh(W1 @ X + b1)
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
    return -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / X.shape[1]


def six_equations(X, Y, W1, b1, W2, b2):
    m = X.shape[1]
    A1 = np.tanh(np.dot(W1, X) + b1)
    A2 = 1 / (1 + np.exp(-(np.dot(W2, A1) + b2)))
    dZ2 = A2 - Y
    dW2 = np.dot(dZ2, A1.T) / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))
    dW1 = np.dot(dZ1, X.T) / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


WHERE = "community.deeplearning.ai/t/402919: W3 Ex 6, AssertionError: Wrong values for dW1"

CASES = [
    Slip("used the gradient dW2 in place of the weights W2 in dZ1: dW2^T dZ2 instead of W2^T dZ2",
         six_equations, {"np.dot(W2.T, dZ2)": "np.dot(dW2.T, dZ2)"}, source=WHERE),
    Slip("used matrix products for the derivative of tanh: dZ1 = (W2^T dZ2)(1 - A1^T A1) instead of W2^T dZ2 times "
         "1 - A1^2 number by number",
         six_equations,
         {"np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))": "np.dot(np.dot(W2.T, dZ2), 1 - np.dot(A1.T, A1))"},
         source=WHERE),
]
