"""A residual connection with one scalar gate, followed by layer normalisation, on one example. x and y have d entries,
W is d x d, v has d entries, gamma has d entries, * between vectors multiplies entry by entry.
g = sigma(v . x) (a number), h = tanh(W x), r = x + g h, mu = mean of r's entries, var = mean of (r - mu)^2,
u = (r - mu) / sqrt(var + 0.1), L = 1/2 |gamma * u - y|^2.
Derive the gradients of L with respect to W, v, gamma and x.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "v", "gamma", "x")
EPS = 0.1


def make(rng, size):
    d = (4, 3, 6)[size]
    return {
        "x": rng.uniform(0.3, 1.6, size=d) * np.resize([1.0, -1.0, 1.0, 1.0], d),
        "y": rng.normal(size=d),
        "W": rng.normal(size=(d, d)) * 0.7,
        "v": rng.normal(size=d) * 0.7,
        "gamma": rng.uniform(0.5, 1.8, size=d),
    }


def sigma(m):
    return 1 / (1 + np.exp(-m))


def loss(x, y, W, v, gamma):
    g = 1 / (1 + np.exp(-(v @ x)))
    h = np.tanh(W @ x)
    r = x + g * h
    mu = np.mean(r)
    var = np.mean((r - mu) ** 2)
    u = (r - mu) / (var + EPS) ** 0.5
    return 0.5 * np.sum((gamma * u - y) ** 2)


def vectorised(x, y, W, v, gamma):
    g = sigma(v @ x)
    h = np.tanh(W @ x)
    r = x + g * h
    cen = r - np.mean(r)
    std = np.sqrt(np.mean(cen**2) + EPS)
    u = cen / std
    dout = gamma * u - y
    dgamma = dout * u
    du = dout * gamma
    dr = (du - np.mean(du) - u * np.mean(du * u)) / std
    dg = dr @ h
    dh = dr * g
    da = dh * (1 - h**2)
    ds = dg * g * (1 - g)
    dW = np.outer(da, x)
    dv = ds * x
    dx = dr + W.T @ da + ds * v
    return {"W": dW, "v": dv, "gamma": dgamma, "x": dx}


def with_loops(x, y, W, v, gamma):
    d = len(x)
    s = 0.0
    for j in range(d):
        s += v[j] * x[j]
    g = sigma(s)
    h, r = np.zeros(d), np.zeros(d)
    for i in range(d):
        h[i] = np.tanh(W[i] @ x)
        r[i] = x[i] + g * h[i]
    mu = sum(r) / d
    var = sum((r[i] - mu) ** 2 for i in range(d)) / d
    root = np.sqrt(var + EPS)
    du, ggamma = np.zeros(d), np.zeros(d)
    dvar, dmu = 0.0, 0.0
    for i in range(d):
        u = (r[i] - mu) / root
        e = gamma[i] * u - y[i]
        ggamma[i] = e * u
        du[i] = e * gamma[i]
        dvar += du[i] * (r[i] - mu) * -0.5 / root**3
        dmu += -du[i] / root
    gW, gv, gx = np.zeros((d, d)), np.zeros(d), np.zeros(d)
    dg = 0.0
    for i in range(d):
        dr = du[i] / root + dvar * 2 * (r[i] - mu) / d + dmu / d
        gx[i] += dr
        dg += dr * h[i]
        da = dr * g * (1 - h[i] ** 2)
        for j in range(d):
            gW[i, j] = da * x[j]
            gx[j] += W[i, j] * da
    for j in range(d):
        gv[j] = dg * g * (1 - g) * x[j]
        gx[j] += dg * g * (1 - g) * v[j]
    return {"W": gW, "v": gv, "gamma": ggamma, "x": gx}


CASES = [
    Slip(
        "forgot the skip connection: the direct path dr is missing in dx",
        vectorised,
        {"dx = dr + W.T @ da + ds * v": "dx = W.T @ da + ds * v"},
    ),
    Slip(
        "forgot that the gate depends on x as well: dx lacks ds v",
        vectorised,
        {"dx = dr + W.T @ da + ds * v": "dx = dr + W.T @ da"},
    ),
    Slip(
        "did not transpose W on the way back to x",
        vectorised,
        {"W.T @ da": "W @ da"},
    ),
    Slip(
        "treated mean and spread of the layer as constants: dr is du / std",
        vectorised,
        {"dr = (du - np.mean(du) - u * np.mean(du * u)) / std": "dr = du / std"},
    ),
    Slip(
        "forgot the sigmoid's derivative in the gate: ds is dg",
        vectorised,
        {"ds = dg * g * (1 - g)": "ds = dg"},
    ),
    Slip(
        "did not sum over the entries for the scalar gate: dg is the vector dr h, which then multiplies x entry by entry",
        vectorised,
        {"dg = dr @ h": "dg = dr * h"},
    ),
    Slip(
        "forgot the gate in front of h: dh is dr",
        vectorised,
        {"dh = dr * g": "dh = dr"},
    ),
    Slip(
        "left gamma out of du, so the error goes into the normalisation unscaled",
        vectorised,
        {"du = dout * gamma": "du = dout"},
    ),
    Slip(
        "wrote the sigmoid's derivative for the tanh: h (1 - h)",
        vectorised,
        {"da = dh * (1 - h**2)": "da = dh * h * (1 - h)"},
    ),
    Slip(
        "wrong power of the root in dvar: root^2 instead of root^3",
        with_loops,
        {"-0.5 / root**3": "-0.5 / root**2"},
    ),
    Slip(
        "forgot to divide by d where the mean and the variance are differentiated",
        with_loops,
        {"(r[i] - mu) / d + dmu / d": "(r[i] - mu) + dmu"},
    ),
    Slip(
        "wrong index in the gradient of W: x[i] where x[j] belongs",
        with_loops,
        {"gW[i, j] = da * x[j]": "gW[i, j] = da * x[i]"},
    ),
    Slip(
        "overwrote the gradient of x with the gate's part in the last loop",
        with_loops,
        {"gx[j] += dg * g": "gx[j] = dg * g"},
    ),
    Slip(
        "two mistakes: the gradient of gamma uses r - mu without dividing by the root, and the tanh's derivative lacks "
        "the square, 1 - h",
        with_loops,
        {"ggamma[i] = e * u": "ggamma[i] = e * (r[i] - mu)", "(1 - h[i] ** 2)": "(1 - h[i])"},
    ),
]
