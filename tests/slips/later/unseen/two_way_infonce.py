"""The symmetric contrastive loss of a model of images and texts. Row i of X (n x p) belongs to row i of Y (n x q).
U = X A with A of shape p x k, V = Y B with B of shape q x k, and the scores are S = exp(t) U V^T (n x n), where the number
t is the logarithm of the scale. With lse the log-sum-exp:
L = (1/(2n)) sum_i [ lse_j(S_ij) - S_ii ] + (1/(2n)) sum_j [ lse_i(S_ij) - S_jj ].
Derive the gradients of L with respect to A, B and t.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("A", "B", "t")


def make(rng, size):
    n, p, q, k = ((3, 2, 4, 3), (4, 3, 2, 2), (5, 4, 3, 2))[size]
    return {
        "X": rng.normal(size=(n, p)),
        "Y": rng.normal(size=(n, q)),
        "A": rng.normal(size=(p, k)) * 0.7,
        "B": rng.normal(size=(q, k)) * 0.6,
        "t": rng.uniform(0.2, 0.5),
    }


def loss(X, Y, A, B, t):
    n = X.shape[0]
    S = np.exp(t) * ((X @ A) @ (Y @ B).T)
    E = np.exp(S)
    rows = np.log(np.sum(E, axis=1))
    columns = np.log(np.sum(E, axis=0))
    matched = 0.0
    for i in range(n):
        matched = matched + S[i, i]
    return (np.sum(rows) + np.sum(columns) - 2 * matched) / (2 * n)


def matrix_form(X, Y, A, B, t):
    n = X.shape[0]
    U = X @ A
    V = Y @ B
    C = U @ V.T
    scale = np.exp(t)
    E = np.exp(scale * C)
    R = E / np.sum(E, axis=1, keepdims=True)
    Q = E / np.sum(E, axis=0, keepdims=True)
    dS = (R + Q - 2 * np.eye(n)) / (2 * n)
    dU = scale * dS @ V
    dV = scale * dS.T @ U
    dt = np.sum(dS * scale * C)
    return {"A": X.T @ dU, "B": Y.T @ dV, "t": dt}


def anchor_by_anchor(X, Y, A, B, t):
    n = X.shape[0]
    U, V = X @ A, Y @ B
    scale = np.exp(t)
    dU, dV, dscale = np.zeros(U.shape), np.zeros(V.shape), 0.0
    for i in range(n):
        scores = scale * (V @ U[i])
        r = np.exp(scores) / np.sum(np.exp(scores))
        r[i] -= 1
        for j in range(n):
            dU[i] += scale * r[j] * V[j] / (2 * n)
            dV[j] += scale * r[j] * U[i] / (2 * n)
            dscale += r[j] * (U[i] @ V[j]) / (2 * n)
    for j in range(n):
        scores = scale * (U @ V[j])
        c = np.exp(scores) / np.sum(np.exp(scores))
        c[j] -= 1
        for i in range(n):
            dU[i] += scale * c[i] * V[j] / (2 * n)
            dV[j] += scale * c[i] * U[i] / (2 * n)
            dscale += c[i] * (U[i] @ V[j]) / (2 * n)
    return {"A": X.T @ dU, "B": Y.T @ dV, "t": dscale * scale}


CASES = [
    Slip(
        "subtracted the identity once only, though both directions have the matched pair in them",
        matrix_form,
        {"R + Q - 2 * np.eye(n)": "R + Q - np.eye(n)"},
    ),
    Slip(
        "took the loss from images to texts only and forgot the columns' half",
        matrix_form,
        {"dS = (R + Q - 2 * np.eye(n)) / (2 * n)": "dS = (R - np.eye(n)) / (2 * n)"},
    ),
    Slip(
        "believed the other direction to be the same by symmetry and used the row softmax for both",
        matrix_form,
        {"R + Q - 2": "R + R - 2"},
    ),
    Slip(
        "computed the column softmax as the row softmax of S^T and did not transpose it back",
        matrix_form,
        {"np.sum(E, axis=0, keepdims=True)": "np.sum(E, axis=0, keepdims=True)\n    Q = Q.T"},
    ),
    Slip(
        "forgot to transpose dS for the second embedding: dV = scale dS U",
        matrix_form,
        {"scale * dS.T @ U": "scale * dS @ U"},
    ),
    Slip(
        "forgot the factor exp(t) in the gradients of both embeddings",
        matrix_form,
        {"dU = scale * dS @ V": "dU = dS @ V", "dV = scale * dS.T @ U": "dV = dS.T @ U"},
    ),
    Slip(
        "stopped at the scale exp(t) and did not go on to t",
        anchor_by_anchor,
        {"dscale * scale}": "dscale}"},
    ),
    Slip(
        "used the power rule for the exponential: derivative t exp(t) instead of exp(t)",
        matrix_form,
        {"dt = np.sum(dS * scale * C)": "dt = np.sum(dS * t * scale * C)"},
    ),
    Slip(
        "in the columns' half treated the anchors U as fixed, so that only V gets a gradient from it",
        anchor_by_anchor,
        {"dU[i] += scale * c[i] * V[j] / (2 * n)": "dU[i] += 0"},
    ),
    Slip(
        "computed the softmaxes from U V^T before the scale was multiplied in",
        matrix_form,
        {"E = np.exp(scale * C)": "E = np.exp(C)"},
    ),
    Slip(
        "two mistakes: divided by n instead of 2n, and for t counted the matched pairs on the diagonal only",
        matrix_form,
        {
            "/ (2 * n)": "/ n",
            "dt = np.sum(dS * scale * C)": "dt = np.sum(np.diag(dS) * scale * np.diag(C))",
        },
    ),
    Slip(
        "two mistakes: in the rows' half pushed the negatives with the anchor's own partner V_i instead of V_j, and "
        "forgot the columns' half for t",
        anchor_by_anchor,
        {
            "dU[i] += scale * r[j] * V[j]": "dU[i] += scale * r[j] * V[i]",
            "dscale += c[i] * (U[i] @ V[j]) / (2 * n)": "dscale += 0",
        },
    ),
]
