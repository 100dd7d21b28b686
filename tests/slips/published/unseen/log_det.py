"""A term of a Gaussian likelihood: A = ln det(W W^T + s I), where W is 2 x n, I is 2 x 2 and s > 0 is given. Derive the
gradient of A with respect to W."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W",)


def make(rng, size):
    n = (3, 4, 5)[size]
    return {"W": rng.normal(size=(2, n)), "s": (0.5, 0.8, 1.2)[size]}


def loss(W, s):
    p = np.sum(W[0] * W[0]) + s
    q = np.sum(W[0] * W[1])
    r = np.sum(W[1] * W[1]) + s
    return np.log(p * r - q * q)


def chain_rule(W, s):
    U = W @ W.T + s * np.eye(2)
    dA_dU = np.linalg.inv(U).T
    dW = np.zeros_like(W)
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            J = np.zeros_like(W)
            J[i, j] = 1
            dW[i, j] = np.sum(dA_dU * (W @ J.T + J @ W.T))
    return {"W": dW}


CASES = [
    Slip("took the derivative of ln det U with respect to the matrix U for a number, tr(U^-1 S) with S full of ones, "
         "instead of the matrix U^-T: dA/dW_ij is that number times tr(W J^ji + J^ij W^T)",
         chain_rule,
         {"dA_dU = np.linalg.inv(U).T": "dA_dU = np.trace(np.linalg.inv(U) @ np.ones((2, 2))) * np.eye(2)"},
         source="math.stackexchange.com/questions/1534095: How to work out this matrix differentiation"),
]
