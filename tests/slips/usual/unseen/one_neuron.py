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
        "forgot the factor 2 from the square, so dL/da is a - t (w, b and x come out half)",
        with_delta,
        {"2 * (a - t)": "(a - t)"},
    ),
    Slip(
        "left out the derivative of tanh: delta is 2 (a - t) without 1 - a^2, in all three gradients",
        with_delta,
        {"delta = 2 * (a - t) * (1 - a**2)": "delta = 2 * (a - t)"},
    ),
    Slip(
        "took the derivative of the sigmoid, a (1 - a), for that of tanh",
        with_delta,
        {"(1 - a**2)": "a * (1 - a)"},
    ),
    Slip(
        "put z instead of tanh(z) into the derivative of tanh: da/dz = 1 - z^2",
        link_by_link,
        {"1 - np.tanh(z) ** 2": "1 - z**2"},
    ),
    Slip(
        "sign: dL/da written as 2 (t - a), the inner derivative -1 is missing, so all gradients are negated",
        with_delta,
        {"2 * (a - t)": "2 * (t - a)"},
    ),
    Slip(
        "exchanged w and x: dz/dw = w and dz/dx = x",
        link_by_link,
        {"dz_dw = x": "dz_dw = w", "dz_dx = w": "dz_dx = x"},
    ),
    Slip(
        "wrote dz/db = b instead of 1, so the gradient of b has a factor b too many",
        link_by_link,
        {"dz_db = 1": "dz_db = b"},
    ),
    Slip(
        "forgot the square in the derivative of tanh: 1 - a instead of 1 - a^2",
        with_delta,
        {"(1 - a**2)": "(1 - a)"},
    ),
    Slip(
        "differentiated e^2 to e, not 2 e",
        link_by_link,
        {"dL_de = 2 * e": "dL_de = e"},
    ),
    Slip(
        "quotient rule for tanh with + instead of - in the numerator",
        entry_by_entry,
        {"(up + down) * (up + down) - (up - down)": "(up + down) * (up + down) + (up - down)"},
    ),
    Slip(
        "applied tanh a second time in its derivative: da/dz = 1 - tanh(a)^2, where a is tanh(z) already",
        link_by_link,
        {"1 - np.tanh(z) ** 2": "1 - np.tanh(a) ** 2"},
    ),
    Slip(
        "went straight from a to the bias: db = 2 (a - t), without the derivative of tanh (w and x have it)",
        with_delta,
        {"db = delta": "db = 2 * (a - t)"},
    ),
    Slip(
        "two mistakes: no factor 2 from the square, and a (1 - a) as the derivative of tanh",
        with_delta,
        {"2 * (a - t) * (1 - a**2)": "(a - t) * a * (1 - a)"},
    ),
]
