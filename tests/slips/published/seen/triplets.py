"""The triplet loss with triplets chosen from n vectors. E is n x d, and each row of the given table trip holds three
row numbers a, p, q; a row of E can occur in several triplets. The loss is the sum over the triplets of max(0, |E_a -
E_p|^2 - |E_a - E_q|^2 + margin). Derive the gradient of the loss with respect to E."""

import numpy as np

from nn.array import relu
from tests.slips.cases import Slip

ASKED = ("E",)


def make(rng, size):
    trip = (
        [[0, 1, 3], [1, 3, 2]],
        [[0, 1, 2], [2, 3, 0], [1, 0, 4]],
        [[0, 5, 1], [1, 4, 2], [3, 2, 0], [5, 0, 3]],
    )[size]
    n, d = ((4, 2), (5, 3), (6, 4))[size]
    return {"E": rng.normal(size=(n, d)), "trip": np.array(trip), "margin": 30.0 + 10 * size}


def loss(E, trip, margin):
    total = 0.0
    for a, p, q in trip:
        near = np.sum((E[int(a)] - E[int(p)]) ** 2)
        far = np.sum((E[int(a)] - E[int(q)]) ** 2)
        total = total + relu(near - far + margin)
    return total


def triplet_by_triplet(E, trip, margin):
    dE = np.zeros_like(E)
    for a, p, q in trip:
        xa, xp, xq = E[a], E[p], E[q]
        if np.sum((xa - xp) ** 2) - np.sum((xa - xq) ** 2) + margin > 0:
            dE[a] += 2 * (xq - xp)
            dE[p] += 2 * (xp - xa)
            dE[q] += 2 * (xa - xq)
    return {"E": dE}


CASES = [
    Slip("assigned the gradient to the chosen rows of E instead of adding it, so that a row in two triplets "
         "keeps only the last part",
         triplet_by_triplet, {"dE[a] +=": "dE[a] =", "dE[p] +=": "dE[p] =", "dE[q] +=": "dE[q] ="},
         source="luhaofang/tripletloss#39"),
]
