"""RMS normalisation and a linear layer. X is n x d, g has d entries, W is d x k, b has k entries, Y is n x k.
For each row x of X: r = sqrt(1/d * sum_j x_j^2 + eps), u = x / r, h = g * u (entry by entry), z = h W + b.
The loss is the mean of (Z - Y)^2 over all n k entries.
Derive the gradients of the loss with respect to X, g, W and b.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("X", "g", "W", "b")


def make(rng, size):
    n, d, k = ((4, 3, 2), (3, 5, 4), (6, 2, 3))[size]
    return {
        "X": rng.normal(size=(n, d)) * 1.3 + 0.3,
        "g": rng.uniform(0.5, 1.7, size=d),
        "W": rng.normal(size=(d, k)),
        "b": rng.normal(size=k),
        "Y": rng.normal(size=(n, k)),
        "eps": 0.03,
    }


def loss(X, g, W, b, Y, eps):
    n, d = X.shape
    r = np.sqrt(np.mean(X**2, axis=1) + eps).reshape(n, 1)
    H = X / r * g
    return np.mean((H @ W + b - Y) ** 2)


def in_matrices(X, g, W, b, Y, eps):
    n, d = X.shape
    r = np.sqrt(np.mean(X**2, axis=1, keepdims=True) + eps)
    U = X / r
    H = U * g
    dZ = 2 * (H @ W + b - Y) / Y.size
    dW = H.T @ dZ
    db = dZ.sum(axis=0)
    dH = dZ @ W.T
    dg = np.sum(dH * U, axis=0)
    dU = dH * g
    dX = (dU - U * np.mean(dU * U, axis=1, keepdims=True)) / r
    return {"X": dX, "g": dg, "W": dW, "b": db}


def one_example_at_a_time(X, g, W, b, Y, eps):
    n, d = X.shape
    dX, dg, dW, db = [], np.zeros(d), np.zeros(W.shape), np.zeros(b.shape)
    for x, y in zip(X, Y):
        q = x @ x / d + eps
        r = q**0.5
        h = g * x / r
        e = 2 * (W.T @ h + b - y) / Y.size
        dh = W @ e
        dW += np.outer(h, e)
        db += e
        dg += dh * x / r
        dr = -np.sum(dh * g * x) / r**2
        dq = dr / (2 * r)
        dX.append(dh * g / r + dq * 2 * x / d)
    return {"X": np.array(dX), "g": dg, "W": dW, "b": db}


def with_the_jacobian(X, g, W, b, Y, eps):
    n, d = X.shape
    k = len(b)
    R = np.sqrt((X * X).sum(axis=1) / d + eps)
    H = np.stack([g * X[i] / R[i] for i in range(n)])
    E = (H @ W + b - Y) * 2 / (n * k)
    D = E @ W.T
    dX = np.empty((n, d))
    for i in range(n):
        J = np.eye(d) / R[i] - np.outer(X[i], X[i]) / (d * R[i] ** 3)
        dX[i] = J @ (g * D[i])
    dg = np.einsum("ij,ij,i->j", D, X, 1 / R)
    dW = np.einsum("ij,ik->jk", H, E)
    return {"X": dX, "g": dg, "W": dW, "b": E.sum(axis=0)}


CASES = [
    Slip(
        "out of habit from layer norm also subtracted the mean of dU from dX, although RMS norm subtracts no mean",
        in_matrices,
        {"(dU - U *": "(dU - np.mean(dU, axis=1, keepdims=True) - U *"},
    ),
    Slip(
        "dW uses the normalised input u before the gain instead of the linear layer's real input h = g * u",
        in_matrices,
        {"dW = H.T @ dZ": "dW = U.T @ dZ"},
    ),
    Slip(
        "computed one RMS of the whole batch X instead of one r for each row (no axis in the mean of the squares)",
        in_matrices,
        {"np.mean(X**2, axis=1, keepdims=True)": "np.mean(X**2)"},
    ),
    Slip(
        "divided by the number of examples n only, where the loss is the mean over all n k entries",
        in_matrices,
        {"/ Y.size": "/ n"},
    ),
    Slip(
        "in the term that comes from r's dependence on x used the gradient with respect to h instead of u: the gain "
        "g is missing in the mean of dU * U",
        in_matrices,
        {"np.mean(dU * U": "np.mean(dH * U"},
    ),
    Slip(
        "forgot the bias b in the forward pass: the residual is h W - y",
        in_matrices,
        {"(H @ W + b - Y)": "(H @ W - Y)"},
    ),
    Slip(
        "two mistakes: db is averaged over the examples instead of summed, and dX is missing the final division by r",
        in_matrices,
        {"dZ.sum(axis=0)": "dZ.mean(axis=0)", "keepdims=True)) / r": "keepdims=True))"},
    ),
    Slip(
        "derivative of r = sqrt(q), q = mean(x^2) + eps, written as 1 / (2 q) instead of 1 / (2 sqrt(q))",
        one_example_at_a_time,
        {"dr / (2 * r)": "dr / (2 * q)"},
    ),
    Slip(
        "derivative of the mean of the squares with respect to x_j is 2 x_j, without the 1/d of the mean",
        one_example_at_a_time,
        {"dq * 2 * x / d": "dq * 2 * x"},
    ),
    Slip(
        "divided x by its Euclidean norm instead of its root mean square: r = sqrt(sum x^2 + eps), forward and "
        "backward",
        one_example_at_a_time,
        {"q = x @ x / d + eps": "q = x @ x + eps", "dq * 2 * x / d": "dq * 2 * x"},
    ),
    Slip(
        "two mistakes: the minus of d(1/r)/dr = -1/r^2 is missing, and dg has x instead of x / r",
        one_example_at_a_time,
        {"dr = -np.sum": "dr = np.sum", "dg += dh * x / r": "dg += dh * x"},
    ),
    Slip(
        "took only the diagonal for the r part of the Jacobian of u: x_j^2 / (d r^3) for j = k, and for j != k "
        "nothing (as though r depended for u_j on x_j alone)",
        with_the_jacobian,
        {"np.outer(X[i], X[i])": "np.diag(X[i] ** 2)"},
    ),
    Slip(
        "applied the gain after the Jacobian of the normalisation, g * (J dh), instead of before it, J (g * dh)",
        with_the_jacobian,
        {"J @ (g * D[i])": "g * (J @ D[i])"},
    ),
    Slip(
        "dg uses h = g x / r instead of u = x / r: the factor g is left in its own derivative",
        with_the_jacobian,
        {'"ij,ij,i->j", D, X, 1 / R': '"ij,ij->j", D, H'},
    ),
]
