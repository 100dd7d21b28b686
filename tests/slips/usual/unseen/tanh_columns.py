"""A network with one hidden layer, tanh in both layers. The m examples are the columns of X (d x m); W1 is h x d,
W2 is k x h, the biases b1 (h entries) and b2 (k entries) are added to every column. The targets Y are k x m.
A1 = tanh(W1 X + b1), A2 = tanh(W2 A1 + b2), L = 1/(2m) times the sum of all entries of (A2 - Y)^2.
Derive the gradients of L with respect to W1, b1, W2 and b2.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2")


def make(rng, size):
    d, h, k, m = ((3, 4, 2, 6), (2, 3, 4, 5), (4, 5, 3, 7))[size]
    return {
        "X": rng.normal(size=(d, m)),
        "Y": rng.uniform(-0.9, 0.9, size=(k, m)),
        "W1": 0.7 * rng.normal(size=(h, d)),
        "b1": rng.uniform(-0.5, 0.5, size=h),
        "W2": 0.7 * rng.normal(size=(k, h)),
        "b2": rng.uniform(-0.5, 0.5, size=k),
    }


def loss(X, Y, W1, b1, W2, b2):
    m = X.shape[1]
    A1 = np.tanh(W1 @ X + b1[:, None])
    A2 = np.tanh(W2 @ A1 + b2[:, None])
    return np.sum((A2 - Y) ** 2) / (2 * m)


def course_style(X, Y, W1, b1, W2, b2):
    m = X.shape[1]
    Z1 = W1 @ X + b1[:, None]
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2[:, None]
    A2 = np.tanh(Z2)
    dZ2 = (A2 - Y) * (1 - A2**2)
    dW2 = 1 / m * dZ2 @ A1.T
    db2 = 1 / m * np.sum(dZ2, axis=1)
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (1 - A1**2)
    dW1 = 1 / m * dZ1 @ X.T
    db1 = 1 / m * np.sum(dZ1, axis=1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def with_deltas(X, Y, W1, b1, W2, b2):
    m = len(X[0])
    gW1, gb1, gW2, gb2 = 0.0, 0.0, 0.0, 0.0
    for i in range(m):
        x, y = X[:, i], Y[:, i]
        h = np.tanh(W1 @ x + b1)
        o = np.tanh(W2 @ h + b2)
        delta_o = (o - y) / m * (1 - o**2)
        delta_h = (1 - h**2) * (W2.T @ delta_o)
        gW2 = gW2 + np.outer(delta_o, h)
        gb2 = gb2 + delta_o
        gW1 = gW1 + np.outer(delta_h, x)
        gb1 = gb1 + delta_h
    return {"W1": gW1, "b1": gb1, "W2": gW2, "b2": gb2}


def derivative_of_tanh(u):
    return 1 - np.tanh(u) ** 2


def with_named_derivative(X, Y, W1, b1, W2, b2):
    m = X.shape[1]
    U = W1 @ X + b1[:, None]
    H = np.tanh(U)
    V = W2 @ H + b2[:, None]
    O = np.tanh(V)
    G = (O - Y) / m
    GV = G * derivative_of_tanh(V)
    GH = W2.T @ GV
    GU = GH * derivative_of_tanh(U)
    return {"W1": GU @ X.T, "b1": GU.sum(axis=1), "W2": GV @ H.T, "b2": GV.sum(axis=1)}


CASES = [
    Slip(
        "forgot the derivative of tanh at the output: dZ2 is A2 - Y, the factor 1 - A2^2 is missing",
        course_style,
        {"dZ2 = (A2 - Y) * (1 - A2**2)": "dZ2 = A2 - Y"},
    ),
    Slip(
        "forgot the square in the derivative of tanh: 1 - A1 instead of 1 - A1^2 in dZ1",
        course_style,
        {"dA1 * (1 - A1**2)": "dA1 * (1 - A1)"},
    ),
    Slip(
        "forgot the factor 1/m in the bias gradients: db1 and db2 are the sums over the examples",
        course_style,
        {"db2 = 1 / m * np.sum": "db2 = np.sum", "db1 = 1 / m * np.sum": "db1 = np.sum"},
    ),
    Slip(
        "kept the 2 of the square although it cancels against the 1/(2m): delta_o has 2 (o - y)/m",
        with_deltas,
        {"delta_o = (o - y) / m": "delta_o = 2 * (o - y) / m"},
    ),
    Slip(
        "derivative of tanh taken at its value instead of at its argument: 1 - tanh(O)^2 instead of 1 - tanh(V)^2 at "
        "the output, and 1 - tanh(H)^2 instead of 1 - tanh(U)^2 in the hidden layer",
        with_named_derivative,
        {"derivative_of_tanh(V)": "derivative_of_tanh(O)", "derivative_of_tanh(U)": "derivative_of_tanh(H)"},
    ),
    Slip(
        "used the derivative of the sigmoid instead of that of tanh: A1 (1 - A1) and A2 (1 - A2) instead of 1 - A1^2 "
        "and 1 - A2^2",
        course_style,
        {"(1 - A2**2)": "A2 * (1 - A2)", "(1 - A1**2)": "A1 * (1 - A1)"},
    ),
    Slip(
        "forgot the derivative of tanh in the hidden layer: GU is W2^T GV, without the factor 1 - tanh(U)^2",
        with_named_derivative,
        {"GU = GH * derivative_of_tanh(U)": "GU = GH"},
    ),
    Slip(
        "wrong sign of the error: y - o instead of o - y",
        with_deltas,
        {"(o - y) / m": "(y - o) / m"},
    ),
    Slip(
        "summed the bias gradients along the wrong axis, over the units instead of over the examples",
        with_named_derivative,
        {"GU.sum(axis=1)": "GU.sum(axis=0)", "GV.sum(axis=1)": "GV.sum(axis=0)"},
    ),
    Slip(
        "two mistakes: did not divide by m anywhere (G is O - Y), and left out the derivative of tanh at the "
        "output (GV is G)",
        with_named_derivative,
        {"G = (O - Y) / m": "G = O - Y", "GV = G * derivative_of_tanh(V)": "GV = G"},
    ),
    Slip(
        "divided by m twice in the gradients of the hidden layer: dZ1 has already the factor 1/m, and dW1 and db1 are "
        "divided by m again",
        course_style,
        {"dZ1 = dA1 * (1 - A1**2)": "dZ1 = 1 / m * dA1 * (1 - A1**2)"},
    ),
    Slip(
        "gradients of the weight matrices transposed: outer(h, delta_o) and outer(x, delta_h) instead of "
        "outer(delta_o, h) and outer(delta_h, x)",
        with_deltas,
        {"np.outer(delta_o, h)": "np.outer(h, delta_o)", "np.outer(delta_h, x)": "np.outer(x, delta_h)"},
    ),
    Slip(
        "passed the error A2 - Y back through W2 instead of dZ2, so the factor 1 - A2^2 is missing in dA1",
        course_style,
        {"dA1 = W2.T @ dZ2": "dA1 = W2.T @ (A2 - Y)"},
    ),
]
