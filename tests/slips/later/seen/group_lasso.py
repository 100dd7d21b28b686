"""Multi-task regression with a smooth group elastic net: X is n x d, Y is n x k, W is d x k, the scales s of the features
have d entries and the biases b have k entries; the biases and scales are not penalised.
E = (X diag(s)) W + b - Y (b is added to each row),
L = 1/(2n) sum_ik E_ik^2 + lam sum_j sqrt(sum_k W_jk^2 + eps) + (mu/2) sum_jk W_jk^2.
Derive the gradients of L with respect to W, b and s.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "b", "s")


def make(rng, size):
    n, d, k = ((4, 3, 2), (5, 2, 4), (3, 5, 2))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "Y": rng.normal(size=(n, k)) * 2,
        "W": rng.uniform(0.3, 1.2, size=(d, k)) * np.resize([1.0, -1.0, 1.0], (d, k)),
        "b": rng.uniform(0.3, 0.9, size=k),
        "s": rng.uniform(0.6, 1.8, size=d),
        "lam": 0.9,
        "mu": 0.4,
        "eps": 0.05,
    }


def loss(X, Y, W, b, s, lam, mu, eps):
    n = X.shape[0]
    E = (X * s) @ W + b - Y
    groups = np.sqrt(np.sum(W**2, axis=1) + eps)
    return np.sum(E**2) / (2 * n) + lam * np.sum(groups) + 0.5 * mu * np.sum(W**2)


def matrix_form(X, Y, W, b, s, lam, mu, eps):
    n = X.shape[0]
    A = X * s
    E = A @ W + b - Y
    R = E / n
    norms = np.sqrt(np.sum(W**2, axis=1, keepdims=True) + eps)
    dW = A.T @ R + lam * W / norms + mu * W
    db = np.sum(R, axis=0)
    dA = R @ W.T
    ds = np.sum(dA * X, axis=0)
    return {"W": dW, "b": db, "s": ds}


def feature_by_feature(X, Y, W, b, s, lam, mu, eps):
    n, d = X.shape
    k = W.shape[1]
    E = (X * s) @ W + b - Y
    G = np.zeros((d, k))
    gs = np.zeros(d)
    for j in range(d):
        length = np.sqrt(np.dot(W[j], W[j]) + eps)
        back = X[:, j] @ E / n
        G[j] = s[j] * back
        G[j] += lam * W[j] / length
        G[j] += mu * W[j]
        gs[j] = np.dot(back, W[j])
    return {"W": G, "b": E.sum(axis=0) / n, "s": gs}


def with_effective_weights(X, Y, W, b, s, lam, mu, eps):
    n = len(X)
    V = s[:, None] * W
    E = X @ V + b - Y
    dV = X.T @ E / n
    ones = np.ones(n)
    inner = (W**2).sum(axis=1) + eps
    slope = lam * 0.5 * inner ** (-0.5)
    dW = dV * s[:, None] + slope[:, None] * 2 * W + mu * W
    ds = (dV * W).sum(axis=1)
    return {"W": dW, "b": ones @ E / n, "s": ds}


CASES = [
    Slip(
        "used the plain features X instead of the scaled ones for the weights",
        matrix_form,
        {"dW = A.T @ R": "dW = X.T @ R"},
    ),
    Slip(
        "took the norms over the tasks' columns: summed W^2 over the features instead of over the tasks",
        matrix_form,
        {"np.sum(W**2, axis=1, keepdims=True)": "np.sum(W**2, axis=0, keepdims=True)"},
    ),
    Slip(
        "treated the group penalty like an ordinary l1 penalty, so each weight is divided by its own absolute value",
        matrix_form,
        {"lam * W / norms": "lam * W / np.sqrt(W**2 + eps)"},
    ),
    Slip(
        "multiplied by the scaled features for the gradient of the scales, so one factor s too many",
        matrix_form,
        {"ds = np.sum(dA * X, axis=0)": "ds = np.sum(dA * A, axis=0)"},
    ),
    Slip(
        "took the mean over the examples for the bias although R is divided by n already",
        matrix_form,
        {"db = np.sum(R, axis=0)": "db = np.mean(R, axis=0)"},
    ),
    Slip(
        "forgot the scale s_j that stands in front of X_ij W_jk when differentiating by W",
        feature_by_feature,
        {"G[j] = s[j] * back": "G[j] = back"},
    ),
    Slip(
        "the quadratic penalty is set instead of added to what came before (= in place of +=)",
        feature_by_feature,
        {"G[j] += mu * W[j]": "G[j] = mu * W[j]"},
    ),
    Slip(
        "thought the group penalty was the squared norm: lam 2 W_j",
        feature_by_feature,
        {"lam * W[j] / length": "2 * lam * W[j]"},
    ),
    Slip(
        "misremembered the derivative of the square root, 1/2 sqrt(u) instead of 1/(2 sqrt(u))",
        with_effective_weights,
        {"0.5 * inner ** (-0.5)": "0.5 * inner**0.5"},
    ),
    Slip(
        "forgot the inner derivative 2 W of the sum of squares under the root and wrote W",
        with_effective_weights,
        {"slope[:, None] * 2 * W": "slope[:, None] * W"},
    ),
    Slip(
        "two slips: the 1/2 of the square root's derivative is missing, and the scales get the sum of dV without W",
        with_effective_weights,
        {"lam * 0.5 * inner ** (-0.5)": "lam * inner ** (-0.5)", "ds = (dV * W).sum(axis=1)": "ds = dV.sum(axis=1)"},
    ),
    Slip(
        "two slips: the norm of a group is divided by squared (length^2), and the bias is missing its 1/n",
        feature_by_feature,
        {"lam * W[j] / length": "lam * W[j] / length**2", "E.sum(axis=0) / n": "E.sum(axis=0)"},
    ),
]
