"""A network for several labels at once, with examples in the columns: X is d x m, Y is K x m with entries 0 and 1, W1
is h x d, b1 is h x 1, W2 is K x h, b2 is K x 1, the weights q (K x 1, positive) count the positive labels.
A1 = sigma(W1 X + b1), A2 = sigma(W2 A1 + b2), L = -1/m sum over labels k and examples i of
q_k Y_ki log A2_ki + (1 - Y_ki) log(1 - A2_ki).
Derive the gradients of L with respect to W1, b1, W2 and b2.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2")


def make(rng, size):
    d, m, h, K = ((2, 4, 3, 2), (3, 5, 2, 3), (4, 3, 5, 3))[size]
    Y = (rng.uniform(size=(K, m)) > 0.5).astype(float)
    Y[0, 0], Y[0, 1], Y[1, 0], Y[1, 1] = 1.0, 0.0, 0.0, 1.0
    return {
        "X": rng.normal(size=(d, m)),
        "Y": Y,
        "q": rng.uniform(1.5, 4.0, size=(K, 1)),
        "W1": rng.normal(size=(h, d)),
        "b1": rng.uniform(-0.6, 0.6, size=(h, 1)),
        "W2": rng.normal(size=(K, h)),
        "b2": rng.uniform(-0.6, 0.6, size=(K, 1)),
    }


def sigma(z):
    return 1 / (1 + np.exp(-z))


def loss(X, Y, q, W1, b1, W2, b2):
    A1 = sigma(W1 @ X + b1)
    A2 = sigma(W2 @ A1 + b2)
    return -np.sum(q * Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / X.shape[1]


def columns(X, Y, q, W1, b1, W2, b2):
    m = X.shape[1]
    Z1 = W1 @ X + b1
    A1 = sigma(Z1)
    A2 = sigma(W2 @ A1 + b2)
    dZ2 = (1 - Y) * A2 - q * Y * (1 - A2)
    dW2 = dZ2 @ A1.T / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * A1 * (1 - A1)
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def chain_rule_in_loops(X, Y, q, W1, b1, W2, b2):
    m = X.shape[1]
    K, hidden = W2.shape
    gW1, gb1 = np.zeros_like(W1), np.zeros_like(b1)
    gW2, gb2 = np.zeros_like(W2), np.zeros_like(b2)
    for i in range(m):
        x = X[:, i]
        u = sigma(W1 @ x + b1[:, 0])
        o = sigma(W2 @ u + b2[:, 0])
        gu = np.zeros(hidden)
        for k in range(K):
            go = -q[k, 0] * Y[k, i] / o[k] + (1 - Y[k, i]) / (1 - o[k])
            gz = go * o[k] * (1 - o[k])
            gW2[k] += gz * u
            gb2[k] += gz
            gu += gz * W2[k]
        for j in range(hidden):
            gs = gu[j] * u[j] * (1 - u[j])
            gW1[j] += gs * x
            gb1[j] += gs
    return {"W1": gW1 / m, "b1": gb1 / m, "W2": gW2 / m, "b2": gb2 / m}


CASES = [
    Slip(
        "forgot the weights of the positive labels: dZ2 is A2 - Y as for plain cross-entropy",
        columns,
        {"dZ2 = (1 - Y) * A2 - q * Y * (1 - A2)": "dZ2 = A2 - Y"},
    ),
    Slip(
        "multiplied the whole error A2 - Y by q, where q counts only the positive labels",
        columns,
        {"dZ2 = (1 - Y) * A2 - q * Y * (1 - A2)": "dZ2 = q * (A2 - Y)"},
    ),
    Slip(
        "put q on Y only in A2 - Y: dZ2 is A2 - q Y",
        columns,
        {"dZ2 = (1 - Y) * A2 - q * Y * (1 - A2)": "dZ2 = A2 - q * Y"},
    ),
    Slip(
        "gave the weight q to the negative labels instead of the positive ones",
        columns,
        {"(1 - Y) * A2 - q * Y * (1 - A2)": "q * (1 - Y) * A2 - Y * (1 - A2)"},
    ),
    Slip(
        "wrong sign for the negative labels: the inner derivative -1 of 1 - o was forgotten",
        chain_rule_in_loops,
        {"/ o[k] + (1 - Y[k, i]) / (1 - o[k])": "/ o[k] - (1 - Y[k, i]) / (1 - o[k])"},
    ),
    Slip(
        "forgot the derivative of the output sigmoid: gz is go",
        chain_rule_in_loops,
        {"gz = go * o[k] * (1 - o[k])": "gz = go"},
    ),
    Slip(
        "multiplied dZ2 by A2 (1 - A2) once more when going back to the hidden layer",
        columns,
        {"dA1 = W2.T @ dZ2": "dA1 = W2.T @ (dZ2 * A2 * (1 - A2))"},
    ),
    Slip(
        "used 1 - A1^2, the derivative of tanh, though the hidden layer is a sigmoid",
        columns,
        {"dZ1 = dA1 * A1 * (1 - A1)": "dZ1 = dA1 * (1 - A1**2)"},
    ),
    Slip(
        "added gu, before the hidden sigmoid, instead of gs to the gradient of b1",
        chain_rule_in_loops,
        {"gb1[j] += gs": "gb1[j] += gu[j]"},
    ),
    Slip(
        "took the derivative of the hidden sigmoid without applying the sigmoid: Z1 (1 - Z1)",
        columns,
        {"dZ1 = dA1 * A1 * (1 - A1)": "dZ1 = dA1 * Z1 * (1 - Z1)"},
    ),
    Slip(
        "added all the entries of dZ1 to one number for b1, instead of summing over the examples only",
        columns,
        {"db1 = np.sum(dZ1, axis=1, keepdims=True) / m": "db1 = np.sum(dZ1) / m * np.ones_like(b1)"},
    ),
    Slip(
        "forgot 1/m in the gradient of W1, it stands in the others",
        columns,
        {"dW1 = dZ1 @ X.T / m": "dW1 = dZ1 @ X.T"},
    ),
    Slip(
        "set the gradient of the hidden units back for every label (= instead of +=), so only the last label counts",
        chain_rule_in_loops,
        {"gu += gz * W2[k]": "gu = gz * W2[k]"},
    ),
    Slip(
        "two mistakes: the error at the output has the wrong sign, label minus prediction, and b2 lacks the 1/m",
        columns,
        {
            "dZ2 = (1 - Y) * A2 - q * Y * (1 - A2)": "dZ2 = q * Y * (1 - A2) - (1 - Y) * A2",
            "db2 = np.sum(dZ2, axis=1, keepdims=True) / m": "db2 = np.sum(dZ2, axis=1, keepdims=True)",
        },
    ),
]
