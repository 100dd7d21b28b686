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
        "forgot the 1/2 in front of the loss: a factor 2 too much in all three gradients",
        matrix_form,
        {
            "dW = X.T @ E": "dW = 2 * X.T @ E",
            "db = E.sum(axis=0)": "db = 2 * E.sum(axis=0)",
            "dX = E @ W.T": "dX = 2 * E @ W.T",
        },
    ),
    Slip(
        "divided by the number m of examples as if the loss were a mean, in all three gradients",
        matrix_form,
        {
            "dW = X.T @ E": "dW = X.T @ E / m",
            "db = E.sum(axis=0)": "db = E.sum(axis=0) / m",
            "dX = E @ W.T": "dX = E @ W.T / m",
            "    E = X @ W + b - Y\n": "    m = len(X)\n    E = X @ W + b - Y\n",
        },
    ),
    Slip(
        "took the error as Y - X W - b without the minus sign that then belongs in front: all gradients have the wrong "
        "sign",
        matrix_form,
        {"E = X @ W + b - Y": "E = Y - X @ W - b"},
    ),
    Slip(
        "did not sum over the examples in the gradient of b: gave the whole matrix E, in the wrong shape",
        matrix_form,
        {"db = E.sum(axis=0)": "db = E"},
    ),
    Slip(
        "divided the gradients of W and b by m, as if the loss were a mean over the examples (X was left without)",
        one_example_at_a_time,
        {'{"W": dW, "b": db,': '{"W": dW / len(X), "b": db / len(X),'},
    ),
    Slip(
        "summed E over the wrong axis for b: over the outputs c instead of over the examples i, so the shape is wrong",
        matrix_form,
        {"db = E.sum(axis=0)": "db = E.sum(axis=1)"},
    ),
    Slip(
        "gave the gradient of W transposed: E^T X (k x n) instead of X^T E",
        matrix_form,
        {"dW = X.T @ E": "dW = E.T @ X"},
    ),
    Slip(
        "assigned instead of adding up over the outputs c in the gradient of X, so only the last output counts",
        entry_by_entry,
        {"dX[i, j] += e * W[j, c]": "dX[i, j] = e * W[j, c]"},
    ),
    Slip(
        "took the mean over the examples instead of the sum in the gradient of b",
        column_by_column,
        {"db[c] = r_c.sum()": "db[c] = r_c.mean()"},
    ),
    Slip(
        "forgot in the gradient of b that b stands in each of the m rows: b instead of m b",
        multiplied_out,
        {"db = m * b +": "db = b +"},
    ),
    Slip(
        "forgot the term with the bias, B W^T, in the gradient of X",
        multiplied_out,
        {"dX = X @ W @ W.T + B @ W.T - Y @ W.T": "dX = X @ W @ W.T - Y @ W.T"},
    ),
    Slip(
        "kept the factor 2 of the square and forgot that the 1/2 of the loss cancels it: all gradients are doubled",
        entry_by_entry,
        {
            "db[c] += e\n": "db[c] += 2 * e\n",
            "dW[j, c] += e * X": "dW[j, c] += 2 * e * X",
            "dX[i, j] += e * W": "dX[i, j] += 2 * e * W",
        },
    ),
    Slip(
        "two mistakes: took the error as y - W^T x - b, so all gradients have the wrong sign, and assigned db = e in "
        "the loop instead of adding up, so that the gradient of b has the last example only",
        one_example_at_a_time,
        {"e = W.T @ x + b - y": "e = y - W.T @ x - b", "db += e": "db = e"},
    ),
]
