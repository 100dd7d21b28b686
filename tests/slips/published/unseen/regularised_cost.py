"""Regularised linear regression: J(theta) = 1/(2m) (sum_i (theta . x_i - y_i)^2 + lam sum_j theta_j^2) for m examples;
X is m x n, and all the theta_j are regularised. Derive the gradient of J with respect to theta."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("theta",)


def make(rng, size):
    m, n = ((4, 3), (3, 2), (5, 4))[size]
    return {
        "X": rng.normal(size=(m, n)),
        "y": rng.normal(size=m),
        "lam": (0.7, 1.5, 0.4)[size],
        "theta": rng.normal(size=n),
    }


def loss(X, y, lam, theta):
    return (np.sum((X @ theta - y) ** 2) + lam * np.sum(theta**2)) / (2 * len(y))


def entry_by_entry(X, y, lam, theta):
    m, n = X.shape
    dtheta = np.zeros(n)
    for j in range(n):
        total = 0.0
        for i in range(m):
            h = X[i] @ theta
            total += (h - y[i]) * X[i, j]
        dtheta[j] = (total + lam * theta[j]) / m
    return {"theta": dtheta}


WHERE = "stats.stackexchange.com: Derivation of Regularized Linear Regression Cost Function per Coursera ML course"

CASES = [
    Slip("wrong sign of the regularisation (on the course's slide): 1/m (sum_i (h - y_i) x_ij - lam theta_j) instead "
         "of + lam theta_j",
         entry_by_entry, {"total + lam": "total - lam"}, source=WHERE),
    Slip("wrote (h + y_i) x_ij instead of (h - y_i) x_ij in the sum over the examples",
         entry_by_entry, {"(h - y[i])": "(h + y[i])"}, source=WHERE),
]
