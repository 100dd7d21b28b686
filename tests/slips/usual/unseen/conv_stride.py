"""A signal x of length n is filtered with stride 2 by two kernels of m taps (K is 2 by m) with biases b_0, b_1:
z_{f,i} = b_f + sum over j of K_{f,j} x_{2i+j}, for f = 0, 1 and i = 0 .. P-1, where P = floor((n-m)/2) + 1.
The maps are laid one after the other, q = (z_{0,0}, .., z_{0,P-1}, z_{1,0}, .., z_{1,P-1}), and read out linearly:
s = V q + d with V of shape R by 2P. With a target vector t and a given penalty lam on the kernels the loss is
L = 1/2 sum over r of (s_r - t_r)^2 + lam/2 sum over f, j of K_{f,j}^2.
Derive the gradients of L with respect to K, b, V, d and x.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("K", "b", "V", "d", "x")


def make(rng, size):
    n, m, R = ((10, 3, 3), (9, 4, 5), (14, 3, 4))[size]
    P = (n - m) // 2 + 1
    return {
        "x": rng.normal(size=n),
        "K": rng.normal(size=(2, m)),
        "b": rng.normal(size=2),
        "V": rng.normal(size=(R, 2 * P)),
        "d": rng.normal(size=R),
        "t": rng.normal(size=R),
        "lam": rng.uniform(0.3, 0.9),
    }


def loss(x, K, b, V, d, t, lam):
    m, P = K.shape[1], V.shape[1] // 2
    windows = np.stack([x[2 * i:2 * i + m] for i in range(P)])
    z = K @ windows.T + b.reshape(2, 1)
    s = V @ z.reshape(2 * P) + d
    return np.sum((s - t) ** 2) / 2 + lam / 2 * np.sum(K ** 2)


def with_windows(x, K, b, V, d, t, lam):
    m, P = K.shape[1], V.shape[1] // 2
    A = np.array([x[2 * i:2 * i + m] for i in range(P)])
    z = K @ A.T + b[:, None]
    e = V @ z.ravel() + d - t
    dz = (V.T @ e).reshape(2, P)
    dA = dz.T @ K
    dx = np.zeros_like(x)
    for i in range(P):
        dx[2 * i:2 * i + m] += dA[i]
    dK = dz @ A + lam * K
    dV = np.outer(e, z.ravel())
    return {"K": dK, "b": dz.sum(axis=1), "V": dV, "d": e, "x": dx}


def by_index(x, K, b, V, d, t, lam):
    m, P = K.shape[1], V.shape[1] // 2
    W = V.reshape(len(t), 2, P)  # W[r, f, i] stands before z[f, i] in s[r]
    z = np.array([[b[f] + sum(K[f, j] * x[2 * i + j] for j in range(m)) for i in range(P)] for f in range(2)])
    ds = np.array([np.sum(W[r] * z) + d[r] - t[r] for r in range(len(t))])
    dW, db, dx = np.zeros_like(W), np.zeros(2), np.zeros_like(x)
    dK = lam * K
    for f in (0, 1):
        for i in range(P):
            dW[:, f, i] = ds * z[f, i]
            g = np.sum(ds * W[:, f, i])
            db[f] += g
            for j in range(m):
                dK[f, j] += g * x[2 * i + j]
                dx[2 * i + j] += g * K[f, j]
    return {"K": dK, "b": db, "V": dW.reshape(V.shape), "d": ds, "x": dx}


def with_dilation(x, K, b, V, d, t, lam):
    m, n = K.shape[1], len(x)
    z = np.array([np.correlate(x, K[f], "valid")[::2] + b[f] for f in (0, 1)])
    q = z.reshape(-1)
    e = V @ q + d - t
    delta = (V.T @ e).reshape(z.shape)
    spread = np.zeros((2, n - m + 1))  # as if the stride were 1: delta with zeros between
    spread[:, ::2] = delta
    dK = np.array([np.correlate(x, spread[f], "valid") for f in (0, 1)]) + lam * K
    flipped = K[:, ::-1]
    dx = sum(np.correlate(spread[f], flipped[f], "full") for f in (0, 1))
    return {"K": dK, "b": delta.sum(axis=1), "V": np.outer(e, q), "d": e, "x": dx}


CASES = [
    Slip(
        "forgot the penalty: the term lam K is missing in dK",
        with_windows,
        {"dK = dz @ A + lam * K": "dK = dz @ A"},
    ),
    Slip(
        "the penalty was forgotten in dK, which starts at zero instead of at lam K",
        by_index,
        {"dK = lam * K": "dK = np.zeros_like(K)"},
    ),
    Slip(
        "differentiated lam/2 K^2 to lam/2 K instead of lam K in dK",
        with_windows,
        {"+ lam * K": "+ lam / 2 * K"},
    ),
    Slip(
        "differentiated lam/2 K^2 to 2 lam K instead of lam K in dK",
        with_dilation,
        {"+ lam * K": "+ 2 * lam * K"},
    ),
    Slip(
        "forgot the stride in both gradients of the convolution: dK uses x[i + j] and dx adds to x[i + j], where "
        "2i + j belongs",
        by_index,
        {
            "dK[f, j] += g * x[2 * i + j]": "dK[f, j] += g * x[i + j]",
            "dx[2 * i + j] += g * K[f, j]": "dx[i + j] += g * K[f, j]",
        },
    ),
    Slip(
        "forgot the stride when going back to x: window i is added at x[i] instead of at x[2i]",
        with_windows,
        {"dx[2 * i:2 * i + m] += dA[i]": "dx[i:i + m] += dA[i]"},
    ),
    Slip(
        "the windows overlap, but dx is assigned for each window instead of added up, so later windows overwrite "
        "earlier ones",
        with_windows,
        {"dx[2 * i:2 * i + m] += dA[i]": "dx[2 * i:2 * i + m] = dA[i]"},
    ),
    Slip(
        "did not add up over the windows and kernels that contain an entry of x: dx[2i + j] is assigned, the last one "
        "wins",
        by_index,
        {"dx[2 * i + j] += g": "dx[2 * i + j] = g"},
    ),
    Slip(
        "turned the kernel the wrong way round in dx: correlated the spread delta with K itself instead of with the "
        "flipped K",
        with_dilation,
        {"flipped = K[:, ::-1]": "flipped = K"},
    ),
    Slip(
        "did not sum the bias gradient over the positions: db is dz, 2 x P",
        with_windows,
        {"dz.sum(axis=1)": "dz"},
    ),
    Slip(
        "put q back into maps in the wrong order: V^T e is reshaped as if the two maps were interleaved, (P, 2) "
        "transposed, instead of laid one after the other",
        with_windows,
        {"(V.T @ e).reshape(2, P)": "(V.T @ e).reshape(P, 2).T"},
    ),
    Slip(
        "wrong sign of the error: e is t - s instead of s - t",
        with_windows,
        {"e = V @ z.ravel() + d - t": "e = t - (V @ z.ravel() + d)"},
    ),
    Slip(
        "two mistakes: forgot the penalty lam K in dK, and gave the gradient of V transposed (q e^T instead of e q^T)",
        with_dilation,
        {" + lam * K": "", "np.outer(e, q)": "np.outer(q, e)"},
    ),
]
