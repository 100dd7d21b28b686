"""Kernel regression (Nadaraya-Watson) with a Gaussian kernel: the queries Q are m x d with targets y (m entries), the
centres X are n x d with values v (n entries), the bandwidth h is a positive number.
k_ij = exp(-|q_i - x_j|^2 / (2 h^2)), f_i = sum_j k_ij v_j / sum_j k_ij, L = (1/2) sum_i (f_i - y_i)^2.
Derive the gradients of L with respect to the values v, the centres X and the bandwidth h.
"""

import numpy as np

from nn.array import softmax
from tests.slips.cases import Slip

ASKED = ("v", "X", "h")


def make(rng, size):
    m, n, d = ((3, 4, 2), (5, 3, 1), (4, 6, 3))[size]
    return {
        "Q": rng.normal(size=(m, d)),
        "X": rng.normal(size=(n, d)),
        "v": rng.normal(size=n) * 2,
        "y": rng.normal(size=m),
        "h": rng.uniform(1.2, 1.7),
    }


def loss(Q, X, v, y, h):
    d2 = np.sum((Q[:, None, :] - X[None, :, :]) ** 2, axis=2)
    k = np.exp(-d2 / (2 * h**2))
    f = (k @ v) / np.sum(k, axis=1)
    return 0.5 * np.sum((f - y) ** 2)


def through_kernel(Q, X, v, y, h):
    diff = Q[:, None, :] - X[None, :, :]
    d2 = np.sum(diff**2, axis=2)
    k = np.exp(-d2 / (2 * h**2))
    K = k.sum(axis=1)
    f = k @ v / K
    e = f - y
    dv = k.T @ (e / K)
    dk = e[:, None] * (v[None, :] - f[:, None]) / K[:, None]
    dd2 = dk * k * (-1 / (2 * h**2))
    dX = np.sum(dd2[:, :, None] * (-2 * diff), axis=0)
    dh = np.sum(dk * k * d2) / h**3
    return {"v": dv, "X": dX, "h": dh}


def as_softmax(Q, X, v, y, h):
    diff = Q[:, None, :] - X[None, :, :]
    d2 = (diff**2).sum(axis=2)
    p = softmax(-d2 / (2 * h**2))
    e = p @ v - y
    dp = np.outer(e, v)
    dz = p * (dp - np.sum(p * dp, axis=1, keepdims=True))
    dv = e @ p
    dX = np.einsum("ij,ijk->jk", dz, diff) / h**2
    dh = np.sum(dz * d2 / h**3)
    return {"v": dv, "X": dX, "h": dh}


def pair_by_pair(Q, X, v, y, h):
    m, n = len(Q), len(X)
    gv, gX, gh = np.zeros(n), np.zeros(X.shape), 0.0
    for i in range(m):
        num, den = 0.0, 0.0
        k = np.zeros(n)
        for j in range(n):
            k[j] = np.exp(-np.sum((Q[i] - X[j]) ** 2) / (2 * h * h))
            num += k[j] * v[j]
            den += k[j]
        err = num / den - y[i]
        for j in range(n):
            gv[j] += err * k[j] / den
            slope = err * (v[j] * den - num) / den**2
            gX[j] += slope * k[j] * (Q[i] - X[j]) / h**2
            gh += slope * k[j] * np.sum((Q[i] - X[j]) ** 2) / h**3
    return {"v": gv, "X": gX, "h": gh}


CASES = [
    Slip(
        "treated the denominator as a constant: the -f_i in the derivative of f with respect to k is missing",
        through_kernel,
        {"(v[None, :] - f[:, None])": "v[None, :]"},
    ),
    Slip(
        "forgot to multiply by k when differentiating the exponential on the way to the squared distances",
        through_kernel,
        {"dd2 = dk * k * (-1 / (2 * h**2))": "dd2 = dk * (-1 / (2 * h**2))"},
    ),
    Slip(
        "differentiated |q - x|^2 by q instead of by x, so the sign of the centres' gradient is turned",
        through_kernel,
        {"(-2 * diff)": "(2 * diff)"},
    ),
    Slip(
        "differentiated 1/h^2 as if it were 1/h: came out with h^2 below instead of h^3",
        through_kernel,
        {"np.sum(dk * k * d2) / h**3": "np.sum(dk * k * d2) / h**2"},
    ),
    Slip(
        "the values get the plain kernels instead of the normalised weights; I forgot the denominator K_i",
        through_kernel,
        {"dv = k.T @ (e / K)": "dv = k.T @ e"},
    ),
    Slip(
        "used only the diagonal of the softmax Jacobian, p (1 - p)",
        as_softmax,
        {"dz = p * (dp - np.sum(p * dp, axis=1, keepdims=True))": "dz = p * (1 - p) * dp"},
    ),
    Slip(
        "summed p dp over the queries instead of over the centres in the softmax backward",
        as_softmax,
        {"np.sum(p * dp, axis=1, keepdims=True)": "np.sum(p * dp, axis=0, keepdims=True)"},
    ),
    Slip(
        "forgot the error in front: dp is only the values v, which is df/dp and not dL/dp",
        as_softmax,
        {"dp = np.outer(e, v)": "dp = np.outer(np.ones(len(e)), v)"},
    ),
    Slip(
        "took the softmax along the wrong axis, so that the weights add to one over the queries and not over the centres",
        as_softmax,
        {"p = softmax(-d2 / (2 * h**2))": "p = softmax(-d2.T / (2 * h**2)).T"},
    ),
    Slip(
        "quotient rule with the terms the wrong way round, (u v' - u' v) / v^2",
        pair_by_pair,
        {"(v[j] * den - num) / den**2": "(num - v[j] * den) / den**2"},
    ),
    Slip(
        "two slips: the square of the denominator forgotten in the quotient rule, "
        "and a minus left standing from the exponent in the derivative by h",
        pair_by_pair,
        {"(v[j] * den - num) / den**2": "(v[j] * den - num) / den", "gh += slope": "gh -= slope"},
    ),
    Slip(
        "two slips: kept the 2 of 2 h^2 below although the square's 2 cancels it, "
        "and put the distance instead of its square into the derivative by h",
        pair_by_pair,
        {
            "(Q[i] - X[j]) / h**2": "(Q[i] - X[j]) / (2 * h**2)",
            "k[j] * np.sum((Q[i] - X[j]) ** 2) / h**3": "k[j] * np.sqrt(np.sum((Q[i] - X[j]) ** 2)) / h**3",
        },
    ),
]
