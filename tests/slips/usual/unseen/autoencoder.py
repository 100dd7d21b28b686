"""A linear autoencoder with separate weights. The m rows of X (shape (m, d)) are coded as H = X A (A has shape (d, k))
and decoded as R = H B (B has shape (k, d)). There are no biases. The loss is the mean over the examples of the squared
reconstruction error, L = (1/m) sum_ij (R - X)_ij^2.
Derive the gradients of L with respect to A and B.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("A", "B")


def make(rng, size):
    m, d, k = ((5, 3, 2), (3, 5, 4), (6, 4, 3))[size]
    return {
        "X": rng.normal(size=(m, d)),
        "A": rng.normal(size=(d, k)),
        "B": rng.normal(size=(k, d)),
    }


def loss(X, A, B):
    R = X @ A @ B
    return np.sum((R - X) ** 2) / X.shape[0]


def backprop(X, A, B):
    m = X.shape[0]
    H = X @ A
    R = H @ B
    dR = 2 * (R - X) / m
    dB = H.T @ dR
    dH = dR @ B.T
    dA = X.T @ dH
    return {"A": dA, "B": dB}


def sums_over_examples(X, A, B):
    n = len(X)
    encoder, decoder = A.T, B.T
    g_encoder = np.zeros_like(encoder)
    g_decoder = np.zeros_like(decoder)
    for x in X:
        h = encoder @ x
        e = decoder @ h - x
        g_decoder += 2 * np.outer(e, h)
        back = decoder.T @ e
        g_encoder += 2 * np.outer(back, x)
    g_encoder /= n
    g_decoder /= n
    return {"A": g_encoder.T, "B": g_decoder.T}


def with_the_covariance(X, A, B):
    m, d = X.shape
    S = X.T @ X / m
    gap = A @ B - np.eye(d)
    dA = 2 * S @ gap @ B.T
    dB = 2 * A.T @ S @ gap
    return {"A": dA, "B": dB}


CASES = [
    Slip(
        "forgot the factor 1/m of the mean in dR: both gradients are m times too large",
        backprop,
        {"dR = 2 * (R - X) / m": "dR = 2 * (R - X)"},
    ),
    Slip(
        "forgot the 2 of the square in dR: both gradients are half as large as they should be",
        backprop,
        {"dR = 2 * (R - X) / m": "dR = (R - X) / m"},
    ),
    Slip(
        "wrong sign of the error: X - R instead of R - X, so both gradients have the opposite sign",
        backprop,
        {"(R - X)": "(X - R)"},
    ),
    Slip(
        "averaged over all the m d entries instead of over the m examples: dR is divided by X.size",
        backprop,
        {"/ m\n    dB": "/ X.size\n    dB"},
    ),
    Slip(
        "took the mean over the examples twice in dB: divided by m there although dR already holds the 1/m",
        backprop,
        {"dB = H.T @ dR": "dB = H.T @ dR / m"},
    ),
    Slip(
        "did not go back through the decoder: back is the code of the error, encoder e, instead of decoder^T e",
        sums_over_examples,
        {"back = decoder.T @ e": "back = encoder @ e"},
    ),
    Slip(
        "forgot the 2 in the encoder's gradient (the decoder's has it)",
        sums_over_examples,
        {"g_encoder += 2 * np.outer(back, x)": "g_encoder += np.outer(back, x)"},
    ),
    Slip(
        "forgot to divide the decoder's gradient by the number of examples; the encoder's is divided",
        sums_over_examples,
        {"    g_decoder /= n\n": ""},
    ),
    Slip(
        "the outer product of the decoder is the wrong way round, h e^T instead of e h^T, so B's gradient comes out "
        "transposed, with shape (d, k)",
        sums_over_examples,
        {
            "g_decoder = np.zeros_like(decoder)": "g_decoder = np.zeros_like(decoder.T)",
            "np.outer(e, h)": "np.outer(h, e)",
        },
    ),
    Slip(
        "forgot the target's identity in the gap: A B instead of A B - I, as if R were to be 0 and not X",
        with_the_covariance,
        {"gap = A @ B - np.eye(d)": "gap = A @ B"},
    ),
    Slip(
        "wrong matrix in dB: multiplied by B, which has the same shape, instead of by the encoder's A^T (B S gap "
        "instead of A^T S gap)",
        with_the_covariance,
        {"dB = 2 * A.T @ S @ gap": "dB = 2 * B @ S @ gap"},
    ),
    Slip(
        "did not divide the covariance by m: S is X^T X, so both gradients are those of the sum",
        with_the_covariance,
        {"S = X.T @ X / m": "S = X.T @ X"},
    ),
    Slip(
        "two mistakes: the error is X - R instead of R - X, and the 2 of the square is missing",
        backprop,
        {"dR = 2 * (R - X) / m": "dR = (X - R) / m"},
    ),
]
