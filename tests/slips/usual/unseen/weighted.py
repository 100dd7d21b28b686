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
        "treated the denominator sum s_i as a constant when differentiating with respect to s: dL/ds_i = r_i^2 / "
        "S, the term -L/S is missing",
        vectorised,
        {"ds = (r**2 - L) / S": "ds = r**2 / S"},
    ),
    Slip(
        "forgot the 2 from the square in dL/dr, so that the gradients of w and b are half of what they should be",
        vectorised,
        {"delta = 2 * s * r / S": "delta = s * r / S"},
    ),
    Slip(
        "left the weights s_i out of dL/dr: the gradients of w and b are those of unweighted residuals over S",
        vectorised,
        {"delta = 2 * s * r / S": "delta = 2 * r / S"},
    ),
    Slip(
        "defined the residual as y - X w - b but kept the signs, so that the gradients of w and b have the wrong "
        "sign",
        vectorised,
        {"r = X @ w + b - y": "r = y - X @ w - b"},
    ),
    Slip(
        "forgot the weights in dL/db only: summed r_i instead of s_i r_i",
        diagonal_matrix,
        {"db = 2 / S * one @ D @ r": "db = 2 / S * one @ r"},
    ),
    Slip(
        "did not square the denominator in the second term of the quotient rule for s: Q/S instead of Q/S^2",
        diagonal_matrix,
        {"Q / S**2 * one": "Q / S * one"},
    ),
    Slip(
        "dropped the denominator in part (b): gave dL/ds_i = r_i^2, the derivative of the numerator alone",
        diagonal_matrix,
        {"ds = np.diag(np.outer(r, r)) / S - Q / S**2 * one": "ds = np.diag(np.outer(r, r))"},
    ),
    Slip(
        "swapped the two terms of the quotient rule (u v' - u' v), so that dL/ds has the wrong sign",
        quotient_rule,
        {"(r[i] ** 2 * den - num * 1)": "(num * 1 - r[i] ** 2 * den)"},
    ),
    Slip(
        "forgot to divide by the sum of the s_i in the gradients of w and b",
        quotient_rule,
        {'{"w": num_w / den, "b": num_b / den,': '{"w": num_w, "b": num_b,'},
    ),
    Slip(
        "took S as a constant in p_k = s_k / S: the part -s_k / S^2 of the Jacobian dp/ds is missing",
        normalised_first,
        {"J = np.eye(m) / S - np.outer(s, np.ones(m)) / S**2": "J = np.eye(m) / S"},
    ),
    Slip(
        "forgot to transpose the Jacobian dp/ds: J dL/dp instead of J^T dL/dp for the gradient of s",
        normalised_first,
        {"ds = J.T @ dL_dp": "ds = J @ dL_dp"},
    ),
    Slip(
        "used the unscaled X instead of Z = sqrt(s) X in dL/dw, so that a factor sqrt(s_i) is missing there",
        scaled_rows,
        {"dw = 2 * Z.T @ q / S": "dw = 2 * X.T @ q / S"},
    ),
    Slip(
        "two mistakes: forgot the 2 of the square in the gradients of w and b, and in dL/ds took the denominator "
        "as a constant (r_i^2 / S)",
        vectorised,
        {"delta = 2 * s * r / S": "delta = s * r / S", "ds = (r**2 - L) / S": "ds = r**2 / S"},
    ),
]
