"""A classifier with one relu layer and softmax cross-entropy, on one example: x has d entries, W1 is h x d, b1 has h
entries, W2 is k x h, b2 has k entries, c is the number of the right class (counted from 0).
a = W1 x + b1, h = max(0, a), z = W2 h + b2, p = softmax(z), L = -log p_c.
Derive the gradients of L with respect to W1, b1, W2, b2 and the input x.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2", "x")


def make(rng, size):
    d, h, k = ((2, 3, 3), (3, 4, 4), (4, 5, 5))[size]
    x = rng.uniform(0.4, 1.3, size=d) * np.resize([1.0, -1.0], d)
    W1 = rng.normal(size=(h, d))
    a = rng.uniform(0.4, 1.2, size=h) * np.resize([1.0, -1.0, 1.0], h)
    c = (1, 0, 2)[size]
    while True:  # until a unit that is on has a negative gradient
        W2 = rng.normal(size=(k, h))
        b2 = rng.uniform(-0.5, 0.5, size=k)
        e = np.exp(W2 @ np.maximum(0, a) + b2)
        dh = W2.T @ (e / e.sum() - np.eye(k)[c])
        if np.any((a > 0) & (dh < -0.05)):
            return {"x": x, "c": c, "W1": W1, "b1": a - W1 @ x, "W2": W2, "b2": b2}


def loss(x, c, W1, b1, W2, b2):
    h = np.maximum(0, W1 @ x + b1)
    z = W2 @ h + b2
    return np.log(np.sum(np.exp(z))) - z[c]


def backprop(x, c, W1, b1, W2, b2):
    a = W1 @ x + b1
    h = np.maximum(0, a)
    z = W2 @ h + b2
    e = np.exp(z - np.max(z))
    p = e / e.sum()
    dz = p.copy()
    dz[c] -= 1
    dW2 = np.outer(dz, h)
    db2 = dz
    dh = W2.T @ dz
    da = dh * (a > 0)
    dW1 = np.outer(da, x)
    db1 = da
    dx = W1.T @ da
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2, "x": dx}


def with_loops(x, c, W1, b1, W2, b2):
    n_hid, n_in = W1.shape
    n_out = len(b2)
    pre = [sum(W1[i][j] * x[j] for j in range(n_in)) + b1[i] for i in range(n_hid)]
    hid = [v if v > 0 else 0.0 for v in pre]
    out = [sum(W2[o][i] * hid[i] for i in range(n_hid)) + b2[o] for o in range(n_out)]
    norm = sum(np.exp(v) for v in out)
    gW1, gb1 = np.zeros((n_hid, n_in)), np.zeros(n_hid)
    gW2, gb2 = np.zeros((n_out, n_hid)), np.zeros(n_out)
    gx = np.zeros(n_in)
    for o in range(n_out):
        if o == c:
            gb2[o] = np.exp(out[o]) / norm - 1
        else:
            gb2[o] = np.exp(out[o]) / norm
        for i in range(n_hid):
            gW2[o][i] = gb2[o] * hid[i]
    for i in range(n_hid):
        s = 0.0
        for o in range(n_out):
            s += gb2[o] * W2[o][i]
        if pre[i] > 0:
            gb1[i] = s
        for j in range(n_in):
            gW1[i][j] = gb1[i] * x[j]
            gx[j] += gb1[i] * W1[i][j]
    return {"W1": gW1, "b1": gb1, "W2": gW2, "b2": gb2, "x": gx}


CASES = [
    Slip(
        "forgot the relu on the way back: da is dh also where the unit is off",
        backprop,
        {"da = dh * (a > 0)": "da = dh"},
    ),
    Slip(
        "clipped the gradient instead of masking by the unit: da is max(0, dh)",
        backprop,
        {"da = dh * (a > 0)": "da = np.maximum(0, dh)"},
    ),
    Slip(
        "took the relu itself for its derivative: da is dh h",
        backprop,
        {"da = dh * (a > 0)": "da = dh * h"},
    ),
    Slip(
        "turned the mask of the relu round: the units that are off get the gradient",
        backprop,
        {"(a > 0)": "(a < 0)"},
    ),
    Slip(
        "forgot to subtract 1 at the right class: dz is p",
        backprop,
        {"    dz[c] -= 1\n": ""},
    ),
    Slip(
        "subtracted the 1 at the class before, as if the classes were counted from 1",
        backprop,
        {"dz[c] -= 1": "dz[c - 1] -= 1"},
    ),
    Slip(
        "kept only the right class: dz is p_c - 1 at c and 0 at all the others",
        with_loops,
        {"            gb2[o] = np.exp(out[o]) / norm\n": "            gb2[o] = 0.0\n"},
    ),
    Slip(
        "forgot to transpose W2 on the way back",
        backprop,
        {"dh = W2.T @ dz": "dh = W2 @ dz"},
    ),
    Slip(
        "wrote the outer product for W2 the wrong way round: h dz^T",
        backprop,
        {"dW2 = np.outer(dz, h)": "dW2 = np.outer(h, dz)"},
    ),
    Slip(
        "two mistakes: used a, before the relu, instead of h in the gradient of W2, and passed p on to b2 "
        "without the 1 of the right class",
        backprop,
        {"dW2 = np.outer(dz, h)": "dW2 = np.outer(dz, a)", "db2 = dz": "db2 = p"},
    ),
    Slip(
        "went back to the input from dh, not from da, so the relu is missing in dx only",
        backprop,
        {"dx = W1.T @ da": "dx = W1.T @ dh"},
    ),
    Slip(
        "multiplied the softmax error by p (1 - p), as if there were a sigmoid at the output too",
        backprop,
        {"    dz[c] -= 1\n": "    dz[c] -= 1\n    dz = dz * p * (1 - p)\n"},
    ),
    Slip(
        "overwrote the gradient of x for every hidden unit instead of adding them up, and used that of the last unit",
        with_loops,
        {"gx[j] += gb1[i] * W1[i][j]": "gx[j] = gb1[i] * W1[i][j]"},
    ),
    Slip(
        "two mistakes: the softmax error has the wrong sign, and the bias of the hidden layer is taken before the relu",
        backprop,
        {"    dz[c] -= 1\n": "    dz[c] -= 1\n    dz = -dz\n", "db1 = da": "db1 = dh"},
    ),
]
