"""A rational function. x and y are vectors in R^n, s is a real number.
f = N / D with N = (x^T y)^2 + s and D = s^2 + y^T y.
Derive the gradients of f with respect to x, y and s. (y and s occur in the numerator and in the denominator.)
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x", "y", "s")


def make(rng, size):
    n = (3, 4, 2)[size]
    return {
        "x": rng.uniform(0.4, 1.6, size=n) * rng.choice([-1.0, 1.0], size=n),
        "y": rng.uniform(0.4, 1.6, size=n) * rng.choice([-1.0, 1.0], size=n),
        "s": float(rng.uniform(0.6, 1.7)),
    }


def loss(x, y, s):
    return ((x @ y) ** 2 + s) / (s**2 + y @ y)


def quotient_rule(x, y, s):
    p = x @ y
    num = p**2 + s
    den = s**2 + y @ y
    dx = 2 * p * y / den
    dy = (2 * p * x * den - num * 2 * y) / den**2
    ds = (1 * den - num * 2 * s) / den**2
    return {"x": dx, "y": dy, "s": ds}


def product_with_reciprocal(x, y, s):
    p = x @ y
    num = p**2 + s
    den = s**2 + y @ y
    r = 1 / den
    # f = num * r
    df_dnum = r
    df_dr = num
    df_dden = df_dr * (-(r**2))
    df_dp = df_dnum * 2 * p
    df_dx = df_dp * y
    df_dy = df_dp * x + df_dden * 2 * y
    df_ds = df_dnum * 1 + df_dden * 2 * s
    return {"x": df_dx, "y": df_dy, "s": df_ds}


def logarithmic(x, y, s):
    # ln f = ln N - ln D, so df = f (dN / N - dD / D)
    n = len(x)
    p = sum(x[k] * y[k] for k in range(n))
    N = p**2 + s
    D = s**2 + sum(y[k] ** 2 for k in range(n))
    f = N / D
    dx, dy = np.zeros(n), np.zeros(n)
    for k in range(n):
        dx[k] = f * (2 * p * y[k] / N)
        dy[k] = f * (2 * p * x[k] / N - 2 * y[k] / D)
    ds = f * (1 / N - 2 * s / D)
    return {"x": dx, "y": dy, "s": ds}


CASES = [
    Slip(
        "held the denominator fixed in dy: only 2 (x^T y) x / D, forgot that D = s^2 + y^T y contains y as well",
        quotient_rule,
        {"dy = (2 * p * x * den - num * 2 * y) / den**2": "dy = 2 * p * x / den"},
    ),
    Slip(
        "forgot the s in the numerator: ds has only the part that comes from the denominator, -N 2 s / D^2",
        product_with_reciprocal,
        {"df_ds = df_dnum * 1 + df_dden * 2 * s": "df_ds = df_dden * 2 * s"},
    ),
    Slip(
        "forgot to square the denominator in the quotient rule, divided dy and ds by D instead of D^2",
        quotient_rule,
        {"/ den**2": "/ den"},
    ),
    Slip(
        "turned the numerator of the quotient rule round, N D' - N' D, so dy and ds have the wrong sign",
        quotient_rule,
        {
            "(2 * p * x * den - num * 2 * y)": "(num * 2 * y - 2 * p * x * den)",
            "(1 * den - num * 2 * s)": "(num * 2 * s - 1 * den)",
        },
    ),
    Slip(
        "put a plus instead of the minus between the two terms of the quotient rule in dy and in ds",
        quotient_rule,
        {"den - num * 2 * y": "den + num * 2 * y", "den - num * 2 * s": "den + num * 2 * s"},
    ),
    Slip(
        "differentiated x^T y by x and got x instead of y, so dx points along x",
        quotient_rule,
        {"dx = 2 * p * y / den": "dx = 2 * p * x / den"},
    ),
    Slip(
        "differentiated (x^T y)^2 as if it were x^T y: the outer factor 2 (x^T y) is missing in dx and dy",
        quotient_rule,
        {"dx = 2 * p * y / den": "dx = y / den", "(2 * p * x * den": "(x * den"},
    ),
    Slip(
        "lost the minus sign in the derivative of 1/D, wrote 1/D^2, so the denominator's part of dy and ds is wrong",
        product_with_reciprocal,
        {"df_dden = df_dr * (-(r**2))": "df_dden = df_dr * r**2"},
    ),
    Slip(
        "forgot the path from y through the denominator: the term -N 2 y / D^2 is missing in dy",
        product_with_reciprocal,
        {"df_dy = df_dp * x + df_dden * 2 * y": "df_dy = df_dp * x"},
    ),
    Slip(
        "differentiated y^T y to y instead of 2 y in the denominator's part of dy",
        quotient_rule,
        {"den - num * 2 * y": "den - num * y"},
    ),
    Slip(
        "forgot to multiply by f at the end, gave the derivatives of ln f by x, y and s instead of those of f",
        logarithmic,
        {"f * (": "("},
    ),
    Slip(
        "held the numerator's s fixed in the quotient rule: ds = -2 s N / D^2, the term 1 * D is missing",
        quotient_rule,
        {"ds = (1 * den - num * 2 * s)": "ds = (-num * 2 * s)"},
    ),
    Slip(
        "two mistakes: the factor 2 of the square (x^T y)^2 is missing in dx and dy, and dy takes D as a constant",
        quotient_rule,
        {"dx = 2 * p * y / den": "dx = p * y / den", "(2 * p * x * den - num * 2 * y) / den**2": "p * x / den"},
    ),
]
