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
        "the gradient of the image correlates the padded delta with the kernel k as it is, not with k "
        "rotated by 180 degrees",
        as_correlations,
        {"np.rot90(k, 2)": "k"},
    ),
    Slip(
        "forgot the derivative of tanh: delta is a - y alone, without the factor 1 - a^2",
        by_shifts,
        {"(a - y) * (1 - a ** 2)": "a - y"},
    ),
    Slip(
        "the derivative of tanh is written with z instead of a: delta = (a - y) (1 - z^2)",
        by_shifts,
        {"(1 - a ** 2)": "(1 - z ** 2)"},
    ),
    Slip(
        "the gradient of the image is overwritten by each tap of the kernel instead of added up (= instead "
        "of += for dx)",
        by_shifts,
        {"cols] += delta": "cols] = delta"},
    ),
    Slip(
        "the derivative of tanh is taken as that of the logistic function, a (1 - a) instead of 1 - a^2",
        pixel_by_pixel,
        {"(1 - a * a)": "a * (1 - a)"},
    ),
    Slip(
        "rotated the kernel gradient by 180 degrees, as if the forward pass were a true convolution that flips k",
        as_correlations,
        {"dk = corr(x, delta)": "dk = np.rot90(corr(x, delta), 2)"},
    ),
    Slip(
        "in the gradient of the image the kernel is transposed instead of rotated by 180 degrees",
        as_correlations,
        {"np.rot90(k, 2)": "k.T"},
    ),
    Slip(
        "forgot to sum the bias gradient over all positions: db is left as the whole map delta",
        by_shifts,
        {"delta.sum()": "delta"},
    ),
    Slip(
        "a factor 2 too many from the square: the 1/2 in front of the loss was overlooked, so all the "
        "gradients are doubled",
        pixel_by_pixel,
        {"d = error *": "d = 2 * error *"},
    ),
    Slip(
        "the error has the wrong sign, y - a instead of a - y, so all the gradients have the wrong sign",
        as_correlations,
        {"(np.tanh(z) - y)": "(y - np.tanh(z))"},
    ),
    Slip(
        "the bias gradient is the mean of delta over the positions instead of the sum",
        by_shifts,
        {"delta.sum()": "delta.mean()"},
    ),
    Slip(
        "forgot the derivative of tanh: d is the error a - y alone, without 1 - a^2",
        pixel_by_pixel,
        {"d = error * (1 - a * a)": "d = error"},
    ),
    Slip(
        "two mistakes: the derivative of tanh is missing in delta, and the kernel is not rotated by 180 "
        "degrees in the gradient of the image",
        as_correlations,
        {"(np.tanh(z) - y) * sech2": "np.tanh(z) - y", "np.rot90(k, 2)": "k"},
    ),
]
