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
        "differentiated the powers as if with respect to x: 3x^2 for a, 2x for b, 1 for c and 0 for d "
        "stand where x^3, x^2, x and 1 belong",
        one_after_the_other,
        {"e * x**3": "e * 3 * x**2", "e * x**2": "e * 2 * x", "e * x)": "e)", "dd = np.sum(2 * e)": "dd = 0.0"},
    ),
    Slip(
        "left each coefficient standing in its own derivative: a x^3 instead of x^3 for a, and likewise for b, c, d",
        one_after_the_other,
        {
            "da = np.sum(2 * e *": "da = np.sum(2 * e * a *",
            "db = np.sum(2 * e *": "db = np.sum(2 * e * b *",
            "dc = np.sum(2 * e *": "dc = np.sum(2 * e * c *",
            "dd = np.sum(2 * e)": "dd = np.sum(2 * e * d)",
        },
    ),
    Slip(
        "typed x*3 for x**3 in the residual, so p has 3 a x instead of a x^3 there; "
        "the factors x^3, x^2, x after it are right",
        one_after_the_other,
        {"e = a * x**3": "e = a * x * 3"},
    ),
    Slip(
        "two mistakes: left the constant d out of p in the residual, and forgot the factor 2 in the derivative by d",
        one_after_the_other,
        {" + d - y": " - y", "dd = np.sum(2 * e)": "dd = np.sum(e)"},
    ),
    Slip(
        "built the matrix of powers with rising powers (1, x, x^2, x^3) although theta is in the order a, b, c, d, "
        "so the coefficients meet the wrong powers in p and in the gradient",
        vandermonde,
        {"np.vander(x, 4)": "np.vander(x, 4, increasing=True)"},
    ),
    Slip(
        "divided by the number of points although L is a sum and not a mean",
        vandermonde,
        {"g = 2 *": "g = 2 / len(x) *"},
    ),
    Slip(
        "forgot the factor x when going back from p to h2 in p = h2 x + d, "
        "so the derivatives by c, b and a each lack one x",
        horner_backwards,
        {"dh2 = dp * x": "dh2 = dp"},
    ),
    Slip(
        "in h2 = h1 x + c took h1 for the derivative with respect to h1 instead of x, so those by b and a are wrong",
        horner_backwards,
        {"dh1 = dh2 * x": "dh1 = dh2 * h1"},
    ),
    Slip(
        "for a multiplied the sum of dh1 by the sum of the x_i instead of summing the products dh1_i x_i",
        horner_backwards,
        {"(dh1 * x).sum()": "dh1.sum() * x.sum()"},
    ),
    Slip(
        "started the list of power sums S at x^1 instead of x^0, so every S[k] is the sum of x^(k+1) (T is right)",
        power_sums,
        {"range(7)": "range(1, 8)"},
    ),
    Slip(
        "took the sum over the points of the constant d as d instead of N d in the derivative by d",
        power_sums,
        {"d * S[0]": "d"},
    ),
    Slip(
        "did not double the terms with y: the factor 2 of the square stands before the terms of p only and not "
        "before the T's",
        power_sums,
        {" - T[3])": ") - T[3]", " - T[2])": ") - T[2]", " - T[1])": ") - T[1]", " - T[0])": ") - T[0]"},
    ),
    Slip(
        "did not set the running power back to 1 before the loop for the gradient, "
        "so the derivatives hold x^4 to x^7 instead of x^0 to x^3",
        running_power,
        {"        power = 1.0\n": ""},
    ),
    Slip(
        "two mistakes: took the residual as y - p without a minus sign before it, and multiplied the running power "
        "by x before using it in the gradient, so each derivative has one power of x too many",
        running_power,
        {
            "e = p - y_i": "e = y_i - p",
            "            g[k] += 2 * e * power\n            power *= x_i\n": (
                "            power *= x_i\n            g[k] += 2 * e * power\n"
            ),
        },
    ),
]
