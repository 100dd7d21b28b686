"""Adding a row to every row of a table. S = A + r, A is n x k and r is 1 x k; the loss is 1/2 times the sum of (S -
T)^2. Derive the gradients of the loss with respect to A and r."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("A", "r")


def make(rng, size):
    n, k = ((3, 4), (2, 3), (5, 2))[size]
    return {"A": rng.normal(size=(n, k)), "r": rng.normal(size=(1, k)), "T": rng.normal(size=(n, k))}


def loss(A, r, T):
    return np.sum((A + r - T) ** 2) / 2


def vectorised(A, r, T):
    G = A + r - T
    return {"A": G, "r": G.sum(axis=0, keepdims=True)}


CASES = [
    Slip("did not sum the gradient of the row r over the rows it was added to: it has the shape of A", vectorised,
         {"G.sum(axis=0, keepdims=True)": "G"}, source="deeplearning4j/nd4j#2424"),
]
