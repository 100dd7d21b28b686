"""One sigmoid neuron with two inputs sees one example. All quantities are numbers.
z = w1 x1 + w2 x2 + b, a = sigma(z) = 1/(1 + e^(-z)), L = (t - a)^2, where t is the target.
Derive the gradients of L with respect to w1, w2 and b.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w1", "w2", "b")


def make(rng, size):
    sign = (1, -1, 1)[size]
    return {
        "x1": rng.uniform(0.5, 2.0),
        "x2": -sign * rng.uniform(0.4, 1.7),
        "t": (1.0, 0.0, 0.25)[size],
        "w1": sign * rng.uniform(0.2, 0.9),
        "w2": rng.uniform(-0.8, -0.1),
        "b": rng.uniform(0.1, 0.7),
    }


def loss(x1, x2, t, w1, w2, b):
    z = w1 * x1 + w2 * x2 + b
    a = 1 / (1 + np.exp(-z))
    return (t - a) ** 2


def chain_rule(x1, x2, t, w1, w2, b):
    z = w1 * x1 + w2 * x2 + b
    a = 1 / (1 + np.exp(-z))
    dL_da = -2 * (t - a)
    da_dz = a * (1 - a)
    dz_dw1 = x1
    dz_dw2 = x2
    dz_db = 1
    dL_dw1 = dL_da * da_dz * dz_dw1
    dL_dw2 = dL_da * da_dz * dz_dw2
    dL_db = dL_da * da_dz * dz_db
    return {"w1": dL_dw1, "w2": dL_dw2, "b": dL_db}


def with_delta(x1, x2, t, w1, w2, b):
    z = w1 * x1 + w2 * x2 + b
    a = 1 / (1 + np.exp(-z))
    error = a - t
    delta = 2 * error * a * (1 - a)
    return {"w1": delta * x1, "w2": delta * x2, "b": delta}


def through_the_exponential(x1, x2, t, w1, w2, b):
    z = w1 * x1 + w2 * x2 + b
    e = np.exp(-z)
    q = 1 + e
    a = 1 / q
    r = t - a
    dr = 2 * r
    da = -dr
    dq = da * (-1 / q**2)
    de = dq
    dz = de * (-e)
    dw1 = dz * x1
    dw2 = dz * x2
    db = dz
    return {"w1": dw1, "w2": dw2, "b": db}


CASES = [
    Slip(
        "forgot the derivative of the sigmoid: delta is 2 (a - t), the factor a (1 - a) is missing",
        with_delta,
        {"delta = 2 * error * a * (1 - a)": "delta = 2 * error"},
    ),
    Slip(
        "lost the minus of the inner derivative of t - a: dL/da is 2 (t - a) instead of -2 (t - a)",
        chain_rule,
        {"dL_da = -2 * (t - a)": "dL_da = 2 * (t - a)"},
    ),
    Slip(
        "forgot the 2 from the square: delta is (a - t) a (1 - a)",
        with_delta,
        {"delta = 2 * error": "delta = error"},
    ),
    Slip(
        "took the derivative of tanh for that of the sigmoid: da/dz is 1 - a^2 instead of a (1 - a)",
        chain_rule,
        {"da_dz = a * (1 - a)": "da_dz = 1 - a**2"},
    ),
    Slip(
        "took the derivative of the sigmoid as z (1 - z) instead of a (1 - a)",
        chain_rule,
        {"da_dz = a * (1 - a)": "da_dz = z * (1 - z)"},
    ),
    Slip(
        "multiplied by the weights instead of the inputs: dz/dw1 is w1 and dz/dw2 is w2 instead of x1 and x2",
        chain_rule,
        {"dz_dw1 = x1": "dz_dw1 = w1", "dz_dw2 = x2": "dz_dw2 = w2"},
    ),
    Slip(
        "error with the wrong sign: wrote t - a instead of a - t, so all three gradients have the wrong sign",
        with_delta,
        {"error = a - t": "error = t - a"},
    ),
    Slip(
        "differentiated e^(-z) as if it were only -z: dz is -de instead of -de e, the factor e^(-z) is missing",
        through_the_exponential,
        {"dz = de * (-e)": "dz = de * (-1)"},
    ),
    Slip(
        "applied the sigmoid twice in its derivative: sigma(a) (1 - sigma(a)) instead of sigma(z) (1 - sigma(z))",
        chain_rule,
        {"    da_dz = a * (1 - a)\n": "    s = 1 / (1 + np.exp(-a))\n    da_dz = s * (1 - s)\n"},
    ),
    Slip(
        "multiplied the bias gradient by b: dz/db is b instead of 1",
        chain_rule,
        {"dz_db = 1": "dz_db = b"},
    ),
    Slip(
        "forgot the derivative of the sigmoid for the bias only: db is 2 (a - t), without a (1 - a)",
        with_delta,
        {'"b": delta}': '"b": 2 * error}'},
    ),
    Slip(
        "derivative of 1/q wrong: wrote -1/q instead of -1/q^2, so all three gradients are too large by the factor q",
        through_the_exponential,
        {"-1 / q**2": "-1 / q"},
    ),
    Slip(
        "two mistakes: lost the minus of t - a (2 (t - a) instead of -2 (t - a)), and forgot the inputs x1 and x2 in "
        "dw1 and dw2",
        chain_rule,
        {"dL_da = -2 * (t - a)": "dL_da = 2 * (t - a)", "dz_dw1 = x1": "dz_dw1 = 1", "dz_dw2 = x2": "dz_dw2 = 1"},
    ),
]
