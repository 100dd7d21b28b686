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
        "divided by the number of examples m alone where the mean is over all m k entries, so every gradient is k "
        "times too large",
        with_deltas,
        {"/ (m * k)": "/ m"},
    ),
    Slip(
        "took the derivative of tanh at H instead of at Z: wrote 1 - tanh(H)^2 though H already is the tanh",
        with_deltas,
        {"(1 - H**2)": "(1 - np.tanh(H) ** 2)"},
    ),
    Slip(
        "left the factor tanh' out of the gradient of b1, as if b1 were added after the activation (W1 has the "
        "factor)",
        with_deltas,
        {"db1 = np.sum(D1, axis=0)": "db1 = np.sum(D2 @ W2.T, axis=0)"},
    ),
    Slip(
        "made a gradient step of 0.1 on W2 as soon as its gradient was known, and passed the error back to the "
        "hidden layer through the new W2 instead of the old one",
        with_deltas,
        {"    D1 = (D2": "    W2 = W2 - 0.1 * dW2\n    D1 = (D2"},
    ),
    Slip(
        "used the hidden layer's values before the activation, Z, instead of H in the gradient of W2",
        with_deltas,
        {"H.T @ D2": "Z.T @ D2"},
    ),
    Slip(
        "two mistakes: took H (1 - H), the sigmoid's derivative, for the derivative of tanh; and took the mean "
        "over the examples for b2 although D2 already holds the 1/(m k), so that 1/m stands twice there",
        with_deltas,
        {"(1 - H**2)": "H * (1 - H)", "db2 = np.sum(D2": "db2 = np.mean(D2"},
    ),
    Slip(
        "passed back to the hidden layer the sum of the output errors of this and all examples before it (the db2 "
        "accumulated so far) instead of this example's own error g",
        example_by_example,
        {"back = W2 @ g": "back = W2 @ db2"},
    ),
    Slip(
        "defined the error as t - y and put the minus sign back for W2 and b2 only, so the gradients of W1 and b1 "
        "have the wrong sign",
        example_by_example,
        {"2 * (y - t)": "2 * (t - y)", '"W2": dW2': '"W2": -dW2', '"b2": db2': '"b2": -db2'},
    ),
    Slip(
        "forgot the bias b1 when computing the hidden layer, h = tanh(x W1)",
        example_by_example,
        {"np.tanh(x @ W1 + b1)": "np.tanh(x @ W1)"},
    ),
    Slip(
        "wrote the outer product for W1 the other way round, so the gradient of W1 comes out transposed, p x d",
        example_by_example,
        {"dW1, db1 = np.zeros(W1.shape)": "dW1, db1 = np.zeros(W1.shape[::-1])", "np.outer(x, s)": "np.outer(s, x)"},
    ),
    Slip(
        "remembered the derivative of tanh as 1/cosh instead of 1/cosh^2",
        in_indices,
        {"np.cosh(z[i, j]) ** 2": "np.cosh(z[i, j])"},
    ),
    Slip(
        "added to the gradient of b1 inside the loop over the inputs a, so each contribution is counted d times",
        in_indices,
        {
            "            db1[j] += up * slope\n            for a in range(d):": "            for a in range(d):\n"
            "                db1[j] += up * slope"
        },
    ),
    Slip(
        "set the sum over the outputs (up) to zero once per example instead of once per hidden unit, so each "
        "hidden unit j also gets what flowed back to the units before it",
        in_indices,
        {
            "        for j in range(p):": "        up = 0.0\n        for j in range(p):",
            "            up = 0.0\n            for c": "            for c",
        },
    ),
    Slip(
        "took the sum over the outputs of e_c W2_jc for the product of the two sums, (sum of e_c) times (sum of "
        "W2_jc), when passing the error back to hidden unit j",
        in_indices,
        {"up += e * W2[j, c]": "up += e * np.sum(W2[j])"},
    ),
]
