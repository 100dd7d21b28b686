"""A weighted matrix factorisation: f(U, V) = trace(E' E) with E = W o (A - U V'), where o is the product number by
number and ' the transpose. A and W are m x n, U is m x k and V is n x k. Derive the gradients of f for U and V."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("U", "V")


def make(rng, size):
    m, n, k = ((3, 4, 2), (5, 3, 2), (4, 5, 3))[size]
    return {
        "A": rng.normal(size=(m, n)),
        "W": rng.uniform(0.3, 2.0, size=(m, n)),
        "U": rng.normal(size=(m, k)),
        "V": rng.normal(size=(n, k)),
    }


def loss(A, W, U, V):
    return np.sum((W * (A - U @ V.T)) ** 2)


def in_matrices(A, W, U, V):
    Y = U @ V.T - A
    X = W * Y
    dU = 2 * (W * X) @ V
    dV = 2 * (W * X).T @ U
    return {"U": dU, "V": dV}


CASES = [
    Slip("applied the weights once: the gradient for U is 2 (W o (UV' - A)) V instead of 2 (W o W o (UV' - A)) V; the "
         "derivative of E by U V' has a factor W of its own",
         in_matrices, {"dU = 2 * (W * X) @ V": "dU = 2 * X @ V"},
         source="math.techqa.club/...-2705924: gradient of trace((W o (A - UV'))'(W o (A - UV')))"),
]
