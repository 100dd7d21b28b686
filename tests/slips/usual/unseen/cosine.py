"""Cosine loss. W is k x d, x has d entries, the target t has k entries (it is not of length 1). With v = W x let
c = (v . t) / (|v| |t|), where |.| is the Euclidean norm, and L = 1 - c.
Derive the gradients of L with respect to W and x.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "x")


def make(rng, size):
    k, d = ((3, 4), (4, 2), (5, 3))[size]
    return {"W": rng.normal(size=(k, d)), "x": rng.normal(size=d), "t": rng.normal(size=k) * 1.5}


def loss(W, x, t):
    v = W @ x
    return 1 - np.sum(v * t) / (np.sqrt(np.sum(v**2)) * np.sqrt(np.sum(t**2)))


def quotient_rule(W, x, t):
    v = W @ x
    nv = np.sqrt(v @ v)
    nt = np.sqrt(t @ t)
    top = v @ t
    bottom = nv * nt
    dtop = t
    dbottom = nt * v / nv
    dv = -(dtop * bottom - top * dbottom) / bottom**2
    return {"W": np.outer(dv, x), "x": W.T @ dv}


def unit_vectors(W, x, t):
    v = W @ x
    nv = np.linalg.norm(v)
    a = v / nv
    b = t / np.linalg.norm(t)
    da = -b
    dv = (da - a * (a @ da)) / nv
    dW = dv[:, None] * x[None, :]
    dx = dv @ W
    return {"W": dW, "x": dx}


def entry_by_entry(W, x, t):
    k, d = W.shape
    v = [sum(W[i, j] * x[j] for j in range(d)) for i in range(k)]
    p = sum(v[i] * t[i] for i in range(k))
    q = sum(v[i] ** 2 for i in range(k))
    u = sum(t[i] ** 2 for i in range(k))
    dW = np.zeros((k, d))
    dx = np.zeros(d)
    for i in range(k):
        dc = t[i] * q**-0.5 * u**-0.5 - p * v[i] * q**-1.5 * u**-0.5
        for j in range(d):
            dW[i, j] = -dc * x[j]
            dx[j] += -dc * W[i, j]
    return {"W": dW, "x": dx}


def without_v(W, x, t):
    norm = np.linalg.norm(W @ x)
    c = t @ W @ x / (norm * np.linalg.norm(t))
    dW = c * np.outer(W @ x, x) / norm**2 - np.outer(t, x) / (norm * np.linalg.norm(t))
    dx = c * (W.T @ W @ x) / norm**2 - W.T @ t / (norm * np.linalg.norm(t))
    return {"W": dW, "x": dx}


CASES = [
    Slip(
        "treated |v| as a constant: only the numerator v . t is differentiated, the second term is missing",
        quotient_rule,
        {"(dtop * bottom - top * dbottom)": "(dtop * bottom)"},
    ),
    Slip(
        "forgot the minus of L = 1 - c: these are the gradients of c",
        quotient_rule,
        {"dv = -(": "dv = ("},
    ),
    Slip(
        "quotient rule with plus instead of minus between the two terms",
        quotient_rule,
        {"dtop * bottom - top": "dtop * bottom + top"},
    ),
    Slip(
        "derivative of |v| taken as v, without dividing by |v|",
        quotient_rule,
        {"nt * v / nv": "nt * v"},
    ),
    Slip(
        "lost the factor |t| in the derivative of the denominator |v| |t|: v / |v| only",
        quotient_rule,
        {"nt * v / nv": "v / nv"},
    ),
    Slip(
        "forgot to square the denominator in the quotient rule",
        quotient_rule,
        {"bottom**2": "bottom"},
    ),
    Slip(
        "did not differentiate the normalisation of v: dv = da / |v|, without the part through |v|",
        unit_vectors,
        {"(da - a * (a @ da)) / nv": "da / nv"},
    ),
    Slip(
        "forgot the 1/|v| in the derivative of v / |v|",
        unit_vectors,
        {"(da - a * (a @ da)) / nv": "da - a * (a @ da)"},
    ),
    Slip(
        "overwrote dx[j] for each i instead of adding up over i",
        entry_by_entry,
        {"dx[j] += -dc": "dx[j] = -dc"},
    ),
    Slip(
        "d(q^-1/2) with q = |v|^2 without the inner factor 2 of v_i^2: the second term of dc has a factor 1/2 too many",
        entry_by_entry,
        {"- p * v[i]": "- 0.5 * p * v[i]"},
    ),
    Slip(
        "divided the term with c by |v| instead of |v|^2, in both gradients",
        without_v,
        {"norm**2": "norm"},
    ),
    Slip(
        "forgot the minus sign from 1 - c, so W and x have the opposite sign",
        entry_by_entry,
        {"-dc": "dc"},
    ),
    Slip(
        "two mistakes: the minus of 1 - c is missing, and the denominator of the quotient rule is not squared",
        quotient_rule,
        {"dv = -(": "dv = (", "bottom**2": "bottom"},
    ),
]
