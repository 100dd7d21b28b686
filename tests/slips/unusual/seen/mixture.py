"""A mixture of two linear experts. Inputs X (n x d), targets Y (n x o). The experts say X A and X B (A and B are
d x o); the gate is q = softmax(X G) along each row, with G (d x 2), so that q_i1 + q_i2 = 1. The prediction is
    F_i = q_i1 (X_i A) + q_i2 (X_i B), and the loss is L = 1/n * sum over i of |F_i - Y_i|^2.
Derive the gradients of L with respect to the experts A and B, the gate G and the inputs X.
"""

import numpy as np

from nn.array import softmax
from tests.slips.cases import Slip

ASKED = ("A", "B", "G", "X")


def make(rng, size):
    n, d, o = ((4, 3, 2), (5, 4, 3), (6, 3, 5))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "Y": rng.normal(size=(n, o)),
        "A": rng.normal(size=(d, o)),
        "B": rng.normal(size=(d, o)),
        "G": rng.normal(size=(d, 2)) * 0.6,
    }


def loss(X, Y, A, B, G):
    q = softmax(X @ G)
    F = q[:, :1] * (X @ A) + q[:, 1:] * (X @ B)
    return np.sum((F - Y) ** 2) / len(X)


def with_deltas(X, Y, A, B, G):
    n = len(X)
    E1, E2 = X @ A, X @ B
    q = np.exp(X @ G)
    q = q / q.sum(axis=1, keepdims=True)
    q1, q2 = q[:, [0]], q[:, [1]]
    F = q1 * E1 + q2 * E2
    R = 2 * (F - Y) / n
    d1, d2 = q1 * R, q2 * R
    t1 = q1 * np.sum(R * (E1 - F), axis=1, keepdims=True)
    t2 = q2 * np.sum(R * (E2 - F), axis=1, keepdims=True)
    dG = X.T @ np.hstack([t1, t2])
    dX = d1 @ A.T + d2 @ B.T + np.hstack([t1, t2]) @ G.T
    return {"A": X.T @ d1, "B": X.T @ d2, "G": dG, "X": dX}


def with_one_sigmoid(X, Y, A, B, G):
    n = len(X)
    z = X @ (G[:, 0] - G[:, 1])
    p = 1 / (1 + np.exp(-z))
    diff = X @ A - X @ B
    F = X @ B + p[:, None] * diff
    dF = 2 / n * (F - Y)
    dA = X.T @ (p[:, None] * dF)
    dB = X.T @ ((1 - p)[:, None] * dF)
    dz = p * (1 - p) * np.sum(diff * dF, axis=1)
    dG = np.stack([X.T @ dz, -X.T @ dz], axis=1)
    dX = p[:, None] * (dF @ A.T) + (1 - p)[:, None] * (dF @ B.T) + np.outer(dz, G[:, 0] - G[:, 1])
    return {"A": dA, "B": dB, "G": dG, "X": dX}


def example_by_example(X, Y, A, B, G):
    n = len(X)
    dA, dB, dG, dX = (np.zeros(M.shape) for M in (A, B, G, X))
    for i in range(n):
        x = X[i]
        e = np.array([x @ A, x @ B])
        q = np.exp(x @ G) / np.exp(x @ G).sum()
        r = q @ e - Y[i]
        df = 2 * r / n
        w = q
        dA += w[0] * np.outer(x, df)
        dB += w[1] * np.outer(x, df)
        dq = e @ df
        J = np.diag(q) - np.outer(q, q)
        dz = J @ dq
        dG += np.outer(x, dz)
        dX[i] = w[0] * A @ df + w[1] * B @ df + G @ dz
    return {"A": dA, "B": dB, "G": dG, "X": dX}


def stacked(X, Y, A, B, G):
    W = np.stack([A, B])
    E = np.einsum("id,kdo->iko", X, W)
    q = np.exp(X @ G) / np.sum(np.exp(X @ G), axis=1, keepdims=True)
    F = np.einsum("ik,iko->io", q, E)
    dF = 2 * (F - Y) / len(X)
    dE = np.einsum("ik,io->iko", q, dF)
    dq = np.einsum("iko,io->ik", E, dF)
    mean = np.sum(q * dq, axis=1, keepdims=True)
    dz = q * (dq - mean)
    dW = np.einsum("id,iko->kdo", X, dE)
    dX = np.einsum("iko,kdo->id", dE, W) + dz @ G.T
    return {"A": dW[0], "B": dW[1], "G": X.T @ dz, "X": dX}


