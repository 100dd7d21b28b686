"""A bilinear score for pairs. Row i of X (shape (m, d)) and row i of Y (shape (m, k)) form a pair with a label t_i (0
or 1; t has shape (m,)). Its score is s_i = x_i^T A y_i, with a matrix A of shape (d, k), and p_i =
sigmoid(s_i). The loss is the mean cross-entropy L = -(1/m) sum_i [t_i log p_i + (1 - t_i) log(1 - p_i)].
Derive the gradients of L with respect to A, X and Y.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("A", "X", "Y")


def make(rng, size):
    m, d, k = ((4, 2, 3), (3, 4, 2), (5, 3, 4))[size]
    t = rng.integers(0, 2, size=m).astype(float)
    t[:2] = 1.0, 0.0
    return {
        "X": rng.normal(size=(m, d)),
        "Y": rng.normal(size=(m, k)),
        "A": rng.normal(size=(d, k)) * 0.8,
        "t": t,
    }


def loss(X, Y, A, t):
    s = np.sum((X @ A) * Y, axis=1)
    p = 1 / (1 + np.exp(-s))
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))


def vectorised(X, Y, A, t):
    m = len(t)
    p = 1 / (1 + np.exp(-np.sum((X @ A) * Y, axis=1)))
    ds = (p - t) / m
    dA = X.T @ (ds[:, None] * Y)
    dX = ds[:, None] * (Y @ A.T)
    dY = ds[:, None] * (X @ A)
    return {"A": dA, "X": dX, "Y": dY}


def pair_by_pair(X, Y, A, t):
    n = X.shape[0]
    gA, gX, gY = np.zeros_like(A), np.zeros_like(X), np.zeros_like(Y)
    for i in range(n):
        x, y = X[i], Y[i]
        p = 1 / (1 + np.exp(-(x @ A @ y)))
        err = p - t[i]
        gA += err * np.outer(x, y)
        gX[i] = err * (A @ y) / n
        gY[i] = err * (A.T @ x) / n
    gA /= n
    return {"A": gA, "X": gX, "Y": gY}


def in_two_steps(X, Y, A, t):
    Z = X @ A
    s = np.einsum("ij,ij->i", Z, Y)
    p = 1 / (1 + np.exp(-s))
    dL_dp = ((1 - t) / (1 - p) - t / p) / t.size
    dp_ds = p * (1 - p)
    dL_ds = dL_dp * dp_ds
    dL_dZ = dL_ds[:, None] * Y
    dL_dY = dL_ds[:, None] * Z
    dL_dA = X.T @ dL_dZ
    dL_dX = dL_dZ @ A.T
    return {"A": dL_dA, "X": dL_dX, "Y": dL_dY}


CASES = [
    Slip(
        "forgot the factor 1/m of the mean: ds is p - t, so all three gradients are m times too large",
        vectorised,
        {"ds = (p - t) / m": "ds = p - t"},
    ),
    Slip(
        "wrong sign: t - p instead of p - t",
        vectorised,
        {"ds = (p - t) / m": "ds = (t - p) / m"},
    ),
    Slip(
        "forgot the derivative of the sigmoid: dL/ds is dL/dp, the factor p (1 - p) is missing",
        in_two_steps,
        {"dL_ds = dL_dp * dp_ds": "dL_ds = dL_dp"},
    ),
    Slip(
        "multiplied by p (1 - p) although p - t holds it already: ds = (p - t) p (1 - p)/m",
        vectorised,
        {"ds = (p - t) / m": "ds = (p - t) * p * (1 - p) / m"},
    ),
    Slip(
        "forgot to divide A's gradient by the number of pairs; those of X and Y are divided",
        pair_by_pair,
        {"    gA /= n\n": ""},
    ),
    Slip(
        "wrote the outer product the wrong way round, y x^T instead of x y^T, so A's gradient is transposed, with "
        "shape (k, d)",
        pair_by_pair,
        {"np.zeros_like(A),": "np.zeros_like(A.T),", "np.outer(x, y)": "np.outer(y, x)"},
    ),
    Slip(
        "lost the inner derivative of log(1 - p), -1: dL/dp has -(1 - t)/(1 - p) instead of +(1 - t)/(1 - p)",
        in_two_steps,
        {"((1 - t) / (1 - p) - t / p)": "(-(1 - t) / (1 - p) - t / p)"},
    ),
    Slip(
        "wrong factor in Y's gradient: multiplied the errors by Y itself instead of by Z = X A",
        in_two_steps,
        {"dL_dY = dL_ds[:, None] * Z": "dL_dY = dL_ds[:, None] * Y"},
    ),
    Slip(
        "forgot the 1/n of the mean in the gradients of x and y (that of A has it)",
        pair_by_pair,
        {"(A @ y) / n": "(A @ y)", "(A.T @ x) / n": "(A.T @ x)"},
    ),
    Slip(
        "stopped at Y in A's gradient: did not multiply the errors by Y, so that each column of dA is X^T ds",
        vectorised,
        {"(ds[:, None] * Y)": "(ds[:, None] * np.ones_like(Y))"},
    ),
    Slip(
        "swapped the sign of the whole loss: the minus in front of the cross-entropy is missing in dL/dp",
        in_two_steps,
        {"((1 - t) / (1 - p) - t / p)": "(t / p - (1 - t) / (1 - p))"},
    ),
    Slip(
        "A's gradient keeps only the last pair: assigned in the loop instead of added up",
        pair_by_pair,
        {"gA += err": "gA = err"},
    ),
    Slip(
        "two mistakes: no mean over the pairs in dL/dp (1/m is missing), and the factor 1 - p is missing in the "
        "derivative of the sigmoid",
        in_two_steps,
        {" / t.size": "", "dp_ds = p * (1 - p)": "dp_ds = p"},
    ),
]
