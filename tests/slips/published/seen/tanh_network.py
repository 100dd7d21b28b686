"""A network with one tanh layer and a softmax at the end, n examples in rows. Z1 = X W1 + b1, A1 = tanh(Z1), Z2 = A1
W2 + b2, P = softmax(Z2) by rows; Y holds one-hot labels, X is n x d, W1 is d x K, W2 is K x K. The loss is the mean
over examples of - sum over k of Y_k log P_k. Derive the gradients of the loss with respect to W1, b1, W2 and b2."""

import numpy as np

from nn.array import softmax
from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2")


def make(rng, size):
    n, d, k = ((4, 2, 3), (5, 3, 4), (7, 4, 2))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "Y": np.eye(k)[rng.integers(k, size=n)],
        "W1": rng.normal(size=(d, k)),
        "b1": rng.normal(size=k),
        "W2": rng.normal(size=(k, k)),
        "b2": rng.normal(size=k),
    }


def loss(X, Y, W1, b1, W2, b2):
    P = softmax(np.tanh(X @ W1 + b1) @ W2 + b2)
    return -np.sum(Y * np.log(P)) / len(X)


def with_deltas(X, Y, W1, b1, W2, b2):
    n = len(X)
    z1 = X @ W1 + b1
    a1 = np.tanh(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    P = e / e.sum(axis=1, keepdims=True)
    delta3 = (P - Y) / n
    dW2 = a1.T @ delta3
    db2 = delta3.sum(axis=0)
    da1 = delta3 @ W2.T
    delta2 = da1 * (1 - np.tanh(z1) ** 2)
    dW1 = X.T @ delta2
    db1 = delta2.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


CASES = [
    Slip("took the derivative of tanh at Z2, the scores of the output, instead of at Z1", with_deltas,
         {"1 - np.tanh(z1) ** 2": "1 - np.tanh(z2) ** 2"}, source="dennybritz/nn-from-scratch#3"),
    Slip("wrote the error at the output with the wrong sign, Y - P instead of P - Y", with_deltas,
         {"(P - Y) / n": "(Y - P) / n"}, source="dennybritz/nn-from-scratch#11"),
    Slip("the backward step of tanh puts the gradient that arrives (with respect to A1) into 1 - tanh^2 instead of Z1, "
         "and does not multiply by it", with_deltas,
         {"da1 * (1 - np.tanh(z1) ** 2)": "1 - np.tanh(da1) ** 2"}, source="yizt/numpy_neural_network#6"),
    Slip("applied the derivative of tanh, which wants Z1, to the output A1 of the layer, so that tanh is taken twice",
         with_deltas, {"1 - np.tanh(z1) ** 2": "1 - np.tanh(a1) ** 2"}, source="davidrmiller/neural2d#40"),
    Slip("gave the derivative of tanh as -tanh^2, without the 1", with_deltas,
         {"(1 - np.tanh(z1) ** 2)": "(-np.tanh(z1) ** 2)"}, source="scutan90/DeepLearning-500-questions#544"),
    Slip("used (exp(2z) - 1) / (exp(2z) + 1), which is tanh itself, as the derivative of tanh", with_deltas,
         {"(1 - np.tanh(z1) ** 2)": "((np.exp(2 * z1) - 1) / (np.exp(2 * z1) + 1))"}, source="andersbll/nnet#4"),
]
