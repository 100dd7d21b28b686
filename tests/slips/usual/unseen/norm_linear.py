"""A vector x (shape (d,)) is standardised over its own entries: mu is their mean, var = (1/d) sum_j (x_j - mu)^2 and
n_j = (x_j - mu)/sqrt(var + eps). A linear output follows, o = W n + b (W has shape (k, d), b shape (k,)), and the
squared error with a target t (shape (k,)): L = 1/2 sum_i (o_i - t_i)^2.
Derive the gradients of L with respect to x, W and b.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x", "W", "b")


def make(rng, size):
    d, k = ((4, 3), (3, 2), (5, 6))[size]
    return {
        "x": rng.normal(size=d) * 1.5 + 0.7,
        "W": rng.normal(size=(k, d)),
        "b": rng.normal(size=k),
        "t": rng.normal(size=k),
        "eps": 0.1,
    }


def loss(x, W, b, t, eps):
    mu = np.mean(x)
    var = np.mean((x - mu) ** 2)
    n = (x - mu) / (var + eps) ** 0.5
    o = W @ n + b
    return 0.5 * np.sum((o - t) ** 2)


def staged(x, W, b, t, eps):
    d = len(x)
    mu = x.mean()
    xc = x - mu
    var = np.mean(xc**2)
    std = np.sqrt(var + eps)
    n = xc / std
    do = W @ n + b - t
    dW = np.outer(do, n)
    db = do
    dn = W.T @ do
    dvar = np.sum(dn * xc) * (-0.5) * (var + eps) ** (-1.5)
    dxc = dn / std + dvar * 2 * xc / d
    dmu = -np.sum(dxc)
    dx = dxc + dmu / d
    return {"x": dx, "W": dW, "b": db}


def compact(x, W, b, t, eps):
    istd = 1 / np.sqrt(np.var(x) + eps)
    xhat = (x - np.mean(x)) * istd
    err = W @ xhat + b - t
    g = W.T @ err
    dx = istd * (g - np.mean(g) - xhat * np.mean(g * xhat))
    return {"x": dx, "W": err[:, None] * xhat[None, :], "b": err}


def with_the_jacobian(x, W, b, t, eps):
    d = x.size
    m = np.sum(x) / d
    s = np.sqrt(np.sum((x - m) ** 2) / d + eps)
    z = (x - m) / s
    e = W @ z + b - t
    J = np.zeros((d, d))
    for i in range(d):
        for j in range(d):
            dm = 1 / d
            ds = (x[j] - m) / (d * s)
            delta = 1.0 if i == j else 0.0
            J[i, j] = (delta - dm) / s - (x[i] - m) * ds / s**2
    gW = np.zeros_like(W)
    for r in range(len(e)):
        gW[r] = e[r] * z
    gx = J.T @ (W.T @ e)
    return {"x": gx, "W": gW, "b": e}


CASES = [
    Slip(
        "held mean and variance constant: dx is dn/std alone, without the paths through var and mu",
        staged,
        {"dx = dxc + dmu / d": "dx = dn / std"},
    ),
    Slip(
        "forgot the path through the mean: dx is dxc, the term dmu/d is missing",
        staged,
        {"dx = dxc + dmu / d": "dx = dxc"},
    ),
    Slip(
        "forgot the path through the variance: dxc is dn/std, the term dvar 2 xc/d is missing",
        staged,
        {" + dvar * 2 * xc / d": ""},
    ),
    Slip(
        "forgot the path through the variance: the term xhat mean(g xhat) is missing in dx",
        compact,
        {" - xhat * np.mean(g * xhat)": ""},
    ),
    Slip(
        "forgot the 1/s of the square root's derivative: ds is (x_j - m)/d instead of (x_j - m)/(d s)",
        with_the_jacobian,
        {"ds = (x[j] - m) / (d * s)": "ds = (x[j] - m) / d"},
    ),
    Slip(
        "wrong sign of the error: do is t - o instead of o - t, so all gradients have the opposite sign",
        staged,
        {"do = W @ n + b - t": "do = t - (W @ n + b)"},
    ),
    Slip(
        "forgot the 1/std: dx is g - mean(g) - xhat mean(g xhat) without the factor in front",
        compact,
        {"dx = istd * (g": "dx = (g"},
    ),
    Slip(
        "did not standardise in the gradient of W: multiplied the error by x instead of by xhat",
        compact,
        {"err[:, None] * xhat[None, :]": "err[:, None] * x[None, :]"},
    ),
    Slip(
        "wrong exponent in the derivative of 1/sqrt(var + eps): dvar has (var + eps)^(-1/2) instead of "
        "(var + eps)^(-3/2)",
        staged,
        {"(var + eps) ** (-1.5)": "(var + eps) ** (-0.5)"},
    ),
    Slip(
        "lost the minus sign of the derivative of 1/sqrt(var + eps): dvar has +1/2 instead of -1/2",
        staged,
        {"* (-0.5) *": "* 0.5 *"},
    ),
    Slip(
        "forgot the factor 1/d of the mean in the variance's derivative: the term of dvar in dxc is dvar 2 xc instead "
        "of dvar 2 xc/d",
        staged,
        {"dvar * 2 * xc / d": "dvar * 2 * xc"},
    ),
    Slip(
        "forgot the mean's share in the Jacobian: delta_ij/s instead of (delta_ij - 1/d)/s",
        with_the_jacobian,
        {"dm = 1 / d": "dm = 0"},
    ),
    Slip(
        "two mistakes: summed instead of averaging over the entries in both terms of dx (sum(g) and sum(g xhat)), and "
        "kept a 2 from the square in the error",
        compact,
        {
            "err = W @ xhat + b - t": "err = 2 * (W @ xhat + b - t)",
            "(g - np.mean(g) - xhat * np.mean(g * xhat))": "(g - np.sum(g) - xhat * np.sum(g * xhat))",
        },
    ),
]
