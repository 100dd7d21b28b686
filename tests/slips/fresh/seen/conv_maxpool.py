"""A small picture classifier: x is H x W, K holds F filters of r x r, b has F entries, no padding, stride 1.
z[f, i, j] = b[f] + sum over u, w of K[f, u, w] x[i + u, j + w], a = max(z, 0), p = maxima of a over blocks of 2 x 2
that do not overlap, s = U vec(p) + c (vec runs over f, then rows, then columns), q = softmax(s), t is one-hot,
L = - sum t log q. Derive the gradients of L with respect to K, b, U, c and x.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("K", "b", "U", "c", "x")


def make(rng, size):
    H, W, r, F, k = ((5, 5, 2, 3, 3), (4, 6, 3, 3, 2), (5, 7, 2, 3, 4))[size]
    D = F * ((H - r + 1) // 2) * ((W - r + 1) // 2)
    b = rng.uniform(0.2, 0.8, size=F)
    b[0] = -2.5
    return {
        "x": rng.uniform(-1.2, 1.2, size=(H, W)),
        "t": np.eye(k)[rng.integers(k)],
        "K": rng.uniform(-0.9, 0.9, size=(F, r, r)),
        "b": b,
        "U": 0.7 * rng.normal(size=(k, D)),
        "c": rng.uniform(-0.5, 0.5, size=k),
    }


def loss(x, t, K, b, U, c):
    F, r, _ = K.shape
    n, m = x.shape[0] - r + 1, x.shape[1] - r + 1
    k = len(c)
    pooled = []
    for f in range(F):
        for i in range(0, n, 2):
            for j in range(0, m, 2):
                best = 0.0
                for di in range(2):
                    for dj in range(2):
                        z = np.sum(K[f] * x[i + di : i + di + r, j + dj : j + dj + r]) + b[f]
                        best = np.maximum(best, z)
                pooled.append(best)
    total, mine = 0.0, 0.0
    for o in range(k):
        s = c[o]
        for l in range(len(pooled)):
            s = s + U[o, l] * pooled[l]
        total = total + np.exp(s)
        mine = mine + t[o] * s
    return np.log(total) - mine


def softmax(s):
    e = np.exp(s - s.max())
    return e / e.sum()


def with_masks(x, t, K, b, U, c):
    F, r, _ = K.shape
    n, m = x.shape[0] - r + 1, x.shape[1] - r + 1
    z = np.zeros((F, n, m)) + b[:, None, None]
    for u in range(r):
        for w in range(r):
            z += K[:, u, w][:, None, None] * x[u : u + n, w : w + m]
    a = np.maximum(z, 0)
    p = a.reshape(F, n // 2, 2, m // 2, 2).max(axis=(2, 4))
    s = U @ p.ravel() + c
    q = softmax(s)
    ds = q - t
    dU = np.outer(ds, p.ravel())
    dc = ds
    dp = (U.T @ ds).reshape(p.shape)
    up = np.kron(dp, np.ones((1, 2, 2)))
    winner = a == np.kron(p, np.ones((1, 2, 2)))
    da = up * winner
    dz = da * (z > 0)
    db = dz.sum(axis=(1, 2))
    dK = np.zeros(K.shape)
    dx = np.zeros(x.shape)
    for u in range(r):
        for w in range(r):
            dK[:, u, w] = (dz * x[u : u + n, w : w + m]).sum(axis=(1, 2))
            dx[u : u + n, w : w + m] += (dz * K[:, u, w][:, None, None]).sum(axis=0)
    return {"K": dK, "b": db, "U": dU, "c": dc, "x": dx}


def pixel_by_pixel(x, t, K, b, U, c):
    F, r, _ = K.shape
    n, m = x.shape[0] - r + 1, x.shape[1] - r + 1
    k, D = U.shape
    pool = np.zeros(D)
    where = []
    l = 0
    for f in range(F):
        for i in range(0, n, 2):
            for j in range(0, m, 2):
                best, at = -np.inf, None
                for i2 in (i, i + 1):
                    for j2 in (j, j + 1):
                        val = b[f]
                        for u in range(r):
                            for w in range(r):
                                val += K[f, u, w] * x[i2 + u, j2 + w]
                        if val > best:
                            best, at = val, (f, i2, j2)
                pool[l] = max(best, 0.0)
                where.append(at)
                l += 1
    prob = softmax(U @ pool + c)
    gK, gb, gU, gc, gx = np.zeros(K.shape), np.zeros(F), np.zeros((k, D)), np.zeros(k), np.zeros(x.shape)
    for o in range(k):
        gc[o] = prob[o] - t[o]
        for l in range(D):
            gU[o, l] = gc[o] * pool[l]
    for l in range(D):
        if pool[l] > 0:
            g = 0.0
            for o in range(k):
                g += gc[o] * U[o, l]
            f, i, j = where[l]
            gb[f] += g
            for u in range(r):
                for w in range(r):
                    gK[f, u, w] += g * x[i + u, j + w]
                    gx[i + u, j + w] += g * K[f, u, w]
    return {"K": gK, "b": gb, "U": gU, "c": gc, "x": gx}


CASES = [
    Slip(
        "sent the gradient to all four entries of each block instead of only to the one that was the maximum",
        with_masks,
        {"da = up * winner": "da = up"},
    ),
    Slip(
        "treated the max pooling as an average: a quarter of the gradient to every entry of the block",
        with_masks,
        {"da = up * winner": "da = up / 4"},
    ),
    Slip(
        "forgot the derivative of the ReLU, so filters that are switched off get gradient too",
        with_masks,
        {"dz = da * (z > 0)": "dz = da"},
    ),
    Slip(
        "multiplied by the ReLU output a instead of by its derivative (1 where z is positive)",
        with_masks,
        {"dz = da * (z > 0)": "dz = da * a"},
    ),
    Slip(
        "rotated the filter by 180 degrees in the gradient of x although the loop already places it",
        with_masks,
        {
            "dx[u : u + n, w : w + m] += (dz * K[:, u, w]": "dx[u : u + n, w : w + m] += (dz * K[:, r - 1 - u, r - 1 - w]",
        },
    ),
    Slip(
        "gradient of the scores taken as that of a plain log: - t / q instead of q - t",
        with_masks,
        {"ds = q - t": "ds = -t / q"},
    ),
    Slip(
        "wrong sign of the softmax error: t - q",
        with_masks,
        {"ds = q - t": "ds = t - q"},
    ),
    Slip(
        "used the wrong order when folding the vector back: columns first (Fortran order) instead of rows first",
        with_masks,
        {"dp = (U.T @ ds).reshape(p.shape)": 'dp = (U.T @ ds).reshape(p.shape, order="F")'},
    ),
    Slip(
        "two mistakes: each block overwrites the bias gradient of its filter (= instead of +=), and the gradient of U uses the probabilities without subtracting the target",
        pixel_by_pixel,
        {
            "gb[f] += g": "gb[f] = g",
            "gU[o, l] = gc[o] * pool[l]": "gU[o, l] = prob[o] * pool[l]",
        },
    ),
    Slip(
        "remembered the corner of the block instead of the winner's position, so the gradient goes to the first entry of the block",
        pixel_by_pixel,
        {"best, at = val, (f, i2, j2)": "best, at = val, (f, i, j)"},
    ),
    Slip(
        "the input gradient is overwritten instead of added up where windows overlap",
        pixel_by_pixel,
        {"gx[i + u, j + w] += g * K[f, u, w]": "gx[i + u, j + w] = g * K[f, u, w]"},
    ),
    Slip(
        "went back through the final layer with the probabilities instead of the errors prob - t",
        pixel_by_pixel,
        {"g += gc[o] * U[o, l]": "g += prob[o] * U[o, l]"},
    ),
    Slip(
        "swapped the two indices of the filter in its gradient: gK[f, w, u]",
        pixel_by_pixel,
        {"gK[f, u, w] += g": "gK[f, w, u] += g"},
    ),
    Slip(
        "two mistakes: forgot to subtract the one-hot target in the softmax error, and left out the ReLU's derivative",
        with_masks,
        {"ds = q - t": "ds = q", "dz = da * (z > 0)": "dz = da"},
    ),
]