CASES = [
    Slip(
        "gave each expert its own error (X A - Y, X B - Y) in place of the error F - Y of the mixture, in d1 and d2",
        with_deltas,
        {"d1, d2 = q1 * R, q2 * R": "d1, d2 = q1 * 2 * (E1 - Y) / n, q2 * 2 * (E2 - Y) / n"},
    ),
    Slip(
        "two mistakes: took the mean over the o outputs instead of the sum in the gate's deltas t1 and t2, and "
        "multiplied B by the delta d1 of the other expert in dX",
        with_deltas,
        {"np.sum(R": "np.mean(R", "d2 @ B.T": "d1 @ B.T"},
    ),
    Slip(
        "subtracted the target Y instead of the prediction F from the experts' outputs in the gate's deltas t1 and t2",
        with_deltas,
        {"(E1 - F)": "(E1 - Y)", "(E2 - F)": "(E2 - Y)"},
    ),
    Slip(
        "forgot in the gradient of X that the gate depends on X too: only the paths through the experts are there",
        with_deltas,
        {" + np.hstack([t1, t2]) @ G.T": ""},
    ),
    Slip(
        "used the gate's deltas of the likelihood mixture, gate minus responsibility (q - h with h proportional "
        "to q exp(-|E - Y|^2 / 2)), instead of those of the squared error of the mixed prediction",
        with_deltas,
        {
            "    dG = ": "    h = q * np.exp(-np.stack([np.sum((E - Y) ** 2, axis=1) for E in (E1, E2)], axis=1) / 2)\n"
            "    h = h / h.sum(axis=1, keepdims=True)\n"
            "    t1, t2 = (q1 - h[:, [0]]) / n, (q2 - h[:, [1]]) / n\n"
            "    dG = ",
        },
    ),
    Slip(
        "gave both columns of the gate G the same sign; the second column needs a minus",
        with_one_sigmoid,
        {"-X.T @ dz": "X.T @ dz"},
    ),
    Slip(
        "took the gate as a sigmoid of the first logit alone (X G_1), ignoring the second logit, when computing q",
        with_one_sigmoid,
        {"z = X @ (G[:, 0] - G[:, 1])": "z = X @ G[:, 0]"},
    ),
    Slip(
        "swapped the gate weights of the experts in dA and dB: A has 1 - p and B has p",
        with_one_sigmoid,
        {
            "dA = X.T @ (p[:, None] * dF)": "dA = X.T @ ((1 - p)[:, None] * dF)",
            "dB = X.T @ ((1 - p)[:, None] * dF)": "dB = X.T @ (p[:, None] * dF)",
        },
    ),
    Slip(
        "two mistakes: the gate weight is missing from the gradient of B, and the gate's dz lacks the sigmoid's "
        "factor (1 - p)",
        with_one_sigmoid,
        {"dB = X.T @ ((1 - p)[:, None] * dF)": "dB = X.T @ dF", "dz = p * (1 - p) *": "dz = p *"},
    ),
    Slip(
        "kept only the diagonal q (1 - q) of the softmax's Jacobian, leaving out the entries -q_1 q_2",
        example_by_example,
        {"J = np.diag(q) - np.outer(q, q)": "J = np.diag(q * (1 - q))"},
    ),
    Slip(
        "let only the expert with the larger gate learn (weight 1 for the winner, 0 for the other) in dA, dB and "
        "the experts' part of dX",
        example_by_example,
        {"w = q\n": "w = (q == q.max()) * 1.0\n"},
    ),
    Slip(
        "used the bare error F - Y instead of dL/dF = 2 (F - Y) / n in the derivative by the gate, dq: factor 2/n "
        "lost in G and in X's part",
        example_by_example,
        {"dq = e @ df": "dq = e @ r"},
    ),
    Slip(
        "subtracted the plain mean of the two dq in the softmax's backward step instead of the mean weighted with q",
        stacked,
        {"mean = np.sum(q * dq, axis=1, keepdims=True)": "mean = np.mean(dq, axis=1, keepdims=True)"},
    ),
    Slip(
        "summed q dq over the examples (axis 0) instead of over the two gates (axis 1) in the softmax's backward step",
        stacked,
        {"np.sum(q * dq, axis=1, keepdims=True)": "np.sum(q * dq, axis=0, keepdims=True)"},
    ),
]
