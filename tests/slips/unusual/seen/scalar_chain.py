"""A function of three real numbers.
f(a, b, c) = exp(-a) sin(b c) + c log(1 + a^2), with the natural logarithm and b c in radians.
Derive the partial derivatives of f with respect to a, b and c by the chain rule (mind that c occurs in both terms),
and evaluate them at the given point.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("a", "b", "c")


def make(rng, size):
    low, high = ((0.4, 1.3), (1.4, 2.3), (0.2, 0.9))[size]
    return {
        "a": float(rng.uniform(low, high)),
        "b": float(rng.uniform(0.6, 1.9)),
        "c": float(rng.uniform(0.5, 1.8)),
    }


def loss(a, b, c):
    return np.exp(-a) * np.sin(b * c) + c * np.log(1 + a**2)


def by_formula(a, b, c):
    e = np.exp(-a)
    s = np.sin(b * c)
    k = np.cos(b * c)
    da = -e * s + c * 2 * a / (1 + a**2)
    db = e * k * c
    dc = e * k * b + np.log(1 + a**2)
    return {"a": da, "b": db, "c": dc}


def backwards(a, b, c):
    u = np.exp(-a)
    p = b * c
    v = np.sin(p)
    q = 1 + a**2
    w = np.log(q)
    # f = u v + c w
    df_du = v
    df_dv = u
    df_dw = c
    df_dp = df_dv * np.cos(p)
    df_dq = df_dw / q
    df_da = df_du * (-u) + df_dq * 2 * a
    df_db = df_dp * c
    df_dc = df_dp * b + w
    return {"a": df_da, "b": df_db, "c": df_dc}


def with_differentials(a, b, c):
    E, S, L = np.exp(-a), np.sin(b * c), np.log(1 + a**2)
    answer = {}
    for name in ("a", "b", "c"):
        da, db, dc = float(name == "a"), float(name == "b"), float(name == "c")
        dE = -E * da
        dS = np.cos(b * c) * (c * db + b * dc)
        dL = 2 * a * da / (1 + a**2)
        answer[name] = dE * S + E * dS + dc * L + c * dL
    return answer


CASES = [
    Slip(
        "lost the minus sign from the inner derivative of exp(-a) in the derivative with respect to a",
        by_formula,
        {"da = -e * s": "da = e * s"},
    ),
    Slip(
        "split log(1 + a^2) into log 1 + log a^2 = 2 log a, so its derivative with respect to a became 2 / a; "
        "the value of the logarithm in the derivative with respect to c is right",
        by_formula,
        {"c * 2 * a / (1 + a**2)": "c * 2 / a"},
    ),
    Slip(
        "swapped the inner derivatives of sin(b c): the derivative by b has the factor b, "
        "the sine part of the one by c has the factor c",
        by_formula,
        {"db = e * k * c": "db = e * k * b", "dc = e * k * b": "dc = e * k * c"},
    ),
    Slip(
        "in the derivative with respect to a differentiated both factors of exp(-a) sin(b c) at once, "
        "giving -exp(-a) cos(b c) in place of -exp(-a) sin(b c)",
        by_formula,
        {"-e * s": "-e * k"},
    ),
    Slip(
        "misread c log(1 + a^2) as c (log(1 + a))^2, in the derivative by a and in the one by c",
        by_formula,
        {"2 * a / (1 + a**2)": "2 * np.log(1 + a) / (1 + a)", "np.log(1 + a**2)": "np.log(1 + a) ** 2"},
    ),
    Slip(
        "evaluated the cosine with b c in degrees, the sine in radians",
        by_formula,
        {"np.cos(b * c)": "np.cos(np.pi / 180 * b * c)"},
    ),
    Slip(
        "used the power rule on exp(-a): took its derivative with respect to a as -a exp(-a - 1)",
        backwards,
        {"df_du * (-u)": "df_du * (-a) * np.exp(-a - 1)"},
    ),
    Slip(
        "evaluated the derivative of the sine at its output: cos(sin(b c)) instead of cos(b c)",
        backwards,
        {"np.cos(p)": "np.cos(v)"},
    ),
    Slip(
        "took the derivative of log q as 1 / log q, that is divided by w instead of by q = 1 + a^2",
        backwards,
        {"df_dw / q": "df_dw / w"},
    ),
    Slip(
        "typed 2 a for a^2 in q = 1 + a^2, which enters the derivative by a and (in log q) the one by c",
        backwards,
        {"q = 1 + a**2": "q = 1 + a * 2"},
    ),
    Slip(
        "two mistakes: took the derivative of sine as minus cosine (derivatives by b and c), "
        "and in the derivative by c forgot the logarithm, for c also stands in front of log(1 + a^2)",
        backwards,
        {"df_dv * np.cos(p)": "df_dv * -np.cos(p)", "df_dp * b + w": "df_dp * b"},
    ),
    Slip(
        "took the differential of the product b c as db + dc, without the other factors c and b",
        with_differentials,
        {"(c * db + b * dc)": "(db + dc)"},
    ),
    Slip(
        "two mistakes: left the inner derivative 2 a of log(1 + a^2) out, and when putting the sine part together "
        "forgot the factor exp(-a) in front of the differential of sin(b c)",
        with_differentials,
        {"dL = 2 * a * da": "dL = da", "E * dS + dc": "dS + dc"},
    ),
    Slip(
        "used the quotient rule's square on the logarithm: divided 2 a by (1 + a^2)^2 instead of by 1 + a^2",
        with_differentials,
        {"2 * a * da / (1 + a**2)": "2 * a * da / (1 + a**2) ** 2"},
    ),
]
