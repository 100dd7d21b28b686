"""A convolution over depth. The input I has D slices of C numbers, the filter F is T x C x K. Slice m of the output is
O_m = sum over t of I_(m+t) F_t, for m = 0 .. D - T. The loss is 1/2 times the sum of (O - Y)^2. Derive the gradients of
the loss with respect to I and F."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("I", "F")


def make(rng, size):
    D, C, T, K = ((4, 3, 2, 5), (5, 2, 3, 4), (6, 4, 2, 3))[size]
    return {
        "I": rng.normal(size=(D, C)),
        "F": rng.normal(size=(T, C, K)),
        "Y": rng.normal(size=(D - T + 1, K)),
    }


def loss(I, F, Y):
    total = 0.0
    for m in range(len(Y)):
        O = sum(I[m + t] @ F[t] for t in range(len(F)))
        total = total + np.sum((O - Y[m]) ** 2) / 2
    return total


def slices(I, F, Y):
    dI, dF = np.zeros_like(I), np.zeros_like(F)
    for m in range(len(Y)):
        E = sum(I[m + t] @ F[t] for t in range(len(F))) - Y[m]
        for t in range(len(F)):
            d = m + t
            dI[d] += F[t] @ E
            dF[t] += np.outer(I[d], E)
    return {"I": dI, "F": dF}


CASES = [
    Slip("the gradient of the input goes to the slice m, the number of the output slice, instead of to the slice "
         "d = m + t of the input", slices, {"dI[d] += F[t] @ E": "dI[m] += F[t] @ E"},
         source="NervanaSystems/neon#111"),
]
