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
        "forgot the skip connection in the gradient of X: only the path through the block, dZ W1, without dH",
        in_matrices,
        {"dX = dH + dZ @ W1": "dX = dZ @ W1"},
    ),
    Slip(
        "left out the direct path x -> h (the identity of the residual block) in the gradient of X",
        with_probabilities,
        {"dX[i] = dh + W1.T @ dz": "dX[i] = W1.T @ dz"},
    ),
    Slip(
        "forgot the derivative of relu (the mask W1 x > 0) on the way back, which spoils the gradients of W1 and X",
        in_matrices,
        {"dZ = dR * (Z > 0)": "dZ = dR"},
    ),
    Slip(
        "forgot the derivative of relu in the gradient of W1 (the gradient of X has it)",
        with_the_jacobian_of_the_block,
        {"np.outer(on @ W2.T @ w, x)": "np.outer(W2.T @ w, x)"},
    ),
    Slip(
        "lost the minus sign of -y in the derivative of log(1 + exp(-y s)): all gradients have the wrong sign",
        in_matrices,
        {"g = -y / (1 + np.exp(y * s)) / m": "g = y / (1 + np.exp(y * s)) / m"},
    ),
    Slip(
        "forgot the 1/m of the mean (all gradients)",
        in_matrices,
        {"    m = len(y)\n": "", "g = -y / (1 + np.exp(y * s)) / m": "g = -y / (1 + np.exp(y * s))"},
    ),
    Slip(
        "wrong sign in the exponent of the logistic function: -y / (1 + exp(-y s)) instead of -y / (1 + exp(y s)) (all "
        "gradients)",
        in_matrices,
        {"np.exp(y * s)": "np.exp(-y * s)"},
    ),
    Slip(
        "used the formula sigma(s) - y, which is for labels 0 and 1, with the labels -1 and +1 (all gradients)",
        with_probabilities,
        {
            "        target = (y[i] + 1) / 2\n": "",
            "ds = 1 / (1 + np.exp(-s)) - target": "ds = 1 / (1 + np.exp(-s)) - y[i]",
        },
    ),
    Slip(
        "used W1 x before the relu instead of relu(W1 x) in the gradient of W2",
        in_matrices,
        {"dW2 = dH.T @ R": "dW2 = dH.T @ Z"},
    ),
    Slip(
        "forgot that h also contains x: the gradient of w has only the block's output W2 relu(W1 x) in the place of h",
        with_probabilities,
        {"dw += ds * h": "dw += ds * (W2 @ r)"},
    ),
    Slip(
        "wrote the number 1 instead of the identity matrix in dh/dx = I + W2 D W1 (every entry gets a 1), so the "
        "gradient of X is wrong",
        with_the_jacobian_of_the_block,
        {"J = np.eye(d) + W2 @ on @ W1": "J = 1 + W2 @ on @ W1"},
    ),
    Slip(
        "forgot the 1/m of the mean in the gradient of b only",
        with_probabilities,
        {'"b": db / m': '"b": db'},
    ),
    Slip(
        "two mistakes: forgot the derivative of relu (gradients of W1 and X), and the skip connection in the gradient "
        "of X",
        with_probabilities,
        {"dz = (W2.T @ dh) * (z > 0)": "dz = W2.T @ dh", "dX[i] = dh + W1.T @ dz": "dX[i] = W1.T @ dz"},
    ),
]
