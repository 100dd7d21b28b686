"""A network with one tanh layer on a batch, squared error and weight decay: X is n x d with an example in each row, W1
is d x h, b1 has h entries, W2 is h x k, b2 has k entries, Y is n x k.
H = tanh(X W1 + b1), F = H W2 + b2, L = 1/(2n) sum_ik (F_ik - Y_ik)^2 + lam/2 (|W1|^2 + |W2|^2), with the sum of the
squares of the entries for |W|^2.
Derive the gradients of L with respect to W1, b1, W2 and b2.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2")


def make(rng, size):
    n, d, h, k = ((4, 2, 3, 3), (3, 4, 2, 2), (5, 3, 4, 4))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "Y": rng.normal(size=(n, k)) * 1.5,
        "W1": rng.normal(size=(d, h)) * 0.7,
        "b1": rng.uniform(0.2, 0.6, size=h),
        "W2": rng.normal(size=(h, k)),
        "b2": rng.uniform(0.2, 0.6, size=k),
        "lam": 0.3,
    }


def loss(X, Y, W1, b1, W2, b2, lam):
    H = np.tanh(X @ W1 + b1)
    F = H @ W2 + b2
    return np.sum((F - Y) ** 2) / (2 * len(X)) + 0.5 * lam * (np.sum(W1**2) + np.sum(W2**2))


def whole_batch(X, Y, W1, b1, W2, b2, lam):
    n = X.shape[0]
    Z = X @ W1 + b1
    H = np.tanh(Z)
    F = H @ W2 + b2
    dF = (F - Y) / n
    dW2 = H.T @ dF + lam * W2
    db2 = dF.sum(axis=0)
    dH = dF @ W2.T
    dZ = dH * (1 - H**2)
    dW1 = X.T @ dZ + lam * W1
    db1 = dZ.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def one_at_a_time(X, Y, W1, b1, W2, b2, lam):
    n, d = X.shape
    h, k = W2.shape
    gW1, gb1 = np.zeros((d, h)), np.zeros(h)
    gW2, gb2 = np.zeros((h, k)), np.zeros(k)
    for i in range(n):
        hid = np.tanh(X[i] @ W1 + b1)
        out = hid @ W2 + b2
        delta2 = out - Y[i]
        delta1 = np.zeros(h)
        for j in range(h):
            back = 0.0
            for c in range(k):
                back += W2[j, c] * delta2[c]
                gW2[j, c] += hid[j] * delta2[c] / n
            delta1[j] = back * (1 - hid[j] * hid[j])
            for a in range(d):
                gW1[a, j] += X[i, a] * delta1[j] / n
        gb1 += delta1 / n
        gb2 += delta2 / n
    gW1 += lam * W1
    gW2 += lam * W2
    return {"W1": gW1, "b1": gb1, "W2": gW2, "b2": gb2}


CASES = [
    Slip(
        "forgot the derivative of tanh on the way back: dZ is dH",
        whole_batch,
        {"dZ = dH * (1 - H**2)": "dZ = dH"},
    ),
    Slip(
        "put Z instead of tanh(Z) into the derivative of tanh: 1 - Z^2",
        whole_batch,
        {"(1 - H**2)": "(1 - Z**2)"},
    ),
    Slip(
        "used the derivative of the sigmoid for tanh: hid (1 - hid)",
        one_at_a_time,
        {"back * (1 - hid[j] * hid[j])": "back * hid[j] * (1 - hid[j])"},
    ),
    Slip(
        "lost the square in the derivative of tanh: 1 - H instead of 1 - H^2",
        whole_batch,
        {"(1 - H**2)": "(1 - H)"},
    ),
    Slip(
        "forgot to divide by the number of examples",
        whole_batch,
        {"dF = (F - Y) / n": "dF = F - Y"},
    ),
    Slip(
        "forgot to transpose W2 when going back to the hidden layer",
        whole_batch,
        {"dH = dF @ W2.T": "dH = dF @ W2"},
    ),
    Slip(
        "forgot the weight decay of the first layer",
        whole_batch,
        {"dW1 = X.T @ dZ + lam * W1": "dW1 = X.T @ dZ"},
    ),
    Slip(
        "copied the decay line of the second layer with the wrong name: W2's own decay is missing and W1 gets it twice",
        one_at_a_time,
        {"gW2 += lam * W2": "gW1 += lam * W1"},
    ),
    Slip(
        "took the mean over the batch for b1 although the errors are divided by n already",
        whole_batch,
        {"db1 = dZ.sum(axis=0)": "db1 = dZ.mean(axis=0)"},
    ),
    Slip(
        "copied the line of b2: the bias of the hidden layer gets the sum of dH, before the tanh",
        whole_batch,
        {"db1 = dZ.sum(axis=0)": "db1 = dH.sum(axis=0)"},
    ),
    Slip(
        "took the error of the output layer for that of the hidden layer in the gradient of W1: delta2[j]",
        one_at_a_time,
        {"gW1[a, j] += X[i, a] * delta1[j] / n": "gW1[a, j] += X[i, a] * delta2[j] / n"},
    ),
    Slip(
        "wrote the gradient of W2 the wrong way round, dF^T H instead of H^T dF",
        whole_batch,
        {"dW2 = H.T @ dF": "dW2 = dF.T @ H"},
    ),
    Slip(
        "two mistakes: did not divide gb2 by n, and overwrote back for every output instead of adding up",
        one_at_a_time,
        {"gb2 += delta2 / n": "gb2 += delta2", "back += W2[j, c] * delta2[c]": "back = W2[j, c] * delta2[c]"},
    ),
    Slip(
        "two mistakes: the decay of W1 and W2 carries a factor 2, and the biases are decayed too",
        whole_batch,
        {
            "+ lam * W2": "+ 2 * lam * W2",
            "+ lam * W1": "+ 2 * lam * W1",
            "db2 = dF.sum(axis=0)": "db2 = dF.sum(axis=0) + lam * b2",
            "db1 = dZ.sum(axis=0)": "db1 = dZ.sum(axis=0) + lam * b1",
        },
    ),
]
