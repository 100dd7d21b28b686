"""A classifier with one hidden ReLU layer, for a batch of m examples. X is m x d, y holds the class 0, ..., k-1 of each
example, W1 is p x d, b1 has p entries, W2 is k x p and b2 has k entries; the biases are added to every row.
Z = X W1^T + b1, H = relu(Z), S = H W2^T + b2, P = softmax of each row of S, and the loss is the mean cross-entropy,
L = -1/m sum over i of log P[i, y_i]. Derive the gradients of L with respect to W1, b1, W2 and b2.
"""

import numpy as np

from nn.array import logsumexp, relu
from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2")


def make(rng, size):
    m, d, p, k = ((5, 2, 4, 3), (4, 3, 2, 5), (7, 4, 3, 2))[size]
    while True:
        X, W1, b1 = rng.normal(size=(m, d)), rng.normal(size=(p, d)), rng.normal(size=p)
        without = X @ W1.T
        on = without + b1 > 0
        if on.any(axis=0).all() and on.any(axis=1).all() and not on.all(axis=0).any() and (on != (without > 0)).any():
            break
    y = rng.permutation(np.arange(m) % k)
    return {"X": X, "y": y, "W1": W1, "b1": b1, "W2": rng.normal(size=(k, p)), "b2": rng.normal(size=k)}


def loss(X, y, W1, b1, W2, b2):
    H = relu(X @ W1.T + b1)
    S = H @ W2.T + b2
    onehot = np.eye(len(b2))[y]
    return np.mean(logsumexp(S) - np.sum(onehot * S, axis=1))


def as_in_the_lecture_code(X, y, W1, b1, W2, b2):
    m = len(y)
    Z = X @ W1.T + b1
    H = np.maximum(Z, 0)
    S = H @ W2.T + b2
    E = np.exp(S - S.max(axis=1, keepdims=True))
    G = E / E.sum(axis=1, keepdims=True)
    G[np.arange(m), y] -= 1
    G = G / m
    dW2 = G.T @ H
    db2 = G.sum(axis=0)
    dH = G @ W2
    dH[Z <= 0] = 0
    dW1 = dH.T @ X
    db1 = dH.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def through_the_jacobian(X, y, W1, b1, W2, b2):
    m = len(y)
    dW1, db1, dW2, db2 = (np.zeros(q.shape) for q in (W1, b1, W2, b2))
    for x, c in zip(X, y):
        z = W1 @ x + b1
        h = np.where(z > 0, z, 0.0)
        s = W2 @ h + b2
        p = np.exp(s) / np.sum(np.exp(s))
        dp = np.zeros(len(p))
        dp[c] = -1 / p[c]
        J = np.diag(p) - np.outer(p, p)
        ds = J @ dp
        dW2 += np.outer(ds, h)
        db2 += ds
        dh = W2.T @ ds
        dz = dh * (z > 0)
        dW1 += np.outer(dz, x)
        db1 += dz
    return {"W1": dW1 / m, "b1": db1 / m, "W2": dW2 / m, "b2": db2 / m}


def with_einsum(X, y, W1, b1, W2, b2):
    m, k = len(y), len(b2)
    onehot = np.eye(k)[y]
    z = np.einsum("ia,ja->ij", X, W1) + b1
    on = (z > 0).astype(float)
    h = np.maximum(z, 0)
    s = np.einsum("ij,cj->ic", h, W2) + b2
    p = np.exp(s) / np.exp(s).sum(axis=1)[:, None]
    ds = (p - onehot) / m
    dz = np.einsum("ic,cj,ij->ij", ds, W2, on)
    return {
        "W1": np.einsum("ij,ia->ja", dz, X),
        "b1": np.einsum("ij->j", dz),
        "W2": np.einsum("ic,ij->cj", ds, h),
        "b2": np.einsum("ic->c", ds),
    }


CASES = [
    Slip(
        "normalised the softmax over the batch instead of over the classes: summed the exponentials down each "
        "column",
        as_in_the_lecture_code,
        {"E.sum(axis=1, keepdims=True)": "E.sum(axis=0, keepdims=True)"},
    ),
    Slip(
        "set the hidden layer's gradient to zero where the gradient itself is negative, instead of where Z is "
        "negative",
        as_in_the_lecture_code,
        {"dH[Z <= 0]": "dH[dH <= 0]"},
    ),
    Slip(
        "divided the softmax by m before subtracting the 1 at the right class, so G is P/m - onehot instead of (P "
        "- onehot)/m",
        as_in_the_lecture_code,
        {"    G[np.arange(m), y] -= 1\n    G = G / m\n": "    G = G / m\n    G[np.arange(m), y] -= 1\n"},
    ),
    Slip(
        "subtracted 1 in the columns of all classes that occur in y, for every example, instead of only at each "
        "example's own class",
        as_in_the_lecture_code,
        {"G[np.arange(m), y] -= 1": "G[:, y] -= 1"},
    ),
    Slip(
        "gave the ReLU the derivative 0.01 of a leaky ReLU where Z is negative, instead of 0",
        as_in_the_lecture_code,
        {"dH[Z <= 0] = 0": "dH[Z <= 0] *= 0.01"},
    ),
    Slip(
        "kept the gradient of a weight penalty from other code, 0.01 W2, in the gradient of W2, though the loss "
        "has no penalty",
        as_in_the_lecture_code,
        {"dW2 = G.T @ H": "dW2 = G.T @ H + 0.01 * W2"},
    ),
    Slip(
        "took only the diagonal of the softmax's Jacobian, p (1 - p), as if each p_c depended on its own score "
        "alone",
        through_the_jacobian,
        {"J = np.diag(p) - np.outer(p, p)": "J = np.diag(p * (1 - p))"},
    ),
    Slip(
        "took -1/p for the derivative of the cross-entropy by every class's probability, instead of by the right "
        "class's only",
        through_the_jacobian,
        {"dp[c] = -1 / p[c]": "dp[:] = -1 / p"},
    ),
    Slip(
        "multiplied by the hidden value h instead of the 0/1 derivative of the ReLU when going back from h to z",
        through_the_jacobian,
        {"dz = dh * (z > 0)": "dz = dh * h"},
    ),
    Slip(
        "two mistakes: did not divide the gradient of W1 by m; and left the ReLU's derivative out of the gradient "
        "of b1",
        through_the_jacobian,
        {'"W1": dW1 / m': '"W1": dW1', "db1 += dz": "db1 += dh"},
    ),
    Slip(
        "decided which ReLUs are active from X W1^T without the bias b1 (in the backward pass only)",
        with_einsum,
        {"on = (z > 0)": "on = (z - b1 > 0)"},
    ),
    Slip(
        "used the sigmoid of each score instead of the softmax in p - onehot",
        with_einsum,
        {"np.exp(s) / np.exp(s).sum(axis=1)[:, None]": "1 / (1 + np.exp(-s))"},
    ),
    Slip(
        "counted the classes from 1 when making the one-hot targets, so each example's target is the class before "
        "its own (and the last class for class 0)",
        with_einsum,
        {"np.eye(k)[y]": "np.eye(k)[y - 1]"},
    ),
    Slip(
        "two mistakes: divided by m k, as if the mean were over the whole matrix of scores; and used the negated "
        "error, onehot - p, for the gradient of b2 only",
        with_einsum,
        {"(p - onehot) / m": "(p - onehot) / (m * k)", 'np.einsum("ic->c", ds)': 'np.einsum("ic->c", -ds)'},
    ),
]
