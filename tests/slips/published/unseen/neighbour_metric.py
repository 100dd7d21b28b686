"""A learned metric for nearest neighbours. L is d x d, and the distance of two rows a and b of X is the squared length
of L (a - b). Row t of the triplets holds the numbers i, j, l of an example, a neighbour of its class and an impostor;
the loss is the sum over the triplets of the distance of i and j plus max(0, 1 + distance of i and j - distance of i
and l). Derive the gradient of the loss with respect to L."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("L",)


def make(rng, size):
    n, d, m = ((5, 3, 4), (4, 2, 3), (6, 4, 5))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "L": rng.normal(size=(d, d)) / 2,
        "triplets": np.array([rng.permutation(n)[:3] for _ in range(m)]),
    }


def loss(X, L, triplets):
    total = 0.0
    for i, j, l in triplets.astype(int).tolist():
        near = np.sum((L @ (X[i] - X[j])) ** 2)
        far = np.sum((L @ (X[i] - X[l])) ** 2)
        total = total + near + np.maximum(0, 1 + near - far)
    return total


def outer_products(X, L, triplets):
    G = np.zeros_like(L)
    for i, j, l in triplets:
        near, far = X[i] - X[j], X[i] - X[l]
        G += np.outer(near, near)
        if 1 + np.sum((L @ near) ** 2) - np.sum((L @ far) ** 2) > 0:
            G += np.outer(near, near) - np.outer(far, far)
    return {"L": 2 * L @ G}


CASES = [
    Slip("forgot to multiply by L: the gradient is 2 G, twice the sum of the outer products, instead of 2 L G",
         outer_products, {"2 * L @ G": "2 * G"}, source="scikit-learn-contrib/metric-learn#201"),
]
