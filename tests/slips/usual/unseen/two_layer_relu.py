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
        "forgot the derivative of the ReLU: dH is used for W1 and b1 without being set to zero where Z <= 0",
        as_in_the_lecture_code,
        {"    dH[Z <= 0] = 0\n": ""},
    ),
    Slip(
        "forgot the average over the batch: G = P - onehot is not divided by m, so all the gradients are m "
        "times too large",
        as_in_the_lecture_code,
        {"    G = G / m\n": ""},
    ),
    Slip(
        "forgot the derivative of the ReLU: dz = dh without the factor (z > 0)",
        through_the_jacobian,
        {"dh * (z > 0)": "dh"},
    ),
    Slip(
        "applied the ReLU to the gradient itself: dH is set to zero where dH is negative, not where Z is",
        as_in_the_lecture_code,
        {"dH[Z <= 0] = 0": "dH[dH <= 0] = 0"},
    ),
    Slip(
        "multiplied by the ReLU's value h instead of its derivative (0 or 1) on the way back",
        through_the_jacobian,
        {"dh * (z > 0)": "dh * h"},
    ),
    Slip(
        "the softmax Jacobian has only its diagonal p (1 - p), the off-diagonal terms -p_a p_c are missing",
        through_the_jacobian,
        {"np.diag(p) - np.outer(p, p)": "np.diag(p * (1 - p))"},
    ),
    Slip(
        "the sign is wrong: the derivative of the loss by S is onehot - P instead of P - onehot, so all the "
        "gradients flip",
        with_einsum,
        {"(p - onehot)": "(onehot - p)"},
    ),
    Slip(
        "lost the minus of the cross-entropy: dp_c = 1/p_c instead of -1/p_c, so all the gradients have the "
        "wrong sign",
        through_the_jacobian,
        {"-1 / p[c]": "1 / p[c]"},
    ),
    Slip(
        "the gradient of W2 is taken with Z, before the ReLU, instead of with H",
        as_in_the_lecture_code,
        {"dW2 = G.T @ H": "dW2 = G.T @ Z"},
    ),
    Slip(
        "the bias gradients are averaged over the batch although G is already divided by m: b1 and b2 have "
        "1/m once too often",
        as_in_the_lecture_code,
        {"G.sum(axis=0)": "G.mean(axis=0)", "dH.sum(axis=0)": "dH.mean(axis=0)"},
    ),
    Slip(
        "the gradients of W1 and W2 come out transposed, d x p and p x k: the product is taken as X^T dZ and "
        "H^T G",
        as_in_the_lecture_code,
        {"G.T @ H": "H.T @ G", "dH.T @ X": "X.T @ dH"},
    ),
    Slip(
        "the softmax is normalised over the wrong axis, over the examples of the batch instead of over the "
        "classes",
        as_in_the_lecture_code,
        {"E / E.sum(axis=1, keepdims=True)": "E / E.sum(axis=0, keepdims=True)"},
    ),
    Slip(
        "two mistakes: the average 1/m is missing in the derivative by S, and the derivative of the ReLU is "
        "left out",
        with_einsum,
        {
            "(p - onehot) / m": "p - onehot",
            'np.einsum("ic,cj,ij->ij", ds, W2, on)': 'np.einsum("ic,cj->ij", ds, W2)',
        },
    ),
]
