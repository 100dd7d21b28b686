"""Weighted least squares. X is m x n with examples x_i in its rows, y in R^m; example i counts with the weight s_i > 0.
With w in R^n, a number b and the residuals r_i = w . x_i + b - y_i let
    L = (sum over i of s_i r_i^2) / (sum over i of s_i).
(a) Derive the gradients of L with respect to w and b. (b) We also want to know how L reacts to the weights:
derive the gradient with respect to s. (The s_i do not add up to 1.)
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "b", "s")


def make(rng, size):
    m, n = ((4, 2), (3, 5), (7, 3))[size]
    return {
        "X": rng.normal(size=(m, n)),
        "y": rng.normal(size=m),
        "s": rng.uniform(0.3, 2.5, size=m),
        "w": rng.normal(size=n),
        "b": rng.normal(),
    }


def loss(X, y, s, w, b):
    r = X @ w + b - y
    return np.sum(s * r**2) / np.sum(s)


def vectorised(X, y, s, w, b):
    S = s.sum()
    r = X @ w + b - y
    delta = 2 * s * r / S  # dL/dr
    dw = X.T @ delta
    db = delta.sum()
    L = (s * r**2).sum() / S
    ds = (r**2 - L) / S
    return {"w": dw, "b": db, "s": ds}


def diagonal_matrix(X, y, s, w, b):
    D = np.diag(s)
    one = np.ones(len(y))
    S = one @ D @ one
    r = X @ w + b * one - y
    Q = r @ D @ r
    dw = 2 / S * X.T @ D @ r
    db = 2 / S * one @ D @ r
    ds = np.diag(np.outer(r, r)) / S - Q / S**2 * one
    return {"w": dw, "b": db, "s": ds}


def quotient_rule(X, y, s, w, b):
    m, n = X.shape
    r, ds = np.zeros(m), np.zeros(m)
    num, den = 0.0, 0.0
    num_w, num_b = np.zeros(n), 0.0
    for i in range(m):
        r[i] = w @ X[i] + b - y[i]
        num += s[i] * r[i] ** 2
        den += s[i]
        num_w += 2 * s[i] * r[i] * X[i]
        num_b += 2 * s[i] * r[i]
    for i in range(m):
        ds[i] = (r[i] ** 2 * den - num * 1) / den**2
    return {"w": num_w / den, "b": num_b / den, "s": ds}


def normalised_first(X, y, s, w, b):
    # L = sum_k p_k r_k^2 with p = s / S
    m, S = len(s), np.sum(s)
    p = s / S
    r = X @ w + b - y
    dL_dr = 2 * p * r
    dL_dp = r**2
    J = np.eye(m) / S - np.outer(s, np.ones(m)) / S**2  # J[k, i] = dp_k / ds_i
    ds = J.T @ dL_dp
    return {"w": X.T @ dL_dr, "b": np.sum(dL_dr), "s": ds}


def scaled_rows(X, y, s, w, b):
    # multiply each equation by sqrt(s_i), then it is ordinary least squares
    root = np.sqrt(s)
    Z = X * root[:, None]
    t = y * root
    q = Z @ w + b * root - t
    S = np.sum(s)
    dw = 2 * Z.T @ q / S
    db = 2 * root @ q / S
    L = q @ q / S
    ds = ((q / root) ** 2 - L) / S
    return {"w": dw, "b": db, "s": ds}


CASES = [
    Slip(
        "divided by the number of examples m instead of the sum of the weights in dL/dr, "
        "so in the gradients of w and b",
        vectorised,
        {"r / S  #": "r / len(s)  #"},
    ),
    Slip(
        "treated the sum of the weights in the denominator as a constant when differentiating with respect to s: "
        "r_i^2 / S without the -L/S",
        vectorised,
        {"(r**2 - L) / S": "r**2 / S"},
    ),
    Slip(
        "took the weight into the square, (s_i r_i)^2, for dL/dr: s_i^2 instead of s_i in the gradients of w and b "
        "(the denominator and the gradient of s are right)",
        vectorised,
        {"2 * s * r / S": "2 * s**2 * r / S"},
    ),
    Slip(
        "divided by the sum of the weights once more in the gradient of b, although delta is normalised already",
        vectorised,
        {"delta.sum()": "delta.sum() / S"},
    ),
    Slip(
        "wrote S instead of S^2 under the numerator Q in the quotient rule for s: r_i^2/S - Q/S",
        diagonal_matrix,
        {"Q / S**2": "Q / S"},
    ),
    Slip(
        "left the weights out of the numerator in the gradient of b: 2/S times the plain sum of the residuals",
        diagonal_matrix,
        {"2 / S * one @ D @ r": "2 / S * one @ r"},
    ),
    Slip(
        "took the s_i for variances: weighted the examples by 1/s_i everywhere, "
        "in the numerator and in the denominator",
        diagonal_matrix,
        {"np.diag(s)": "np.diag(1 / s)"},
    ),
    Slip(
        "swapped the two products in the numerator of the quotient rule for s, so its gradient has the wrong sign",
        quotient_rule,
        {"r[i] ** 2 * den - num * 1": "num * 1 - r[i] ** 2 * den"},
    ),
    Slip(
        "worked out the gradient of s_i inside the loop that adds up numerator and denominator, so it is made from "
        "the sums over the examples up to i only",
        quotient_rule,
        {"num_b += 2 * s[i] * r[i]\n    for i in range(m):\n": "num_b += 2 * s[i] * r[i]\n"},
    ),
    Slip(
        "two mistakes: forgot s_i in the sum for the gradient of w, and wrote the quotient rule for s with den instead "
        "of den^2 below",
        quotient_rule,
        {"num_w += 2 * s[i] * r[i]": "num_w += 2 * r[i]", "den**2": "den"},
    ),
    Slip(
        "multiplied by the Jacobian of p = s/S instead of by its transpose: summed dp_i/ds_k r_k^2 over k instead of "
        "dp_k/ds_i r_k^2",
        normalised_first,
        {"J.T @ dL_dp": "J @ dL_dp"},
    ),
    Slip(
        "forgot that s_i changes every p_k by way of the sum: kept only the diagonal dp_i/ds_i = 1/S - s_i/S^2 of the "
        "Jacobian",
        normalised_first,
        {"np.outer(s, np.ones(m))": "np.diag(s)"},
    ),
    Slip(
        "did not multiply the bias by sqrt(s_i) when scaling the equations: sqrt(s_i) (w.x_i - y_i) + b for the scaled "
        "residual, from which all three gradients are made",
        scaled_rows,
        {"b * root - t": "b - t"},
    ),
    Slip(
        "two mistakes: took the derivative of the scaled residual q_i with respect to b as 1 instead of sqrt(s_i), and "
        "in the gradient of s used q_i^2 = s_i r_i^2 instead of r_i^2",
        scaled_rows,
        {"2 * root @ q / S": "2 * np.sum(q) / S", "(q / root) ** 2": "q**2"},
    ),
]
