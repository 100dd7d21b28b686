"""A linear layer with several outputs. X is m x n (an example in each row), W is n x k, b in R^k is added to each row,
and the targets Y are m x k. With E = X W + b - Y let
    L = 1/2 * ||E||_F^2 = 1/2 * sum over i and c of E_ic^2.
Derive the gradients of L with respect to W, b and (for a layer below) X.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "b", "X")


def make(rng, size):
    m, n, k = ((4, 3, 2), (2, 5, 3), (6, 2, 4))[size]
    return {
        "X": rng.normal(size=(m, n)),
        "Y": rng.normal(size=(m, k)),
        "W": rng.normal(size=(n, k)),
        "b": rng.normal(size=k),
    }


def loss(X, Y, W, b):
    return np.sum((X @ W + b - Y) ** 2) / 2


def matrix_form(X, Y, W, b):
    E = X @ W + b - Y
    dW = X.T @ E
    db = E.sum(axis=0)
    dX = E @ W.T
    return {"W": dW, "b": db, "X": dX}


def entry_by_entry(X, Y, W, b):
    m, n = X.shape
    k = len(b)
    dW, db, dX = np.zeros((n, k)), np.zeros(k), np.zeros((m, n))
    for i in range(m):
        for c in range(k):
            e = b[c] - Y[i, c]
            for j in range(n):
                e += X[i, j] * W[j, c]
            db[c] += e
            for j in range(n):
                dW[j, c] += e * X[i, j]
                dX[i, j] += e * W[j, c]
    return {"W": dW, "b": db, "X": dX}


def column_by_column(X, Y, W, b):
    # every output is a linear regression of its own
    dW, db, dX = np.zeros(W.shape), np.zeros(b.shape), np.zeros(X.shape)
    for c in range(W.shape[1]):
        w_c = W[:, c]
        r_c = X @ w_c + b[c] - Y[:, c]
        dW[:, c] = X.T @ r_c
        db[c] = r_c.sum()
        dX += np.outer(r_c, w_c)
    return {"W": dW, "b": db, "X": dX}


def one_example_at_a_time(X, Y, W, b):
    dW = np.zeros_like(W)
    db = np.zeros_like(b)
    rows = []
    for x, y in zip(X, Y):
        e = W.T @ x + b - y
        dW += np.outer(x, e)
        db += e
        rows.append(W @ e)
    return {"W": dW, "b": db, "X": np.stack(rows)}


def multiplied_out(X, Y, W, b):
    # L = 1/2 tr(E'E) with E = XW + B - Y, where B = 1 b'
    m = X.shape[0]
    B = np.outer(np.ones(m), b)
    dW = X.T @ X @ W + X.T @ B - X.T @ Y
    db = m * b + X.sum(axis=0) @ W - Y.sum(axis=0)
    dX = X @ W @ W.T + B @ W.T - Y @ W.T
    return {"W": dW, "b": db, "X": dX}


CASES = [
    Slip(
        "summed E over the outputs (axis 1) instead of over the examples for the gradient of b, "
        "so it has m entries instead of k",
        matrix_form,
        {"axis=0": "axis=1"},
    ),
    Slip(
        "differentiated half the Frobenius norm instead of half its square: took E / (2 ||E||_F) for dL/dE "
        "instead of E",
        matrix_form,
        {"b - Y\n": "b - Y\n    E = E / (2 * np.sqrt(np.sum(E**2)))\n"},
    ),
    Slip(
        "wrote the gradient of W as E'X instead of X'E, so it comes out transposed (k x n)",
        matrix_form,
        {"X.T @ E": "E.T @ X"},
    ),
    Slip(
        "multiplied E by the transposed gradient of W instead of by W transposed in the gradient of X",
        matrix_form,
        {"E @ W.T": "E @ dW.T"},
    ),
    Slip(
        "added e to the gradient of b_c inside the loop over the features j, so it is counted n times",
        entry_by_entry,
        {
            "            db[c] += e\n            for j in range(n):\n": (
                "            for j in range(n):\n                db[c] += e\n"
            )
        },
    ),
    Slip(
        "used the error e_ic in the gradients of W and X in the same loop over j that still adds up x_ij w_jc to it, "
        "so a part-sum stands for the error there (b gets the finished one)",
        entry_by_entry,
        {
            "            db[c] += e\n            for j in range(n):\n": "",
            "dX[i, j] += e * W[j, c]\n": "dX[i, j] += e * W[j, c]\n            db[c] += e\n",
        },
    ),
    Slip(
        "assigned the gradient of x_ij in the loop over the outputs c instead of adding up, "
        "so only the last output reaches X",
        entry_by_entry,
        {"dX[i, j] += e": "dX[i, j] = e"},
    ),
    Slip(
        "compared every output with the first column of Y instead of with its own column c",
        column_by_column,
        {"Y[:, c]": "Y[:, 0]"},
    ),
    Slip(
        "for the gradient of x_i summed the errors over the outputs and the row of W over the outputs apart and "
        "multiplied the two sums, instead of summing e_c w_jc over c",
        one_example_at_a_time,
        {"W @ e)": "W.sum(axis=1) * e.sum())"},
    ),
    Slip(
        "two mistakes: overwrote the gradient of b for every example instead of adding up, so it is the last "
        "example's error, and divided the gradient of X by m although L is a sum over the examples",
        one_example_at_a_time,
        {"db += e": "db = e", "W @ e)": "W @ e / len(X))"},
    ),
    Slip(
        "used the prediction W'x + b instead of the error (prediction minus y) in the outer product for W",
        one_example_at_a_time,
        {"np.outer(x, e)": "np.outer(x, W.T @ x + b)"},
    ),
    Slip(
        "lost the product of the bias with W' when multiplying out (XW + B - Y) W' for the gradient of X",
        multiplied_out,
        {" + B @ W.T": ""},
    ),
    Slip(
        "counted the bias once instead of once for each example in its own gradient: b instead of m b "
        "(took 1'1 for 1), the other terms being summed over the examples",
        multiplied_out,
        {"m * b +": "b +"},
    ),
    Slip(
        "two mistakes: forgot that the 1/2 cancels the 2 of the quadratic term in W, so 2 X'X W stands beside "
        "X'B and X'Y, and took the mean of the targets instead of their sum in the gradient of b",
        multiplied_out,
        {"dW = X.T @ X @ W": "dW = 2 * X.T @ X @ W", "Y.sum(axis=0)": "Y.mean(axis=0)"},
    ),
]
