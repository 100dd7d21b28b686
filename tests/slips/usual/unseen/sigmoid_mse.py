"""A network with one hidden layer, sigmoid in both layers. The n examples are the rows of X (n x d); W1 is d x h,
b1 has h entries, W2 is h x k, b2 has k entries, the targets Y are n x k.
H = sigma(X W1 + b1), P = sigma(H W2 + b2), L = 1/(n k) times the sum of all entries of (P - Y)^2.
Derive the gradients of L with respect to W1, b1, W2 and b2.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2")


def make(rng, size):
    n, d, h, k = ((5, 3, 4, 2), (4, 2, 5, 3), (6, 4, 3, 2))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "Y": rng.uniform(0.0, 1.0, size=(n, k)),
        "W1": rng.normal(size=(d, h)),
        "b1": rng.uniform(-0.5, 0.5, size=h),
        "W2": rng.normal(size=(h, k)),
        "b2": rng.uniform(-0.5, 0.5, size=k),
    }


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def loss(X, Y, W1, b1, W2, b2):
    H = sigmoid(X @ W1 + b1)
    P = sigmoid(H @ W2 + b2)
    return np.mean((P - Y) ** 2)


def backward(X, Y, W1, b1, W2, b2):
    n, k = Y.shape
    Z1 = X @ W1 + b1
    H = sigmoid(Z1)
    Z2 = H @ W2 + b2
    P = sigmoid(Z2)
    dP = 2 * (P - Y) / (n * k)
    dZ2 = dP * P * (1 - P)
    dW2 = H.T @ dZ2
    db2 = np.sum(dZ2, axis=0)
    dH = dZ2 @ W2.T
    dZ1 = dH * H * (1 - H)
    dW1 = X.T @ dZ1
    db1 = np.sum(dZ1, axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def example_by_example(X, Y, W1, b1, W2, b2):
    dW1, db1 = np.zeros(W1.shape), np.zeros(b1.shape)
    dW2, db2 = np.zeros(W2.shape), np.zeros(b2.shape)
    for x, y in zip(X, Y):
        h = sigmoid(x @ W1 + b1)
        p = sigmoid(h @ W2 + b2)
        delta2 = 2 * (p - y) * p * (1 - p)
        delta1 = (W2 @ delta2) * h * (1 - h)
        dW2 += np.outer(h, delta2)
        db2 += delta2
        dW1 += np.outer(x, delta1)
        db1 += delta1
    count = Y.size
    return {"W1": dW1 / count, "b1": db1 / count, "W2": dW2 / count, "b2": db2 / count}


def with_slopes(X, Y, W1, b1, W2, b2):
    A1 = X @ W1 + b1
    O1 = sigmoid(A1)
    A2 = O1 @ W2 + b2
    O2 = sigmoid(A2)
    slope1 = sigmoid(A1) * (1 - sigmoid(A1))
    slope2 = sigmoid(A2) * (1 - sigmoid(A2))
    E = Y - O2
    D2 = -2 * E * slope2
    D1 = np.einsum("nk,hk->nh", D2, W2) * slope1
    gW2 = np.einsum("nh,nk->hk", O1, D2) / Y.size
    gb2 = D2.sum(axis=0) / Y.size
    gW1 = np.einsum("nd,nh->dh", X, D1) / Y.size
    gb1 = D1.sum(axis=0) / Y.size
    return {"W1": gW1, "b1": gb1, "W2": gW2, "b2": gb2}


CASES = [
    Slip(
        "forgot the derivative of the output sigmoid: dZ2 is dP, the factor P (1 - P) is missing",
        backward,
        {"dZ2 = dP * P * (1 - P)": "dZ2 = dP"},
    ),
    Slip(
        "forgot the derivative of the hidden sigmoid: delta1 is W2 delta2, the factor h (1 - h) is missing",
        example_by_example,
        {"delta1 = (W2 @ delta2) * h * (1 - h)": "delta1 = W2 @ delta2"},
    ),
    Slip(
        "divided by the number n of examples only, instead of by n k: all gradients are k times too large",
        backward,
        {"/ (n * k)": "/ n"},
    ),
    Slip(
        "lost the minus of the inner derivative of Y - O2: D2 is 2 E slope2 instead of -2 E slope2",
        with_slopes,
        {"D2 = -2 * E": "D2 = 2 * E"},
    ),
    Slip(
        "forgot the 2 from the square: dP is (P - Y)/(n k)",
        backward,
        {"dP = 2 * (P - Y)": "dP = (P - Y)"},
    ),
    Slip(
        "forgot the mean altogether: summed over the examples and outputs and did not divide by n k",
        example_by_example,
        {"count = Y.size": "count = 1"},
    ),
    Slip(
        "applied the sigmoid to the activations again when computing the slopes: sigma(O1) (1 - sigma(O1)) and "
        "sigma(O2) (1 - sigma(O2)) instead of sigma(A1) (1 - sigma(A1)) and sigma(A2) (1 - sigma(A2))",
        with_slopes,
        {
            "slope1 = sigmoid(A1) * (1 - sigmoid(A1))": "slope1 = sigmoid(O1) * (1 - sigmoid(O1))",
            "slope2 = sigmoid(A2) * (1 - sigmoid(A2))": "slope2 = sigmoid(O2) * (1 - sigmoid(O2))",
        },
    ),
    Slip(
        "used Z1 (1 - Z1) instead of H (1 - H) as derivative of the hidden sigmoid",
        backward,
        {"dZ1 = dH * H * (1 - H)": "dZ1 = dH * Z1 * (1 - Z1)"},
    ),
    Slip(
        "skipped the output sigmoid when going back to the hidden layer: dH is dP W2^T instead of dZ2 W2^T (dW2 and "
        "db2 are right)",
        backward,
        {"dH = dZ2 @ W2.T": "dH = dP @ W2.T"},
    ),
    Slip(
        "did not sum the bias gradients over the examples: db1 and db2 are the matrices dZ1 and dZ2",
        backward,
        {"np.sum(dZ2, axis=0)": "dZ2", "np.sum(dZ1, axis=0)": "dZ1"},
    ),
    Slip(
        "error with the wrong sign: wrote y - p instead of p - y in delta2",
        example_by_example,
        {"2 * (p - y)": "2 * (y - p)"},
    ),
    Slip(
        "took the pre-activation A1 of the hidden layer instead of its output O1 in the gradient of W2",
        with_slopes,
        {'"nh,nk->hk", O1, D2': '"nh,nk->hk", A1, D2'},
    ),
    Slip(
        "two mistakes: forgot the 2 from the square in delta2, and forgot the factor h (1 - h) in delta1",
        example_by_example,
        {"delta2 = 2 * (p - y)": "delta2 = (p - y)", "(W2 @ delta2) * h * (1 - h)": "W2 @ delta2"},
    ),
]
