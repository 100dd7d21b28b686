"""A network of sigmoids for one example. z1 = W1 x + b1, a1 = sigmoid(z1), z2 = W2 a1 + b2, a2 = sigmoid(z2); the loss
is 1/2 times the sum of (a2 - y)^2. W1 is H x d, W2 is K x H. Derive the gradients of the loss with respect to W1, b1,
W2 and b2."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2")


def make(rng, size):
    d, H, K = ((3, 4, 2), (4, 2, 3), (2, 3, 5))[size]
    return {
        "x": rng.normal(size=d),
        "y": rng.uniform(size=K),
        "W1": rng.normal(size=(H, d)),
        "b1": rng.normal(size=H),
        "W2": rng.normal(size=(K, H)),
        "b2": rng.normal(size=K),
    }


def loss(x, y, W1, b1, W2, b2):
    a1 = 1 / (1 + np.exp(-(W1 @ x + b1)))
    a2 = 1 / (1 + np.exp(-(W2 @ a1 + b2)))
    return np.sum((a2 - y) ** 2) / 2


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


def deltas(x, y, W1, b1, W2, b2):
    z1 = W1 @ x + b1
    a1 = sigmoid(z1)
    z2 = W2 @ a1 + b2
    a2 = sigmoid(z2)
    delta2 = (a2 - y) * sigmoid_prime(z2)
    delta1 = (W2.T @ delta2) * sigmoid_prime(z1)
    return {"W1": np.outer(delta1, x), "b1": delta1, "W2": np.outer(delta2, a1), "b2": delta2}


def errors_and_slopes(x, y, W1, b1, W2, b2):
    a1 = sigmoid(W1 @ x + b1)
    a2 = sigmoid(W2 @ a1 + b2)
    slope1, slope2 = a1 * (1 - a1), a2 * (1 - a2)
    error2 = a2 - y
    error1 = W2.T @ (error2 * slope2)
    db2 = error2 * slope2
    db1 = error1 * slope1
    return {"W1": np.outer(db1, x), "b1": db1, "W2": np.outer(db2, a1), "b2": db2}


CASES = [
    Slip("did not multiply the error of the output, a2 - y, by the derivative of its sigmoid: sigmoid_prime(z2) is "
         "missing in delta2", deltas, {"(a2 - y) * sigmoid_prime(z2)": "a2 - y"}, source="parasdahal/tinyml#1"),
    Slip("passed the activation to the derivative of the sigmoid instead of the weighted sum: sigmoid_prime(a2) and "
         "sigmoid_prime(a1) instead of sigmoid_prime(z2) and sigmoid_prime(z1)", deltas,
         {"sigmoid_prime(z2)": "sigmoid_prime(a2)", "sigmoid_prime(z1)": "sigmoid_prime(a1)"},
         source="benoitfragit/libBrain#78"),
    Slip("the deltas that are passed back do not have the derivative of the activation: the error of the hidden layer "
         "is W2^T times the error of the output, which was not multiplied by the slope of the output",
         errors_and_slopes, {"W2.T @ (error2 * slope2)": "W2.T @ error2"},
         source="ujjwalkarn/Machine-Learning-Tutorials#16"),
]
