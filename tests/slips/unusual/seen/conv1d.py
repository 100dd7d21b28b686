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
        "in the gradient of x the kernel is the wrong way round: dz_i is spread with k_{m-1-(p-i)} instead of k_{p-i}",
        with_deltas,
        {'np.convolve(dz, k, "full")': 'np.correlate(dz, k, "full")'},
    ),
    Slip(
        "the ReLU derivative is switched by the sign of the residual h_i - t_i instead of the sign of z_i",
        with_deltas,
        {"(z > 0)": "(h - t > 0)"},
    ),
    Slip(
        "the bias gradient sums dL/dh_i instead of dL/dz_i, so the ReLU derivative is missing in b only",
        with_deltas,
        {"dz.sum()": "dh.sum()"},
    ),
    Slip(
        "took the weight c_i inside the square, as if the loss were sum of (c_i (h_i - t_i))^2: c_i^2 stands for c_i",
        by_matrices,
        {"(c * r)": "(c ** 2 * r)"},
    ),
    Slip(
        "in the gradient of x each window overwrites what earlier, overlapping windows left there, instead of adding",
        window_by_window,
        {"dx[i:i + m] += g * k": "dx[i:i + m] = g * k"},
    ),
    Slip(
        "stopped altogether at the first window whose ReLU is off (break instead of continue), so the windows after it "
        "are missing from every gradient",
        window_by_window,
        {
            "slope = 1.0 if z > 0 else 0.0": "if z <= 0: break",
            "(h - t[i]) * slope": "(h - t[i])",
        },
    ),
    Slip(
        "took h_i itself as the derivative of the ReLU, where z_i > 0, instead of 1",
        with_deltas,
        {"dh * (z > 0)": "dh * h"},
    ),
    Slip(
        "multiplied out carelessly: the weight c_i stands before h_i only, 2 (c_i h_i - t_i) for 2 c_i (h_i - t_i)",
        by_matrices,
        {"(c * r)": "(c * (D @ z) - t)"},
    ),
    Slip(
        "read the bias as standing inside the sum over j, so that it counts m times: b's gradient is m times too large",
        by_matrices,
        {"np.ones(rows) @ grad_z": "m * np.ones(rows) @ grad_z"},
    ),
    Slip(
        "computed the kernel gradient as a true convolution of x with dz (dz reversed) instead of a cross-correlation",
        with_deltas,
        {'np.correlate(x, dz, "valid")': 'np.convolve(x, dz, "valid")'},
    ),
    Slip(
        "forgot the bias when computing z_i, which then is wrong in the residual and in the ReLU switch",
        window_by_window,
        {"np.dot(k, w) + b": "np.dot(k, w)"},
    ),
    Slip(
        "two mistakes: the factor 2 from the square is missing everywhere, and on the way to x the ReLU is applied "
        "a second time, to the signal (only where x_p > 0)",
        window_by_window,
        {"2 * c[i]": "c[i]", "dx[i:i + m] += g * k": "dx[i:i + m] += g * k * (w > 0)"},
    ),
    Slip(
        "in the kernel gradient every tap k_j is multiplied by x_i, the first sample of the window, instead of x_{i+j}",
        window_by_window,
        {"dk += g * w": "dk += g * x[i]"},
    ),
    Slip(
        "two mistakes: divided the loss by the sum of the weights c (a weighted mean, not the sum), and wrote the "
        "residual as t_i - h_i without the inner minus sign",
        by_matrices,
        {"r = D @ z - t": "r = t - D @ z", "2 * D @": "2 / np.sum(c) * D @"},
    ),
]
