"""Linear regression with k outputs and two penalties. The n examples are the rows of X (n x d), W is d x k,
b has k entries, Y is n x k. With the numbers lam and mu,
L = 1/(2n) |X W + b - Y|^2 + (lam/2) |W|^2 + mu |W|_1,
where |.|^2 is the sum of the squares of all entries and |.|_1 the sum of their absolute values. (No entry of W is
zero. b is not penalised.) Derive the gradients of L with respect to W and b.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "b")


def make(rng, size):
    n, d, k = ((5, 3, 2), (4, 2, 3), (7, 4, 3))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "Y": rng.normal(size=(n, k)),
        "W": rng.uniform(0.2, 1.2, size=(d, k)) * rng.permutation(np.resize([1.0, -1.0], d * k)).reshape(d, k),
        "b": rng.uniform(0.2, 0.9, size=k),
        "lam": (0.3, 0.7, 0.15)[size],
        "mu": (0.2, 0.11, 0.45)[size],
    }


def loss(X, Y, W, b, lam, mu):
    n = X.shape[0]
    R = X @ W + b - Y
    return np.sum(R**2) / (2 * n) + lam / 2 * np.sum(W**2) + mu * np.sum(np.abs(W))


def matrix_form(X, Y, W, b, lam, mu):
    n = X.shape[0]
    Yhat = X @ W + b
    R = Yhat - Y
    dW_data = X.T @ R / n
    dW_l2 = lam * W
    dW_l1 = mu * np.sign(W)
    dW = dW_data + dW_l2 + dW_l1
    db = R.sum(axis=0) / n
    return {"W": dW, "b": db}


def over_the_examples(X, Y, W, b, lam, mu):
    gW = np.zeros_like(W)
    gb = np.zeros_like(b)
    for i in range(len(X)):
        r = Y[i] - X[i] @ W - b
        gW -= np.outer(X[i], r)
        gb -= r
    gW /= len(X)
    gb /= len(X)
    gW += lam * W
    gW += mu * np.where(W > 0, 1, -1)
    return {"W": gW, "b": gb}


def entry_by_entry(X, Y, W, b, lam, mu):
    n, d = X.shape
    k = len(b)
    E = X @ W + b - Y
    grad_W, grad_b = np.zeros((d, k)), np.zeros(k)
    for l in range(k):
        for j in range(d):
            data = 1 / n * sum(E[i, l] * X[i, j] for i in range(n))
            ridge = lam / 2 * 2 * W[j, l]
            lasso = mu * W[j, l] / abs(W[j, l])
            grad_W[j, l] = data + ridge + lasso
        grad_b[l] = 1 / n * sum(E[i, l] for i in range(n))
    return {"W": grad_W, "b": grad_b}


CASES = [
    Slip(
        "forgot the sign in the derivative of |W|_1: added mu instead of mu sign(W)",
        matrix_form,
        {"dW_l1 = mu * np.sign(W)": "dW_l1 = mu"},
    ),
    Slip(
        "differentiated |w| as |w|: the L1 term of the gradient is mu |W| instead of mu sign(W)",
        matrix_form,
        {"dW_l1 = mu * np.sign(W)": "dW_l1 = mu * np.abs(W)"},
    ),
    Slip(
        "doubled the L2 term: 2 lam W, although the 2 cancels against lam/2",
        matrix_form,
        {"dW_l2 = lam * W": "dW_l2 = 2 * lam * W"},
    ),
    Slip(
        "forgot the 2 of the square in the L2 term: lam/2 W instead of lam W",
        entry_by_entry,
        {"ridge = lam / 2 * 2 * W[j, l]": "ridge = lam / 2 * W[j, l]"},
    ),
    Slip(
        "forgot the L1 penalty: the term mu sign(W) is missing",
        over_the_examples,
        {"    gW += mu * np.where(W > 0, 1, -1)\n": ""},
    ),
    Slip(
        "penalised the bias too: db has the additional terms lam b + mu sign(b)",
        matrix_form,
        {"db = R.sum(axis=0) / n": "db = R.sum(axis=0) / n + lam * b + mu * np.sign(b)"},
    ),
    Slip(
        "lost the minus that comes from the residual y - w x - b: the data terms of both gradients have the wrong sign",
        over_the_examples,
        {"gW -= np.outer(X[i], r)": "gW += np.outer(X[i], r)", "gb -= r": "gb += r"},
    ),
    Slip(
        "forgot the factor 1/n of the data term: X^T R in dW and the sum of R in db",
        matrix_form,
        {"dW_data = X.T @ R / n": "dW_data = X.T @ R", "db = R.sum(axis=0) / n": "db = R.sum(axis=0)"},
    ),
    Slip(
        "divided the penalties by n as well: the terms lam W and mu sign(W) of dW have a factor 1/n",
        matrix_form,
        {"dW = dW_data + dW_l2 + dW_l1": "dW = dW_data + (dW_l2 + dW_l1) / n"},
    ),
    Slip(
        "kept a 2 in the data term although it cancels against 1/(2n): 2/n in dW and db",
        entry_by_entry,
        {"data = 1 / n": "data = 2 / n", "grad_b[l] = 1 / n": "grad_b[l] = 2 / n"},
    ),
    Slip(
        "forgot to sum the bias gradient over the examples: db is R/n",
        matrix_form,
        {"db = R.sum(axis=0) / n": "db = R / n"},
    ),
    Slip(
        "wrote the residual the wrong way round, Y - Yhat instead of Yhat - Y, with the rest as if it were Yhat - Y",
        matrix_form,
        {"R = Yhat - Y": "R = Y - Yhat"},
    ),
    Slip(
        "two mistakes: forgot the factor 1/n in the bias gradient, and doubled the L2 term (2 lam W instead of lam W)",
        over_the_examples,
        {"    gb /= len(X)\n": "", "gW += lam * W": "gW += 2 * lam * W"},
    ),
]
