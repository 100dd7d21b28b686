"""A small signal network: a convolution (as in deep learning, without flipping the kernel), ReLU, mean pooling.
The signal x has n entries, the kernel w has k entries, b is a number; counting from zero
z_i = sum over j of w_j x_(i+j) + b for i = 0, ..., n - k, a_i = max(z_i, 0), and the a_i are pooled in
windows of r neighbours that do not overlap: s_p = (1/r) (a_(pr) + ... + a_(pr+r-1)) for p = 0, ..., P - 1, with
P r = n - k + 1. The targets y have P entries, L = (1/P) sum over p of (s_p - y_p)^2.
Derive the gradients of L with respect to w, b and x.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "b", "x")


def make(rng, size):
    k, r, P = ((3, 2, 4), (2, 3, 4), (4, 2, 5))[size]
    return {
        "x": rng.normal(size=k - 1 + r * P),
        "y": rng.uniform(0.2, 1.5, size=P),
        "w": rng.uniform(0.3, 1.0, size=k) * np.array([1.0, -1.0, 1.0, 1.0])[:k],
        "b": rng.uniform(0.1, 0.5),
        "r": r,
    }


def loss(x, y, w, b, r):
    P, k = len(y), len(w)
    z = b
    for j in range(k):
        z = z + w[j] * x[j : j + P * r]
    a = np.maximum(z, 0)
    total = 0.0
    for p in range(P):
        total = total + (np.mean(a[p * r : p * r + r]) - y[p]) ** 2
    return total / P


def with_index_loops(x, y, w, b, r):
    P, k = len(y), len(w)
    m = P * r
    z = np.array([np.dot(w, x[i : i + k]) + b for i in range(m)])
    a = np.maximum(z, 0)
    s = np.array([a[p * r : p * r + r].mean() for p in range(P)])
    ds = 2 * (s - y) / P
    da = np.zeros(m)
    for i in range(m):
        da[i] = ds[i // r] / r
    dz = da * (z > 0)
    dw, dx = np.zeros(k), np.zeros(len(x))
    for i in range(m):
        for j in range(k):
            dw[j] += dz[i] * x[i + j]
            dx[i + j] += dz[i] * w[j]
    db = dz.sum()
    return {"w": dw, "b": db, "x": dx}


def with_patch_matrix(x, y, w, b, r):
    P, k = len(y), len(w)
    patches = np.lib.stride_tricks.sliding_window_view(x, k)
    z = patches @ w + b
    relu_on = np.where(z > 0, 1.0, 0.0)
    pooled = (z * relu_on).reshape(P, r).mean(axis=1)
    g_pooled = 2 / P * (pooled - y)
    g_a = np.repeat(g_pooled / r, r)
    g_z = g_a * relu_on
    g_w = patches.T @ g_z
    g_b = np.sum(g_z)
    g_x = np.convolve(g_z, w)
    return {"w": g_w, "b": g_b, "x": g_x}


def slice_by_slice(x, y, w, b, r):
    count, k = len(y), len(w)
    m = count * r
    z = b + sum(w[j] * x[j : j + m] for j in range(k))
    a = np.where(z > 0, z, 0)
    s = a.reshape(count, r).sum(axis=1) / r
    dL_ds = 2 * (s - y) / count
    ds_da = 1 / r
    da_dz = (z > 0).astype(float)
    dL_dz = np.repeat(dL_ds, r) * ds_da * da_dz
    dL_dw = np.array([np.sum(dL_dz * x[j : j + m]) for j in range(k)])
    dL_db = np.sum(dL_dz)
    dL_dx = np.zeros_like(x)
    for j in range(k):
        dL_dx[j : j + m] += w[j] * dL_dz
    return {"w": dL_dw, "b": dL_db, "x": dL_dx}


CASES = [
    Slip(
        "forgot the 1/r of the mean pooling: da_i is ds_p instead of ds_p / r",
        with_index_loops,
        {"da[i] = ds[i // r] / r": "da[i] = ds[i // r]"},
    ),
    Slip(
        "forgot the derivative of the ReLU: dz is da, not set to zero where z is negative",
        with_index_loops,
        {"dz = da * (z > 0)": "dz = da"},
    ),
    Slip(
        "kernel not flipped in the gradient of x: correlated dz with w (padded on both sides) instead of convolving, "
        "so dx_i is the sum of dz_(i-k+1+j) w_j instead of dz_(i-j) w_j",
        with_patch_matrix,
        {"np.convolve(g_z, w)": "np.convolve(g_z, w[::-1])"},
    ),
    Slip(
        "forgot the 2 from the square: ds is (s - y)/P",
        with_index_loops,
        {"ds = 2 * (s - y) / P": "ds = (s - y) / P"},
    ),
    Slip(
        "forgot the mean over the P outputs: dL/ds is 2 (s - y)",
        slice_by_slice,
        {"dL_ds = 2 * (s - y) / count": "dL_ds = 2 * (s - y)"},
    ),
    Slip(
        "ReLU and its derivative confused: multiplied by a instead of by 1 where z > 0 and 0 elsewhere",
        slice_by_slice,
        {"da_dz = (z > 0).astype(float)": "da_dz = a"},
    ),
    Slip(
        "kernel turned round in the gradient of w: dw_j uses x_(i+k-1-j) instead of x_(i+j)",
        with_index_loops,
        {"dw[j] += dz[i] * x[i + j]": "dw[j] += dz[i] * x[i + k - 1 - j]"},
    ),
    Slip(
        "treated the mean pooling like max pooling: the whole gradient of s_p goes to the largest a_i of the window",
        with_index_loops,
        {
            "da[i] = ds[i // r] / r": "window = a[i // r * r : i // r * r + r]\n"
            "        da[i] = ds[i // r] * (i % r == np.argmax(window))"
        },
    ),
    Slip(
        "overwrote the gradient of x instead of adding up where the windows of the kernel overlap",
        slice_by_slice,
        {"dL_dx[j : j + m] += w[j] * dL_dz": "dL_dx[j : j + m] = w[j] * dL_dz"},
    ),
    Slip(
        "forgot the ReLU in the bias gradient only: db is the sum of g_a instead of the sum of g_z",
        with_patch_matrix,
        {"g_b = np.sum(g_z)": "g_b = np.sum(g_a)"},
    ),
    Slip(
        "error with the wrong sign: y - s instead of s - y",
        with_patch_matrix,
        {"2 / P * (pooled - y)": "2 / P * (y - pooled)"},
    ),
    Slip(
        "averaged the bias gradient over the positions: db is the mean of dz instead of its sum, although the bias is "
        "added to each z_i",
        with_index_loops,
        {"db = dz.sum()": "db = dz.mean()"},
    ),
    Slip(
        "two mistakes: forgot the 1/r of the mean pooling and the derivative of the ReLU",
        slice_by_slice,
        {"np.repeat(dL_ds, r) * ds_da * da_dz": "np.repeat(dL_ds, r)"},
    ),
]
