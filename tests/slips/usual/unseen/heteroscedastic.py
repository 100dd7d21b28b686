"""A net predicts a mean and a variance. The m rows of X (shape (m, d)) are examples with targets y (shape (m,)). A
hidden layer H = tanh(X W + b) (W has shape (d, h), b shape (h,)) feeds two heads, the mean mu = H u + c (u has shape
(h,), c is a number) and the log-variance s = H v + e (v has shape (h,), e is a number), so that the variance is exp(s).
The loss is the mean negative log-likelihood of the Gaussian, without its constant:
L = (1/m) sum_i 1/2 [s_i + (y_i - mu_i)^2 exp(-s_i)].
Derive the gradients of L with respect to W, b, u, c, v and e.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "b", "u", "c", "v", "e")


def make(rng, size):
    m, d, h = ((5, 3, 4), (3, 4, 2), (4, 2, 5))[size]
    return {
        "X": rng.normal(size=(m, d)),
        "y": rng.normal(size=m) * 1.5,
        "W": rng.normal(size=(d, h)) * 0.7,
        "b": rng.normal(size=h) * 0.5,
        "u": rng.normal(size=h),
        "c": rng.uniform(0.2, 0.8),
        "v": rng.normal(size=h) * 0.6,
        "e": rng.uniform(-0.5, -0.1),
    }


def loss(X, y, W, b, u, c, v, e):
    H = np.tanh(X @ W + b)
    mu = H @ u + c
    s = H @ v + e
    return np.mean(0.5 * (s + (y - mu) ** 2 * np.exp(-s)))


def vectorised(X, y, W, b, u, c, v, e):
    m = len(y)
    H = np.tanh(X @ W + b)
    mu = H @ u + c
    s = H @ v + e
    dmu = (mu - y) * np.exp(-s) / m
    ds = 0.5 * (1 - (y - mu) ** 2 * np.exp(-s)) / m
    dH = np.outer(dmu, u) + np.outer(ds, v)
    dZ = dH * (1 - H**2)
    return {
        "W": X.T @ dZ,
        "b": dZ.sum(axis=0),
        "u": H.T @ dmu,
        "c": dmu.sum(),
        "v": H.T @ ds,
        "e": ds.sum(),
    }


def through_the_variance(X, y, W, b, u, c, v, e):
    n = X.shape[0]
    a = np.tanh(X @ W + b)
    mean, logvar = a @ u + c, a @ v + e
    var = np.exp(logvar)
    r = y - mean
    dL_dr = r / var / n
    dL_dmean = -dL_dr
    dL_dvar = (0.5 / var - 0.5 * r**2 / var**2) / n
    dL_dlogvar = dL_dvar * var
    du = a.T @ dL_dmean
    dc = np.sum(dL_dmean)
    dv = a.T @ dL_dlogvar
    de = np.sum(dL_dlogvar)
    da = dL_dmean[:, None] * u + dL_dlogvar[:, None] * v
    dz = da * (1 - a * a)
    return {"W": X.T @ dz, "b": np.sum(dz, axis=0), "u": du, "c": dc, "v": dv, "e": de}


def example_by_example(X, y, W, b, u, c, v, e):
    m = len(X)
    dW, db, du, dv = np.zeros_like(W), np.zeros_like(b), np.zeros_like(u), np.zeros_like(v)
    dc = de = 0.0
    for x, target in zip(X, y):
        h = np.tanh(x @ W + b)
        mu = h @ u + c
        precision = np.exp(-(h @ v + e))
        diff = mu - target
        gmu = diff * precision
        gs = 0.5 - 0.5 * diff**2 * precision
        du += gmu * h / m
        dc += gmu / m
        dv += gs * h / m
        de += gs / m
        gh = gmu * u + gs * v
        gz = (1 - h**2) * gh
        dW += np.outer(x, gz) / m
        db += gz / m
    return {"W": dW, "b": db, "u": du, "c": dc, "v": dv, "e": de}


CASES = [
    Slip(
        "forgot the path through the log-variance into the hidden layer: dH has only the mean's part, dmu u^T",
        vectorised,
        {" + np.outer(ds, v)": ""},
    ),
    Slip(
        "wrong sign of the error in dmu: y - mu instead of mu - y",
        vectorised,
        {"dmu = (mu - y)": "dmu = (y - mu)"},
    ),
    Slip(
        "forgot the derivative of tanh: dZ is dH, the factor 1 - H^2 is missing",
        vectorised,
        {"dZ = dH * (1 - H**2)": "dZ = dH"},
    ),
    Slip(
        "lost the minus sign of the derivative of exp(-s): ds has 1 + (y - mu)^2 exp(-s) instead of 1 - ...",
        vectorised,
        {"0.5 * (1 - (y - mu) ** 2": "0.5 * (1 + (y - mu) ** 2"},
    ),
    Slip(
        "forgot the factor 1/m of the mean in dmu and in ds, so all gradients are m times too large",
        vectorised,
        {"(mu - y) * np.exp(-s) / m": "(mu - y) * np.exp(-s)", "** 2 * np.exp(-s)) / m": "** 2 * np.exp(-s))"},
    ),
    Slip(
        "forgot the precision in the mean's gradient: gmu is mu - y without the factor exp(-s), as for a fixed "
        "variance",
        example_by_example,
        {"gmu = diff * precision": "gmu = diff"},
    ),
    Slip(
        "forgot the derivative of var = exp(logvar): dL/dlogvar is dL/dvar, the factor var is missing",
        through_the_variance,
        {"dL_dlogvar = dL_dvar * var": "dL_dlogvar = dL_dvar"},
    ),
    Slip(
        "lost the inner derivative -1 of y - mean: dL/dmean is dL/dr instead of -dL/dr",
        through_the_variance,
        {"dL_dmean = -dL_dr": "dL_dmean = dL_dr"},
    ),
    Slip(
        "differentiated 1/var wrongly: -1/2 r^2/var instead of -1/2 r^2/var^2 in dL/dvar",
        through_the_variance,
        {"0.5 * r**2 / var**2": "0.5 * r**2 / var"},
    ),
    Slip(
        "did not cancel the 1/2 with the 2 of the square: gmu is twice as large as it should be",
        example_by_example,
        {"gmu = diff * precision": "gmu = 2 * diff * precision"},
    ),
    Slip(
        "forgot the derivative of the term s itself: gs has no 1/2, only -1/2 (y - mu)^2 exp(-s)",
        example_by_example,
        {"gs = 0.5 - 0.5 * diff**2 * precision": "gs = -0.5 * diff**2 * precision"},
    ),
    Slip(
        "forgot the path through the mean into the hidden layer: gh has only gs v, the term gmu u is missing",
        example_by_example,
        {"gh = gmu * u + gs * v": "gh = gs * v"},
    ),
    Slip(
        "two mistakes: did not sum over the examples for the heads' biases (dc and de have one entry for each "
        "example), and forgot the derivative of tanh, 1 - a^2, in dz",
        through_the_variance,
        {
            "dc = np.sum(dL_dmean)": "dc = dL_dmean",
            "de = np.sum(dL_dlogvar)": "de = dL_dlogvar",
            "dz = da * (1 - a * a)": "dz = da",
        },
    ),
]
