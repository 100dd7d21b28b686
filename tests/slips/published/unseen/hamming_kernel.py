"""A Hamming kernel. D_ij (n x n) is the given share of the features in which the examples i and j differ, and
K_ij = exp(-l D_ij), where l = exp(theta) is the length scale. The loss is the sum over i and j of A_ij K_ij. Derive its
derivative with respect to theta, the logarithm of the length scale."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("theta",)


def make(rng, size):
    n, f = ((3, 4), (4, 5), (5, 3))[size]
    X = rng.integers(3, size=(n, f))
    return {
        "D": np.mean(X[:, None] != X[None], axis=2),
        "A": rng.normal(size=(n, n)),
        "theta": rng.normal(),
    }


def loss(D, A, theta):
    return np.sum(A * np.exp(-np.exp(theta) * D))


def of_the_kernel(D, A, theta):
    l = np.exp(theta)
    K = np.exp(-l * D)
    dK = -D * K * l
    return {"theta": np.sum(A * dK)}


CASES = [
    Slip("took the derivative of the kernel with respect to the length scale l and not with respect to its logarithm "
         "theta: the factor l is missing", of_the_kernel, {"-D * K * l": "-D * K"},
         source="scikit-optimize/scikit-optimize#330"),
]
