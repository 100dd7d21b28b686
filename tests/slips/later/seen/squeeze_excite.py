"""A squeeze-and-excitation block on one feature map X with c channels (rows) and t positions (columns).
z = mean of X over the positions (c entries), h = relu(W1 z + b1) with W1 of shape r x c, s = sigmoid(W2 h) with W2 of
shape c x r, Y = diag(s) X, so every channel is rescaled by its own gate; the target T has the shape of X.
L = (1/(2 c t)) sum_ij (Y_ij - T_ij)^2.
Derive the gradients of L with respect to W1, b1, W2 and the feature map X.
"""

import numpy as np

from nn.array import relu, sigmoid

from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "X")


def make(rng, size):
    c, t, r = ((3, 4, 4), (4, 3, 3), (5, 2, 4))[size]
    X = rng.normal(size=(c, t)) + np.resize([0.8, -0.6, 0.5], c)[:, None]
    W1 = rng.normal(size=(r, c)) * 0.8
    z = X.mean(axis=1)
    hidden = np.resize([0.7, -0.5, 0.9], r) * rng.uniform(0.8, 1.2, size=r)
    return {
        "X": X,
        "T": rng.normal(size=(c, t)) * 1.5,
        "W1": W1,
        "b1": hidden - W1 @ z,
        "W2": rng.normal(size=(c, r)),
    }


def loss(X, T, W1, b1, W2):
    c, t = X.shape
    z = np.mean(X, axis=1)
    h = relu(W1 @ z + b1)
    s = sigmoid(W2 @ h)
    Y = s[:, None] * X
    return np.sum((Y - T) ** 2) / (2 * c * t)


def backward(X, T, W1, b1, W2):
    c, t = X.shape
    z = np.mean(X, axis=1)
    a = W1 @ z + b1
    h = relu(a)
    q = W2 @ h
    s = sigmoid(q)
    Y = s[:, None] * X
    dY = (Y - T) / (c * t)
    ds = np.sum(dY * X, axis=1)
    dq = ds * s * (1 - s)
    dW2 = np.outer(dq, h)
    dh = W2.T @ dq
    da = dh * (a > 0)
    dW1 = np.outer(da, z)
    dz = W1.T @ da
    dX = dY * s[:, None] + dz[:, None] / t
    return {"W1": dW1, "b1": da, "W2": dW2, "X": dX}


def index_notation(X, T, W1, b1, W2):
    c, t = X.shape
    r = len(b1)
    z = [sum(X[i]) / t for i in range(c)]
    a = [b1[j] + sum(W1[j, i] * z[i] for i in range(c)) for j in range(r)]
    h = [max(v, 0.0) for v in a]
    s = [1 / (1 + np.exp(-sum(W2[i, j] * h[j] for j in range(r)))) for i in range(c)]
    dW1, db1, dW2, dX = np.zeros((r, c)), np.zeros(r), np.zeros((c, r)), np.zeros((c, t))
    gate = []
    for i in range(c):
        signal = 0.0
        for p in range(t):
            err = s[i] * X[i, p] - T[i, p]
            signal += err * X[i, p] / (c * t)
            dX[i, p] += err * s[i] / (c * t)
        gate.append(signal * s[i] * (1 - s[i]))
        for j in range(r):
            dW2[i, j] = gate[i] * h[j]
    for j in range(r):
        if a[j] > 0:
            db1[j] = sum(W2[i, j] * gate[i] for i in range(c))
        for i in range(c):
            dW1[j, i] = db1[j] * z[i]
            for p in range(t):
                dX[i, p] += db1[j] * W1[j, i] / t
    return {"W1": dW1, "b1": db1, "W2": dW2, "X": dX}


CASES = [
    Slip(
        "treated the gates as constants for X: the path through the squeeze (the mean) is missing",
        backward,
        {"dX = dY * s[:, None] + dz[:, None] / t": "dX = dY * s[:, None]"},
    ),
    Slip(
        "spread the squeeze's gradient over the positions without the 1/t of the mean",
        backward,
        {"+ dz[:, None] / t": "+ dz[:, None]"},
    ),
    Slip(
        "squeezed the gradient of the gates as well: took the mean over the positions where the sum belongs",
        backward,
        {"ds = np.sum(dY * X, axis=1)": "ds = np.mean(dY * X, axis=1)"},
    ),
    Slip(
        "multiplied by the output Y where the gate is differentiated; Y = s X gives dY/ds = X",
        backward,
        {"np.sum(dY * X, axis=1)": "np.sum(dY * Y, axis=1)"},
    ),
    Slip(
        "put the input q of the sigmoid into s (1 - s) instead of its output",
        backward,
        {"ds * s * (1 - s)": "ds * q * (1 - q)"},
    ),
    Slip(
        "forgot to go through the sigmoid of the gates",
        backward,
        {"dq = ds * s * (1 - s)": "dq = ds"},
    ),
    Slip(
        "handed the error straight on to X along the direct path, as with a skip connection, without the gate s",
        backward,
        {"dX = dY * s[:, None] +": "dX = dY +"},
    ),
    Slip(
        "used the mean of the rescaled map as the input of the first layer: s z instead of z in the gradient of W1",
        backward,
        {"dW1 = np.outer(da, z)": "dW1 = np.outer(da, np.mean(Y, axis=1))"},
    ),
    Slip(
        "left out the relu: hidden units that were off get a gradient too",
        index_notation,
        {"if a[j] > 0:": "if True:"},
    ),
    Slip(
        "in the gate's signal used the error X - T of the map before it was rescaled, instead of s X - T",
        index_notation,
        {"signal += err * X[i, p] / (c * t)": "signal += (X[i, p] - T[i, p]) * X[i, p] / (c * t)"},
    ),
    Slip(
        "two mistakes: divided by the number of channels only, and the relu's mask was applied to W1 but b1 got the "
        "signal from before the mask",
        backward,
        {"dY = (Y - T) / (c * t)": "dY = (Y - T) / c", '"b1": da,': '"b1": dh,'},
    ),
    Slip(
        "two mistakes: multiplied by 1 - s only in the sigmoid's derivative, and dropped the 1/t of the mean",
        index_notation,
        {"signal * s[i] * (1 - s[i])": "signal * (1 - s[i])", "W1[j, i] / t": "W1[j, i]"},
    ),
]
