"""A residual block with a linear score and the logistic loss, for a batch. The rows x_i of X (m x d) are the inputs,
the labels y_i are +1 or -1, W1 is p x d, W2 is d x p, w has d entries and b is a number.
h_i = x_i + W2 relu(W1 x_i), s_i = w . h_i + b, and the loss is the mean L = 1/m sum over i of log(1 + exp(-y_i s_i)).
Derive the gradients of L with respect to X, W1, W2, w and b.
"""

import numpy as np

from nn.array import relu, softplus
from tests.slips.cases import Slip

ASKED = ("X", "W1", "W2", "w", "b")


def make(rng, size):
    m, d, p = ((4, 2, 3), (3, 4, 2), (6, 3, 5))[size]
    while True:
        X, W1, W2 = rng.normal(size=(m, d)), rng.normal(size=(p, d)), rng.normal(size=(d, p))
        on = X @ W1.T > 0
        H = X + np.maximum(X @ W1.T, 0) @ W2.T
        if on.any(axis=0).all() and on.any(axis=1).all() and not on.all(axis=0).any() and H.min() < 0 < H.max():
            break
    y = rng.permutation(np.where(np.arange(m) % 2, 1.0, -1.0))
    return {"X": X, "y": y, "W1": W1, "W2": W2, "w": rng.normal(size=d), "b": rng.normal()}


def loss(X, y, W1, W2, w, b):
    H = X + relu(X @ W1.T) @ W2.T
    s = H @ w + b
    return np.mean(softplus(-y * s))


def in_matrices(X, y, W1, W2, w, b):
    m = len(y)
    Z = X @ W1.T
    R = np.maximum(Z, 0)
    H = X + R @ W2.T
    s = H @ w + b
    g = -y / (1 + np.exp(y * s)) / m
    dw = H.T @ g
    db = np.sum(g)
    dH = np.outer(g, w)
    dW2 = dH.T @ R
    dR = dH @ W2
    dZ = dR * (Z > 0)
    dW1 = dZ.T @ X
    dX = dH + dZ @ W1
    return {"X": dX, "W1": dW1, "W2": dW2, "w": dw, "b": db}


def with_probabilities(X, y, W1, W2, w, b):
    m = len(y)
    dX, dW1, dW2, dw, db = np.zeros(X.shape), np.zeros(W1.shape), np.zeros(W2.shape), np.zeros(w.shape), 0.0
    for i in range(m):
        z = W1 @ X[i]
        r = z * (z > 0)
        h = X[i] + W2 @ r
        s = w @ h + b
        target = (y[i] + 1) / 2
        ds = 1 / (1 + np.exp(-s)) - target
        dw += ds * h
        db += ds
        dh = ds * w
        dW2 += np.outer(dh, r)
        dz = (W2.T @ dh) * (z > 0)
        dW1 += np.outer(dz, X[i])
        dX[i] = dh + W1.T @ dz
    return {"X": dX / m, "W1": dW1 / m, "W2": dW2 / m, "w": dw / m, "b": db / m}


def with_the_jacobian_of_the_block(X, y, W1, W2, w, b):
    m, d = X.shape
    dX, dW1, dW2, dw, db = np.zeros(X.shape), np.zeros(W1.shape), np.zeros(W2.shape), np.zeros(w.shape), 0.0
    for i in range(m):
        x = X[i]
        on = np.diag((W1 @ x > 0).astype(float))
        r = on @ W1 @ x
        h = x + W2 @ r
        u = np.exp(-y[i] * (w @ h + b))
        ds = -y[i] * u / (1 + u) / m
        J = np.eye(d) + W2 @ on @ W1
        dX[i] = ds * (w @ J)
        dW1 += ds * np.outer(on @ W2.T @ w, x)
        dW2 += ds * np.outer(w, r)
        dw += ds * h
        db += ds
    return {"X": dX, "W1": dW1, "W2": dW2, "w": dw, "b": db}


