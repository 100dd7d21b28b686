"""A net with three layers reads the rows of X (shape (m, d)): H1 = tanh(X W1 + b1), H2 = tanh(H1 W2 + b2) and
P = H2 W3 + b3 (no activation). W1 has shape (d, h), W2 shape (h, k), W3 shape (k, q); the targets T have shape (m, q).
The loss is the squared error, summed over the outputs and averaged over the examples: L = (1/m) sum_ij (P - T)_ij^2.
Derive the gradients of L with respect to all the weights and biases.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2", "W3", "b3")


def make(rng, size):
    m, d, h, k, q = ((6, 2, 4, 5, 3), (2, 4, 3, 6, 5), (4, 5, 6, 3, 2))[size]
    return {
        "X": rng.normal(size=(m, d)),
        "T": rng.normal(size=(m, q)),
        "W1": rng.normal(size=(d, h)) * 0.7,
        "b1": rng.normal(size=h) * 0.4,
        "W2": rng.normal(size=(h, k)) * 0.6,
        "b2": rng.normal(size=k) * 0.4,
        "W3": rng.normal(size=(k, q)),
        "b3": rng.normal(size=q),
    }


def loss(X, T, W1, b1, W2, b2, W3, b3):
    H1 = np.tanh(X @ W1 + b1)
    H2 = np.tanh(H1 @ W2 + b2)
    P = H2 @ W3 + b3
    return np.sum((P - T) ** 2) / X.shape[0]


def backprop(X, T, W1, b1, W2, b2, W3, b3):
    m = X.shape[0]
    H1 = np.tanh(X @ W1 + b1)
    H2 = np.tanh(H1 @ W2 + b2)
    P = H2 @ W3 + b3
    dP = 2 * (P - T) / m
    dW3 = H2.T @ dP
    db3 = dP.sum(axis=0)
    dH2 = dP @ W3.T
    dZ2 = dH2 * (1 - H2**2)
    dW2 = H1.T @ dZ2
    db2 = dZ2.sum(axis=0)
    dH1 = dZ2 @ W2.T
    dZ1 = dH1 * (1 - H1**2)
    dW1 = X.T @ dZ1
    db1 = dZ1.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2, "W3": dW3, "b3": db3}


def one_example_at_a_time(X, T, W1, b1, W2, b2, W3, b3):
    n = len(X)
    gW1, gb1 = np.zeros_like(W1), np.zeros_like(b1)
    gW2, gb2 = np.zeros_like(W2), np.zeros_like(b2)
    gW3, gb3 = np.zeros_like(W3), np.zeros_like(b3)
    for x, t in zip(X, T):
        a1 = np.tanh(x @ W1 + b1)
        a2 = np.tanh(a1 @ W2 + b2)
        delta3 = 2 * (a2 @ W3 + b3 - t)
        delta2 = (W3 @ delta3) * (1 - a2**2)
        delta1 = (W2 @ delta2) * (1 - a1**2)
        gW3 += np.outer(a2, delta3)
        gb3 += delta3
        gW2 += np.outer(a1, delta2)
        gb2 += delta2
        gW1 += np.outer(x, delta1)
        gb1 += delta1
    return {"W1": gW1 / n, "b1": gb1 / n, "W2": gW2 / n, "b2": gb2 / n, "W3": gW3 / n, "b3": gb3 / n}


def columns(X, T, W1, b1, W2, b2, W3, b3):
    A0, m = X.T, X.shape[0]
    Z1 = W1.T @ A0 + b1[:, None]
    A1 = np.tanh(Z1)
    Z2 = W2.T @ A1 + b2[:, None]
    A2 = np.tanh(Z2)
    Z3 = W3.T @ A2 + b3[:, None]
    D3 = 2 / m * (Z3 - T.T)
    D2 = (W3 @ D3) / np.cosh(Z2) ** 2
    D1 = (W2 @ D2) / np.cosh(Z1) ** 2
    return {
        "W1": (D1 @ A0.T).T,
        "b1": D1.sum(axis=1),
        "W2": (D2 @ A1.T).T,
        "b2": D2.sum(axis=1),
        "W3": (D3 @ A2.T).T,
        "b3": D3.sum(axis=1),
    }


CASES = [
    Slip(
        "forgot the derivative of tanh in the second layer: dZ2 is dH2, the factor 1 - H2^2 is missing",
        backprop,
        {"dZ2 = dH2 * (1 - H2**2)": "dZ2 = dH2"},
    ),
    Slip(
        "forgot the derivative of tanh in the first layer: dZ1 is dH1, the factor 1 - H1^2 is missing",
        backprop,
        {"dZ1 = dH1 * (1 - H1**2)": "dZ1 = dH1"},
    ),
    Slip(
        "forgot the factor 1/m of the mean in dP, so all gradients are m times too large",
        backprop,
        {"dP = 2 * (P - T) / m": "dP = 2 * (P - T)"},
    ),
    Slip(
        "forgot the 2 of the square in delta3, so all gradients are half as large",
        one_example_at_a_time,
        {"delta3 = 2 * (a2 @ W3 + b3 - t)": "delta3 = a2 @ W3 + b3 - t"},
    ),
    Slip(
        "used the derivative of the sigmoid for tanh in both hidden layers: H (1 - H) instead of 1 - H^2",
        backprop,
        {"(1 - H2**2)": "H2 * (1 - H2)", "(1 - H1**2)": "H1 * (1 - H1)"},
    ),
    Slip(
        "applied tanh twice in its derivative, at both hidden layers: 1 - tanh(H)^2, although H already is the tanh, "
        "instead of 1 - H^2",
        backprop,
        {"(1 - H2**2)": "(1 - np.tanh(H2) ** 2)", "(1 - H1**2)": "(1 - np.tanh(H1) ** 2)"},
    ),
    Slip(
        "wrong sign of the error: T - P instead of P - T in dP, so all gradients have the opposite sign",
        backprop,
        {"2 * (P - T)": "2 * (T - P)"},
    ),
    Slip(
        "did not sum over the examples for the biases: db1, db2 and db3 have one row for each example",
        backprop,
        {
            "db3 = dP.sum(axis=0)": "db3 = dP",
            "db2 = dZ2.sum(axis=0)": "db2 = dZ2",
            "db1 = dZ1.sum(axis=0)": "db1 = dZ1",
        },
    ),
    Slip(
        "put a tanh derivative at the output layer, which has no activation: dP is multiplied by 1 - P^2",
        backprop,
        {"dP = 2 * (P - T) / m": "dP = 2 * (P - T) / m * (1 - P**2)"},
    ),
    Slip(
        "took the pre-activation instead of the activation as the second layer's input: gW2 has a1's argument x W1 + "
        "b1 where a1 = tanh(x W1 + b1) belongs",
        one_example_at_a_time,
        {"gW2 += np.outer(a1, delta2)": "gW2 += np.outer(x @ W1 + b1, delta2)"},
    ),
    Slip(
        "remembered the derivative of tanh without its square, 1/cosh instead of 1/cosh^2, in D2 and D1",
        columns,
        {" / np.cosh(Z2) ** 2": " / np.cosh(Z2)", " / np.cosh(Z1) ** 2": " / np.cosh(Z1)"},
    ),
    Slip(
        "left the results of W2 and W1 transposed: D2 A1^T has shape (k, h) and D1 A0^T has shape (h, d)",
        columns,
        {"(D1 @ A0.T).T": "D1 @ A0.T", "(D2 @ A1.T).T": "D2 @ A1.T"},
    ),
    Slip(
        "two mistakes: averaged the weights' gradients over the examples but not those of the biases (gb1, gb2, gb3 "
        "are sums), and forgot the derivative of tanh in delta1, 1 - a1^2",
        one_example_at_a_time,
        {"gb1 / n": "gb1", "gb2 / n": "gb2", "gb3 / n": "gb3", "(W2 @ delta2) * (1 - a1**2)": "W2 @ delta2"},
    ),
]
