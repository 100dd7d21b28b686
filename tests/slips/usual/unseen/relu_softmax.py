"""A classifier with a hidden ReLU layer and softmax at the output. The n examples are the rows of X (n x d), the labels
are the one-hot rows of Y (n x c). W1 is d x h, b1 has h entries, W2 is h x c, b2 has c entries.
H = ReLU(X W1 + b1), S = H W2 + b2, P = softmax of each row of S, L = -(1/n) sum over i and j of Y_ij log P_ij.
Derive the gradients of L with respect to W1, b1, W2 and b2.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2")


def make(rng, size):
    n, d, h, c = ((6, 2, 5, 3), (5, 3, 6, 4), (7, 4, 5, 3))[size]
    labels = rng.permutation(np.arange(n) % c)
    return {
        "X": rng.normal(size=(n, d)),
        "Y": np.eye(c)[labels],
        "W1": rng.normal(size=(d, h)),
        "b1": rng.uniform(-0.4, 0.6, size=h),
        "W2": rng.normal(size=(h, c)),
        "b2": rng.uniform(-0.5, 0.5, size=c),
    }


def loss(X, Y, W1, b1, W2, b2):
    H = np.maximum(X @ W1 + b1, 0)
    E = np.exp(H @ W2 + b2)
    P = E / np.sum(E, axis=1, keepdims=True)
    return -np.sum(Y * np.log(P)) / len(Y)


def vectorised(X, Y, W1, b1, W2, b2):
    n = X.shape[0]
    Z = X @ W1 + b1
    H = np.maximum(Z, 0)
    S = H @ W2 + b2
    P = np.exp(S) / np.sum(np.exp(S), axis=1, keepdims=True)
    dS = (P - Y) / n
    dW2 = H.T @ dS
    db2 = dS.sum(axis=0)
    dH = dS @ W2.T
    dZ = dH * (Z > 0)
    dW1 = X.T @ dZ
    db1 = dZ.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def with_label_indices(X, Y, W1, b1, W2, b2):
    n = len(X)
    label = np.argmax(Y, axis=1)
    hidden = X @ W1 + b1
    mask = hidden > 0
    hidden = hidden * mask
    scores = hidden @ W2 + b2
    exps = np.exp(scores - scores.max(axis=1, keepdims=True))
    probs = exps / exps.sum(axis=1, keepdims=True)
    dscores = probs.copy()
    dscores[np.arange(n), label] -= 1
    dscores /= n
    dW2 = np.dot(hidden.T, dscores)
    db2 = np.sum(dscores, axis=0)
    dhidden = np.dot(dscores, W2.T)
    dhidden[~mask] = 0
    dW1 = np.dot(X.T, dhidden)
    db1 = np.sum(dhidden, axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def with_jacobian(X, Y, W1, b1, W2, b2):
    n = len(X)
    dW1, db1, dW2, db2 = 0.0, 0.0, 0.0, 0.0
    for x, y in zip(X, Y):
        z = W1.T @ x + b1
        h = np.where(z > 0, z, 0)
        s = W2.T @ h + b2
        p = np.exp(s) / np.exp(s).sum()
        dp = -y / p
        J = np.diag(p) - np.outer(p, p)
        ds = J @ dp
        dh = W2 @ ds
        dz = np.where(z > 0, dh, 0)
        dW2 = dW2 + np.outer(h, ds) / n
        db2 = db2 + ds / n
        dW1 = dW1 + np.outer(x, dz) / n
        db1 = db1 + dz / n
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


CASES = [
    Slip(
        "forgot the derivative of the ReLU: dZ is dH, not set to zero where Z is negative",
        vectorised,
        {"dZ = dH * (Z > 0)": "dZ = dH"},
    ),
    Slip(
        "forgot the factor 1/n of the mean: dS is P - Y",
        vectorised,
        {"dS = (P - Y) / n": "dS = P - Y"},
    ),
    Slip(
        "wrong sign at the softmax: Y - P instead of P - Y",
        vectorised,
        {"dS = (P - Y) / n": "dS = (Y - P) / n"},
    ),
    Slip(
        "forgot to subtract 1 at the right class: dscores is probs / n",
        with_label_indices,
        {"    dscores[np.arange(n), label] -= 1\n": ""},
    ),
    Slip(
        "multiplied by H instead of the mask in dZ: took ReLU itself for its derivative",
        vectorised,
        {"dZ = dH * (Z > 0)": "dZ = dH * H"},
    ),
    Slip(
        "forgot the off-diagonal part of the softmax Jacobian: took only p_j (1 - p_j) on the diagonal and zero "
        "elsewhere",
        with_jacobian,
        {"J = np.diag(p) - np.outer(p, p)": "J = np.diag(p * (1 - p))"},
    ),
    Slip(
        "took the mask of the ReLU at the incoming gradient instead of at Z: dH where dH > 0",
        vectorised,
        {"dZ = dH * (Z > 0)": "dZ = dH * (dH > 0)"},
    ),
    Slip(
        "forgot the factor 1/n in both bias gradients",
        with_jacobian,
        {"db2 = db2 + ds / n": "db2 = db2 + ds", "db1 = db1 + dz / n": "db1 = db1 + dz"},
    ),
    Slip(
        "two mistakes: forgot the derivative of the ReLU (the line that sets dhidden to zero where the unit is off is "
        "missing), and forgot to divide dscores by n",
        with_label_indices,
        {"    dhidden[~mask] = 0\n": "", "    dscores /= n\n": ""},
    ),
    Slip(
        "forgot the derivative of the softmax: ds is dp = -y/p",
        with_jacobian,
        {"ds = J @ dp": "ds = dp"},
    ),
    Slip(
        "used the pre-activation Z instead of the ReLU output H in the gradient of W2",
        vectorised,
        {"dW2 = H.T @ dS": "dW2 = Z.T @ dS"},
    ),
    Slip(
        "treated the softmax like a sigmoid with its own derivative on top: dS is (P - Y) P (1 - P) / n",
        vectorised,
        {"dS = (P - Y) / n": "dS = (P - Y) * P * (1 - P) / n"},
    ),
    Slip(
        "mean instead of sum for the biases: db1 and db2 are divided by n a second time",
        vectorised,
        {"db2 = dS.sum(axis=0)": "db2 = dS.mean(axis=0)", "db1 = dZ.sum(axis=0)": "db1 = dZ.mean(axis=0)"},
    ),
]
