"""A network with one hidden layer, for a batch. X is m x d, the targets T are m x k, W1 is d x p, b1 has p entries,
W2 is p x k and b2 has k entries; the biases are added to every row.
Z = X W1 + b1, H = tanh(Z), Y = H W2 + b2, and the loss is the mean squared error over all m k entries,
L = 1/(m k) sum over i and c of (Y_ic - T_ic)^2. Derive the gradients of L with respect to W1, b1, W2 and b2.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2")


def make(rng, size):
    m, d, p, k = ((5, 3, 4, 2), (3, 4, 2, 5), (6, 2, 5, 3))[size]
    return {
        "X": rng.normal(size=(m, d)),
        "T": rng.normal(size=(m, k)),
        "W1": rng.normal(size=(d, p)) * 0.7,
        "b1": rng.normal(size=p) * 0.5,
        "W2": rng.normal(size=(p, k)),
        "b2": rng.normal(size=k),
    }


def loss(X, T, W1, b1, W2, b2):
    H = np.tanh(X @ W1 + b1)
    Y = H @ W2 + b2
    return np.mean((Y - T) ** 2)


def with_deltas(X, T, W1, b1, W2, b2):
    m, k = T.shape
    Z = X @ W1 + b1
    H = np.tanh(Z)
    Y = H @ W2 + b2
    D2 = 2 * (Y - T) / (m * k)
    dW2 = H.T @ D2
    db2 = np.sum(D2, axis=0)
    D1 = (D2 @ W2.T) * (1 - H**2)
    dW1 = X.T @ D1
    db1 = np.sum(D1, axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def example_by_example(X, T, W1, b1, W2, b2):
    dW1, db1 = np.zeros(W1.shape), np.zeros(b1.shape)
    dW2, db2 = np.zeros(W2.shape), np.zeros(b2.shape)
    n = T.size
    for x, t in zip(X, T):
        h = np.tanh(x @ W1 + b1)
        y = h @ W2 + b2
        g = 2 * (y - t)
        dW2 += np.outer(h, g)
        db2 += g
        back = W2 @ g
        s = back * (1 - h * h)
        dW1 += np.outer(x, s)
        db1 += s
    return {"W1": dW1 / n, "b1": db1 / n, "W2": dW2 / n, "b2": db2 / n}


def in_indices(X, T, W1, b1, W2, b2):
    (m, d), (p, k) = X.shape, W2.shape
    dW1, db1, dW2, db2 = np.zeros((d, p)), np.zeros(p), np.zeros((p, k)), np.zeros(k)
    z = X @ W1 + b1
    r = np.tanh(z) @ W2 + b2 - T
    for i in range(m):
        for c in range(k):
            db2[c] += 2 * r[i, c] / (m * k)
        for j in range(p):
            slope = 1 / np.cosh(z[i, j]) ** 2
            up = 0.0
            for c in range(k):
                e = 2 * r[i, c] / (m * k)
                dW2[j, c] += e * np.tanh(z[i, j])
                up += e * W2[j, c]
            db1[j] += up * slope
            for a in range(d):
                dW1[a, j] += up * slope * X[i, a]
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


CASES = [
    Slip(
        "divided by the number of examples m instead of by all m k entries, so all the gradients are k times "
        "too large",
        with_deltas,
        {"(Y - T) / (m * k)": "(Y - T) / m"},
    ),
    Slip(
        "divided by the number of examples m instead of by m k at the end, so all the gradients are k times "
        "too large",
        example_by_example,
        {"n = T.size": "n = len(X)"},
    ),
    Slip(
        "forgot the derivative of tanh: the delta of the hidden layer is D2 W2^T without the factor 1 - H^2",
        with_deltas,
        {"(D2 @ W2.T) * (1 - H**2)": "D2 @ W2.T"},
    ),
    Slip(
        "the derivative of tanh is evaluated as 1 - Z^2, with the value before the activation, instead of 1 - H^2",
        with_deltas,
        {"(1 - H**2)": "(1 - Z**2)"},
    ),
    Slip(
        "the factor 2 from the square is missing in the delta of the output, so all the gradients are half "
        "as large",
        with_deltas,
        {"D2 = 2 * (Y - T)": "D2 = (Y - T)"},
    ),
    Slip(
        "the derivative of tanh is taken as that of the logistic function, h (1 - h) instead of 1 - h^2",
        example_by_example,
        {"(1 - h * h)": "h * (1 - h)"},
    ),
    Slip(
        "the error has the wrong sign, T - Y instead of Y - T, so all the gradients have the wrong sign",
        with_deltas,
        {"2 * (Y - T)": "2 * (T - Y)"},
    ),
    Slip(
        "the bias gradients are means over the examples instead of sums, so b1 and b2 are divided by m once "
        "too often",
        with_deltas,
        {"np.sum(D2, axis=0)": "np.mean(D2, axis=0)", "np.sum(D1, axis=0)": "np.mean(D1, axis=0)"},
    ),
    Slip(
        "the sum over the outputs c is not added up: up is overwritten for each c, so only the last output "
        "reaches the hidden unit",
        in_indices,
        {"up += e": "up = e"},
    ),
    Slip(
        "the gradient of W2 is taken with the value before the activation, z, instead of with h = tanh(z)",
        in_indices,
        {"e * np.tanh(z[i, j])": "e * z[i, j]"},
    ),
    Slip(
        "forgot the derivative of tanh in the bias gradient b1, although it is there in that of W1",
        in_indices,
        {"db1[j] += up * slope": "db1[j] += up"},
    ),
    Slip(
        "treated the output as if it went through tanh as well: an extra factor 1 - y^2 in the delta of the "
        "output",
        example_by_example,
        {"g = 2 * (y - t)": "g = 2 * (y - t) * (1 - y * y)"},
    ),
    Slip(
        "two mistakes: the loss is not averaged (the factor 1/(m k) is missing), and the derivative of tanh, "
        "1 - H^2, is missing in the hidden layer",
        with_deltas,
        {" / (m * k)": "", "(D2 @ W2.T) * (1 - H**2)": "D2 @ W2.T"},
    ),
]
