"""Five numbers, one after another, as on an exam sheet. a, b, c and d are scalars, all positive.
p = a b, q = p^3 / c, r = exp(-d p), s = q + r, L = log(s) + a^2 / 2.
Note that p is used twice, and so is a. Derive the derivatives of L with respect to a, b, c and d.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("a", "b", "c", "d")


def make(rng, size):
    low, high = ((0.6, 1.4), (0.4, 0.9), (1.1, 1.9))[size]
    return {
        "a": rng.uniform(low, high),
        "b": rng.uniform(low, high),
        "c": rng.uniform(1.3, 2.6),
        "d": rng.uniform(0.3, 0.8),
    }


def loss(a, b, c, d):
    p = a * b
    q = p**3 / c
    r = np.exp(-d * p)
    s = q + r
    return np.log(s) + a**2 / 2


def backwards(a, b, c, d):
    p = a * b
    q = p**3 / c
    r = np.exp(-d * p)
    s = q + r
    ds = 1 / s
    dq = ds
    dr = ds
    dc = dq * (-(p**3) / c**2)
    dd = dr * (-p) * r
    dp = dq * 3 * p**2 / c + dr * (-d) * r
    da = dp * b + a
    db = dp * a
    return {"a": da, "b": db, "c": dc, "d": dd}


def partials(a, b, c, d):
    p = a * b
    r = np.exp(-d * p)
    s = p**3 / c + r
    dL_ds = 1 / s
    ds_dp = 3 * p**2 / c - d * r
    ds_dc = -(p**3) / c**2
    ds_dd = -p * r
    dp_da = b
    dp_db = a
    return {
        "a": dL_ds * ds_dp * dp_da + a,
        "b": dL_ds * ds_dp * dp_db,
        "c": dL_ds * ds_dc,
        "d": dL_ds * ds_dd,
    }


CASES = [
    Slip(
        "missed that p also goes into the exponential: dp has only the part through q",
        backwards,
        {"dp = dq * 3 * p**2 / c + dr * (-d) * r": "dp = dq * 3 * p**2 / c"},
    ),
    Slip(
        "forgot the direct term a^2 / 2 in the derivative for a",
        backwards,
        {"da = dp * b + a": "da = dp * b"},
    ),
    Slip(
        "lost the minus of the quotient rule: the derivative for c is + p^3 / c^2 instead of - p^3 / c^2",
        backwards,
        {"dc = dq * (-(p**3) / c**2)": "dc = dq * (p**3 / c**2)"},
    ),
    Slip(
        "swapped the factors of the product: p = a b, but dp/da was written as a and dp/db as b",
        partials,
        {"dp_da = b": "dp_da = a", "dp_db = a": "dp_db = b"},
    ),
    Slip(
        "lost the minus from the exponent: ds/dp has + d r instead of - d r",
        partials,
        {"3 * p**2 / c - d * r": "3 * p**2 / c + d * r"},
    ),
    Slip(
        "took the logarithm as if its derivative were 1: ds is 1 instead of 1 / s",
        backwards,
        {"ds = 1 / s": "ds = 1.0"},
    ),
    Slip(
        "kept the exponent in the power rule: 3 p^3 instead of 3 p^2",
        partials,
        {"ds_dp = 3 * p**2 / c": "ds_dp = 3 * p**3 / c"},
    ),
    Slip(
        "forgot to bring the 3 down when deriving p^3",
        backwards,
        {"dq * 3 * p**2 / c": "dq * p**2 / c"},
    ),
    Slip(
        "used the power rule on the exponential and forgot the inner derivative -p for d: dd is dr r",
        backwards,
        {"dd = dr * (-p) * r": "dd = dr * r"},
    ),
    Slip(
        "did not square the denominator: the derivative of p^3 / c for c is written as -p^3 / c",
        partials,
        {"ds_dc = -(p**3) / c**2": "ds_dc = -(p**3) / c"},
    ),
    Slip(
        "mixed up which letter stays in the exponential's inner derivative: in dd it is -d r instead of -p r",
        partials,
        {"ds_dd = -p * r": "ds_dd = -d * r"},
    ),
    Slip(
        "took the log of each term of the sum separately: dq is 1 / q and dr is 1 / r instead of 1 / s for both",
        backwards,
        {"dq = ds": "dq = 1 / q", "dr = ds": "dr = 1 / r"},
    ),
    Slip(
        "two mistakes: derived a^2 / 2 as 2a, forgetting the half, and lost the minus of -d p in the derivative for d",
        partials,
        {"dp_da + a,": "dp_da + 2 * a,", "ds_dd = -p * r": "ds_dd = p * r"},
    ),
    Slip(
        "two mistakes: the derivative of exp(-d p) was written without the exponential itself (-d alone) in dp, and "
        "the minus is lost in the derivative for c",
        backwards,
        {"dr * (-d) * r": "dr * (-d)", "dc = dq * (-(p**3) / c**2)": "dc = dq * p**3 / c**2"},
    ),
]
