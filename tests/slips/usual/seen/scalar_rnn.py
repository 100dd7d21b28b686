"""A recurrent network with one hidden unit reads m sequences of three numbers; x has shape (m, 3), y has shape (m,).
For each sequence h_t = tanh(w h_(t-1) + u x_t + b) for t = 1, 2, 3. The initial state h_0 is a number that all
sequences share. Only the last state is compared with the target: L = (1/m) sum over the sequences of (h_3 - y)^2.
Derive the gradients of L with respect to the numbers w, u, b and h_0 (called h0 in the code).
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "u", "b", "h0")


def make(rng, size):
    m = (2, 5, 4)[size]
    return {
        "x": rng.uniform(-1.5, 1.5, size=(m, 3)),
        "y": rng.uniform(-0.9, 0.9, size=m),
        "w": 0.5 + rng.uniform(0.1, 0.9),
        "u": rng.uniform(0.3, 0.9),
        "b": rng.uniform(-0.6, -0.2),
        "h0": rng.uniform(0.2, 0.8),
    }


def loss(x, y, w, u, b, h0):
    h = h0
    for t in range(3):
        h = np.tanh(w * h + u * x[:, t] + b)
    return np.mean((h - y) ** 2)


def unrolled(x, y, w, u, b, h0):
    m = len(y)
    x1, x2, x3 = x.T
    h1 = np.tanh(w * h0 + u * x1 + b)
    h2 = np.tanh(w * h1 + u * x2 + b)
    h3 = np.tanh(w * h2 + u * x3 + b)
    d3 = 2 / m * (h3 - y) * (1 - h3**2)
    d2 = d3 * w * (1 - h2**2)
    d1 = d2 * w * (1 - h1**2)
    dw = np.sum(d3 * h2 + d2 * h1 + d1 * h0)
    du = np.sum(d3 * x3 + d2 * x2 + d1 * x1)
    db = np.sum(d3 + d2 + d1)
    dh0 = np.sum(w * d1)
    return {"w": dw, "u": du, "b": db, "h0": dh0}


def sensitivities(x, y, w, u, b, h0):
    dw = du = db = dh0 = 0.0
    for seq, target in zip(x, y):
        h, hw, hu, hb, hh = h0, 0.0, 0.0, 0.0, 1.0
        for xt in seq:
            new = np.tanh(w * h + u * xt + b)
            slope = 1 - new**2
            hw = slope * (h + w * hw)
            hu = slope * (xt + w * hu)
            hb = slope * (1 + w * hb)
            hh = slope * w * hh
            h = new
        e = 2 * (h - target) / len(y)
        dw += e * hw
        du += e * hu
        db += e * hb
        dh0 += e * hh
    return {"w": dw, "u": du, "b": db, "h0": dh0}


def chain_of_local_derivatives(x, y, w, u, b, h0):
    z1 = w * h0 + u * x[:, 0] + b
    h1 = np.tanh(z1)
    z2 = w * h1 + u * x[:, 1] + b
    h2 = np.tanh(z2)
    z3 = w * h2 + u * x[:, 2] + b
    h3 = np.tanh(z3)
    s1, s2, s3 = (1 / np.cosh(z) ** 2 for z in (z1, z2, z3))
    dL_dh3 = 2 * (h3 - y) / len(y)
    dh3_dh2 = w * s3
    dh2_dh1 = w * s2
    dh1_dh0 = w * s1
    dh3_dh1 = dh3_dh2 * dh2_dh1
    dh3_dw = s3 * h2 + dh3_dh2 * s2 * h1 + dh3_dh1 * s1 * h0
    dh3_du = s3 * x[:, 2] + dh3_dh2 * s2 * x[:, 1] + dh3_dh1 * s1 * x[:, 0]
    dh3_db = s3 + dh3_dh2 * s2 + dh3_dh1 * s1
    dh3_dh0 = dh3_dh1 * dh1_dh0
    dL_dw = np.sum(dL_dh3 * dh3_dw)
    dL_du = np.sum(dL_dh3 * dh3_du)
    dL_db = np.sum(dL_dh3 * dh3_db)
    dL_dh0 = np.sum(dL_dh3 * dh3_dh0)
    return {"w": dL_dw, "u": dL_du, "b": dL_db, "h0": dL_dh0}


CASES = [
    Slip(
        "held the earlier states constant: dw, du and db have only the term of the last step (d3), those of steps 1 "
        "and 2 (d1 and d2) are missing",
        unrolled,
        {"d3 * h2 + d2 * h1 + d1 * h0": "d3 * h2", "d3 * x3 + d2 * x2 + d1 * x1": "d3 * x3", "d3 + d2 + d1": "d3"},
    ),
    Slip(
        "held the previous state constant in the sensitivity with respect to w: hw is slope * h, the recurrent term "
        "w * hw is missing",
        sensitivities,
        {"hw = slope * (h + w * hw)": "hw = slope * h"},
    ),
    Slip(
        "forgot the derivative of tanh at steps 2 and 1: the factors 1 - h2^2 in d2 and 1 - h1^2 in d1 are missing",
        unrolled,
        {" * (1 - h2**2)": "", " * (1 - h1**2)": ""},
    ),
    Slip(
        "forgot the derivative of tanh at the last step: the factor 1 - h3^2 in d3 is missing",
        unrolled,
        {" * (1 - h3**2)": ""},
    ),
    Slip(
        "forgot the recurrent weight when going back in time: d2 and d1 lack their factor w",
        unrolled,
        {"d2 = d3 * w * ": "d2 = d3 * ", "d1 = d2 * w * ": "d1 = d2 * "},
    ),
    Slip(
        "forgot the factor 1/m of the mean over the sequences in d3",
        unrolled,
        {"d3 = 2 / m * ": "d3 = 2 * "},
    ),
    Slip(
        "forgot the 2 from the square in the derivative of L with respect to h3",
        chain_of_local_derivatives,
        {"dL_dh3 = 2 * (h3 - y)": "dL_dh3 = (h3 - y)"},
    ),
    Slip(
        "states shifted by one step in dw: multiplied d3, d2, d1 by h3, h2, h1 instead of by the states before, "
        "h2, h1, h0",
        unrolled,
        {"d3 * h2 + d2 * h1 + d1 * h0": "d3 * h3 + d2 * h2 + d1 * h1"},
    ),
    Slip(
        "forgot the factor w in the gradient of h0: summed d1 instead of w * d1",
        unrolled,
        {"np.sum(w * d1)": "np.sum(d1)"},
    ),
    Slip(
        "did not sum the gradient of h0 over the sequences that share it: dh0 has one entry for each sequence",
        unrolled,
        {"np.sum(w * d1)": "w * d1"},
    ),
    Slip(
        "one path too few in dh3_dw: the term of the first step, dh3_dh1 * s1 * h0, is missing",
        chain_of_local_derivatives,
        {" + dh3_dh1 * s1 * h0": ""},
    ),
    Slip(
        "took the derivative of tanh at the wrong step: d2 has 1 - h3^2 instead of 1 - h2^2, and d1 has 1 - h2^2 "
        "instead of 1 - h1^2",
        unrolled,
        {"d3 * w * (1 - h2**2)": "d3 * w * (1 - h3**2)", "d2 * w * (1 - h1**2)": "d2 * w * (1 - h2**2)"},
    ),
    Slip(
        "two mistakes: wrong sign of the error (y - h3 instead of h3 - y), and the factor w is missing in dh1_dh0, so "
        "in the gradient of h0",
        chain_of_local_derivatives,
        {"2 * (h3 - y)": "2 * (y - h3)", "dh1_dh0 = w * s1": "dh1_dh0 = s1"},
    ),
]
