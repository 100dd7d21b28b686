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
        "took the sine of the angles in degrees without turning them into radians, in the inputs X (the cosine in "
        "dT has radians)",
        line_by_line,
        {"X = np.sin(np.pi * T / 180)": "X = np.sin(T)"},
    ),
    Slip(
        "wrote e^Z / 1 + e^Z without the brackets in the derivative of softplus, which is e^Z + e^Z and not e^Z / "
        "(1 + e^Z)",
        line_by_line,
        {"(np.exp(Z) / (1 + np.exp(Z)))": "(np.exp(Z) / 1 + np.exp(Z))"},
    ),
    Slip(
        "took the sign of the mean error, one for all examples, instead of the sign of each example's error",
        line_by_line,
        {"df = np.sign(f - y) / n": "df = np.sign(np.mean(f - y)) * np.ones(n) / n"},
    ),
    Slip(
        "took the gradient of b from dH, before the derivative of softplus, instead of from dZ",
        line_by_line,
        {"db = dZ.sum(axis=0)": "db = dH.sum(axis=0)"},
    ),
    Slip(
        "forgot the inner derivative pi / 180 of the change from degrees to radians in dT",
        line_by_line,
        {"np.cos(np.pi * T / 180) * np.pi / 180": "np.cos(np.pi * T / 180)"},
    ),
    Slip(
        "used the derivative sigma (1 - sigma) of the sigmoid for softplus, whose derivative is sigma itself",
        example_by_example,
        {"g = v / (1 + np.exp(-z))": "g = v * np.exp(-z) / (1 + np.exp(-z)) ** 2"},
    ),
    Slip(
        "evaluated softplus' derivative at the hidden value a = softplus(z) instead of at z",
        example_by_example,
        {"g = v / (1 + np.exp(-z))": "g = v / (1 + np.exp(-a))"},
    ),
    Slip(
        "forgot the bias b in the hidden layer when recomputing z",
        example_by_example,
        {"z = W.T @ x + b": "z = W.T @ x"},
    ),
    Slip(
        "took the cosine of the sine, cos(x), instead of the cosine of the angle, for the derivative of the sine in dT",
        example_by_example,
        {"np.cos(rad)": "np.cos(x)"},
    ),
    Slip(
        "two mistakes: used z in place of the hidden values softplus(z) in the gradient of v, and multiplied by "
        "180 / pi in dT instead of by pi / 180",
        example_by_example,
        {"dv += s * a / n": "dv += s * z / n", "np.pi / 180 / n": "180 / np.pi / n"},
    ),
    Slip(
        "differentiated squared errors instead of absolute ones: 2 r / n in place of sign(r) / n",
        with_indices,
        {"s = r / np.abs(r) / len(r)": "s = 2 * r / len(r)"},
    ),
    Slip(
        "used a ReLU's derivative (1 where z > 0, else 0) for softplus",
        with_indices,
        {"q = 1 / (1 + np.exp(-z))": "q = (z > 0) * 1.0"},
    ),
    Slip(
        "left the derivative of softplus out of dT only: W is multiplied with s and v alone",
        with_indices,
        {'"i,m,im,jm->ij", s, v, q, W': '"i,m,jm->ij", s, v, W'},
    ),
    Slip(
        "two mistakes: left the output weights v out of the gradient of the hidden bias b, and took the mean "
        "instead of the sum of s (which has its 1/n already) for c",
        with_indices,
        {'"i,m,im->m", s, v, q': '"i,im->m", s, q', "s.sum()": "s.mean()"},
    ),
]
