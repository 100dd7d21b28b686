"""Softmax with temperature. X is n x d (rows are examples), W is k x d, Y is n x k with one-hot rows, T > 0 a number.
The logits of an example are z = W x, the probabilities p = softmax(z / T), and the loss is the mean cross-entropy
L = -1/n * sum over examples and classes of Y_ic log P_ic.
Derive the gradients of L with respect to W and to the temperature T.
"""

import numpy as np

from nn.array import logsumexp
from tests.slips.cases import Slip

ASKED = ("W", "T")


def make(rng, size):
    n, d, k = ((4, 2, 3), (3, 4, 2), (6, 3, 5))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "Y": np.eye(k)[rng.integers(k, size=n)],
        "W": rng.normal(size=(k, d)) * 1.5,
        "T": rng.uniform(1.4, 2.6),
    }


def loss(X, Y, W, T):
    A = X @ W.T / T
    return (np.sum(logsumexp(A)) - np.sum(Y * A)) / X.shape[0]


def whole_batch(X, Y, W, T):
    n = len(X)
    Z = X @ W.T
    E = np.exp(Z / T)
    P = E / E.sum(axis=1, keepdims=True)
    dA = (P - Y) / n
    dZ = dA / T
    dW = dZ.T @ X
    dT = -np.sum(dA * Z) / T**2
    return {"W": dW, "T": dT}


def logit_against_expected_logit(X, Y, W, T):
    n, k = Y.shape
    dW = np.zeros(W.shape)
    dT = 0.0
    for x, y in zip(X, Y):
        z = W @ x
        p = np.exp(z / T) / np.sum(np.exp(z / T))
        correct = y @ z
        expected = p @ z
        dT += (correct - expected) / T**2
        for c in range(k):
            dW[c] += (p[c] - y[c]) * x / T
    dW = dW / n
    dT = dT / n
    return {"W": dW, "T": dT}


def through_the_softmax_jacobian(X, Y, W, T):
    n = X.shape[0]
    dW, dT = 0, 0
    for i in range(n):
        z = W @ X[i]
        a = z / T
        p = np.exp(a - a.max())
        p = p / p.sum()
        dp = -Y[i] / p
        S = np.diag(p) - np.outer(p, p)
        da = S.T @ dp
        dz = da / T
        dW = dW + np.outer(dz, X[i]) / n
        dT = dT + da @ (-z / T**2) / n
    return {"W": dW, "T": dT}


CASES = [
    Slip(
        "forgot the 1/T of d(z/T)/dz in dW: used the gradient with respect to z / T as that of z",
        whole_batch,
        {"dZ = dA / T": "dZ = dA"},
    ),
    Slip(
        "dT starts from the gradient with respect to z, which has a 1/T already, instead of that of z / T: 1/T^3 in "
        "all",
        whole_batch,
        {"np.sum(dA * Z)": "np.sum(dZ * Z)"},
    ),
    Slip(
        "computed the probabilities P without the temperature, softmax(z), and used them in both gradients",
        whole_batch,
        {"np.exp(Z / T)": "np.exp(Z)"},
    ),
    Slip(
        "multiplied by T^2 as is done with the loss in knowledge distillation, where L here has no such factor (both "
        "gradients)",
        whole_batch,
        {"dA = (P - Y) / n": "dA = T**2 * (P - Y) / n"},
    ),
    Slip(
        "normalised the softmax over the examples of the batch (axis 0) instead of the classes",
        whole_batch,
        {"E.sum(axis=1, keepdims=True)": "E.sum(axis=0, keepdims=True)"},
    ),
    Slip(
        "summed dT over the examples only, so that there is one entry for each class, though T is one number for all",
        whole_batch,
        {"-np.sum(dA * Z)": "-np.sum(dA * Z, axis=0)"},
    ),
    Slip(
        "forgot that the log of the normaliser, log sum exp(z / T), depends on T too: dT has only the correct logit "
        "z_y / T^2",
        logit_against_expected_logit,
        {"(correct - expected)": "correct"},
    ),
    Slip(
        "in dT took the plain average of the logits over the classes instead of their expectation under p",
        logit_against_expected_logit,
        {"expected = p @ z": "expected = z.mean()"},
    ),
    Slip(
        "dT has the wrong sign: d(1/T)/dT taken as +1/T^2",
        logit_against_expected_logit,
        {"(correct - expected)": "(expected - correct)"},
    ),
    Slip(
        "believes that only the row of W of the correct class gets a gradient, (p_y - 1) x / T, and the other rows "
        "none",
        logit_against_expected_logit,
        {"(p[c] - y[c]) * x": "y[c] * (p[c] - 1) * x"},
    ),
    Slip(
        "two mistakes: dT is divided by T instead of T^2, and dW is summed over the examples without the 1/n",
        logit_against_expected_logit,
        {"(correct - expected) / T**2": "(correct - expected) / T", "    dW = dW / n\n": ""},
    ),
    Slip(
        "used only the diagonal p_c (1 - p_c) of the softmax Jacobian, as for independent sigmoids",
        through_the_softmax_jacobian,
        {"np.diag(p) - np.outer(p, p)": "np.diag(p * (1 - p))"},
    ),
    Slip(
        "differentiated the binary cross-entropy: dL/dp is -y/p + (1 - y)/(1 - p) instead of -y/p, so the wrong "
        "classes count too",
        through_the_softmax_jacobian,
        {"dp = -Y[i] / p": "dp = -Y[i] / p + (1 - Y[i]) / (1 - p)"},
    ),
    Slip(
        "two mistakes: the log was not differentiated, dL/dp = -y instead of -y/p (both gradients), and dT uses the "
        "logits that are divided by T already, -(z / T) / T^2",
        through_the_softmax_jacobian,
        {"dp = -Y[i] / p": "dp = -Y[i]", "(-z / T**2)": "(-a / T**2)"},
    ),
]
