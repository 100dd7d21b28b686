"""A small network on angles. T (n x d) holds angles in degrees; the inputs are their sines, X = sin(pi T / 180), entry
by entry. With W (d x h), b (h), v (h) and a number c, the hidden layer is H = softplus(X W + b), where softplus(z) =
log(1 + e^z), and the prediction for example i is f_i = H_i . v + c. The loss is the mean absolute error, L = 1/n *
sum over i of |f_i - y_i|. Derive the gradients of L with respect to W, b, v, c and the angles T (in degrees).
"""

import numpy as np

from nn.array import softplus
from tests.slips.cases import Slip

ASKED = ("W", "b", "v", "c", "T")


def make(rng, size):
    n, d, h = ((4, 2, 3), (3, 4, 5), (7, 3, 2))[size]
    while True:
        T = np.round(rng.uniform(-170, 170, size=(n, d)), 0) + 0.5
        y = rng.normal(size=n)
        W, b, v, c = rng.normal(size=(d, h)), rng.normal(size=h), rng.normal(size=h), rng.normal()
        r = softplus(np.sin(T * np.pi / 180) @ W + b) @ v + c - y
        if np.min(np.abs(r)) > 0.1 and (r > 0).any() and (r < 0).any():
            return {"T": T, "y": y, "W": W, "b": b, "v": v, "c": c}


def loss(T, y, W, b, v, c):
    X = np.sin(T * np.pi / 180)
    H = softplus(X @ W + b)
    return np.mean(np.abs(H @ v + c - y))


def line_by_line(T, y, W, b, v, c):
    n = len(y)
    X = np.sin(np.pi * T / 180)
    Z = X @ W + b
    H = np.log(1 + np.exp(Z))
    f = H @ v + c
    df = np.sign(f - y) / n
    dv = H.T @ df
    dc = np.sum(df)
    dH = np.outer(df, v)
    dZ = dH * (np.exp(Z) / (1 + np.exp(Z)))
    dW = X.T @ dZ
    db = dZ.sum(axis=0)
    dX = dZ @ W.T
    dT = dX * np.cos(np.pi * T / 180) * np.pi / 180
    return {"W": dW, "b": db, "v": dv, "c": dc, "T": dT}


def example_by_example(T, y, W, b, v, c):
    n = len(T)
    dW, db, dv, dc, dT = np.zeros(W.shape), np.zeros(len(b)), np.zeros(len(v)), 0.0, np.zeros(T.shape)
    for i in range(n):
        rad = np.deg2rad(T[i])
        x = np.sin(rad)
        z = W.T @ x + b
        a = np.log1p(np.exp(z))
        s = 1.0 if a @ v + c > y[i] else -1.0
        g = v / (1 + np.exp(-z))
        dv += s * a / n
        dc += s / n
        db += s * g / n
        dW += s * np.outer(x, g) / n
        dT[i] = s * np.cos(rad) * (W @ g) * np.pi / 180 / n
    return {"W": dW, "b": db, "v": dv, "c": dc, "T": dT}


def with_indices(T, y, W, b, v, c):
    k = np.pi / 180
    x = np.sin(k * T)
    z = np.einsum("ij,jm->im", x, W) + b
    h = np.logaddexp(0, z)
    r = np.einsum("im,m->i", h, v) + c - y
    s = r / np.abs(r) / len(r)
    q = 1 / (1 + np.exp(-z))
    dW = np.einsum("i,m,im,ij->jm", s, v, q, x)
    db = np.einsum("i,m,im->m", s, v, q)
    dT = k * np.cos(k * T) * np.einsum("i,m,im,jm->ij", s, v, q, W)
    return {"W": dW, "b": db, "v": np.einsum("i,im->m", s, h), "c": s.sum(), "T": dT}


CASES = [
    Slip(
        "forgot the 1/n of the mean in the derivative with respect to f: every gradient is n times too large",
        line_by_line,
        {"np.sign(f - y) / n": "np.sign(f - y)"},
    ),
    Slip(
        "left out the derivative of softplus: dZ = dH (W, b and T are wrong)",
        line_by_line,
        {"dZ = dH * (np.exp(Z) / (1 + np.exp(Z)))": "dZ = dH"},
    ),
    Slip(
        "forgot the inner derivative pi/180 in the gradient of the angles T",
        line_by_line,
        {"np.cos(np.pi * T / 180) * np.pi / 180": "np.cos(np.pi * T / 180)"},
    ),
    Slip(
        "took the cosine of the angle in degrees, cos(T) instead of cos(pi T / 180), in the gradient of T",
        line_by_line,
        {"np.cos(np.pi * T / 180)": "np.cos(T)"},
    ),
    Slip(
        "differentiated as if the loss were the mean squared error: dL/df = 2 (f - y) / n instead of sign(f - y) / n",
        line_by_line,
        {"np.sign(f - y) / n": "2 * (f - y) / n"},
    ),
    Slip(
        "took the derivative of the sigmoid, s (1 - s), for the derivative of softplus, which is s itself",
        line_by_line,
        {
            "dZ = dH * (np.exp(Z) / (1 + np.exp(Z)))": "s = 1 / (1 + np.exp(-Z))\n    dZ = dH * s * (1 - s)",
        },
    ),
    Slip(
        "dT lacks the factor pi/180 that comes from turning degrees into radians",
        example_by_example,
        {"(W @ g) * np.pi / 180 / n": "(W @ g) / n"},
    ),
    Slip(
        "sign of the absolute value the wrong way round: sign(y - f) instead of sign(f - y), all gradients negated",
        line_by_line,
        {"np.sign(f - y)": "np.sign(y - f)"},
    ),
    Slip(
        "the derivative of the sine written as minus cosine in the gradient of T",
        with_indices,
        {"dT = k * np.cos": "dT = -k * np.cos"},
    ),
    Slip(
        "derivative of log(1 + e^z) taken as 1 / (1 + e^z): the inner derivative e^z is forgotten (W, b, T)",
        example_by_example,
        {"v / (1 + np.exp(-z))": "v / (1 + np.exp(z))"},
    ),
    Slip(
        "forgot the 1/n in the gradient of c only",
        example_by_example,
        {"dc += s / n": "dc += s"},
    ),
    Slip(
        "evaluated the derivative of softplus at the output H instead of at Z: sigmoid(H) in dZ",
        line_by_line,
        {"np.exp(Z) / (1 + np.exp(Z))": "np.exp(H) / (1 + np.exp(H))"},
    ),
    Slip(
        "two mistakes: no 1/n in the derivative of the mean (all gradients), and no pi/180 in dT",
        line_by_line,
        {
            "np.sign(f - y) / n": "np.sign(f - y)",
            "np.cos(np.pi * T / 180) * np.pi / 180": "np.cos(np.pi * T / 180)",
        },
    ),
]