CASES = [
    Slip(
        "forgot the skip connection in the gradient of X: only the path through W2 and W1 is there, dH itself is "
        "not added",
        in_matrices,
        {"dX = dH + dZ @ W1": "dX = dZ @ W1"},
    ),
    Slip(
        "copied the form of the forward pass for the gradient of X and added X itself instead of dH for the skip "
        "connection",
        in_matrices,
        {"dX = dH + dZ @ W1": "dX = X + dZ @ W1"},
    ),
    Slip(
        "wrote the logistic loss's derivative with the wrong sign in the exponent, -y/(1 + exp(-y s)) instead of "
        "-y/(1 + exp(y s))",
        in_matrices,
        {"np.exp(y * s)": "np.exp(-y * s)"},
    ),
    Slip(
        "forgot the skip connection in the gradient of w: multiplied by W2 relu(W1 x) alone instead of by h",
        in_matrices,
        {"dw = H.T @ g": "dw = (R @ W2.T).T @ g"},
    ),
    Slip(
        "used the block's output H instead of its input X in the gradient of W1",
        in_matrices,
        {"dW1 = dZ.T @ X": "dW1 = dZ.T @ H"},
    ),
    Slip(
        "put the ReLU's derivative into the gradient of W2, multiplying by Z > 0 (0 or 1) instead of by the ReLU's"
        " values R",
        in_matrices,
        {"dW2 = dH.T @ R": "dW2 = dH.T @ (Z > 0)"},
    ),
    Slip(
        "subtracted the label +1/-1 itself from the probability instead of turning it into the target 1/0 first",
        with_probabilities,
        {"target = (y[i] + 1) / 2": "target = y[i]"},
    ),
    Slip(
        "put a second ReLU after the addition, h = relu(x + W2 relu(W1 x)), as in the usual residual networks "
        "(forward and backward)",
        with_probabilities,
        {"h = X[i] + W2 @ r": "h = np.maximum(X[i] + W2 @ r, 0)", "dh = ds * w\n": "dh = ds * w * (h > 0)\n"},
    ),
    Slip(
        "two mistakes: took the ReLU's derivative as 1 where its output is >= 0, which is everywhere, so the "
        "inactive units let the gradient through to W1 and X; and did not divide the gradient of X by m",
        with_probabilities,
        {"(W2.T @ dh) * (z > 0)": "(W2.T @ dh) * (r >= 0)", "dX / m": "dX"},
    ),
    Slip(
        "added w instead of ds w for the skip connection in the gradient of X: the loss's derivative by the score "
        "is missing there",
        with_probabilities,
        {"dX[i] = dh + W1.T @ dz": "dX[i] = w + W1.T @ dz"},
    ),
    Slip(
        "multiplied the block's Jacobian from the wrong side in the gradient of X, J w instead of J^T w",
        with_the_jacobian_of_the_block,
        {"(w @ J)": "(J @ w)"},
    ),
    Slip(
        "squared the denominator, u/(1 + u)^2: took the derivative of the sigmoid instead of that of log(1 + "
        "exp(-y s))",
        with_the_jacobian_of_the_block,
        {"u / (1 + u) / m": "u / (1 + u) ** 2 / m"},
    ),
    Slip(
        "used the gradient that leaves the block at its input, J^T w, instead of the one that arrives at its "
        "output, w, in the gradient of W2",
        with_the_jacobian_of_the_block,
        {"np.outer(w, r)": "np.outer(J.T @ w, r)"},
    ),
    Slip(
        "two mistakes: lost the inner derivative's factor y_i, so ds is -u/(1 + u)/m for either label; and left "
        "the ReLU's derivative out of the block's Jacobian, I + W2 W1 (the gradient of X only)",
        with_the_jacobian_of_the_block,
        {"ds = -y[i] * u": "ds = -u", "W2 @ on @ W1": "W2 @ W1"},
    ),
]
