"""The Euclidean norm f(v) = ||v|| of a vector v with n entries that are not all 0. Derive its gradient with respect to
v, as the composition of the square root g and of h(v) = ||v||^2."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("v",)


def make(rng, size):
    n = (3, 4, 2)[size]
    return {"v": rng.normal(size=n)}


def loss(v):
    return np.sqrt(np.sum(v**2))


def composition(v):
    norm = np.sqrt(np.sum(v**2))
    Dg = 0.5 * (norm**2) ** -0.5
    Dh = 2 * v
    return {"v": Dg * Dh}


CASES = [
    Slip("put ||v|| instead of h(v) = ||v||^2 into g'(x) = 1/2 x^(-1/2), and put Dh = 2v inside the norm instead of "
         "multiplying by it: Df(v) = 1/2 ||2v||^(-1/2), a number",
         composition, {"(norm**2) ** -0.5": "(2 * norm) ** -0.5", "Dg * Dh": "Dg"},
         source="newbetuts.com/84331 (from Math Stack Exchange): Does this derivation on differentiating the Euclidean "
                "norm make sense?"),
]
