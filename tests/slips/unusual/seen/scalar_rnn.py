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
        "when going back from step 3 to step 2, took tanh's derivative at h_3 a second time (1 - h_3^2) instead of "
        "at h_2, so the deltas of steps 2 and 1 are both wrong",
        unrolled,
        {"d2 = d3 * w * (1 - h2**2)": "d2 = d3 * w * (1 - h3**2)"},
    ),
    Slip(
        "in the gradient of u paired the deltas with the inputs in reverse order: the delta of step 3 with x_1 and "
        "that of step 1 with x_3",
        unrolled,
        {"d3 * x3 + d2 * x2 + d1 * x1": "d3 * x1 + d2 * x2 + d1 * x3"},
    ),
    Slip(
        "put the parenthesis wrong in tanh's derivative at step 1: (1 - h_1)^2 instead of 1 - h_1^2",
        unrolled,
        {"(1 - h1**2)": "(1 - h1) ** 2"},
    ),
    Slip(
        "multiplied the delta of step 1 by w^3 ('once for each of three steps') for the gradient of h_0, although "
        "that delta already holds two of these w; it should be w",
        unrolled,
        {"dh0 = np.sum(w * d1)": "dh0 = np.sum(w**3 * d1)"},
    ),
    Slip(
        "two mistakes: lost the factor 2 of the square, which all gradients need; and counted the bias b only at "
        "step 3, as if it did not enter steps 1 and 2",
        unrolled,
        {"d3 = 2 / m * (h3 - y)": "d3 = 1 / m * (h3 - y)", "db = np.sum(d3 + d2 + d1)": "db = np.sum(d3)"},
    ),
    Slip(
        "differentiated with respect to w as if h_(t-1) were a constant: dh_t/dw = (1 - h_t^2) h_(t-1) without w "
        "dh_(t-1)/dw, so only the last step counts (u, b and h_0 are done rightly)",
        sensitivities,
        {"hw = slope * (h + w * hw)": "hw = slope * h"},
    ),
    Slip(
        "overwrote h by the new state before using it in dh_t/dw, so that the local derivative holds h_t where "
        "h_(t-1) belongs, at every step",
        sensitivities,
        {"slope = 1 - new**2": "h = new\n            slope = 1 - h**2", "w * hh\n            h = new": "w * hh"},
    ),
    Slip(
        "started the recursions for dh/dw, dh/du, dh/db and dh/dh_0 only once, before the loop over the sequences, "
        "so the second and later sequences go on with the derivatives of the sequence before (h itself does restart "
        "at h_0)",
        sensitivities,
        {
            "dw = du = db = dh0 = 0.0": "dw = du = db = dh0 = 0.0\n    hw, hu, hb, hh = 0.0, 0.0, 0.0, 1.0",
            "h, hw, hu, hb, hh = h0, 0.0, 0.0, 0.0, 1.0": "h = h0",
        },
    ),
    Slip(
        "in the recursion for dh_t/db multiplied only the direct part 1 by tanh's derivative and not the part w "
        "dh_(t-1)/db that comes from the step before",
        sensitivities,
        {"hb = slope * (1 + w * hb)": "hb = slope + w * hb"},
    ),
    Slip(
        "wrote u instead of x_t as the direct derivative of u x_t with respect to u (that is the derivative with "
        "respect to x_t), at every step",
        sensitivities,
        {"hu = slope * (xt + w * hu)": "hu = slope * (u + w * hu)"},
    ),
    Slip(
        "misremembered tanh's derivative as 1/cosh(z) instead of 1/cosh(z)^2, at all three steps",
        chain_of_local_derivatives,
        {"1 / np.cosh(z) ** 2": "1 / np.cosh(z)"},
    ),
    Slip(
        "added dh_3/dh_2 and dh_2/dh_1 instead of multiplying them, to get dh_3/dh_1; that goes into the "
        "contribution of step 1 in all gradients",
        chain_of_local_derivatives,
        {"dh3_dh1 = dh3_dh2 * dh2_dh1": "dh3_dh1 = dh3_dh2 + dh2_dh1"},
    ),
    Slip(
        "in the gradient of w used dh_2/dh_1 = w s_2 and dh_1/dh_0 = w s_1 where the derivatives of h_2 and h_1 by "
        "the weight (s_2 and s_1, times the state before) belong, so the terms of steps 2 and 1 have a factor w too "
        "many",
        chain_of_local_derivatives,
        {"dh3_dh2 * s2 * h1 + dh3_dh1 * s1 * h0": "dh3_dh2 * dh2_dh1 * h1 + dh3_dh1 * dh1_dh0 * h0"},
    ),
    Slip(
        "two mistakes: wrote the error as y - h_3, which turns the sign of everything; and left the term of step 2 "
        "(x_2) out of the gradient of u",
        chain_of_local_derivatives,
        {
            "dL_dh3 = 2 * (h3 - y)": "dL_dh3 = 2 * (y - h3)",
            "s3 * x[:, 2] + dh3_dh2 * s2 * x[:, 1] + ": "s3 * x[:, 2] + ",
        },
    ),
]
