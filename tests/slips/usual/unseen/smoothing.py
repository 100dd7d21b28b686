"""Softmax regression with label smoothing. The m rows of X (shape (m, d)) are examples of the classes y (shape (m,),
whole numbers from 0 to K-1). The logits are Z = X W + b (W has shape (d, K), b shape (K,)), P is their softmax along
each row. The smoothed target of example i is Q_ik = (1 - eps) [k = y_i] + eps/K. The loss is the mean cross-entropy
L = -(1/m) sum_i sum_k Q_ik log P_ik.
Derive the gradients of L with respect to W and b.
"""

import numpy as np

from nn.array import logsumexp
from tests.slips.cases import Slip

ASKED = ("W", "b")


def make(rng, size):
    m, d, K = ((5, 2, 3), (3, 5, 4), (6, 4, 5))[size]
    return {
        "X": rng.normal(size=(m, d)),
        "y": rng.integers(0, K, size=m),
        "W": rng.normal(size=(d, K)),
        "b": rng.normal(size=K),
        "eps": rng.uniform(0.1, 0.3),
    }


def loss(X, y, W, b, eps):
    Z = X @ W + b
    K = len(b)
    Q = (1 - eps) * np.eye(K)[y] + eps / K
    log_p = Z - logsumexp(Z)[:, None]
    return -np.sum(Q * log_p) / len(y)


def vectorised(X, y, W, b, eps):
    m, K = len(y), W.shape[1]
    Z = X @ W + b
    P = np.exp(Z) / np.sum(np.exp(Z), axis=1, keepdims=True)
    Q = (1 - eps) * np.eye(K)[y] + eps / K
    dZ = (P - Q) / m
    dW = X.T @ dZ
    db = dZ.sum(axis=0)
    return {"W": dW, "b": db}


def in_place(X, y, W, b, eps):
    n = X.shape[0]
    K = b.shape[0]
    scores = np.exp(X @ W + b)
    probs = scores / scores.sum(axis=1)[:, None]
    dscores = probs.copy()
    dscores[np.arange(n), y] -= 1 - eps
    dscores -= eps / K
    dscores /= n
    return {"W": np.dot(X.T, dscores), "b": np.sum(dscores, axis=0)}


def with_the_jacobian(X, y, W, b, eps):
    m, K = len(y), len(b)
    dW = np.zeros_like(W)
    db = np.zeros_like(b)
    for i in range(m):
        e = np.exp(X[i] @ W + b)
        p = e / e.sum()
        q = np.full(K, eps / K)
        q[y[i]] += 1 - eps
        dp = -q / p
        J = np.diag(p) - np.outer(p, p)
        dz = J @ dp
        dW += np.outer(X[i], dz) / m
        db += dz / m
    return {"W": dW, "b": db}


CASES = [
    Slip(
        "forgot the smoothing: used the one-hot labels as targets, Q_ik = [k = y_i], without eps",
        vectorised,
        {"Q = (1 - eps) * np.eye(K)[y] + eps / K": "Q = np.eye(K)[y]"},
    ),
    Slip(
        "wrong sign: dZ is (Q - P)/m instead of (P - Q)/m",
        vectorised,
        {"dZ = (P - Q) / m": "dZ = (Q - P) / m"},
    ),
    Slip(
        "forgot the factor 1/m of the mean: dZ is P - Q instead of (P - Q)/m",
        vectorised,
        {"dZ = (P - Q) / m": "dZ = P - Q"},
    ),
    Slip(
        "subtracted 1 instead of 1 - eps at the right class, so that the smoothed target there is 1 + eps/K",
        in_place,
        {"-= 1 - eps": "-= 1"},
    ),
    Slip(
        "forgot to subtract eps/K from all the classes: the uniform part of the target is missing",
        in_place,
        {"    dscores -= eps / K\n": ""},
    ),
    Slip(
        "took only the diagonal of the softmax's Jacobian, p_k (1 - p_k), and forgot the terms -p_k p_j between "
        "different classes",
        with_the_jacobian,
        {"J = np.diag(p) - np.outer(p, p)": "J = np.diag(p * (1 - p))"},
    ),
    Slip(
        "forgot the Jacobian of the softmax: dz is the derivative with respect to the probabilities, -q/p",
        with_the_jacobian,
        {"dz = J @ dp": "dz = dp"},
    ),
    Slip(
        "lost the minus sign of the cross-entropy in dp: q/p instead of -q/p",
        with_the_jacobian,
        {"dp = -q / p": "dp = q / p"},
    ),
    Slip(
        "spread eps wrongly: added eps instead of eps/K to each class's target",
        vectorised,
        {"+ eps / K": "+ eps"},
    ),
    Slip(
        "did not sum over the examples for the bias: db is all of dZ, with one row for each example",
        vectorised,
        {"db = dZ.sum(axis=0)": "db = dZ"},
    ),
    Slip(
        "multiplied by the derivative of a sigmoid as well: dZ = (P - Q) P (1 - P)/m instead of (P - Q)/m",
        vectorised,
        {"dZ = (P - Q) / m": "dZ = (P - Q) * P * (1 - P) / m"},
    ),
    Slip(
        "differentiated log p wrongly: dp is -q, the factor 1/p of the logarithm is missing",
        with_the_jacobian,
        {"dp = -q / p": "dp = -q"},
    ),
    Slip(
        "two mistakes: did not divide by the number of examples, and forgot to take eps off the right class (1 instead "
        "of 1 - eps)",
        in_place,
        {"    dscores /= n\n": "", "-= 1 - eps": "-= 1"},
    ),
]
