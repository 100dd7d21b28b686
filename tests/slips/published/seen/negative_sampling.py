"""Negative sampling for word vectors. v is the vector of the centre word (length d), U (V x d) holds the outside
vectors, o is the number of the right outside word and neg the numbers of K sampled words, among which some occur
twice. The loss is - log sigmoid(U_o v) - sum over the K samples k of log sigmoid(-U_k v). Derive the gradients of the
loss with respect to v and U."""

import numpy as np

from nn.array import sigmoid
from tests.slips.cases import Slip

ASKED = ("v", "U")


def make(rng, size):
    V, d, neg = ((4, 2, [1, 3, 1]), (5, 3, [4, 2, 0, 2, 2]), (6, 4, [5, 0, 3, 3]))[size]
    return {"v": rng.normal(size=d), "U": rng.normal(size=(V, d)), "o": (2, 1, 4)[size], "neg": np.array(neg)}


def loss(v, U, o, neg):
    total = -np.log(sigmoid(U[int(o)] @ v))
    for k in neg:
        total = total - np.log(sigmoid(-(U[int(k)] @ v)))
    return total


def with_rows(v, U, o, neg):
    y = 1 / (1 + np.exp(-U[o] @ v))
    z = 1 / (1 + np.exp(U[neg] @ v))
    dv = (y - 1) * U[o] + (1 - z) @ U[neg]
    dU = np.zeros_like(U)
    dU[o] += (y - 1) * v
    np.add.at(dU, neg, np.outer(1 - z, v))
    return {"v": dv, "U": dU}


CASES = [
    Slip("added to the rows of U by a list of indices, which counts a word that was sampled twice only once", with_rows,
         {"np.add.at(dU, neg, np.outer(1 - z, v))": "dU[neg] += np.outer(1 - z, v)"},
         source="ZacBi/CS224n-2019-solutions#5"),
]
