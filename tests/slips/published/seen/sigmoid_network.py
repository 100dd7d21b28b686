"""A network of two sigmoid layers, n examples in rows. A1 = sigmoid(X W1 + b1), A2 = sigmoid(A1 W2 + b2); X is n x d,
W1 is d x h, W2 is h x k. The loss is 1/(2n) times the sum of (A2 - Y)^2 over all examples and outputs. Derive the
gradients of the loss with respect to W1, b1, W2 and b2."""

import numpy as np

from nn.array import sigmoid
from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2")


def make(rng, size):
    n, d, h, k = ((4, 2, 3, 2), (5, 3, 2, 4), (6, 4, 5, 3))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "Y": rng.uniform(0.1, 0.9, size=(n, k)),
        "W1": rng.normal(size=(d, h)),
        "b1": rng.normal(size=h),
        "W2": rng.normal(size=(h, k)),
        "b2": rng.normal(size=k),
    }


def loss(X, Y, W1, b1, W2, b2):
    A2 = sigmoid(sigmoid(X @ W1 + b1) @ W2 + b2)
    return np.sum((A2 - Y) ** 2) / (2 * len(X))


def with_deltas(X, Y, W1, b1, W2, b2):
    def s(z):
        return 1 / (1 + np.exp(-z))

    n = len(X)
    A1 = s(X @ W1 + b1)
    A2 = s(A1 @ W2 + b2)
    d2 = (A2 - Y) / n * A2 * (1 - A2)
    dW2 = A1.T @ d2
    db2 = d2.sum(axis=0)
    dA1 = d2 @ W2.T
    d1 = dA1 * A1 * (1 - A1)
    dW1 = X.T @ d1
    db1 = d1.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


CASES = [
    Slip("the backward step of the hidden sigmoid returns sigmoid(1 - sigmoid(g)) of the gradient g that arrives "
         "at A1, "
         "instead of g times A1 (1 - A1)", with_deltas,
         {"dA1 * A1 * (1 - A1)": "s(1 - s(dA1))"}, source="yizt/numpy_neural_network#3"),
    Slip("wrote the derivative of the sigmoid as sigmoid minus (1 - sigmoid) instead of sigmoid times (1 - "
         "sigmoid), in both layers",
         with_deltas, {"/ n * A2 * (1 - A2)": "/ n * (A2 - (1 - A2))", "dA1 * A1 * (1 - A1)": "dA1 * (A1 - (1 - A1))"},
         source="sausheong/gonn#8"),
    Slip("left out the derivative of the output sigmoid: the error at the output is just A2 - Y", with_deltas,
         {"/ n * A2 * (1 - A2)": "/ n"}, source="Bot-Academy/NeuralNetworkFromScratch#3"),
    Slip("took the gradient step on W2 before sending the error back through it, so that the hidden layer sees "
         "the W2 after the step",
         with_deltas, {"dA1 = d2 @ W2.T": "W2 = W2 - 0.5 * dW2\n    dA1 = d2 @ W2.T"},
         source="VikParuchuri/zero_to_gpt#12"),
    Slip("applied the sigmoid once more to the output A2, which is a sigmoid already, in the factor sigmoid "
         "times (1 - sigmoid) of W2",
         with_deltas, {"dW2 = A1.T @ d2": "dW2 = A1.T @ ((A2 - Y) / n * s(A2) * (1 - s(A2)))"},
         source="Rashid, Make Your Own Neural Network, first edition, page 99 (errata 4)"),
]
