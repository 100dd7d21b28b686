"""A single neuron and a single example. The inputs x and the weights w have three entries each (in other instances
another number n, the same for both); the bias b and the target t are numbers.
z = w_1 x_1 + w_2 x_2 + w_3 x_3 + b, a = tanh(z), L = (a - t)^2.
Derive the gradients of L with respect to w, b and x."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "b", "x")


def make(rng, size):
    n = (3, 5, 4)[size]
    w = rng.choice([-1.0, 1.0], size=n) * rng.uniform(0.3, 0.8, size=n)
    x = rng.choice([-1.0, 1.0], size=n) * rng.uniform(0.4, 1.2, size=n)
    b = rng.uniform(0.3, 0.6) - w @ x * 0.5
    return {"x": x, "t": rng.uniform(-0.9, -0.3), "w": w, "b": b}


def loss(x, t, w, b):
    return (np.tanh(w @ x + b) - t) ** 2


def with_delta(x, t, w, b):
    a = np.tanh(w @ x + b)
    delta = 2 * (a - t) * (1 - a**2)
    dw = delta * x
    db = delta
    dx = delta * w
    return {"w": dw, "b": db, "x": dx}


def link_by_link(x, t, w, b):
    z = np.dot(w, x) + b
    a = np.tanh(z)
    e = a - t
    dL_de = 2 * e
    de_da = 1
    da_dz = 1 - np.tanh(z) ** 2
    dz_dw = x
    dz_db = 1
    dz_dx = w
    dL_dw = dL_de * de_da * da_dz * dz_dw
    dL_db = dL_de * de_da * da_dz * dz_db
    dL_dx = dL_de * de_da * da_dz * dz_dx
    return {"w": dL_dw, "b": dL_db, "x": dL_dx}


def entry_by_entry(x, t, w, b):
    n = len(x)
    z = b
    for k in range(n):
        z = z + w[k] * x[k]
    up, down = np.exp(z), np.exp(-z)
    a = (up - down) / (up + down)
    # quotient rule
    slope = ((up + down) * (up + down) - (up - down) * (up - down)) / (up + down) ** 2
    g = 2 * (a - t) * slope
    dw, dx = np.zeros(n), np.zeros(n)
    for k in range(n):
        dw[k] = g * x[k]
        dx[k] = g * w[k]
    return {"w": dw, "b": g, "x": dx}


CASES = [
    Slip(
        "forgot the square in the derivative of tanh: 1 - a instead of 1 - a^2",
        with_delta,
        {"(1 - a**2)": "(1 - a)"},
    ),
    Slip(
        "used the derivative of the sigmoid, a(1 - a), for tanh",
        with_delta,
        {"(1 - a**2)": "a * (1 - a)"},
    ),
    Slip(
        "exchanged the gradients of w and x: delta times w for w and delta times x for x",
        with_delta,
        {"dw = delta * x": "dw = delta * w", "dx = delta * w": "dx = delta * x"},
    ),
    Slip(
        "added up the entries of x's gradient to a single number",
        with_delta,
        {"dx = delta * w": "dx = np.sum(delta * w)"},
    ),
    Slip(
        "set the brackets wrong in the derivative of the squared error: 2a - t instead of 2(a - t)",
        with_delta,
        {"2 * (a - t) *": "(2 * a - t) *"},
    ),
    Slip(
        "differentiated the error as if it were t - a, so de/da = -1, but computed it as a - t: all signs are "
        "wrong",
        link_by_link,
        {"de_da = 1\n": "de_da = -1\n"},
    ),
    Slip(
        "applied tanh once too often in its derivative: 1 - tanh(a)^2 instead of 1 - tanh(z)^2",
        link_by_link,
        {"1 - np.tanh(z) ** 2": "1 - np.tanh(a) ** 2"},
    ),
    Slip(
        "confused tanh with arctan in its derivative: 1/(1 + z^2) instead of 1 - tanh(z)^2",
        link_by_link,
        {"1 - np.tanh(z) ** 2": "1 / (1 + z**2)"},
    ),
    Slip(
        "left the derivative of tanh out of the chain for x only",
        link_by_link,
        {"da_dz * dz_dx": "dz_dx"},
    ),
    Slip(
        "two mistakes: did not lower the power in the derivative of e^2, 2 e^2 instead of 2 e, which goes into "
        "everything; and took dz/db to be b instead of 1",
        link_by_link,
        {"dL_de = 2 * e": "dL_de = 2 * e**2", "dz_db = 1": "dz_db = b"},
    ),
    Slip(
        "wrote a plus for the minus in the numerator of the quotient rule, so the slope of tanh comes out as 1 + "
        "a^2",
        entry_by_entry,
        {"(up + down) - (up - down) *": "(up + down) + (up - down) *"},
    ),
    Slip(
        "forgot the bias when computing z: z is the sum of w_k x_k without b",
        entry_by_entry,
        {"z = b\n": "z = 0.0\n"},
    ),
    Slip(
        "forgot the factor 2 of the squared error, as if the loss were 1/2 (a - t)^2",
        entry_by_entry,
        {"g = 2 * (a - t)": "g = (a - t)"},
    ),
    Slip(
        "two mistakes: the sum for z leaves out the last input (the loop ends one too early), so a is wrong "
        "everywhere; and kept the variable in the derivative of w_k x_k by x_k, w_k x_k instead of w_k",
        entry_by_entry,
        {"range(n):\n        z =": "range(n - 1):\n        z =", "dx[k] = g * w[k]": "dx[k] = g * w[k] * x[k]"},
    ),
]
