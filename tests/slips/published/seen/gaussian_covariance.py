"""The negative log likelihood of a Gaussian in the plane. For n points X (n x 2), a mean mu and a symmetric
covariance S (2 x 2, its four entries taken as free) the loss is n/2 log det S + 1/2 times the sum over the points of
(X_i - mu)^T S^-1 (X_i - mu). Derive the gradients of the loss with respect to mu and S."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("mu", "S")


def make(rng, size):
    n = (3, 5, 8)[size]
    L = rng.normal(size=(2, 2))
    return {"X": rng.normal(size=(n, 2)), "mu": rng.normal(size=2), "S": L @ L.T + 0.5 * np.eye(2)}


def loss(X, mu, S):
    det = S[0, 0] * S[1, 1] - S[0, 1] * S[1, 0]
    d0, d1 = X[:, 0] - mu[0], X[:, 1] - mu[1]
    square = (S[1, 1] * d0**2 - (S[0, 1] + S[1, 0]) * d0 * d1 + S[0, 0] * d1**2) / det
    return len(X) / 2 * np.log(det) + np.sum(square) / 2


def with_matrices(X, mu, S):
    P = np.linalg.inv(S)
    D = X - mu
    dmu = -np.sum(D @ P, axis=0)
    outer = P @ D.T @ D @ P
    dS = 0.5 * (len(X) * P - outer)
    return {"mu": dmu, "S": dS}


CASES = [
    Slip("the gradient of the covariance S has the wrong sign", with_matrices,
         {"len(X) * P - outer": "outer - len(X) * P"},
         source="HIPS/autograd#401"),
]
