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
        "forgot that the anchor is also in the distance to the negative: da is only 2 (a - p)",
        with_deltas,
        {"da = 2 * on * (n - p)": "da = 2 * on * (a - p)"},
    ),
    Slip(
        "put the margin on the wrong side: took a triplet as active when |a-p|^2 - |a-n|^2 > margin instead of > "
        "-margin",
        with_deltas,
        {"near - far > -margin": "near - far > margin"},
    ),
    Slip(
        "took only the anchors' path to W (A^T da): forgot that positives and negatives are embedded by the same W",
        with_deltas,
        {"dW = A.T @ da + P.T @ dp + N.T @ dn": "dW = A.T @ da"},
    ),
    Slip(
        "used the value of the hinge, max(0, ...), where its derivative (0 or 1) belongs",
        with_deltas,
        {"on = (near - far > -margin).astype(float)": "on = np.maximum(0, margin + near - far)"},
    ),
    Slip(
        "two mistakes: divided by the number of active triplets although the loss is a sum, and wrote dn with n - "
        "a in place of a - n",
        with_deltas,
        {"astype(float)": "astype(float)\n    on = on / on.sum()", "dn = 2 * on * (a - n)": "dn = 2 * on * (n - a)"},
    ),
    Slip(
        "in the negative pair's outer product in dW, kept the embedded difference x W of the positive pair: y (x "
        "W)^T, not y (y W)^T",
        triplet_by_triplet,
        {"2 * np.outer(y, y @ W)": "2 * np.outer(y, x @ W)"},
    ),
    Slip(
        "counted only semi-hard triplets, those with |a-p|^2 < |a-n|^2 < |a-p|^2 + margin; triplets whose "
        "negative is nearer got 0",
        triplet_by_triplet,
        {"if margin + near - far > 0:": "if near < far < near + margin:"},
    ),
    Slip(
        "measured the distances that decide whether the hinge is active between the raw inputs instead of between "
        "the embeddings",
        triplet_by_triplet,
        {"near = np.sum((x @ W) ** 2)": "near = np.sum(x**2)", "far = np.sum((y @ W) ** 2)": "far = np.sum(y**2)"},
    ),
    Slip(
        "applied the hinge's 0-or-1 only to the pairs of anchor and positive in the matrix C: inactive triplets "
        "still push negatives in dW",
        with_scatter_matrices,
        {"- Y.T @ D @ Y": "- Y.T @ Y"},
    ),
    Slip(
        "used the difference of positive and negative (P - N) where the anchor minus the negative belongs, in C for dW",
        with_scatter_matrices,
        {"- Y.T @ D @ Y": "- (P - N).T @ D @ (P - N)"},
    ),
    Slip(
        "forgot W in the gradients of the inputs P and N (and so in A): took the distances as distances between "
        "the inputs there",
        with_scatter_matrices,
        {"dP = -2 * D @ X @ G": "dP = -2 * D @ X", "dN = 2 * D @ Y @ G": "dN = 2 * D @ Y"},
    ),
    Slip(
        "differentiated the distances as |a-p| and |a-n| instead of their squares: unit vectors in place of 2 u "
        "and 2 w",
        by_the_chain_rule,
        {
            "* 2 * u": "* u / np.sqrt(near)[:, None]",
            "* 2 * w": "* w / np.sqrt(far)[:, None]",
        },
    ),
    Slip(
        "applied max(0, .) to the sum over all triplets instead of to each: all triplets are active as the sum is "
        "positive",
        by_the_chain_rule,
        {"np.where(z > 0, 1.0, 0.0)": "np.where(z.sum() > 0, 1.0, 0.0) * np.ones(len(z))"},
    ),
    Slip(
        "two mistakes: no minus for the positive in its own gradient P, and the factor 2 of |a-n|^2 lost in dw",
        by_the_chain_rule,
        {'"P": -dX': '"P": dX', "* 2 * w": "* w"},
    ),
]
