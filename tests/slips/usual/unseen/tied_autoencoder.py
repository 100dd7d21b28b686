"""An autoencoder with tied weights, for a batch. X is m x d, W is d x p, b has p entries and c has d; the biases are
added to every row. H = tanh(X W + b) is the code and Y = H W^T + c the reconstruction (the same W, transposed).
The loss is the squared reconstruction error, averaged over the examples: L = 1/m sum over i and j of (Y_ij - X_ij)^2.
Derive the gradients of L with respect to W, b and c.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "b", "c")


def make(rng, size):
    m, d, p = ((5, 4, 3), (3, 6, 4), (7, 3, 5))[size]
    return {
        "X": rng.normal(size=(m, d)),
        "W": rng.normal(size=(d, p)) * 0.7,
        "b": rng.normal(size=p) * 0.5,
        "c": rng.normal(size=d),
    }


def loss(X, W, b, c):
    H = np.tanh(X @ W + b)
    Y = H @ W.T + c
    return np.sum((Y - X) ** 2) / X.shape[0]


def two_paths(X, W, b, c):
    m = X.shape[0]
    A = X @ W + b
    H = np.tanh(A)
    Y = H @ W.T + c
    G = 2 * (Y - X) / m
    dc = np.sum(G, axis=0)
    dW_decoder = G.T @ H
    D = (G @ W) * (1 - H**2)
    dW_encoder = X.T @ D
    db = np.sum(D, axis=0)
    return {"W": dW_encoder + dW_decoder, "b": db, "c": dc}


def for_each_example(X, W, b, c):
    m = len(X)
    dW, db, dc = np.zeros(W.shape), np.zeros(b.shape), np.zeros(c.shape)
    for x in X:
        a = W.T @ x + b
        h = np.tanh(a)
        e = W @ h + c - x
        dh = 2 * W.T @ e
        da = dh / np.cosh(a) ** 2
        dW += np.outer(x, da) + 2 * np.outer(e, h)
        db += da
        dc += 2 * e
    return {"W": dW / m, "b": db / m, "c": dc / m}


def by_the_product_rule(X, W, b, c):
    (m, d), p = X.shape, len(b)
    dW, db, dc = np.zeros((d, p)), np.zeros(p), np.zeros(d)
    for i in range(m):
        h = np.tanh(X[i] @ W + b)
        for j in range(d):
            r = 2 * (W[j] @ h + c[j] - X[i, j]) / m
            dc[j] += r
            for u in range(p):
                slope = 1 - h[u] ** 2
                db[u] += r * W[j, u] * slope
                dW[j, u] += r * h[u]
                for k in range(d):
                    dW[k, u] += r * W[j, u] * slope * X[i, k]
    return {"W": dW, "b": db, "c": dc}


CASES = [
    Slip(
        "forgot that W also stands in the decoder: dW has only the part through the encoder",
        two_paths,
        {"dW_encoder + dW_decoder": "dW_encoder", "    dW_decoder = G.T @ H\n": ""},
    ),
    Slip(
        "held the code H constant when differentiating with respect to W: dW has only the decoder's part, G^T H",
        two_paths,
        {'"W": dW_encoder + dW_decoder': '"W": dW_decoder', "    dW_encoder = X.T @ D\n": ""},
    ),
    Slip(
        "W is counted only in the encoder: the term 2 e h^T of the decoder is missing in dW",
        for_each_example,
        {"dW += np.outer(x, da) + 2 * np.outer(e, h)": "dW += np.outer(x, da)"},
    ),
    Slip(
        "forgot the derivative of tanh: D is G W without the factor 1 - H^2",
        two_paths,
        {"D = (G @ W) * (1 - H**2)": "D = G @ W"},
    ),
    Slip(
        "took the derivative of tanh as 1 - A^2, at the preactivation, instead of 1 - tanh(A)^2",
        two_paths,
        {"(1 - H**2)": "(1 - A**2)"},
    ),
    Slip(
        "forgot the 2 from the square in G",
        two_paths,
        {"G = 2 * (Y - X) / m": "G = (Y - X) / m"},
    ),
    Slip(
        "forgot the factor 1/m of the average over the examples in G",
        two_paths,
        {"G = 2 * (Y - X) / m": "G = 2 * (Y - X)"},
    ),
    Slip(
        "wrong sign of the reconstruction error: X - Y instead of Y - X in G",
        two_paths,
        {"G = 2 * (Y - X) / m": "G = 2 * (X - Y) / m"},
    ),
    Slip(
        "averaged over the entries too: G is divided by m d instead of by m",
        two_paths,
        {"G = 2 * (Y - X) / m": "G = 2 * (Y - X) / X.size"},
    ),
    Slip(
        "forgot the 2 from the square in the decoder's term of dW: e h^T instead of 2 e h^T",
        for_each_example,
        {"+ 2 * np.outer(e, h)": "+ np.outer(e, h)"},
    ),
    Slip(
        "forgot to sum the gradient of c over the examples: dc is G, m x d",
        two_paths,
        {"dc = np.sum(G, axis=0)": "dc = G"},
    ),
    Slip(
        "used the product rule on W_ju only in its own summand: in the encoder's part, W_ku is counted only for the "
        "output j = k, the sum over all outputs j is missing",
        by_the_product_rule,
        {
            "                for k in range(d):\n": "",
            "                    dW[k, u] += r * W[j, u] * slope * X[i, k]": (
                "                dW[j, u] += r * W[j, u] * slope * X[i, j]"
            ),
        },
    ),
    Slip(
        "two mistakes: forgot the decoder's part of dW, and the derivative of tanh (the factor 1/cosh(a)^2) in da",
        for_each_example,
        {"da = dh / np.cosh(a) ** 2": "da = dh", "np.outer(x, da) + 2 * np.outer(e, h)": "np.outer(x, da)"},
    ),
]
