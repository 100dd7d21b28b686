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
        "forgot the factor 2 from differentiating the square (Z - Y)^2, so every gradient is half of what it should be",
        in_matrices,
        {"dZ = 2 * (H @ W + b - Y) / Y.size": "dZ = (H @ W + b - Y) / Y.size"},
    ),
    Slip(
        "divided by the number n of examples only, though the loss is the mean over all n k entries (all gradients)",
        one_example_at_a_time,
        {"e = 2 * (W.T @ h + b - y) / Y.size": "e = 2 * (W.T @ h + b - y) / n"},
    ),
    Slip(
        "treated r as a constant in the gradient of X: dX = dU / r, without the term that comes from r depending on x",
        in_matrices,
        {"dX = (dU - U * np.mean(dU * U, axis=1, keepdims=True)) / r": "dX = dU / r"},
    ),
    Slip(
        "did not differentiate r with respect to x, so the gradient of X has only the direct part g * dh / r",
        one_example_at_a_time,
        {
            "        dr = -np.sum(dh * g * x) / r**2\n": "",
            "        dq = dr / (2 * r)\n": "",
            "dX.append(dh * g / r + dq * 2 * x / d)": "dX.append(dh * g / r)",
        },
    ),
    Slip(
        "forgot the 1/d of the mean of the squares in the derivative of r, in the gradient of X",
        one_example_at_a_time,
        {"dq * 2 * x / d)": "dq * 2 * x)"},
    ),
    Slip(
        "in the gradient of X took the sum over j of dU * U instead of the mean in the part that goes through r (1/d "
        "lost)",
        in_matrices,
        {"np.mean(dU * U": "np.sum(dU * U"},
    ),
    Slip(
        "forgot to multiply by g on the way from h back to u, so the gradient of X lacks g",
        in_matrices,
        {"dU = dH * g": "dU = dH"},
    ),
    Slip(
        "used x itself instead of the normalised u = x / r in the gradient of g",
        in_matrices,
        {"dg = np.sum(dH * U, axis=0)": "dg = np.sum(dH * X, axis=0)"},
    ),
    Slip(
        "forgot the 1/2 in the derivative of the square root in r, so in the gradient of X the part through r is "
        "doubled",
        one_example_at_a_time,
        {"dq = dr / (2 * r)": "dq = dr / r"},
    ),
    Slip(
        "wrote r^2 instead of r^3 in the denominator of the second term of the Jacobian du/dx (gradient of X)",
        with_the_jacobian,
        {"(d * R[i] ** 3)": "(d * R[i] ** 2)"},
    ),
    Slip(
        "got the sign of the second term of the Jacobian du/dx wrong: plus instead of minus (gradient of X)",
        with_the_jacobian,
        {"np.eye(d) / R[i] - np.outer": "np.eye(d) / R[i] + np.outer"},
    ),
    Slip(
        "forgot to divide by n k: differentiated the sum of (Z - Y)^2 instead of the mean (all gradients)",
        with_the_jacobian,
        {"E = (H @ W + b - Y) * 2 / (n * k)": "E = (H @ W + b - Y) * 2"},
    ),
    Slip(
        "two mistakes: forgot the factor 2 of the square (all gradients), and treated r as a constant in the gradient "
        "of X",
        with_the_jacobian,
        {
            "E = (H @ W + b - Y) * 2 / (n * k)": "E = (H @ W + b - Y) / (n * k)",
            "        J = np.eye(d) / R[i] - np.outer(X[i], X[i]) / (d * R[i] ** 3)\n": "",
            "dX[i] = J @ (g * D[i])": "dX[i] = g * D[i] / R[i]",
        },
    ),
]
