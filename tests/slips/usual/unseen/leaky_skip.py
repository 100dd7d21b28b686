"""A network with a residual connection around a leaky ReLU layer. The n examples are the rows of X (n x p).
A is p x d, W1 is d x h, b1 has h entries, W2 is h x d, v has d entries; alpha is the given slope on the negative side.
E = X A, Z = E W1 + b1, H = leaky(Z) with leaky(z) = z for z > 0 and alpha z otherwise, R = E + H W2, o = R v,
L = (1/n) sum over i of (o_i - y_i)^2. Derive the gradients of L with respect to A, W1, b1, W2 and v.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("A", "W1", "b1", "W2", "v")


def make(rng, size):
    n, p, d, h = ((5, 2, 3, 4), (6, 3, 2, 4), (4, 5, 3, 6))[size]
    return {
        "X": rng.normal(size=(n, p)),
        "y": rng.normal(size=n),
        "A": 0.7 * rng.normal(size=(p, d)),
        "W1": rng.normal(size=(d, h)),
        "b1": rng.uniform(-0.5, 0.5, size=h),
        "W2": 0.7 * rng.normal(size=(h, d)),
        "v": rng.uniform(0.3, 1.0, size=d),
        "alpha": (0.1, 0.2, 0.05)[size],
    }


def loss(X, y, A, W1, b1, W2, v, alpha):
    E = X @ A
    Z = E @ W1 + b1
    H = np.where(Z > 0, Z, alpha * Z)
    R = E + H @ W2
    return np.mean((R @ v - y) ** 2)


def backward_pass(X, y, A, W1, b1, W2, v, alpha):
    n = len(y)
    E = X @ A
    Z = E @ W1 + b1
    H = np.maximum(Z, alpha * Z)
    R = E + H @ W2
    o = R @ v
    do = 2 / n * (o - y)
    dv = R.T @ do
    dR = np.outer(do, v)
    dW2 = H.T @ dR
    dH = dR @ W2.T
    dZ = dH * np.where(Z > 0, 1, alpha)
    dW1 = E.T @ dZ
    db1 = dZ.sum(axis=0)
    dE = dR + dZ @ W1.T
    dA = X.T @ dE
    return {"A": dA, "W1": dW1, "b1": db1, "W2": dW2, "v": dv}


def per_example(X, y, A, W1, b1, W2, v, alpha):
    gA, gW1, gb1, gW2, gv = (np.zeros_like(q) for q in (A, W1, b1, W2, v))
    for x, target in zip(X, y):
        e = A.T @ x
        z = W1.T @ e + b1
        slope = np.array([1.0 if zj > 0 else alpha for zj in z])
        h = slope * z
        r = e + W2.T @ h
        error = v @ r - target
        gr = 2 * error * v
        gh = W2 @ gr
        gz = slope * gh
        gv += 2 * error * r
        gW2 += np.outer(h, gr)
        gW1 += np.outer(e, gz)
        gb1 += gz
        ge = W1 @ gz
        ge += gr
        gA += np.outer(x, ge)
    n = len(X)
    return {"A": gA / n, "W1": gW1 / n, "b1": gb1 / n, "W2": gW2 / n, "v": gv / n}


def branch_and_skip(X, y, A, W1, b1, W2, v, alpha):
    E = X @ A
    pre = E @ W1 + b1
    on = pre > 0
    H = on * pre + alpha * ~on * pre
    out = (E + H @ W2) @ v
    delta = (2 * (out - y) / len(y))[:, None]
    delta_out = delta * v
    delta_hidden = (on + alpha * ~on) * (delta_out @ W2.T)
    A_from_skip = X.T @ delta_out
    A_from_branch = X.T @ (delta_hidden @ W1.T)
    return {
        "A": A_from_skip + A_from_branch,
        "W1": E.T @ delta_hidden,
        "b1": np.sum(delta_hidden, axis=0),
        "W2": H.T @ delta_out,
        "v": np.sum(delta * (E + H @ W2), axis=0),
    }


CASES = [
    Slip(
        "forgot the residual connection on the way back: dE is dZ W1^T, the term dR is missing",
        backward_pass,
        {"dE = dR + dZ @ W1.T": "dE = dZ @ W1.T"},
    ),
    Slip(
        "took the derivative of the ordinary ReLU: 0 instead of alpha where Z is negative",
        backward_pass,
        {"np.where(Z > 0, 1, alpha)": "np.where(Z > 0, 1, 0)"},
    ),
    Slip(
        "forgot the derivative of the leaky ReLU: gz is gh, the slope (1 or alpha) is missing",
        per_example,
        {"gz = slope * gh": "gz = gh"},
    ),
    Slip(
        "only the skip path in the gradient of A: the part through the hidden layer is missing",
        branch_and_skip,
        {'"A": A_from_skip + A_from_branch': '"A": A_from_skip'},
    ),
    Slip(
        "forgot the factor v on the way back from the output: delta_out repeats delta in every column instead of "
        "multiplying it by v",
        branch_and_skip,
        {"delta_out = delta * v": "delta_out = delta * np.ones_like(v)"},
    ),
    Slip(
        "took the slope at the incoming gradient: alpha where dH is negative instead of where Z is negative",
        backward_pass,
        {"np.where(Z > 0, 1, alpha)": "np.where(dH > 0, 1, alpha)"},
    ),
    Slip(
        "forgot the 2 from the square: do is (o - y)/n",
        backward_pass,
        {"do = 2 / n * (o - y)": "do = 1 / n * (o - y)"},
    ),
    Slip(
        "forgot the mean: the gradients are not divided by n",
        branch_and_skip,
        {"2 * (out - y) / len(y)": "2 * (out - y)"},
    ),
    Slip(
        "forgot the skip part in the gradient of v: used H W2 instead of R = E + H W2",
        backward_pass,
        {"dv = R.T @ do": "dv = (H @ W2).T @ do"},
    ),
    Slip(
        "multiplied the two paths instead of adding them: dE is dR times dZ W1^T, entry by entry",
        backward_pass,
        {"dE = dR + dZ @ W1.T": "dE = dR * (dZ @ W1.T)"},
    ),
    Slip(
        "used Z instead of H in the gradient of W2",
        backward_pass,
        {"dW2 = H.T @ dR": "dW2 = Z.T @ dR"},
    ),
    Slip(
        "wrong sign of the error: target - v r instead of v r - target",
        per_example,
        {"error = v @ r - target": "error = target - v @ r"},
    ),
    Slip(
        "two mistakes: derivative of the ordinary ReLU (0 instead of alpha where pre is negative), and no factor 2 "
        "from the square",
        branch_and_skip,
        {"(on + alpha * ~on)": "on", "2 * (out - y)": "(out - y)"},
    ),
]
