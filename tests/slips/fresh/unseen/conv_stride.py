"""A convolution in one dimension over several channels: x is C x T, K is F x C x k, b and v have F entries, y is a number.
xp is x with one zero at each end of every channel, the stride is 2, n = floor((T + 2 - k) / 2) + 1 places.
z[f, t] = b[f] + sum over c, j of K[f, c, j] xp[c, 2 t + j], a = tanh(z), m[f] = mean over t of a[f, t],
L = 1/2 (v . m - y)^2. Derive the gradients of L with respect to K, b, v and the input x.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("K", "b", "v", "x")


def make(rng, size):
    C, T, F, k = ((2, 5, 3, 3), (3, 6, 2, 4), (2, 7, 4, 3))[size]
    return {
        "x": rng.normal(size=(C, T)),
        "y": rng.normal() + 2.0,
        "K": 0.6 * rng.normal(size=(F, C, k)),
        "b": rng.uniform(-0.5, 0.5, size=F),
        "v": rng.uniform(0.5, 1.5, size=F) * np.resize([1.0, -1.0], F),
    }


def loss(x, y, K, b, v):
    F, C, k = K.shape
    T = x.shape[1]
    n = (T + 2 - k) // 2 + 1
    out = -y
    for f in range(F):
        m = 0.0
        for t in range(n):
            z = b[f]
            for c in range(C):
                for j in range(k):
                    if 0 <= 2 * t + j - 1 < T:
                        z = z + K[f, c, j] * x[c, 2 * t + j - 1]
            m = m + np.tanh(z) / n
        out = out + v[f] * m
    return 0.5 * out**2


def by_windows(x, y, K, b, v):
    F, C, k = K.shape
    T = x.shape[1]
    n = (T + 2 - k) // 2 + 1
    xp = np.pad(x, ((0, 0), (1, 1)))
    z = np.zeros((F, n))
    for t in range(n):
        window = xp[:, 2 * t : 2 * t + k]
        z[:, t] = np.tensordot(K, window, axes=2) + b
    a = np.tanh(z)
    m = a.mean(axis=1)
    e = v @ m - y
    dv = e * m
    dm = e * v
    da = dm[:, None] * np.ones((F, n)) / n
    dz = da * (1 - a**2)
    db = dz.sum(axis=1)
    dK = np.zeros((F, C, k))
    dxp = np.zeros((C, T + 2))
    for t in range(n):
        dK += dz[:, t][:, None, None] * xp[:, 2 * t : 2 * t + k]
        dxp[:, 2 * t : 2 * t + k] += np.tensordot(dz[:, t], K, axes=1)
    dx = dxp[:, 1:-1]
    return {"K": dK, "b": db, "v": dv, "x": dx}


def place_by_place(x, y, K, b, v):
    F, C, k = K.shape
    T = x.shape[1]
    n = (T + 2 - k) // 2 + 1
    acts = np.zeros((F, n))
    yhat = 0.0
    for f in range(F):
        for t in range(n):
            s = b[f]
            for c in range(C):
                for j in range(k):
                    i = 2 * t + j - 1
                    if 0 <= i < T:
                        s += K[f, c, j] * x[c, i]
            acts[f, t] = np.tanh(s)
            yhat += v[f] * acts[f, t] / n
    err = yhat - y
    gK, gb, gv, gx = np.zeros((F, C, k)), np.zeros(F), np.zeros(F), np.zeros((C, T))
    for f in range(F):
        for t in range(n):
            gv[f] += err * acts[f, t] / n
            delta = err * v[f] / n * (1 - acts[f, t] ** 2)
            gb[f] += delta
            for c in range(C):
                for j in range(k):
                    i = 2 * t + j - 1
                    if 0 <= i < T:
                        gK[f, c, j] += delta * x[c, i]
                        gx[c, i] += delta * K[f, c, j]
    return {"K": gK, "b": gb, "v": gv, "x": gx}


CASES = [
    Slip(
        "forgot to divide by the number of places when going back through the mean pooling",
        by_windows,
        {"da = dm[:, None] * np.ones((F, n)) / n": "da = dm[:, None] * np.ones((F, n))"},
    ),
    Slip(
        "used stride 1 in the backward loop: the window of the kernel gradient starts at t, not at 2 t",
        by_windows,
        {"dK += dz[:, t][:, None, None] * xp[:, 2 * t : 2 * t + k]": "dK += dz[:, t][:, None, None] * xp[:, t : t + k]"},
    ),
    Slip(
        "overwrote the input gradient where windows overlap: = instead of +=",
        by_windows,
        {"dxp[:, 2 * t : 2 * t + k] += np": "dxp[:, 2 * t : 2 * t + k] = np"},
    ),
    Slip(
        "cut both padding columns off the end: dx is the first T columns of dxp, so it is shifted by one",
        by_windows,
        {"dx = dxp[:, 1:-1]": "dx = dxp[:, :-2]"},
    ),
    Slip(
        "flipped the kernel in the gradient of x although the forward pass does not flip it",
        by_windows,
        {"np.tensordot(dz[:, t], K, axes=1)": "np.tensordot(dz[:, t], K[:, :, ::-1], axes=1)"},
    ),
    Slip(
        "left the padding in: returns dxp with its two extra columns as the gradient of x",
        by_windows,
        {"dx = dxp[:, 1:-1]": "dx = dxp"},
    ),
    Slip(
        "bias gradient averaged over the places instead of summed (the 1/n is already in dz)",
        by_windows,
        {"db = dz.sum(axis=1)": "db = dz.mean(axis=1)"},
    ),
    Slip(
        "forgot the derivative of tanh: dz is da",
        by_windows,
        {"dz = da * (1 - a**2)": "dz = da"},
    ),
    Slip(
        "took 1 - z^2 for the derivative of tanh, with the value before the tanh instead of after it",
        by_windows,
        {"dz = da * (1 - a**2)": "dz = da * (1 - z**2)"},
    ),
    Slip(
        "forgot that the weight is shared over all places: the bias gradient keeps only the last place",
        place_by_place,
        {"gb[f] += delta": "gb[f] = delta"},
    ),
    Slip(
        "wrong bound in the backward loop: 0 < i instead of 0 <= i, so the first column of x is skipped",
        place_by_place,
        {
            "if 0 <= i < T:\n                        gK[f": "if 0 < i < T:\n                        gK[f",
        },
    ),
    Slip(
        "forgot the output weight in the error that goes back: delta lacks v[f]",
        place_by_place,
        {"delta = err * v[f] / n": "delta = err / n"},
    ),
    Slip(
        "two mistakes: the error is y - yhat instead of yhat - y, and the output weights' gradient is summed over the places without 1/n",
        place_by_place,
        {
            "err = yhat - y": "err = y - yhat",
            "gv[f] += err * acts[f, t] / n": "gv[f] += err * acts[f, t]",
        },
    ),
    Slip(
        "two mistakes: dv takes the sum over places instead of the mean, and the tanh derivative is 1 - a without the square",
        by_windows,
        {"dv = e * m": "dv = e * a.sum(axis=1)", "dz = da * (1 - a**2)": "dz = da * (1 - a)"},
    ),
]
