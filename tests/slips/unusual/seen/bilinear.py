"""A bilinear model fitted to one target. x is in R^m, y in R^n, A an m by n matrix, t a number.
loss = (x^T A y - t)^2.
Derive the gradients of the loss with respect to x, A and y.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x", "A", "y")


def make(rng, size):
    m, n = ((3, 2), (4, 5), (2, 6))[size]
    x = rng.normal(size=m)
    A = rng.normal(size=(m, n))
    y = rng.normal(size=n)
    return {"x": x, "A": A, "y": y, "t": float(x @ A @ y + rng.choice([-1.0, 1.0]) * rng.uniform(0.5, 1.5))}


def loss(x, A, y, t):
    return (x @ A @ y - t) ** 2


def with_matrices(x, A, y, t):
    e = x @ A @ y - t
    dx = 2 * e * (A @ y)
    dA = 2 * e * np.outer(x, y)
    dy = 2 * e * (A.T @ x)
    return {"x": dx, "A": dA, "y": dy}


def with_indices(x, A, y, t):
    m, n = A.shape
    s = 0.0
    for i in range(m):
        for j in range(n):
            s += x[i] * A[i, j] * y[j]
    g = 2 * (s - t)
    dx, dA, dy = np.zeros(m), np.zeros((m, n)), np.zeros(n)
    for i in range(m):
        for j in range(n):
            dx[i] += g * A[i, j] * y[j]
            dA[i, j] = g * x[i] * y[j]
            dy[j] += g * x[i] * A[i, j]
    return {"x": dx, "A": dA, "y": dy}


def in_steps(x, A, y, t):
    u = A @ y
    s = x @ u
    e = s - t
    dl_de = 2 * e
    dl_ds = dl_de * 1
    dl_dx = dl_ds * u
    dl_du = dl_ds * x
    dl_dA = dl_du[:, None] * y[None, :]
    dl_dy = A.T @ dl_du
    return {"x": dl_dx, "A": dl_dA, "y": dl_dy}


CASES = [
    Slip(
        "wrote y x^T instead of x y^T for the gradient of A, which has the shape of A transposed",
        with_matrices,
        {"np.outer(x, y)": "np.outer(y, x)"},
    ),
    Slip(
        "used the rule for the quadratic form, gradient of x^T A x = 2 A x, for x: a factor 2 too much in dx, "
        "in dA and dy not",
        with_matrices,
        {"(A @ y)": "(2 * A @ y)"},
    ),
    Slip(
        "took the derivative of x^T A y with respect to A to be A itself",
        with_matrices,
        {"np.outer(x, y)": "A"},
    ),
    Slip(
        "swapped the gradients of x and y: 2 e A^T x stands for x and 2 e A y for y",
        with_matrices,
        {"dx = 2 * e * (A @ y)": "dx = 2 * e * (A.T @ x)", "dy = 2 * e * (A.T @ x)": "dy = 2 * e * (A @ y)"},
    ),
    Slip(
        "left the square standing in the outer derivative, 2 e^2 instead of 2 e, in all three gradients",
        with_matrices,
        {"2 * e *": "2 * e**2 *"},
    ),
    Slip(
        "two mistakes: forgot the outer factor e in dy, and forgot the factor 2 in dA",
        with_matrices,
        {"dy = 2 * e *": "dy = 2 *", "dA = 2 * e *": "dA = e *"},
    ),
    Slip(
        "assigned dx_i inside the loop over j instead of adding up, so only the last j counts",
        with_indices,
        {"dx[i] += g": "dx[i] = g"},
    ),
    Slip(
        "did not take A_ij away when differentiating x_i A_ij y_j by A_ij: the entry A_ij still stands in dA",
        with_indices,
        {"g * x[i] * y[j]": "g * x[i] * A[i, j] * y[j]"},
    ),
    Slip(
        "expanded the square to s^2 - 2 s t + t^2 and differentiated the middle term as -t: "
        "the outer derivative is 2 s - t instead of 2 s - 2 t",
        with_indices,
        {"g = 2 * (s - t)": "g = 2 * s - t"},
    ),
    Slip(
        "two mistakes: forgot the factor x_i in dy_j, and gave dA the opposite sign",
        with_indices,
        {"g * x[i] * A[i, j]": "g * A[i, j]", "dA[i, j] = g": "dA[i, j] = -g"},
    ),
    Slip(
        "computed only the products with equal indices, sum over i of x_i A_ii y_i, for the value x^T A y "
        "in the error; the factors behind it are right",
        with_indices,
        {"s += x[i] * A[i, j] * y[j]": "s += x[i] * A[i, j] * y[j] * (i == j)"},
    ),
    Slip(
        "wrote the error as t - x^T A y and forgot the inner derivative -1: all three gradients have the wrong sign",
        in_steps,
        {"e = s - t": "e = t - s"},
    ),
    Slip(
        "took the derivative of s = x^T u with respect to u as u instead of x, which goes on into dA and dy",
        in_steps,
        {"dl_du = dl_ds * x": "dl_du = dl_ds * u"},
    ),
    Slip(
        "differentiated the squared error like an absolute error: the sign of e instead of 2 e, in all three gradients",
        in_steps,
        {"dl_de = 2 * e": "dl_de = np.sign(e)"},
    ),
]
