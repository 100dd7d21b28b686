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
        "the gradient of x is put back with stride 1: window i goes to x_i .. x_{i+m-1} instead of "
        "x_{2i} .. x_{2i+m-1}",
        with_windows,
        {"dx[2 * i:2 * i + m]": "dx[i:i + m]"},
    ),
    Slip(
        "undid the stride by repeating each delta_{f,i} twice instead of putting a zero after it; wrong in K and x",
        with_dilation,
        {"spread[:, ::2] = delta": "spread[:] = np.repeat(delta, 2, axis=1)"},
    ),
    Slip(
        "undid the stride with the zeros in front: delta_{f,i} stands at position 2i+1 instead of 2i; wrong in K and x",
        with_dilation,
        {"spread[:, ::2]": "spread[:, 1::2]"},
    ),
    Slip(
        "folded V^T e back into z as if the two maps were interleaved position by position, not laid "
        "one after the other",
        with_windows,
        {"(V.T @ e).reshape(2, P)": "(V.T @ e).reshape(P, 2).T"},
    ),
    Slip(
        "the gradient of V uses the filter outputs without their biases b_f",
        with_windows,
        {"np.outer(e, z.ravel())": "np.outer(e, (K @ A.T).ravel())"},
    ),
    Slip(
        "took the penalty lam/2 to be on the read-out V instead of on K: K lacks lam K and V has a lam V too much",
        with_windows,
        {"dz @ A + lam * K": "dz @ A", "np.outer(e, z.ravel())": "np.outer(e, z.ravel()) + lam * V"},
    ),
    Slip(
        "going back through the read-out, took the product of the sums over r of e_r and of V_r instead of the sum of "
        "their products, so dL/dz is wrong (and with it K, b, x)",
        by_index,
        {"np.sum(ds * W[:, f, i])": "np.sum(ds) * np.sum(W[:, f, i])"},
    ),
    Slip(
        "the stride is forgotten in the kernel gradient only: dL/dz_{f,i} meets x_{i+j} instead of x_{2i+j}",
        by_index,
        {"g * x[2 * i + j]": "g * x[i + j]"},
    ),
    Slip(
        "averaged the bias gradient over the P positions instead of summing over them",
        with_dilation,
        {"delta.sum(axis=1)": "delta.mean(axis=1)"},
    ),
    Slip(
        "set the gradient of x to zero again at the start of each kernel, so only the second kernel's share is left",
        by_index,
        {"for f in (0, 1):": "for f in (0, 1):\n        dx = np.zeros_like(x)"},
    ),
    Slip(
        "for the gradient of x reversed K along the wrong axis: the two kernels are exchanged and their taps "
        "not flipped",
        with_dilation,
        {"K[:, ::-1]": "K[::-1]"},
    ),
    Slip(
        "two mistakes: kept the 2 from the square in e although the 1/2 cancels it, and left the penalty lam K out of "
        "the gradient of K",
        with_dilation,
        {"e = V @ q + d - t": "e = 2 * (V @ q + d - t)", " + lam * K": ""},
    ),
    Slip(
        "two mistakes: flattened z position by position instead of map by map in the gradient of V, and summed the "
        "gradient of d over r to a single number",
        with_windows,
        {"np.outer(e, z.ravel())": "np.outer(e, z.T.ravel())", '"d": e': '"d": e.sum()'},
    ),
    Slip(
        "where windows overlap, averaged their contributions to x_p (divided by the number of windows that cover it) "
        "instead of adding them",
        with_windows,
        {
            "dx = np.zeros_like(x)": "dx, cover = np.zeros_like(x), np.zeros_like(x)",
            "dx[2 * i:2 * i + m] += dA[i]": "dx[2 * i:2 * i + m] += dA[i]\n        cover[2 * i:2 * i + m] += 1",
            "dK = dz @ A": "dx = dx / np.maximum(cover, 1)\n    dK = dz @ A",
        },
    ),
]
