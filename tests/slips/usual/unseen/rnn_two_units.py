"""A recurrent network with two hidden units reads m sequences of four numbers; x is m x 4, y has m entries.
The hidden states of the m sequences are the rows of H_t (m x 2), H_0 = 0, and for t = 1, 2, 3, 4
H_t = tanh(H_(t-1) W + x_t u + b), where W is 2 x 2, u and b have two entries, and row i of x_t u is x_it times u.
The output after the last step is o = H_4 v + c (v has two entries, c is a number), and L = (1/m) times the sum over
the sequences of (o - y)^2. Derive the gradients of L with respect to W, u, b, v and c.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "u", "b", "v", "c")


def make(rng, size):
    m = (3, 5, 6)[size]
    return {
        "x": rng.uniform(-1.5, 1.5, size=(m, 4)),
        "y": rng.uniform(-1.0, 1.0, size=m),
        "W": rng.uniform(0.3, 1.1, size=(2, 2)) * np.array([[1.0, -1.0], [1.0, 1.0]]),
        "u": rng.uniform(0.3, 1.0, size=2),
        "b": rng.uniform(-0.6, -0.1, size=2),
        "v": rng.uniform(0.4, 1.2, size=2) * np.array([1.0, -1.0]),
        "c": rng.uniform(0.1, 0.4),
    }


def loss(x, y, W, u, b, v, c):
    H = np.tanh(x[:, 0][:, None] * u + b)
    for t in range(1, 4):
        H = np.tanh(H @ W + x[:, t][:, None] * u + b)
    return np.mean((H @ v + c - y) ** 2)


def backwards_in_time(x, y, W, u, b, v, c):
    m = len(y)
    H = [np.zeros((m, 2))]
    for t in range(4):
        H.append(np.tanh(H[t] @ W + np.outer(x[:, t], u) + b))
    o = H[4] @ v + c
    do = 2 * (o - y) / m
    dv = H[4].T @ do
    dc = do.sum()
    dW, du, db = np.zeros((2, 2)), np.zeros(2), np.zeros(2)
    dH = np.outer(do, v)
    for t in (4, 3, 2, 1):
        dZ = dH * (1 - H[t] ** 2)
        dW += H[t - 1].T @ dZ
        du += x[:, t - 1] @ dZ
        db += dZ.sum(axis=0)
        dH = dZ @ W.T
    return {"W": dW, "u": du, "b": db, "v": dv, "c": dc}


def written_out(x, y, W, u, b, v, c):
    m = len(y)
    x1, x2, x3, x4 = x[:, 0:1], x[:, 1:2], x[:, 2:3], x[:, 3:4]
    h1 = np.tanh(x1 * u + b)
    h2 = np.tanh(h1 @ W + x2 * u + b)
    h3 = np.tanh(h2 @ W + x3 * u + b)
    h4 = np.tanh(h3 @ W + x4 * u + b)
    e = h4 @ v + c - y
    g = 2 / m * e
    d4 = g[:, None] * v * (1 - h4**2)
    d3 = d4 @ W.T * (1 - h3**2)
    d2 = d3 @ W.T * (1 - h2**2)
    d1 = d2 @ W.T * (1 - h1**2)
    dW = h3.T @ d4 + h2.T @ d3 + h1.T @ d2
    du = np.sum(x4 * d4 + x3 * d3 + x2 * d2 + x1 * d1, axis=0)
    db = np.sum(d4 + d3 + d2 + d1, axis=0)
    dv = np.sum(g[:, None] * h4, axis=0)
    dc = np.sum(g)
    return {"W": dW, "u": du, "b": db, "v": dv, "c": dc}


def sequence_by_sequence(x, y, W, u, b, v, c):
    dW, du, db, dv, dc = np.zeros((2, 2)), np.zeros(2), np.zeros(2), np.zeros(2), 0.0
    for i in range(len(y)):
        states = [np.zeros(2)]
        for xt in x[i]:
            states.append(np.tanh(W.T @ states[-1] + u * xt + b))
        error = v @ states[4] + c - y[i]
        dv += 2 * error * states[4]
        dc += 2 * error
        delta = 2 * error * v * (1 - states[4] ** 2)
        for t in range(4, 0, -1):
            dW += np.outer(states[t - 1], delta)
            du += delta * x[i, t - 1]
            db += delta
            delta = (W @ delta) * (1 - states[t - 1] ** 2)
    n = len(y)
    return {"W": dW / n, "u": du / n, "b": db / n, "v": dv / n, "c": dc / n}


CASES = [
    Slip(
        "stopped after the last step: dW, du and db have only the term of step 4, the terms of the steps 3, 2, 1 are "
        "missing",
        written_out,
        {
            "h3.T @ d4 + h2.T @ d3 + h1.T @ d2": "h3.T @ d4",
            "x4 * d4 + x3 * d3 + x2 * d2 + x1 * d1": "x4 * d4",
            "d4 + d3 + d2 + d1, axis=0": "d4, axis=0",
        },
    ),
    Slip(
        "forgot the derivative of tanh at every step: dZ is dH, the factor 1 - H_t^2 is missing",
        backwards_in_time,
        {"dZ = dH * (1 - H[t] ** 2)": "dZ = dH"},
    ),
    Slip(
        "forgot to transpose W when going back in time: dZ W instead of dZ W^T",
        backwards_in_time,
        {"dH = dZ @ W.T": "dH = dZ @ W"},
    ),
    Slip(
        "states shifted by one step in dW: H_t^T dZ_t instead of H_(t-1)^T dZ_t",
        backwards_in_time,
        {"H[t - 1].T @ dZ": "H[t].T @ dZ"},
    ),
    Slip(
        "forgot the derivative of tanh at the last step: d4 is g v, the factor 1 - h4^2 is missing",
        written_out,
        {"g[:, None] * v * (1 - h4**2)": "g[:, None] * v"},
    ),
    Slip(
        "forgot the factor 1/m of the mean over the sequences",
        sequence_by_sequence,
        {"n = len(y)": "n = 1"},
    ),
    Slip(
        "forgot the 2 from the square: do is (o - y)/m",
        backwards_in_time,
        {"do = 2 * (o - y) / m": "do = (o - y) / m"},
    ),
    Slip(
        "tanh' at the wrong step when going back: 1 - h_t^2 instead of 1 - h_(t-1)^2 in the new delta",
        sequence_by_sequence,
        {"(W @ delta) * (1 - states[t - 1] ** 2)": "(W @ delta) * (1 - states[t] ** 2)"},
    ),
    Slip(
        "overwrote instead of adding up: du and db contain only the term of the step that is treated last, step 1",
        backwards_in_time,
        {"du += x[:, t - 1] @ dZ": "du = x[:, t - 1] @ dZ", "db += dZ.sum(axis=0)": "db = dZ.sum(axis=0)"},
    ),
    Slip(
        "forgot the derivative of tanh at the steps 3, 2 and 1: d3, d2, d1 lack the factors 1 - h3^2, 1 - h2^2 and "
        "1 - h1^2",
        written_out,
        {" @ W.T * (1 - h3**2)": " @ W.T", " @ W.T * (1 - h2**2)": " @ W.T", " @ W.T * (1 - h1**2)": " @ W.T"},
    ),
    Slip(
        "one step too few: the path through the first step is missing, du lacks x1 d1 and db lacks d1",
        written_out,
        {" + x1 * d1": "", "d4 + d3 + d2 + d1": "d4 + d3 + d2"},
    ),
    Slip(
        "wrong sign of the error: y minus the output instead of the output minus y",
        sequence_by_sequence,
        {"error = v @ states[4] + c - y[i]": "error = y[i] - v @ states[4] - c"},
    ),
    Slip(
        "two mistakes: forgot the 2 of the square (g is e/m), and did not transpose W in d3, d2 and d1",
        written_out,
        {"g = 2 / m * e": "g = 1 / m * e", "@ W.T": "@ W"},
    ),
]
