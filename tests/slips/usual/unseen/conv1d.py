"""A signal x_0 .. x_{n-1} is filtered by one kernel k_0 .. k_{m-1} with a bias b, without padding and without flipping:
z_i = b + sum over j of k_j x_{i+j} for i = 0 .. n-m, and h_i = ReLU(z_i) = max(z_i, 0).
The output is compared with a target t, where position i counts with a given weight c_i > 0:
L = sum over i of c_i (h_i - t_i)^2.
Derive the gradients of L with respect to the kernel k, the bias b and the signal x.
"""

import numpy as np

from nn.array import relu
from tests.slips.cases import Slip

ASKED = ("k", "b", "x")


def make(rng, size):
    n, m = ((6, 3), (9, 2), (11, 4))[size]
    while True:
        x, k, b = rng.normal(size=n), rng.normal(size=m), rng.normal()
        z = np.correlate(x, k, "valid") + b
        c, t = rng.uniform(0.4, 2.5, size=len(z)), rng.normal(size=len(z))
        if z[0] > 0 and z[-1] > 0 and z.min() < 0 and np.any((z > 0) & (z < t)):
            break
    return {"x": x, "k": k, "b": b, "c": c, "t": t}


def loss(x, k, b, c, t):
    m = len(k)
    z = np.stack([np.sum(k * x[i:i + m]) for i in range(len(t))]) + b
    return np.sum(c * (relu(z) - t) ** 2)


def with_deltas(x, k, b, c, t):
    z = np.correlate(x, k, "valid") + b
    h = np.maximum(z, 0)
    dh = 2 * c * (h - t)
    dz = dh * (z > 0)
    dk = np.correlate(x, dz, "valid")
    db = dz.sum()
    dx = np.convolve(dz, k, "full")
    return {"k": dk, "b": db, "x": dx}


def window_by_window(x, k, b, c, t):
    m = len(k)
    dk = np.zeros(m)
    db = 0.0
    dx = np.zeros(len(x))
    for i in range(len(t)):
        w = x[i:i + m]
        z = np.dot(k, w) + b
        h = max(z, 0.0)
        slope = 1.0 if z > 0 else 0.0
        g = 2 * c[i] * (h - t[i]) * slope
        dk += g * w
        db += g
        dx[i:i + m] += g * k
    return {"k": dk, "b": db, "x": dx}


def by_matrices(x, k, b, c, t):
    # z = X k + b 1 with X_ij = x_{i+j}, and also z = T x + b 1 with T_{i,i+j} = k_j
    rows, m = len(t), len(k)
    X = np.array([x[i:i + m] for i in range(rows)])
    T = np.zeros((rows, len(x)))
    for i in range(rows):
        T[i, i:i + m] = k
    z = X @ k + b
    D = np.diag((z > 0).astype(float))
    r = D @ z - t
    grad_z = 2 * D @ (c * r)
    return {"k": X.T @ grad_z, "b": np.ones(rows) @ grad_z, "x": T.T @ grad_z}


CASES = [
    Slip(
        "forgot the 2 from the square in dL/dh, so that all gradients are half of what they should be",
        with_deltas,
        {"dh = 2 * c * (h - t)": "dh = c * (h - t)"},
    ),
    Slip(
        "forgot the derivative of the ReLU: passed dL/dh on as dL/dz where z_i is negative too",
        with_deltas,
        {"dz = dh * (z > 0)": "dz = dh"},
    ),
    Slip(
        "left out the weights c_i in dL/dh, and so in all gradients",
        with_deltas,
        {"dh = 2 * c * (h - t)": "dh = 2 * (h - t)"},
    ),
    Slip(
        "turned the kernel round in dL/dx: correlated dL/dz with k (full) instead of convolving it",
        with_deltas,
        {'dx = np.convolve(dz, k, "full")': 'dx = np.correlate(dz, k, "full")'},
    ),
    Slip(
        "flipped dL/dz in dL/dk: convolved x with dL/dz instead of correlating, sum of x_{i+j} with the wrong dz",
        with_deltas,
        {'dk = np.correlate(x, dz, "valid")': 'dk = np.convolve(x, dz, "valid")'},
    ),
    Slip(
        "summed dL/dh instead of dL/dz for the bias, so that the ReLU's derivative is missing in dL/db",
        with_deltas,
        {"db = dz.sum()": "db = dh.sum()"},
    ),
    Slip(
        "multiplied with the value of the ReLU, h_i, instead of its derivative (0 or 1) when going from h to z",
        with_deltas,
        {"dz = dh * (z > 0)": "dz = dh * h"},
    ),
    Slip(
        "overwrote dL/dx in the loop instead of adding up, although the windows overlap",
        window_by_window,
        {"dx[i:i + m] += g * k": "dx[i:i + m] = g * k"},
    ),
    Slip(
        "took the residual the wrong way round, t_i - h_i instead of h_i - t_i, so that all gradients have the "
        "wrong sign",
        window_by_window,
        {"(h - t[i])": "(t[i] - h)"},
    ),
    Slip(
        "did not write the factor 2 of the derivative of (h_i - t_i)^2",
        window_by_window,
        {"g = 2 * c[i]": "g = c[i]"},
    ),
    Slip(
        "forgot the matrix D (the ReLU's derivative) in dL/dz, it is only in the forward pass",
        by_matrices,
        {"grad_z = 2 * D @ (c * r)": "grad_z = 2 * (c * r)"},
    ),
    Slip(
        "took the mean of dL/dz over the positions in place of the sum for the bias gradient",
        by_matrices,
        {'"b": np.ones(rows) @ grad_z': '"b": np.ones(rows) @ grad_z / rows'},
    ),
    Slip(
        "two mistakes: forgot the factor 2 of the square in all gradients, and in dL/dx correlated with k instead "
        "of convolving (kernel the wrong way round)",
        with_deltas,
        {
            "dh = 2 * c * (h - t)": "dh = c * (h - t)",
            'dx = np.convolve(dz, k, "full")': 'dx = np.correlate(dz, k, "full")',
        },
    ),
]
