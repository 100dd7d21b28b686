"""A mixture of two linear experts. Inputs X (n x d), targets Y (n x o). The experts say X A and X B (A and B are d x
o); the gate is q = softmax(X G) along each row, with G (d x 2), so that q_i1 + q_i2 = 1. Row i of the prediction F
is
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
        "forgot that X also acts on the loss through the gate: dX has only the two paths through the experts",
        with_deltas,
        {" + np.hstack([t1, t2]) @ G.T": ""},
    ),
    Slip(
        "left the gate path out of dX, held q fixed when differentiating by x (the term G dz is missing)",
        example_by_example,
        {"w[1] * B @ df + G @ dz": "w[1] * B @ df"},
    ),
    Slip(
        "forgot the factor 1/n of the loss in R, so all four gradients are n times too large",
        with_deltas,
        {"R = 2 * (F - Y) / n": "R = 2 * (F - Y)"},
    ),
    Slip(
        "softmax derivative with its diagonal only, dz = q (1 - q) dq, cross terms -q_1 q_2 missing (in dG and dX)",
        stacked,
        {"dz = q * (dq - mean)": "dz = q * (1 - q) * dq"},
    ),
    Slip(
        "softmax derivative with its diagonal only: the Jacobian is diag(q (1 - q)), no entry off it (wrong dG and dX)",
        example_by_example,
        {"J = np.diag(q) - np.outer(q, q)": "J = np.diag(q * (1 - q))"},
    ),
    Slip(
        "passed the gradient by q on to the gate's scores as it is, without the softmax derivative (wrong dG and dX)",
        example_by_example,
        {"        J = np.diag(q) - np.outer(q, q)\n": "", "dz = J @ dq": "dz = dq"},
    ),
    Slip(
        "forgot the gate's weight q_k in dE, the gradient by the experts' outputs: wrong dA, dB and expert part of dX",
        stacked,
        {'dE = np.einsum("ik,io->iko", q, dF)': 'dE = np.stack([dF, dF], axis=1)'},
    ),
    Slip(
        "gave both columns of dG the same sign, although z = X (G_1 - G_2) makes the second one negative",
        with_one_sigmoid,
        {"-X.T @ dz], axis=1": "X.T @ dz], axis=1"},
    ),
    Slip(
        "forgot the 2 from differentiating the square, so all four gradients are half of what they should be",
        with_deltas,
        {"R = 2 * (F - Y) / n": "R = (F - Y) / n"},
    ),
    Slip(
        "used only G_1 instead of G_1 - G_2 in the gate part of dX, forgot that x is also in the second score",
        with_one_sigmoid,
        {"np.outer(dz, G[:, 0] - G[:, 1])": "np.outer(dz, G[:, 0])"},
    ),
    Slip(
        "forgot the gate's weights in the expert part of dX: wrote R A^T + R B^T without q_1 and q_2",
        with_deltas,
        {"dX = d1 @ A.T + d2 @ B.T": "dX = R @ A.T + R @ B.T"},
    ),
    Slip(
        "forgot the slope p (1 - p) of the sigmoid in the gradient by z, which makes dG and the gate part of dX wrong",
        with_one_sigmoid,
        {"dz = p * (1 - p) * np.sum": "dz = np.sum"},
    ),
    Slip(
        "two mistakes: forgot the factor 1/n in all four gradients, and left the path through the gate out of dX",
        with_deltas,
        {"R = 2 * (F - Y) / n": "R = 2 * (F - Y)", " + np.hstack([t1, t2]) @ G.T": ""},
    ),
]
