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
        "quotient rule the wrong way round, N D' - N' D over D^2, in the gradients of y and s",
        quotient_rule,
        {
            "2 * p * x * den - num * 2 * y": "num * 2 * y - 2 * p * x * den",
            "1 * den - num * 2 * s": "num * 2 * s - 1 * den",
        },
    ),
    Slip(
        "did not square the denominator in the quotient rule for y: divided by D instead of D^2",
        quotient_rule,
        {"num * 2 * y) / den**2": "num * 2 * y) / den"},
    ),
    Slip(
        "differentiated the quotient as the quotient of the derivatives, N' / D', in the gradients of y and s",
        quotient_rule,
        {
            "(2 * p * x * den - num * 2 * y) / den**2": "(2 * p * x) / (2 * y)",
            "(1 * den - num * 2 * s) / den**2": "1 / (2 * s)",
        },
    ),
    Slip(
        "cancelled a factor D against the first term of the numerator only: (2 p x - 2 N y) / D in the gradient of y",
        quotient_rule,
        {"(2 * p * x * den - num * 2 * y) / den**2": "(2 * p * x - num * 2 * y) / den"},
    ),
    Slip(
        "lost the brackets in the derivative by s, so that D^2 divides only the second term: D - 2 N s / D^2",
        quotient_rule,
        {"(1 * den - num * 2 * s) / den**2": "1 * den - num * 2 * s / den**2"},
    ),
    Slip(
        "did not apply the chain rule to (x^T y)^2 in the gradient of x: 2 y / D, without the factor x^T y",
        quotient_rule,
        {"dx = 2 * p * y": "dx = 2 * y"},
    ),
    Slip(
        "took the gradient of x^T y with respect to x as x and with respect to y as y",
        product_with_reciprocal,
        {"df_dx = df_dp * y": "df_dx = df_dp * x", "df_dy = df_dp * x": "df_dy = df_dp * y"},
    ),
    Slip(
        "differentiated y^T y in the denominator as if it were the norm |y|: y / |y| instead of 2 y",
        product_with_reciprocal,
        {"df_dden * 2 * y": "df_dden * y / np.sqrt(y @ y)"},
    ),
    Slip(
        "integrated 1 / D where it was to be differentiated: log D in place of -1 / D^2, in the gradients of y and s",
        product_with_reciprocal,
        {"df_dr * (-(r**2))": "df_dr * np.log(den)"},
    ),
    Slip(
        "two mistakes: forgot the factor 2 of the square (x^T y)^2 (gradients of x and y), "
        "and forgot that s also occurs in the numerator, so the derivative by s lacks 1 / D",
        product_with_reciprocal,
        {"df_dnum * 2 * p": "df_dnum * p", "df_dnum * 1 + df_dden * 2 * s": "df_dden * 2 * s"},
    ),
    Slip(
        "took the denominator as constant when differentiating with respect to y (but not for s)",
        logarithmic,
        {" - 2 * y[k] / D)": ")"},
    ),
    Slip(
        "in the logarithmic derivative took ln N as 2 ln(x^T y), without the + s, in the gradients of x and y",
        logarithmic,
        {"2 * p * y[k] / N": "2 * y[k] / p", "2 * p * x[k] / N": "2 * x[k] / p"},
    ),
    Slip(
        "differentiated the square of the sum x^T y as a sum of squares (x_k y_k)^2: x_k y_k stands where "
        "p = x^T y should, in the gradients of x and y",
        logarithmic,
        {"(2 * p * y[k]": "(2 * x[k] * y[k] * y[k]", "(2 * p * x[k]": "(2 * x[k] * y[k] * x[k]"},
    ),
    Slip(
        "two mistakes: in the derivative by s forgot to multiply the logarithmic derivative by f again, "
        "and wrote + instead of - before the term of the denominator in the gradient of y",
        logarithmic,
        {"ds = f * (1": "ds = (1", "/ N - 2 * y[k] / D": "/ N + 2 * y[k] / D"},
    ),
]
