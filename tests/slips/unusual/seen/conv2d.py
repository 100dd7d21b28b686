"""A grey image x (H by W) is cross-correlated with a square kernel k (q by q), no padding, and a bias b is added:
z_ij = b + sum over u, v of k_uv x_{i+u,j+v}, where i = 0 .. H-q and j = 0 .. W-q.
The feature map is a_ij = tanh(z_ij), and it is compared with a target map y of the same shape:
L = 1/2 sum over i, j of (a_ij - y_ij)^2.
Derive the gradients of L with respect to the kernel k, the bias b and the image x.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("k", "b", "x")


def make(rng, size):
    H, W, q = ((4, 3, 2), (5, 6, 3), (7, 5, 2))[size]
    return {
        "x": rng.normal(size=(H, W)),
        "k": 0.6 * rng.normal(size=(q, q)),
        "b": rng.normal(),
        "y": rng.uniform(-1, 1, size=(H - q + 1, W - q + 1)),
    }


def loss(x, k, b, y):
    rows, cols = y.shape
    z = b
    for u in range(k.shape[0]):
        for v in range(k.shape[1]):
            z = z + k[u, v] * x[u:u + rows, v:v + cols]
    return np.sum((np.tanh(z) - y) ** 2) / 2


def by_shifts(x, k, b, y):
    (rows, cols), q = y.shape, len(k)
    taps = [(u, v) for u in range(q) for v in range(q)]
    z = b + sum(k[u, v] * x[u:u + rows, v:v + cols] for u, v in taps)
    a = np.tanh(z)
    delta = (a - y) * (1 - a ** 2)
    dk = np.zeros_like(k)
    dx = np.zeros_like(x)
    for u, v in taps:
        dk[u, v] = np.sum(delta * x[u:u + rows, v:v + cols])
        dx[u:u + rows, v:v + cols] += delta * k[u, v]
    return {"k": dk, "b": delta.sum(), "x": dx}


def pixel_by_pixel(x, k, b, y):
    q = len(k)
    dk, db, dx = np.zeros(k.shape), 0.0, np.zeros(x.shape)
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            patch = x[i:i + q, j:j + q]
            a = np.tanh(np.sum(k * patch) + b)
            error = a - y[i, j]
            d = error * (1 - a * a)
            dk += d * patch
            db += d
            for u in range(q):
                for v in range(q):
                    dx[i + u, j + v] += d * k[u, v]
    return {"k": dk, "b": db, "x": dx}


def as_correlations(x, k, b, y):
    def corr(image, kernel):
        p, r = kernel.shape
        rows, cols = image.shape[0] - p + 1, image.shape[1] - r + 1
        return np.array([[np.sum(image[i:i + p, j:j + r] * kernel) for j in range(cols)] for i in range(rows)])

    q = len(k)
    z = corr(x, k) + b
    sech2 = 1 / np.cosh(z) ** 2
    delta = (np.tanh(z) - y) * sech2
    dk = corr(x, delta)
    db = np.sum(delta)
    dx = corr(np.pad(delta, q - 1), np.rot90(k, 2))
    return {"k": dk, "b": db, "x": dx}


CASES = [
    Slip(
        "the derivative of tanh is sech^2(z_ij), but the square is missing: delta is multiplied by 1/cosh(z_ij)",
        as_correlations,
        {"1 / np.cosh(z) ** 2": "1 / np.cosh(z)"},
    ),
    Slip(
        "put the pre-activation into the tanh derivative: 1 - z_ij^2 instead of 1 - a_ij^2",
        by_shifts,
        {"(1 - a ** 2)": "(1 - z ** 2)"},
    ),
    Slip(
        "evaluated the tanh derivative at a_ij instead of at z_ij, so tanh is taken twice: 1 - tanh(a_ij)^2",
        pixel_by_pixel,
        {"(1 - a * a)": "(1 - np.tanh(a) ** 2)"},
    ),
    Slip(
        "for the gradient of x the padded delta is correlated with the transposed kernel k^T, as in a dense layer, "
        "instead of with the kernel turned by 180 degrees",
        as_correlations,
        {"np.rot90(k, 2)": "k.T"},
    ),
    Slip(
        "two mistakes: for the gradient of x the kernel is flipped upside down only, not left to right too; and the "
        "1/2 of the loss is kept although the 2 of the square cancels it, so everything is halved",
        as_correlations,
        {"np.rot90(k, 2)": "np.flipud(k)", "delta = (np.tanh(z) - y)": "delta = 0.5 * (np.tanh(z) - y)"},
    ),
    Slip(
        "the kernel gradient uses the bare error a_ij - y_ij, without the derivative of tanh; b and x have it",
        by_shifts,
        {"np.sum(delta * x": "np.sum((a - y) * x"},
    ),
    Slip(
        "in the gradient of x all q*q contributions of output pixel (i,j) go to pixel (i,j), its top left corner, "
        "instead of to the pixels (i+u,j+v)",
        pixel_by_pixel,
        {"dx[i + u, j + v]": "dx[i, j]"},
    ),
    Slip(
        "the bias gradient is summed over the rows i only, so one number per column is left instead of one number",
        by_shifts,
        {"delta.sum()": "delta.sum(axis=0)"},
    ),
    Slip(
        "padded delta by q instead of q-1 for the gradient of x and cut the result to H by W at the top left, so that "
        "it is shifted by one row and one column",
        as_correlations,
        {
            "corr(np.pad(delta, q - 1), np.rot90(k, 2))":
                "corr(np.pad(delta, q), np.rot90(k, 2))[:x.shape[0], :x.shape[1]]",
        },
    ),
    Slip(
        "took the loss as the mean instead of the sum over the output pixels: all is divided by their number",
        by_shifts,
        {"delta = (a - y) *": "delta = (a - y) / y.size *"},
    ),
    Slip(
        "turned delta by 180 degrees before correlating it with x for the kernel gradient, as if a flip were "
        "needed there",
        as_correlations,
        {"corr(x, delta)": "corr(x, np.rot90(delta, 2))"},
    ),
    Slip(
        "two mistakes: used a (1 - a), the derivative of the logistic sigmoid, for tanh, and wrote the error as "
        "y_ij - a_ij without a minus sign in front",
        by_shifts,
        {"delta = (a - y) * (1 - a ** 2)": "delta = (y - a) * a * (1 - a)"},
    ),
    Slip(
        "mistyped dk_uv for k_uv in the gradient of x: delta is multiplied by the kernel's gradient, not the kernel",
        by_shifts,
        {"+= delta * k[u, v]": "+= delta * dk[u, v]"},
    ),
    Slip(
        "a bracket is closed too early in the forward pass: a_ij = tanh(sum k x) + b instead of tanh(sum k x + b)",
        pixel_by_pixel,
        {"np.tanh(np.sum(k * patch) + b)": "np.tanh(np.sum(k * patch)) + b"},
    ),
]
