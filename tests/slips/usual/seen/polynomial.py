"""A cubic through a cloud of points. Given are N points (x_i, y_i) and p(x) = a x^3 + b x^2 + c x + d.
The fit is judged by
    L(a, b, c, d) = sum over i of (p(x_i) - y_i)^2.
Derive the partial derivatives of L with respect to the four coefficients a, b, c and d.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("a", "b", "c", "d")


def make(rng, size):
    N = (5, 3, 8)[size]
    given = {"x": rng.uniform(-1.5, 1.8, size=N), "y": rng.normal(size=N)}
    return given | {name: rng.normal() for name in "abcd"}


def loss(x, y, a, b, c, d):
    p = a * x**3 + b * x**2 + c * x + d
    return np.sum((p - y) ** 2)


def one_after_the_other(x, y, a, b, c, d):
    e = a * x**3 + b * x**2 + c * x + d - y
    da = np.sum(2 * e * x**3)
    db = np.sum(2 * e * x**2)
    dc = np.sum(2 * e * x)
    dd = np.sum(2 * e)
    return {"a": da, "b": db, "c": dc, "d": dd}


def vandermonde(x, y, a, b, c, d):
    V = np.vander(x, 4)  # columns x^3, x^2, x, 1
    theta = np.array([a, b, c, d])
    g = 2 * V.T @ (V @ theta - y)
    return {"a": g[0], "b": g[1], "c": g[2], "d": g[3]}


def horner_backwards(x, y, a, b, c, d):
    h1 = a * x + b
    h2 = h1 * x + c
    p = h2 * x + d
    dp = 2 * (p - y)
    dd = dp.sum()
    dh2 = dp * x
    dc = dh2.sum()
    dh1 = dh2 * x
    db = dh1.sum()
    da = (dh1 * x).sum()
    return {"a": da, "b": db, "c": dc, "d": dd}


def power_sums(x, y, a, b, c, d):
    S = [np.sum(x**k) for k in range(7)]
    T = [np.sum(y * x**k) for k in range(4)]
    da = 2 * (a * S[6] + b * S[5] + c * S[4] + d * S[3] - T[3])
    db = 2 * (a * S[5] + b * S[4] + c * S[3] + d * S[2] - T[2])
    dc = 2 * (a * S[4] + b * S[3] + c * S[2] + d * S[1] - T[1])
    dd = 2 * (a * S[3] + b * S[2] + c * S[1] + d * S[0] - T[0])
    return {"a": da, "b": db, "c": dc, "d": dd}


def running_power(x, y, a, b, c, d):
    g = np.zeros(4)
    for x_i, y_i in zip(x, y):
        p, power = 0.0, 1.0
        for coefficient in (d, c, b, a):
            p += coefficient * power
            power *= x_i
        e = p - y_i
        power = 1.0
        for k in range(4):
            g[k] += 2 * e * power
            power *= x_i
    return {"d": g[0], "c": g[1], "b": g[2], "a": g[3]}


CASES = [
    Slip(
        "forgot the factor 2 from the square in all four derivatives",
        one_after_the_other,
        {"2 * e": "e"},
    ),
    Slip(
        "sign: e = y - p, but the -1 from the inner derivative is missing, so all four are negated",
        one_after_the_other,
        {"a * x**3 + b * x**2 + c * x + d - y": "y - (a * x**3 + b * x**2 + c * x + d)"},
    ),
    Slip(
        "no factor 2: the gradient is V^T (V theta - y) instead of twice that",
        vandermonde,
        {"2 * V.T": "V.T"},
    ),
    Slip(
        "forgot the sum over the points: each derivative is a vector with one entry for each point",
        one_after_the_other,
        {
            "np.sum(2 * e * x**3)": "2 * e * x**3",
            "np.sum(2 * e * x**2)": "2 * e * x**2",
            "np.sum(2 * e * x)": "2 * e * x",
            "np.sum(2 * e)": "2 * e",
        },
    ),
    Slip(
        "differentiated p with respect to x: 3x^2, 2x, 1 and 0 stand for x^3, x^2, x and 1 as inner derivatives",
        one_after_the_other,
        {
            "2 * e * x**3": "2 * e * 3 * x**2",
            "2 * e * x**2": "2 * e * 2 * x",
            "2 * e * x)": "2 * e)",
            "dd = np.sum(2 * e)": "dd = 0.0",
        },
    ),
    Slip(
        "kept the coefficients in the inner derivatives: a x^3, b x^2, c x, d instead of x^3, x^2, x, 1",
        one_after_the_other,
        {
            "2 * e * x**3": "2 * e * a * x**3",
            "2 * e * x**2": "2 * e * b * x**2",
            "2 * e * x)": "2 * e * c * x)",
            "dd = np.sum(2 * e)": "dd = np.sum(2 * e * d)",
        },
    ),
    Slip(
        "took the mean over the points instead of the sum, so all four are divided by N",
        one_after_the_other,
        {"np.sum": "np.mean"},
    ),
    Slip(
        "read off g in the wrong order: the columns of V are x^3, x^2, x, 1, but a got the last entry, d the first",
        vandermonde,
        {
            '{"a": g[0], "b": g[1], "c": g[2], "d": g[3]}': '{"d": g[0], "c": g[1], "b": g[2], "a": g[3]}',
        },
    ),
    Slip(
        "one factor x too few in the derivative for a: x^2 instead of x^3 (took the sum of dh1 without times x)",
        horner_backwards,
        {"(dh1 * x).sum()": "dh1.sum()"},
    ),
    Slip(
        "overwrote g[k] for each point instead of adding up, so only the last point counts",
        running_power,
        {"g[k] += 2": "g[k] = 2"},
    ),
    Slip(
        "summed the constant d over the points as d instead of N d, in the derivative for d",
        power_sums,
        {"d * S[0]": "d"},
    ),
    Slip(
        "copied the line of a for b without lowering the exponent: x^3 instead of x^2 in the derivative for b",
        one_after_the_other,
        {"db = np.sum(2 * e * x**2)": "db = np.sum(2 * e * x**3)"},
    ),
    Slip(
        "two mistakes: e = y - p without the minus of its inner derivative, and no factor 2 from the square",
        running_power,
        {"e = p - y_i": "e = y_i - p", "2 * e * power": "e * power"},
    ),
]
