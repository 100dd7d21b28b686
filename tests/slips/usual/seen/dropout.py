"""Inverted dropout on a hidden layer, for a batch with a given mask. X is m x d, the targets t have m entries, U is
d x p, b and v have p entries, c is a number; M is m x p with entries 0 (dropped) and 1 (kept), and q is the
probability to keep a unit. H = tanh(X U + b), A = M * H / q (entry by entry), f = A v + c,
and the loss is L = 1/m sum over i of (f_i - t_i)^2.
Derive the gradients of L with respect to U, b, v and c, for this mask.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("U", "b", "v", "c")


def make(rng, size):
    m, d, p, q = ((5, 2, 4, 0.8), (4, 5, 3, 0.6), (7, 3, 6, 0.7))[size]
    while True:
        M = (rng.uniform(size=(m, p)) < q).astype(float)
        if M.any(axis=0).all() and M.any(axis=1).all() and (M == 0).any(axis=0).all() and not M[0].all():
            break
    return {
        "X": rng.normal(size=(m, d)),
        "t": rng.normal(size=m),
        "M": M,
        "q": q,
        "U": rng.normal(size=(d, p)) * 0.7,
        "b": rng.normal(size=p) * 0.5,
        "v": rng.normal(size=p),
        "c": rng.normal(),
    }


def loss(X, t, M, q, U, b, v, c):
    H = np.tanh(X @ U + b)
    A = M * H / q
    f = A @ v + c
    return np.mean((f - t) ** 2)


def backwards(X, t, M, q, U, b, v, c):
    m = len(t)
    H = np.tanh(X @ U + b)
    A = M * H / q
    f = A @ v + c
    df = 2 * (f - t) / m
    dv = A.T @ df
    dc = np.sum(df)
    dA = np.outer(df, v)
    dH = dA * M / q
    dZ = dH * (1 - H**2)
    dU = X.T @ dZ
    db = np.sum(dZ, axis=0)
    return {"U": dU, "b": db, "v": dv, "c": dc}


def one_example_at_a_time(X, t, M, q, U, b, v, c):
    m = len(t)
    dU, db, dv, dc = np.zeros(U.shape), np.zeros(b.shape), np.zeros(v.shape), 0.0
    for i in range(m):
        h = np.tanh(X[i] @ U + b)
        keep = M[i] / q
        a = keep * h
        e = 2 * (a @ v + c - t[i])
        dv += e * a
        dc += e
        da = e * v
        dz = da * keep * (1 - h * h)
        dU += np.outer(X[i], dz)
        db += dz
    return {"U": dU / m, "b": db / m, "v": dv / m, "c": dc / m}


def the_thinned_network(X, t, M, q, U, b, v, c):
    m = len(t)
    dU, db, dv, dc = np.zeros(U.shape), np.zeros(b.shape), np.zeros(v.shape), 0.0
    for i in range(m):
        on = np.flatnonzero(M[i])
        h = np.tanh(X[i] @ U[:, on] + b[on])
        f = h @ v[on] / q + c
        e = 2 * (f - t[i]) / m
        dc += e
        dv[on] += e * h / q
        for j, hj in zip(on, h):
            dz = e * v[j] / q * (1 - hj**2)
            db[j] += dz
            dU[:, j] += dz * X[i]
    return {"U": dU, "b": db, "v": dv, "c": dc}


CASES = [
    Slip(
        "forgot the mask on the way back: dH is dA / q, so the gradient also flows through the dropped units "
        "to U and b",
        backwards,
        {"dA * M / q": "dA / q"},
    ),
    Slip(
        "forgot the 1/q of the dropout on the way back: dH = dA * M, so U and b are off by the factor q",
        backwards,
        {"dA * M / q": "dA * M"},
    ),
    Slip(
        "left out the dropout layer altogether on the way back (neither mask nor 1/q): dH = dA",
        backwards,
        {"dA * M / q": "dA"},
    ),
    Slip(
        "the gradient of v is taken with H, the hidden layer before the dropout, instead of with A",
        backwards,
        {"dv = A.T": "dv = H.T"},
    ),
    Slip(
        "the derivative of tanh is evaluated with the values after the dropout, 1 - A^2 instead of 1 - H^2",
        backwards,
        {"(1 - H**2)": "(1 - A**2)"},
    ),
    Slip(
        "the derivative of tanh is evaluated with the dropped and scaled a instead of h: 1 - a^2 in dz",
        one_example_at_a_time,
        {"(1 - h * h)": "(1 - a * a)"},
    ),
    Slip(
        "forgot mask and 1/q on the way back to the hidden layer: dz lacks the factor keep = M / q",
        one_example_at_a_time,
        {"da * keep * (1": "da * (1"},
    ),
    Slip(
        "forgot the derivative of tanh: dZ = dH without the factor 1 - H^2",
        backwards,
        {"dH * (1 - H**2)": "dH"},
    ),
    Slip(
        "forgot the factor 2 from the square in the derivative of the loss by f, so all the gradients are "
        "half as large",
        one_example_at_a_time,
        {"e = 2 * (a": "e = (a"},
    ),
    Slip(
        "the 1/q is missing in the gradient of the hidden units: dz = e v_j (1 - h_j^2), so U and b are off "
        "by the factor q",
        the_thinned_network,
        {"e * v[j] / q *": "e * v[j] *"},
    ),
    Slip(
        "the average over the batch is forgotten: df = 2 (f - t) without 1/m, so all the gradients are m "
        "times too large",
        backwards,
        {"2 * (f - t) / m": "2 * (f - t)"},
    ),
    Slip(
        "the bias gradient b is summed over all of dZ, over the hidden units too, and is a single number",
        backwards,
        {"np.sum(dZ, axis=0)": "np.sum(dZ)"},
    ),
    Slip(
        "two mistakes: the gradient of v is taken with h before the dropout instead of a, and dz lacks the "
        "mask and the 1/q (keep)",
        one_example_at_a_time,
        {"dv += e * a": "dv += e * h", "da * keep * (1": "da * (1"},
    ),
]
