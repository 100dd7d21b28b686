"""Triplet loss. The rows of A, P and N (each t x m) are the anchors, positives and negatives of t triplets. All are
embedded by the same matrix W (m x e): a_i = A_i W, p_i = P_i W, n_i = N_i W. The loss is a sum over the triplets,
    L = sum over i of max(0, margin + |a_i - p_i|^2 - |a_i - n_i|^2).
Derive the gradients of L with respect to W and to the inputs A, P and N.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "A", "P", "N")


def make(rng, size):
    t, m, e = ((4, 3, 2), (6, 2, 5), (7, 5, 3))[size]
    margin = rng.uniform(0.8, 1.2)
    while True:
        A, P, N = rng.normal(size=(3, t, m))
        W = rng.normal(size=(m, e)) * 0.7
        gap = np.sum(((A - P) @ W) ** 2, axis=1) - np.sum(((A - N) @ W) ** 2, axis=1)
        hard, semi, off = gap > margin + 0.05, (gap < -0.05) & (gap > 0.05 - margin), gap < -margin - 0.05
        raw = np.sum((A - P) ** 2 - (A - N) ** 2, axis=1)
        other = np.any((raw > -margin) != (gap > -margin))
        if other and hard.any() and semi.any() and off.any() and np.sum(gap + margin) > 0:
            return {"A": A, "P": P, "N": N, "W": W, "margin": margin}


def loss(A, P, N, W, margin):
    a, p, n = A @ W, P @ W, N @ W
    near = np.sum((a - p) ** 2, axis=1)
    far = np.sum((a - n) ** 2, axis=1)
    return np.sum(np.maximum(0, margin + near - far))


def with_deltas(A, P, N, W, margin):
    a, p, n = A @ W, P @ W, N @ W
    near = np.sum((a - p) ** 2, axis=1, keepdims=True)
    far = np.sum((a - n) ** 2, axis=1, keepdims=True)
    on = (near - far > -margin).astype(float)
    da = 2 * on * (n - p)
    dp = -2 * on * (a - p)
    dn = 2 * on * (a - n)
    dW = A.T @ da + P.T @ dp + N.T @ dn
    return {"W": dW, "A": da @ W.T, "P": dp @ W.T, "N": dn @ W.T}


def triplet_by_triplet(A, P, N, W, margin):
    dW = np.zeros_like(W)
    dA, dP, dN = np.zeros_like(A), np.zeros_like(P), np.zeros_like(N)
    for i in range(len(A)):
        x = A[i] - P[i]
        y = A[i] - N[i]
        near = np.sum((x @ W) ** 2)
        far = np.sum((y @ W) ** 2)
        if margin + near - far > 0:
            dW += 2 * np.outer(x, x @ W) - 2 * np.outer(y, y @ W)
            dA[i] = 2 * W @ (x @ W) - 2 * W @ (y @ W)
            dP[i] = -2 * W @ (x @ W)
            dN[i] = 2 * W @ (y @ W)
    return {"W": dW, "A": dA, "P": dP, "N": dN}


def with_scatter_matrices(A, P, N, W, margin):
    X, Y = A - P, A - N
    G = W @ W.T
    z = margin + np.einsum("ij,jk,ik->i", X, G, X) - np.einsum("ij,jk,ik->i", Y, G, Y)
    D = np.diag((z > 0) * 1.0)
    C = X.T @ D @ X - Y.T @ D @ Y
    dW = (C + C.T) @ W
    dP = -2 * D @ X @ G
    dN = 2 * D @ Y @ G
    dA = -(dP + dN)
    return {"W": dW, "A": dA, "P": dP, "N": dN}


def by_the_chain_rule(A, P, N, W, margin):
    u, w = (A - P) @ W, (A - N) @ W
    near, far = (u**2).sum(axis=1), (w**2).sum(axis=1)
    z = margin + near - far
    dz = np.where(z > 0, 1.0, 0.0)
    dnear = dz
    dfar = -dz
    du = dnear[:, None] * 2 * u
    dw = dfar[:, None] * 2 * w
    dX = du @ W.T
    dY = dw @ W.T
    dW = (A - P).T @ du + (A - N).T @ dw
    return {"W": dW, "A": dX + dY, "P": -dX, "N": -dY}


CASES = [
    Slip(
        "forgot that the max(0, ..) switches triplets off: all triplets count, also those whose loss is 0",
        with_deltas,
        {"on = (near - far > -margin).astype(float)": "on = 1.0"},
    ),
    Slip(
        "left out the condition of the max(0, ..): the gradients of every triplet are added, also of the inactive ones",
        triplet_by_triplet,
        {"if margin + near - far > 0:": "if True:"},
    ),
    Slip(
        "forgot the margin in the condition: only the triplets with near > far count as active",
        with_deltas,
        {"near - far > -margin": "near - far > 0"},
    ),
    Slip(
        "forgot the 2 from the squares, in du and in dw, so all gradients are half as large",
        by_the_chain_rule,
        {"dnear[:, None] * 2 * u": "dnear[:, None] * u", "dfar[:, None] * 2 * w": "dfar[:, None] * w"},
    ),
    Slip(
        "wrong sign in the gradient with respect to the negatives N: forgot the inner derivative -1 of a - n with "
        "respect to n, so dN is the negative of what it should be",
        triplet_by_triplet,
        {"dN[i] = 2 * W": "dN[i] = -2 * W"},
    ),
    Slip(
        "forgot the inner derivative -1 of a - p with respect to p: wrong sign in dp",
        with_deltas,
        {"dp = -2 * on * (a - p)": "dp = 2 * on * (a - p)"},
    ),
    Slip(
        "forgot that the anchor also stands in the distance to the negative: dA has only the term of the positive",
        triplet_by_triplet,
        {"dA[i] = 2 * W @ (x @ W) - 2 * W @ (y @ W)": "dA[i] = 2 * W @ (x @ W)"},
    ),
    Slip(
        "counted W only where it embeds the anchors: P^T dp and N^T dn are missing in dW",
        with_deltas,
        {"dW = A.T @ da + P.T @ dp + N.T @ dn": "dW = A.T @ da"},
    ),
    Slip(
        "counted only one of the two W in x^T W W^T x: dW is C W instead of (C + C^T) W, a factor 2 is missing",
        with_scatter_matrices,
        {"dW = (C + C.T) @ W": "dW = C @ W"},
    ),
    Slip(
        "wrong sign of da: p - n instead of n - p, after a cancelled; so A is wrong and the anchors' part of dW",
        with_deltas,
        {"da = 2 * on * (n - p)": "da = 2 * on * (p - n)"},
    ),
    Slip(
        "gave the gradients with respect to the embeddings a, p, n instead of those with respect to A, P, N: the "
        "factor W^T is missing",
        with_deltas,
        {"da @ W.T": "da", "dp @ W.T": "dp", "dn @ W.T": "dn"},
    ),
    Slip(
        "lost the minus sign before the distance to the negative: dfar is dz instead of -dz",
        by_the_chain_rule,
        {"dfar = -dz": "dfar = dz"},
    ),
    Slip(
        "two mistakes: forgot the condition of the max(0, ..), so inactive triplets count too, and forgot the 2 from "
        "the squares",
        with_deltas,
        {
            "on = (near - far > -margin).astype(float)": "on = 1.0",
            "da = 2 * on": "da = on",
            "dp = -2 * on": "dp = -on",
            "dn = 2 * on": "dn = on",
        },
    ),
]
