"""A quadratic form. x and b are in R^n, A is an n by n matrix that is NOT assumed to be symmetric.
f = 1/2 x^T A x - b^T x.
Derive the gradients of f with respect to x, A and b. (All n^2 entries of A are independent variables.)
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x", "A", "b")


def make(rng, size):
    n = (3, 4, 2)[size]
    return {"x": rng.normal(size=n), "A": rng.normal(size=(n, n)), "b": rng.normal(size=n)}


def loss(x, A, b):
    return 0.5 * (x @ A @ x) - b @ x


def with_matrices(x, A, b):
    dx = 0.5 * (A + A.T) @ x - b
    dA = 0.5 * np.outer(x, x)
    db = -x
    return {"x": dx, "A": dA, "b": db}


def with_indices(x, A, b):
    n = len(x)
    dx, dA, db = np.zeros(n), np.zeros((n, n)), np.zeros(n)
    for k in range(n):
        row, column = 0.0, 0.0
        for i in range(n):
            row += A[k, i] * x[i]
            column += x[i] * A[i, k]
            dA[k, i] = 0.5 * x[k] * x[i]
        dx[k] = 0.5 * (row + column) - b[k]
        db[k] = -x[k]
    return {"x": dx, "A": dA, "b": db}


def in_steps(x, A, b):
    # y = A x, q = x^T y, p = b^T x, f = q / 2 - p
    y = A @ x
    df_dq = 0.5
    df_dp = -1.0
    df_dx = df_dq * y
    df_dy = df_dq * x
    df_dA = np.outer(df_dy, x)
    df_dx = df_dx + A.T @ df_dy
    df_dx = df_dx + df_dp * b
    df_db = df_dp * x
    return {"x": df_dx, "A": df_dA, "b": df_db}


CASES = [
    Slip(
        "took A as symmetric in the gradient of x: A x - b instead of 1/2 (A + A^T) x - b",
        with_matrices,
        {"0.5 * (A + A.T) @ x": "A @ x"},
    ),
    Slip(
        "put the 1/2 outside too large a bracket, so that b is halved as well in the gradient of x",
        with_matrices,
        {"0.5 * (A + A.T) @ x - b": "0.5 * ((A + A.T) @ x - b)"},
    ),
    Slip(
        "used for A the formula for the gradient by a symmetric matrix, G + G^T - diag(G): "
        "the entries off the diagonal are doubled",
        with_matrices,
        {"dA = 0.5 * np.outer(x, x)": "dA = np.outer(x, x) - 0.5 * np.diag(x**2)"},
    ),
    Slip(
        "wrote the inner product x^T x instead of the outer product x x^T in the gradient of A",
        with_matrices,
        {"np.outer(x, x)": "np.dot(x, x)"},
    ),
    Slip(
        "gave the residual b - 1/2 (A + A^T) x, known from solving linear systems, "
        "for the gradient of x: wrong sign",
        with_matrices,
        {"dx = 0.5 * (A + A.T) @ x - b": "dx = b - 0.5 * (A + A.T) @ x"},
    ),
    Slip(
        "confused b and x in the linear term: subtracted x instead of b in the gradient of x, and gave -b for b",
        with_matrices,
        {"@ x - b": "@ x - x", "db = -x": "db = -b"},
    ),
    Slip(
        "two mistakes: dropped the 1/2 in the gradient of x, (A + A^T) x - b; "
        "and gave the vector of -1 as gradient of b",
        with_matrices,
        {"0.5 * (A + A.T)": "(A + A.T)", "db = -x": "db = -np.ones(len(x))"},
    ),
    Slip(
        "counted the diagonal term A_kk x_k^2 once more, beside the row and the column sum, in the derivative by x_k",
        with_indices,
        {"(row + column)": "(row + column + 2 * A[k, k] * x[k])"},
    ),
    Slip(
        "used column k of A where row k belongs, so both sums are the same: A^T x - b in the gradient of x",
        with_indices,
        {"row += A[k, i]": "row += A[i, k]"},
    ),
    Slip(
        "thought that only the diagonal entries of A matter: the gradient of A is 1/2 x_k^2 on the diagonal, else zero",
        with_indices,
        {"dA[k, i] = 0.5 * x[k] * x[i]": "dA[k, k] = 0.5 * x[k] ** 2"},
    ),
    Slip(
        "subtracted the column sum instead of adding it in the derivative by x_k: 1/2 (A - A^T) x - b",
        with_indices,
        {"(row + column)": "(row - column)"},
    ),
    Slip(
        "two mistakes: lost the minus of -b^T x in the gradient of b; and counted A_ki twice in the sum, "
        "so the gradient of A lacks the 1/2",
        with_indices,
        {"db[k] = -x[k]": "db[k] = x[k]", "dA[k, i] = 0.5 * x[k]": "dA[k, i] = x[k]"},
    ),
    Slip(
        "overwrote the gradient of x instead of adding: the part from the left x, 1/2 A x, is lost",
        in_steps,
        {"df_dx + A.T @ df_dy": "A.T @ df_dy"},
    ),
    Slip(
        "took the derivative of q = x^T y with respect to y as y instead of x, which goes on into A and x",
        in_steps,
        {"df_dy = df_dq * x": "df_dy = df_dq * y"},
    ),
]
