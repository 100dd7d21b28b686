"""A linear classifier with the multiclass hinge loss (every wrong class counts) and a penalty: X is n x d with an
example in each row, W is d x K, b has K entries and is not penalised, c_i is the right class of example i.
S = X W + b, L = 1/n sum_i sum_{k != c_i} max(0, S_ik - S_i,c_i + 1) + lam/2 |W|^2, where |W|^2 is the sum of the
squares of the entries.
Derive the gradients of L with respect to W and b.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "b")


def make(rng, size):
    n, d, K = ((4, 2, 3), (5, 3, 4), (6, 4, 5))[size]
    c = np.array([(2 * i + 1) % K for i in range(n)])
    while True:  # until some margins are kept, some are violated, and some are violated by a score that is still lower
        W = rng.normal(size=(d, K))
        b = rng.uniform(-0.5, 0.5, size=K)
        X = rng.normal(size=(n, d))
        S = X @ W + b
        lead = S[np.arange(n), c][:, None] - S
        close = (lead > 0.1) & (lead < 0.9)
        G = (lead < 1) - np.eye(K)[c] * np.sum(lead < 1, axis=1, keepdims=True)
        if not np.any(G.sum(axis=0)):
            continue
        if np.any(close) and np.any(lead > 1.1) and np.any(np.sum(lead < -0.1, axis=1) > 1):
            return {"X": X, "c": c, "W": W, "b": b, "lam": 0.4}


def loss(X, c, W, b, lam):
    n, K = len(c), len(b)
    S = X @ W + b
    total = 0.0
    for i in range(n):
        for k in range(K):
            if k != c[i]:
                total = total + np.maximum(0, S[i, k] - S[i, c[i]] + 1)
    return total / n + 0.5 * lam * np.sum(W**2)


def vectorised(X, c, W, b, lam):
    n = X.shape[0]
    rows = np.arange(n)
    S = X @ W + b
    M = S - S[rows, c][:, None] + 1
    M[rows, c] = 0
    G = (M > 0).astype(float)
    G[rows, c] = -G.sum(axis=1)
    G = G / n
    dW = X.T @ G + lam * W
    db = G.sum(axis=0)
    return {"W": dW, "b": db}


def naive(X, c, W, b, lam):
    n, d = X.shape
    K = W.shape[1]
    dW = np.zeros((d, K))
    db = np.zeros(K)
    for i in range(n):
        scores = X[i] @ W + b
        right = scores[c[i]]
        for k in range(K):
            if k == c[i]:
                continue
            margin = scores[k] - right + 1
            if margin > 0:
                dW[:, k] += X[i]
                dW[:, c[i]] -= X[i]
                db[k] += 1
                db[c[i]] -= 1
    dW /= n
    db /= n
    dW += lam * W
    return {"W": dW, "b": db}


CASES = [
    Slip(
        "forgot that the score of the right class is in the margin too: its column gets no gradient in W",
        naive,
        {"                dW[:, c[i]] -= X[i]\n": ""},
    ),
    Slip(
        "gave the right class -1 instead of minus the number of classes that violate the margin",
        vectorised,
        {"G[rows, c] = -G.sum(axis=1)": "G[rows, c] = -1"},
    ),
    Slip(
        "forgot to take the right class out before counting: its own margin of 1 counts as a violation",
        vectorised,
        {"    M[rows, c] = 0\n": ""},
    ),
    Slip(
        "forgot the mean over the examples",
        vectorised,
        {"    G = G / n\n": ""},
    ),
    Slip(
        "divided W's gradient by n, but left the sum in that of b",
        naive,
        {"    db /= n\n": ""},
    ),
    Slip(
        "divided after adding the penalty, so lam W is divided by n too",
        naive,
        {"    dW /= n\n": "    dW += lam * W\n", "    dW += lam * W\n    return": "    dW /= n\n    return"},
    ),
    Slip(
        "multiplied by the size of the margin instead of by 0 or 1, as for a squared hinge",
        vectorised,
        {"G = (M > 0).astype(float)": "G = np.maximum(0, M)"},
    ),
    Slip(
        "forgot the + 1 in the margin when looking which classes violate it",
        naive,
        {"margin = scores[k] - right + 1": "margin = scores[k] - right"},
    ),
    Slip(
        "wrote the margin the wrong way round, right score minus wrong score plus 1",
        naive,
        {"margin = scores[k] - right + 1": "margin = right - scores[k] + 1"},
    ),
    Slip(
        "swapped the signs of the two classes: minus for the wrong class, plus for the right one",
        naive,
        {
            "dW[:, k] += X[i]": "dW[:, k] -= X[i]",
            "dW[:, c[i]] -= X[i]": "dW[:, c[i]] += X[i]",
            "db[k] += 1": "db[k] -= 1",
            "db[c[i]] -= 1": "db[c[i]] += 1",
        },
    ),
    Slip(
        "two mistakes: penalised the bias along with the weights, and kept the 1/2 of the penalty, lam/2 W",
        vectorised,
        {"+ lam * W": "+ lam / 2 * W", "db = G.sum(axis=0)": "db = G.sum(axis=0) + lam / 2 * b"},
    ),
    Slip(
        "took the hinge as always active: no test whether the margin is positive",
        naive,
        {"if margin > 0:": "if True:"},
    ),
    Slip(
        "counted only the worst class of every example, as in the other multiclass hinge",
        vectorised,
        {"G = (M > 0).astype(float)": "G = ((M > 0) & (M == M.max(axis=1, keepdims=True))).astype(float)"},
    ),
    Slip(
        "two mistakes: forgot the penalty in dW, and took the mean for b of what is divided by n already",
        vectorised,
        {"dW = X.T @ G + lam * W": "dW = X.T @ G", "db = G.sum(axis=0)": "db = G.mean(axis=0)"},
    ),
]
