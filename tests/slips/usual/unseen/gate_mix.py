"""A gated unit, like a piece of a GRU, on one example: x has d entries, the matrices Wg, Wa and Wc are k x d, the
vectors bg and ba have k entries, * between vectors multiplies entry by entry.
g = sigma(Wg x + bg), a = tanh(Wa x + ba), c = Wc x, h = g * a + (1 - g) * c, L = 1/2 |h - y|^2.
Derive the gradients of L with respect to Wg, bg, Wa, ba, Wc and the input x.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("Wg", "bg", "Wa", "ba", "Wc", "x")


def make(rng, size):
    d, k = ((3, 2), (2, 4), (5, 3))[size]
    return {
        "x": rng.uniform(0.3, 1.3, size=d) * np.resize([1.0, -1.0], d),
        "y": rng.normal(size=k),
        "Wg": rng.normal(size=(k, d)),
        "bg": rng.uniform(-0.5, 0.5, size=k),
        "Wa": rng.normal(size=(k, d)),
        "ba": rng.uniform(-0.5, 0.5, size=k),
        "Wc": rng.normal(size=(k, d)),
    }


def sigma(z):
    return 1 / (1 + np.exp(-z))


def loss(x, y, Wg, bg, Wa, ba, Wc):
    g = sigma(Wg @ x + bg)
    a = np.tanh(Wa @ x + ba)
    c = Wc @ x
    h = g * a + (1 - g) * c
    return 0.5 * np.sum((h - y) ** 2)


def step_by_step(x, y, Wg, bg, Wa, ba, Wc):
    zg = Wg @ x + bg
    g = sigma(zg)
    za = Wa @ x + ba
    a = np.tanh(za)
    c = Wc @ x
    h = g * a + (1 - g) * c
    dh = h - y
    dg = dh * (a - c)
    da = dh * g
    dc = dh * (1 - g)
    dzg = dg * g * (1 - g)
    dza = da * (1 - a**2)
    dWg = np.outer(dzg, x)
    dbg = dzg
    dWa = np.outer(dza, x)
    dba = dza
    dWc = np.outer(dc, x)
    dx = Wg.T @ dzg + Wa.T @ dza + Wc.T @ dc
    return {"Wg": dWg, "bg": dbg, "Wa": dWa, "ba": dba, "Wc": dWc, "x": dx}


def accumulating(x, y, Wg, bg, Wa, ba, Wc):
    g = sigma(Wg @ x + bg)
    a = np.tanh(Wa @ x + ba)
    c = Wc @ x
    s = 1 - g
    p = g * a
    q = s * c
    gp = p + q - y
    gq = p + q - y
    grad_g = gp * a
    grad_a = gp * g
    grad_s = gq * c
    grad_c = gq * s
    grad_g = grad_g - grad_s
    grad_a = grad_a * (1 - a * a)
    grad_g = grad_g * (g * s)
    grad_x = grad_g @ Wg
    grad_x = grad_x + grad_a @ Wa
    grad_x = grad_x + grad_c @ Wc
    return {
        "Wg": grad_g[:, None] * x,
        "bg": grad_g,
        "Wa": grad_a[:, None] * x,
        "ba": grad_a,
        "Wc": grad_c[:, None] * x,
        "x": grad_x,
    }


def unit_by_unit(x, y, Wg, bg, Wa, ba, Wc):
    k, d = Wg.shape
    gWg, gWa, gWc = np.zeros((k, d)), np.zeros((k, d)), np.zeros((k, d))
    gbg, gba, gx = np.zeros(k), np.zeros(k), np.zeros(d)
    for i in range(k):
        g = sigma(Wg[i] @ x + bg[i])
        a = np.tanh(Wa[i] @ x + ba[i])
        c = Wc[i] @ x
        e = g * a + (1 - g) * c - y[i]
        delta_g = e * (a - c) * g * (1 - g)
        delta_a = e * g * (1 - a**2)
        delta_c = e * (1 - g)
        gbg[i], gba[i] = delta_g, delta_a
        for j in range(d):
            gWg[i, j] = delta_g * x[j]
            gWa[i, j] = delta_a * x[j]
            gWc[i, j] = delta_c * x[j]
            gx[j] += delta_g * Wg[i, j] + delta_a * Wa[i, j] + delta_c * Wc[i, j]
    return {"Wg": gWg, "bg": gbg, "Wa": gWa, "ba": gba, "Wc": gWc, "x": gx}


CASES = [
    Slip(
        "missed the second path of the gate, through 1 - g: dg is dh a instead of dh (a - c)",
        step_by_step,
        {"dg = dh * (a - c)": "dg = dh * a"},
    ),
    Slip(
        "wrong sign for the path of the gate through 1 - g: dg is dh (a + c) instead of dh (a - c)",
        step_by_step,
        {"dg = dh * (a - c)": "dg = dh * (a + c)"},
    ),
    Slip(
        "forgot the derivative of the gate's sigmoid: delta_g is e (a - c), without g (1 - g)",
        unit_by_unit,
        {"delta_g = e * (a - c) * g * (1 - g)": "delta_g = e * (a - c)"},
    ),
    Slip(
        "missed the paths of the input through the gate and through a: dx is Wc^T dc only",
        step_by_step,
        {"dx = Wg.T @ dzg + Wa.T @ dza + Wc.T @ dc": "dx = Wc.T @ dc"},
    ),
    Slip(
        "forgot the derivative of tanh: dza is da, without 1 - a^2",
        step_by_step,
        {"dza = da * (1 - a**2)": "dza = da"},
    ),
    Slip(
        "forgot the gate in the gradient of a: da is dh instead of dh g",
        step_by_step,
        {"da = dh * g": "da = dh"},
    ),
    Slip(
        "the gradient of x lacks the path through the gate: Wg^T dzg is missing",
        step_by_step,
        {"dx = Wg.T @ dzg + Wa.T @ dza": "dx = Wa.T @ dza"},
    ),
    Slip(
        "mixed up the gate and its complement: grad_a has the factor 1 - g and grad_c the factor g",
        accumulating,
        {"grad_a = gp * g": "grad_a = gp * s", "grad_c = gq * s": "grad_c = gq * g"},
    ),
    Slip(
        "derivative of the sigmoid taken as that of tanh at the gate: 1 - g^2 instead of g (1 - g)",
        step_by_step,
        {"dzg = dg * g * (1 - g)": "dzg = dg * (1 - g**2)"},
    ),
    Slip(
        "derivative of the sigmoid at the wrong place: sigma(g) (1 - sigma(g)) instead of sigma(zg) (1 - sigma(zg)), "
        "so the sigmoid was applied twice",
        step_by_step,
        {"dzg = dg * g * (1 - g)": "dzg = dg * sigma(g) * (1 - sigma(g))"},
    ),
    Slip(
        "wrong sign of the error: dh is y - h instead of h - y",
        step_by_step,
        {"dh = h - y": "dh = y - h"},
    ),
    Slip(
        "forgot the factor 1 - g in the gradient of c: delta_c is e, so dWc and its part of dx are wrong",
        unit_by_unit,
        {"delta_c = e * (1 - g)": "delta_c = e"},
    ),
    Slip(
        "two mistakes: missed the gate's path through 1 - g (the line that subtracts grad_s), and forgot the "
        "derivative of tanh, 1 - a^2",
        accumulating,
        {"    grad_g = grad_g - grad_s\n": "", "    grad_a = grad_a * (1 - a * a)\n": ""},
    ),
]
