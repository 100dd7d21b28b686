"""A network with a shared hidden layer and two heads. The n examples are the rows of X (n x d); W is d x h, b has h
entries, H = tanh(X W + b). The regression head gives R = H U + r (U is h x p, r has p entries) with the loss
L1 = 1/(2n) times the sum of all entries of (R - Y)^2, where Y is n x p. The classification head gives one number for
each example, q = sigma(H v + c) (v has h entries, c is a number), with the loss
L2 = -(1/n) sum over i of (t_i ln q_i + (1 - t_i) ln(1 - q_i)), t_i = 0 or 1. The total loss is L = 0.7 L1 + 0.3 L2.
Derive the gradients of L with respect to W, b, U, r, v and c.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "b", "U", "r", "v", "c")


def make(rng, size):
    n, d, h, p = ((5, 3, 4, 2), (6, 2, 5, 3), (7, 4, 3, 2))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "Y": rng.normal(size=(n, p)),
        "t": rng.permutation(np.resize([1.0, 0.0], n)),
        "W": 0.8 * rng.normal(size=(d, h)),
        "b": rng.uniform(-0.5, 0.5, size=h),
        "U": rng.normal(size=(h, p)),
        "r": rng.uniform(-0.5, 0.5, size=p),
        "v": rng.normal(size=h),
        "c": rng.uniform(0.1, 0.5),
    }


def loss(X, Y, t, W, b, U, r, v, c):
    n = X.shape[0]
    H = np.tanh(X @ W + b)
    q = 1 / (1 + np.exp(-(H @ v + c)))
    L1 = np.sum((H @ U + r - Y) ** 2) / (2 * n)
    L2 = -np.mean(t * np.log(q) + (1 - t) * np.log(1 - q))
    return 0.7 * L1 + 0.3 * L2


def both_heads(X, Y, t, W, b, U, r, v, c):
    n = len(X)
    H = np.tanh(X @ W + b)
    R = H @ U + r
    q = 1 / (1 + np.exp(-(H @ v + c)))
    dR = 0.7 * (R - Y) / n
    dU = H.T @ dR
    dr = dR.sum(axis=0)
    ds = 0.3 * (q - t) / n
    dv = H.T @ ds
    dc = ds.sum()
    dH = dR @ U.T + np.outer(ds, v)
    dZ = dH * (1 - H**2)
    dW = X.T @ dZ
    db = dZ.sum(axis=0)
    return {"W": dW, "b": db, "U": dU, "r": dr, "v": dv, "c": dc}


def one_loss_after_the_other(X, Y, t, W, b, U, r, v, c):
    n = X.shape[0]
    H = np.tanh(X @ W + b)
    slope = 1 - H * H
    # first loss
    G = (H @ U + r - Y) / n
    dL1_dU = H.T @ G
    dL1_dr = np.sum(G, axis=0)
    D1 = G @ U.T * slope
    dL1_dW = X.T @ D1
    dL1_db = np.sum(D1, axis=0)
    # second loss
    q = 1 / (1 + np.exp(-H @ v - c))
    dL2_dq = -(t / q - (1 - t) / (1 - q)) / n
    dL2_ds = dL2_dq * q * (1 - q)
    dL2_dv = H.T @ dL2_ds
    dL2_dc = np.sum(dL2_ds)
    D2 = dL2_ds[:, None] * v * slope
    dL2_dW = X.T @ D2
    dL2_db = np.sum(D2, axis=0)
    # together
    dW = 0.7 * dL1_dW + 0.3 * dL2_dW
    db = 0.7 * dL1_db + 0.3 * dL2_db
    return {"W": dW, "b": db, "U": 0.7 * dL1_dU, "r": 0.7 * dL1_dr, "v": 0.3 * dL2_dv, "c": 0.3 * dL2_dc}


def loop_over_examples(X, Y, t, W, b, U, r, v, c):
    dW, db, dU, dr, dv = (np.zeros_like(w) for w in (W, b, U, r, v))
    dc = 0.0
    for x, y, label in zip(X, Y, t):
        h = np.tanh(W.T @ x + b)
        error = U.T @ h + r - y
        q = 1 / (1 + np.exp(-(v @ h + c)))
        g1 = 0.7 * error
        g2 = 0.3 * (q - label)
        dU += np.outer(h, g1)
        dr += g1
        dv += g2 * h
        dc += g2
        delta = (U @ g1 + g2 * v) * (1 - h**2)
        dW += np.outer(x, delta)
        db += delta
    n = len(X)
    return {"W": dW / n, "b": db / n, "U": dU / n, "r": dr / n, "v": dv / n, "c": dc / n}


CASES = [
    Slip(
        "missed the path of the shared layer through the classification head: dH is dR U^T, without ds v^T",
        both_heads,
        {"dH = dR @ U.T + np.outer(ds, v)": "dH = dR @ U.T"},
    ),
    Slip(
        "forgot the weights of the losses in the heads: the gradients of U and r lack 0.7, those of v and c lack 0.3",
        one_loss_after_the_other,
        {"0.7 * dL1_dU": "dL1_dU", "0.7 * dL1_dr": "dL1_dr", "0.3 * dL2_dv": "dL2_dv", "0.3 * dL2_dc": "dL2_dc"},
    ),
    Slip(
        "forgot the derivative of tanh in the shared layer: dZ is dH, without 1 - H^2",
        both_heads,
        {"dZ = dH * (1 - H**2)": "dZ = dH"},
    ),
    Slip(
        "did not weight the losses in the shared layer: dW and db are the plain sums of the gradients of L1 and L2",
        one_loss_after_the_other,
        {
            "dW = 0.7 * dL1_dW + 0.3 * dL2_dW": "dW = dL1_dW + dL2_dW",
            "db = 0.7 * dL1_db + 0.3 * dL2_db": "db = dL1_db + dL2_db",
        },
    ),
    Slip(
        "forgot the derivative of the output sigmoid: dL2/ds is dL2/dq, without q (1 - q)",
        one_loss_after_the_other,
        {"dL2_ds = dL2_dq * q * (1 - q)": "dL2_ds = dL2_dq"},
    ),
    Slip(
        "multiplied q - t by the derivative of the sigmoid once more: ds is 0.3 (q - t) q (1 - q)/n, as for a squared "
        "error",
        both_heads,
        {"ds = 0.3 * (q - t) / n": "ds = 0.3 * (q - t) * q * (1 - q) / n"},
    ),
    Slip(
        "missed the path through the regression head: delta has only g2 v, without U g1",
        loop_over_examples,
        {"delta = (U @ g1 + g2 * v)": "delta = (g2 * v)"},
    ),
    Slip(
        "forgot the factor 1/n in the classification head: ds is 0.3 (q - t)",
        both_heads,
        {"ds = 0.3 * (q - t) / n": "ds = 0.3 * (q - t)"},
    ),
    Slip(
        "wrong sign in the classification head: t - q instead of q - t",
        both_heads,
        {"ds = 0.3 * (q - t) / n": "ds = 0.3 * (t - q) / n"},
    ),
    Slip(
        "kept the 2 of the square although L1 has 1/(2n): g1 is 0.7 times 2 times the error",
        loop_over_examples,
        {"g1 = 0.7 * error": "g1 = 0.7 * 2 * error"},
    ),
    Slip(
        "swapped the weights of the two losses: 0.3 for the regression and 0.7 for the classification",
        both_heads,
        {"dR = 0.7 * (R - Y)": "dR = 0.3 * (R - Y)", "ds = 0.3 * (q - t)": "ds = 0.7 * (q - t)"},
    ),
    Slip(
        "wrong sign of the second part in the derivative of the cross-entropy: t/q + (1 - t)/(1 - q) instead of "
        "t/q - (1 - t)/(1 - q)",
        one_loss_after_the_other,
        {"(t / q - (1 - t) / (1 - q))": "(t / q + (1 - t) / (1 - q))"},
    ),
    Slip(
        "two mistakes: forgot the derivative of tanh (1 - h^2) in delta, and forgot to divide by n in the gradients of "
        "the two biases r and c",
        loop_over_examples,
        {"(U @ g1 + g2 * v) * (1 - h**2)": "U @ g1 + g2 * v", '"r": dr / n': '"r": dr', '"c": dc / n': '"c": dc'},
    ),
]
