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
        "forgot the mask in the backward pass: divided by q from A to H but let the gradient through the dropped "
        "units too",
        backwards,
        {"dH = dA * M / q": "dH = dA / q"},
    ),
    Slip(
        "applied the mask in the backward pass but forgot the division by q there (the forward pass has it)",
        backwards,
        {"dH = dA * M / q": "dH = dA * M"},
    ),
    Slip(
        "wrote the derivative of tanh with the dropped and scaled activations, 1 - A^2, instead of 1 - H^2",
        backwards,
        {"(1 - H**2)": "(1 - A**2)"},
    ),
    Slip(
        "used the hidden activations before dropout, H, instead of A in the gradient of v",
        backwards,
        {"dv = A.T @ df": "dv = H.T @ df"},
    ),
    Slip(
        "undid the scaling in the backward pass: multiplied by q instead of dividing by q from A to H",
        backwards,
        {"dA * M / q": "dA * M * q"},
    ),
    Slip(
        "applied mask and scaling before the activation, A = tanh(M * (X U + b) / q), instead of after it (forward"
        " and backward alike)",
        backwards,
        {"H = np.tanh(X @ U + b)": "H = np.tanh(M * (X @ U + b) / q)", "A = M * H / q": "A = H"},
    ),
    Slip(
        "did ordinary instead of inverted dropout: no division by q during training, neither forward nor backward",
        backwards,
        {"A = M * H / q": "A = M * H", "dH = dA * M / q": "dH = dA * M"},
    ),
    Slip(
        "took q for the probability to drop a unit and scaled by 1/(1 - q), forward and backward",
        one_example_at_a_time,
        {"keep = M[i] / q": "keep = M[i] / (1 - q)"},
    ),
    Slip(
        "multiplied by mask and 1/q twice in the backward pass, once in the gradient by a and once more from a to "
        "h, so 1/q^2 stands in the gradients of U and b",
        one_example_at_a_time,
        {"da = e * v\n": "da = e * v * keep\n"},
    ),
    Slip(
        "two mistakes: divided the gradient of c by q although the output bias is not dropped or scaled; and left "
        "the derivative of tanh out of the gradient of b",
        one_example_at_a_time,
        {"dc += e": "dc += e / q", "db += dz": "db += da * keep"},
    ),
    Slip(
        "averaged the gradients of U, b and v for each hidden unit over the examples in which it was kept instead "
        "of over all m",
        one_example_at_a_time,
        {
            "    return": "    kept = M.sum(axis=0)\n    return",
            "dU / m": "dU / kept",
            "db / m": "db / kept",
            "dv / m": "dv / kept",
        },
    ),
    Slip(
        "forgot the division by q in the forward pass, in f, while the gradients of v, U and b do divide by q",
        the_thinned_network,
        {"f = h @ v[on] / q + c": "f = h @ v[on] + c"},
    ),
    Slip(
        "used the mask of the first example for every example of the batch",
        the_thinned_network,
        {"np.flatnonzero(M[i])": "np.flatnonzero(M[0])"},
    ),
    Slip(
        "two mistakes: forgot the 2 from differentiating the square; and wrote (1 - h)^2 instead of 1 - h^2 for "
        "the derivative of tanh",
        the_thinned_network,
        {"e = 2 * (f - t[i]) / m": "e = (f - t[i]) / m", "(1 - hj**2)": "(1 - hj) ** 2"},
    ),
]
