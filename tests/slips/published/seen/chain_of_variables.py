"""A function written with intermediate variables. a = x^2, b = exp(a), c = a + b, d = sqrt(c), e = cos(c), f = d + e,
number by number for a vector x of length m; the loss is the sum of w f with given weights w. Go back through f, e, d,
c, b, a and derive the gradient of the loss with respect to x."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    m = (2, 4, 3)[size]
    return {"x": rng.uniform(0.2, 1.2, size=m), "w": rng.normal(size=m)}


def loss(x, w):
    c = x**2 + np.exp(x**2)
    return np.sum(w * (np.sqrt(c) + np.cos(c)))


def variable_by_variable(x, w):
    a = x**2
    b = np.exp(a)
    c = a + b
    df_dd = 1.0
    df_de = 1.0
    dd_dc = 1 / (2 * np.sqrt(c))
    de_dc = -np.sin(c)
    df_dc = df_dd * dd_dc + df_de * de_dc
    df_db = df_dc
    df_da = df_db * np.exp(a) + df_dc
    return {"x": w * df_da * 2 * x}


CASES = [
    Slip("in the derivative of f with respect to c multiplied df/de by dd/dc instead of de/dc", variable_by_variable,
         {"df_de * de_dc": "df_de * dd_dc"}, source="mml-book/mml-book.github.io#37"),
]
