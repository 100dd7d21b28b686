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
        "forgot the inner derivative 1/T of z/T in the gradient of W: took (P - Y)/n for the gradient of the logits z",
        whole_batch,
        {"dZ = dA / T": "dZ = dA"},
    ),
    Slip(
        "forgot the factor 1/T in the gradient of W",
        logit_against_expected_logit,
        {"(p[c] - y[c]) * x / T": "(p[c] - y[c]) * x"},
    ),
    Slip(
        "wrong sign in the gradient of T: differentiated 1/T to +1/T^2",
        whole_batch,
        {"dT = -np.sum": "dT = np.sum"},
    ),
    Slip(
        "differentiated z/T with respect to T to -z/T instead of -z/T^2",
        whole_batch,
        {"np.sum(dA * Z) / T**2": "np.sum(dA * Z) / T"},
    ),
    Slip(
        "differentiated z/T with respect to T to z: the factor -1/T^2 is missing in dT",
        through_the_softmax_jacobian,
        {"da @ (-z / T**2)": "da @ z"},
    ),
    Slip(
        "used the gradient of z instead of that of z/T in dT, so that dT has one factor 1/T too many (1/T^3)",
        whole_batch,
        {"np.sum(dA * Z)": "np.sum(dZ * Z)"},
    ),
    Slip(
        "forgot the factor 1/n of the mean over the examples, in both gradients",
        whole_batch,
        {"dA = (P - Y) / n": "dA = P - Y"},
    ),
    Slip(
        "averaged only dW over the examples: the division by n is missing for dT",
        logit_against_expected_logit,
        {"    dT = dT / n\n": ""},
    ),
    Slip(
        "wrong sign of the error: Y - P instead of P - Y, so that both gradients have the wrong sign",
        whole_batch,
        {"dA = (P - Y) / n": "dA = (Y - P) / n"},
    ),
    Slip(
        "gave the gradient of W transposed: X^T dZ (d x k) instead of dZ^T X (k x d)",
        whole_batch,
        {"dZ.T @ X": "X.T @ dZ"},
    ),
    Slip(
        "forgot that the normalising sum of the softmax depends on T too: dT has the logit of the true class only, the "
        "expected logit is missing",
        logit_against_expected_logit,
        {"dT += (correct - expected) / T**2": "dT += correct / T**2"},
    ),
    Slip(
        "took only the diagonal p (1 - p) of the softmax Jacobian: the entries -p_i p_j off the diagonal are missing",
        through_the_softmax_jacobian,
        {"S = np.diag(p) - np.outer(p, p)": "S = np.diag(p * (1 - p))"},
    ),
    Slip(
        "two mistakes: forgot the factor 1/T in the gradient of W, and the wrong sign in the gradient of T (z/T^2 "
        "instead of -z/T^2)",
        through_the_softmax_jacobian,
        {"dz = da / T": "dz = da", "da @ (-z / T**2)": "da @ (z / T**2)"},
    ),
]
