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
        "differentiated W in the decoder only: the contribution of W in the encoder is missing from the gradient "
        "of W",
        two_paths,
        {"dW_encoder + dW_decoder": "dW_decoder"},
    ),
    Slip(
        "averaged the contributions of encoder and decoder to the gradient of W instead of adding them",
        two_paths,
        {"dW_encoder + dW_decoder": "(dW_encoder + dW_decoder) / 2"},
    ),
    Slip(
        "put a tanh on the decoder as well, Y = tanh(H W^T + c), and differentiated it",
        two_paths,
        {"Y = H @ W.T + c": "Y = np.tanh(H @ W.T + c)", "G = 2 * (Y - X) / m": "G = 2 * (Y - X) / m * (1 - Y**2)"},
    ),
    Slip(
        "left the derivative of tanh out of the encoder's contribution to the gradient of W, while b has it",
        two_paths,
        {"dW_encoder = X.T @ D": "dW_encoder = X.T @ (G @ W)"},
    ),
    Slip(
        "took 1 minus the square of the pre-activation for the derivative of tanh, 1 - A^2 instead of 1 - H^2",
        two_paths,
        {"(1 - H**2)": "(1 - A**2)"},
    ),
    Slip(
        "subtracted the decoder's contribution from the encoder's instead of adding it in the gradient of W",
        for_each_example,
        {"np.outer(x, da) + 2": "np.outer(x, da) - 2"},
    ),
    Slip(
        "forgot the 2 from the square on the way to the encoder, so the gradient of b and the encoder's part of "
        "W's are half as large, while c and the decoder's part have it",
        for_each_example,
        {"dh = 2 * W.T @ e": "dh = W.T @ e"},
    ),
    Slip(
        "used the reconstruction error e instead of the input x in the encoder's contribution to the gradient of W",
        for_each_example,
        {"np.outer(x, da)": "np.outer(e, da)"},
    ),
    Slip(
        "two mistakes: multiplied by cosh^2 instead of dividing by it for the derivative of tanh; and did not "
        "divide the gradient of c by m",
        for_each_example,
        {"dh / np.cosh": "dh * np.cosh", "dc / m": "dc"},
    ),
    Slip(
        "gave the decoder's term r h_u to every row k of W instead of to row j only (no Kronecker delta in the "
        "derivative of W_ju by W_ku)",
        by_the_product_rule,
        {"dW[j, u] += r * h[u]": "dW[:, u] += r * h[u]"},
    ),
    Slip(
        "mixed up the indices in the encoder's term: multiplied by W_ku, the entry that is differentiated, instead"
        " of by W_ju, through which the decoder's output j sees the code",
        by_the_product_rule,
        {"dW[k, u] += r * W[j, u]": "dW[k, u] += r * W[k, u]"},
    ),
    Slip(
        "left out the encoder's term for k = j, believing that the decoder's term already is the derivative by "
        "W_ju in that case",
        by_the_product_rule,
        {"for k in range(d):": "for k in [k for k in range(d) if k != j]:"},
    ),
    Slip(
        "forgot the decoder's weight W_ju in the gradient of b: the error goes back to the code as if the decoder "
        "were a plain sum",
        by_the_product_rule,
        {"db[u] += r * W[j, u] * slope": "db[u] += r * slope"},
    ),
    Slip(
        "two mistakes: added to the gradient of c inside the loop over the code's units, so it is p times too "
        "large; and forgot the 2 from the square in r, so that all gradients are halved",
        by_the_product_rule,
        {
            "            dc[j] += r\n            for u in range(p):": "            for u in range(p):\n"
            "                dc[j] += r",
            "r = 2 * (W[j] @ h + c[j] - X[i, j]) / m": "r = (W[j] @ h + c[j] - X[i, j]) / m",
        },
    ),
]
