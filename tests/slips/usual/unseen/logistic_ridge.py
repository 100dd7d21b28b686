"""Logistic regression with an L2 penalty. The m rows of X (shape (m, d)) are examples with labels y (0 or 1, shape
(m,)). With p = sigmoid(X w + b) the cost is
J = -(1/m) sum_i [y_i log p_i + (1 - y_i) log(1 - p_i)] + lam/(2 m) sum_j w_j^2,
where the bias is not penalised. Derive the gradients of J with respect to w (shape (d,)) and b (a number).
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "b")


def make(rng, size):
    m, d = ((5, 3), (4, 2), (6, 4))[size]
    y = rng.integers(0, 2, size=m).astype(float)
    y[:2] = 0.0, 1.0
    return {
        "X": rng.normal(size=(m, d)),
        "y": y,
        "w": rng.normal(size=d),
        "b": rng.uniform(0.3, 0.9),
        "lam": rng.uniform(0.5, 1.5),
    }


def loss(X, y, w, b, lam):
    p = 1 / (1 + np.exp(-(X @ w + b)))
    data = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    return data + lam / (2 * len(y)) * np.sum(w**2)


def vectorised(X, y, w, b, lam):
    m = X.shape[0]
    p = 1 / (1 + np.exp(-(X @ w + b)))
    dz = p - y
    dw = X.T @ dz / m + lam / m * w
    db = np.sum(dz) / m
    return {"w": dw, "b": db}


def by_the_chain_rule(X, y, w, b, lam):
    m = len(y)
    a = 1 / (1 + np.exp(-(X @ w + b)))
    dJ_da = (-y / a + (1 - y) / (1 - a)) / m
    da_dz = a * (1 - a)
    dJ_dz = dJ_da * da_dz
    dJ_dw = np.sum(dJ_dz[:, None] * X, axis=0)
    dJ_dw = dJ_dw + lam / m * w
    dJ_db = np.sum(dJ_dz)
    return {"w": dJ_dw, "b": dJ_db}


def example_by_example(X, y, w, b, lam):
    m, d = X.shape
    theta = np.append(w, b)
    grad = np.zeros(d + 1)
    for i in range(m):
        xi = np.append(X[i], 1.0)
        h = 1 / (1 + np.exp(-theta @ xi))
        grad += (h - y[i]) * xi / m
    for j in range(d):
        grad[j] += lam / m * theta[j]
    return {"w": grad[:d], "b": grad[d]}


CASES = [
    Slip(
        "penalised the bias too: added lam/m times b to db, although the penalty leaves the bias out",
        vectorised,
        {"db = np.sum(dz) / m": "db = np.sum(dz) / m + lam / m * b"},
    ),
    Slip(
        "forgot the penalty: the term lam/m w is missing in dw",
        vectorised,
        {" + lam / m * w": ""},
    ),
    Slip(
        "did not divide the penalty's gradient by m: added lam w instead of lam/m w",
        vectorised,
        {"lam / m * w": "lam * w"},
    ),
    Slip(
        "the 2 of the square was not cancelled with the 1/2: the penalty's part is 2 lam/m w instead of lam/m w",
        by_the_chain_rule,
        {"lam / m * w": "2 * lam / m * w"},
    ),
    Slip(
        "multiplied by the derivative of the sigmoid a second time: dz = (p - y) p (1 - p) instead of p - y",
        vectorised,
        {"dz = p - y": "dz = (p - y) * p * (1 - p)"},
    ),
    Slip(
        "forgot the derivative of the sigmoid: dJ/dz is dJ/da, the factor a (1 - a) is missing",
        by_the_chain_rule,
        {"dJ_dz = dJ_da * da_dz": "dJ_dz = dJ_da"},
    ),
    Slip(
        "turned the error round: dz = y - p instead of p - y, so that the data part has the wrong sign (the penalty's "
        "part is right)",
        vectorised,
        {"dz = p - y": "dz = y - p"},
    ),
    Slip(
        "lost the inner derivative -1 of log(1 - a): dJ/da has -(1 - y)/(1 - a) instead of +(1 - y)/(1 - a)",
        by_the_chain_rule,
        {"+ (1 - y) / (1 - a)": "- (1 - y) / (1 - a)"},
    ),
    Slip(
        "let the penalty's loop run over the bias entry as well, so b has the term lam/m b too much",
        example_by_example,
        {"for j in range(d):": "for j in range(d + 1):"},
    ),
    Slip(
        "added the penalty's gradient inside the loop over the examples, so it is counted m times",
        example_by_example,
        {
            "        grad += (h - y[i]) * xi / m\n    for j in range(d):\n        grad[j] += lam / m * theta[j]\n":
            "        grad += (h - y[i]) * xi / m\n        grad[:d] += lam / m * w\n"
        },
    ),
    Slip(
        "forgot the mean over the examples in the data part of both gradients: summed (h - y) x without 1/m",
        example_by_example,
        {"(h - y[i]) * xi / m": "(h - y[i]) * xi"},
    ),
    Slip(
        "forgot to divide by m in the bias gradient only: db is the sum of dz instead of its mean",
        vectorised,
        {"db = np.sum(dz) / m": "db = np.sum(dz)"},
    ),
    Slip(
        "two mistakes: subtracted the penalty's gradient instead of adding it, and did not sum over the examples for "
        "the bias (dJ_db has m entries)",
        by_the_chain_rule,
        {"dJ_dw + lam": "dJ_dw - lam", "dJ_db = np.sum(dJ_dz)": "dJ_db = dJ_dz"},
    ),
]
