"""A network with one softplus layer and one output, trained with the Huber loss: X is n x d, every row an example,
W is h x d, b has h entries, v has h entries, c is a number, y has n entries, delta > 0 is fixed.
H_ij = log(1 + exp(W_j . x_i + b_j)), r_i = H_i . v + c - y_i, L = 1/n sum_i huber(r_i), where huber(r) is r^2 / 2 for
|r| <= delta and delta (|r| - delta / 2) for larger |r|.
Derive the gradients of L with respect to W, b, v and c.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "b", "v", "c")


def make(rng, size):
    n, d, h = ((4, 2, 3), (5, 4, 2), (6, 3, 4))[size]
    X = rng.normal(size=(n, d))
    W = rng.normal(size=(h, d))
    b = rng.uniform(-0.5, 0.5, size=h)
    v = rng.uniform(0.4, 1.5, size=h) * np.resize([1.0, -1.0], h)
    c = 0.3
    far = rng.uniform(1.1, 2.2, size=n) * np.resize([1.0, 1.0, -1.0], n)
    near = rng.uniform(0.2, 0.6, size=n) * np.resize([-1.0, 1.0], n)
    r = np.where(np.arange(n) % 2 == 0, far, near)
    return {"X": X, "y": np.log(1 + np.exp(X @ W.T + b)) @ v + c - r, "W": W, "b": b, "v": v, "c": c, "delta": 0.8}


def loss(X, y, W, b, v, c, delta):
    total = 0.0
    for i in range(len(y)):
        h = np.log(1 + np.exp(W @ X[i] + b))
        r = h @ v + c - y[i]
        over = np.maximum(0, r - delta) + np.maximum(0, -r - delta)
        total = total + 0.5 * r**2 - 0.5 * over**2
    return total / len(y)


def in_matrices(X, y, W, b, v, c, delta):
    n = len(y)
    A = X @ W.T + b
    H = np.log(1 + np.exp(A))
    r = H @ v + c - y
    dr = np.where(np.abs(r) <= delta, r, delta * np.sign(r)) / n
    dv = H.T @ dr
    dc = dr.sum()
    dH = np.outer(dr, v)
    dA = dH / (1 + np.exp(-A))
    dW = dA.T @ X
    db = dA.sum(axis=0)
    return {"W": dW, "b": db, "v": dv, "c": dc}


def case_by_case(X, y, W, b, v, c, delta):
    n, d = X.shape
    units = len(v)
    gW = np.zeros((units, d))
    gb = np.zeros(units)
    gv = np.zeros(units)
    gc = 0
    for i in range(n):
        a = [b[j] + np.dot(W[j], X[i]) for j in range(units)]
        h = [np.log(1 + np.exp(a[j])) for j in range(units)]
        r = c - y[i]
        for j in range(units):
            r += h[j] * v[j]
        if r > delta:
            g = delta
        elif r < -delta:
            g = -delta
        else:
            g = r
        g = g / n
        gc += g
        for j in range(units):
            gv[j] += g * h[j]
            ga = g * v[j] * np.exp(a[j]) / (1 + np.exp(a[j]))
            gb[j] += ga
            for m in range(d):
                gW[j, m] += ga * X[i, m]
    return {"W": gW, "b": gb, "v": gv, "c": gc}


CASES = [
    Slip(
        "treated the loss as squared error everywhere: the residual is not limited to delta",
        in_matrices,
        {"np.where(np.abs(r) <= delta, r, delta * np.sign(r)) / n": "r / n"},
    ),
    Slip(
        "forgot the sign of the residual in the linear part: delta also for residuals below -delta",
        in_matrices,
        {"delta * np.sign(r)": "delta"},
    ),
    Slip(
        "forgot delta in the linear part: the derivative there is sign(r)",
        in_matrices,
        {"delta * np.sign(r)": "np.sign(r)"},
    ),
    Slip(
        "swapped the two cases of the Huber loss: linear for small residuals, quadratic for large ones",
        in_matrices,
        {"np.abs(r) <= delta": "np.abs(r) > delta"},
    ),
    Slip(
        "kept the value of the linear part instead of its derivative: delta (|r| - delta / 2)",
        in_matrices,
        {"delta * np.sign(r)": "delta * (np.abs(r) - delta / 2)"},
    ),
    Slip(
        "tested r instead of |r|: only the large positive residuals are limited, the large negative ones are not",
        case_by_case,
        {"        elif r < -delta:\n            g = -delta\n": ""},
    ),
    Slip(
        "used the derivative of the sigmoid for softplus: s (1 - s) instead of s",
        in_matrices,
        {"dA = dH / (1 + np.exp(-A))": "dA = dH * np.exp(-A) / (1 + np.exp(-A)) ** 2"},
    ),
    Slip(
        "forgot the inner derivative exp(a) of softplus: 1 / (1 + exp(a))",
        case_by_case,
        {"np.exp(a[j]) / (1 + np.exp(a[j]))": "1 / (1 + np.exp(a[j]))"},
    ),
    Slip(
        "took the derivative of softplus at its output H instead of at A",
        in_matrices,
        {"(1 + np.exp(-A))": "(1 + np.exp(-H))"},
    ),
    Slip(
        "used the derivative of the relu, 1 where a is positive and else 0, for softplus",
        in_matrices,
        {"dA = dH / (1 + np.exp(-A))": "dA = dH * (A > 0)"},
    ),
    Slip(
        "forgot the output weight v_j on the way back to the hidden unit",
        case_by_case,
        {"ga = g * v[j] * np.exp": "ga = g * np.exp"},
    ),
    Slip(
        "mixed up the indices of X: the row of the unit j instead of the row of the example i",
        case_by_case,
        {"gW[j, m] += ga * X[i, m]": "gW[j, m] += ga * X[j, m]"},
    ),
    Slip(
        "two mistakes: forgot the 1/n of the mean, and took the residual as y minus the output",
        case_by_case,
        {"        g = g / n\n": "", "        if r > delta:\n": "        r = -r\n        if r > delta:\n"},
    ),
    Slip(
        "two mistakes: forgot the derivative of softplus altogether, and the gradient of c is a mean over what is "
        "divided by n already",
        in_matrices,
        {"dA = dH / (1 + np.exp(-A))": "dA = dH", "dc = dr.sum()": "dc = dr.mean()"},
    ),
]
