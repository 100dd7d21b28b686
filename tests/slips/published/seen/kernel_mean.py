"""The mean of a Gaussian process at one point. f(x) = sum over the n points i of a_i exp(-1/2 sum over j of (x_j -
X_ij)^2 / l_j^2), where X is n x d and l holds one length scale for each of the d inputs. Derive the gradient of f
with respect to the vector x."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    n, d = ((3, 2), (5, 4), (4, 3))[size]
    return {
        "x": rng.normal(size=d),
        "X": rng.normal(size=(n, d)),
        "a": rng.normal(size=n),
        "l": rng.uniform(0.6, 2, size=d),
    }


def loss(x, X, a, l):
    return np.sum(a * np.exp(-np.sum(((x - X) / l) ** 2, axis=1) / 2))


def with_the_kernel(x, X, a, l):
    k = np.exp(-0.5 * np.sum((x - X) ** 2 / l**2, axis=1))
    dk = -(x - X) / l**2 * k.reshape(-1, 1)
    return {"x": a @ dk}


CASES = [
    Slip("divided by the length scales l instead of their squares in the gradient of the kernel", with_the_kernel,
         {"-(x - X) / l**2": "-(x - X) / l"}, source="sarmueller/gibo#3"),
]
