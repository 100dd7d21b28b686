"""Softmax regression with weight decay. X is N x d (one example per row), Y is N x K (one-hot targets), W is K x d,
b has K entries, lam > 0.
z_i = W x_i + b, p_i = softmax(z_i),
L = - sum over i and k of Y_ik log p_ik + lam * sum over k and j of W_kj^2.
(A sum over the examples, no mean; b is not penalised.) Derive the gradients of L with respect to W and b."""

import numpy as np

from nn.array import logsumexp
from tests.slips.cases import Slip

ASKED = ("W", "b")


def make(rng, size):
    n, d, k = ((5, 2, 3), (6, 3, 4), (7, 4, 2))[size]
    Y = np.eye(k)[rng.permutation(np.arange(n) % k)]
    X = rng.normal(size=(n, d))
    return {"X": X, "Y": Y, "W": rng.normal(size=(k, d)), "b": rng.normal(size=k), "lam": rng.uniform(0.2, 0.8)}


def loss(X, Y, W, b, lam):
    Z = X @ W.T + b
    return np.sum(logsumexp(Z)) - np.sum(Y * Z) + lam * np.sum(W**2)


def in_matrices(X, Y, W, b, lam):
    Z = X @ W.T + b
    P = np.exp(Z) / np.sum(np.exp(Z), axis=1, keepdims=True)
    G = P - Y
    dW = G.T @ X + 2 * lam * W
    db = G.sum(axis=0)
    return {"W": dW, "b": db}


def example_by_example(X, Y, W, b, lam):
    dW = 2 * lam * W
    db = np.zeros(len(b))
    for i in range(len(X)):
        z = W @ X[i] + b
        p = np.exp(z) / np.exp(z).sum()
        c = int(np.argmax(Y[i]))
        p[c] -= 1
        dW = dW + np.outer(p, X[i])
        db = db + p
    return {"W": dW, "b": db}


def term_by_term(X, Y, W, b, lam):
    # L = sum_i log sum_k exp(z_ik)  -  sum_ik Y_ik z_ik  +  lam |W|^2
    Z = X @ W.T + b
    A = np.exp(Z)
    S = A.sum(axis=1)
    R = A / S[:, None]
    dW_lse = R.T @ X
    db_lse = R.sum(axis=0)
    dW_fit = -Y.T @ X
    db_fit = -Y.sum(axis=0)
    dW_pen = 2 * lam * W
    return {"W": dW_lse + dW_fit + dW_pen, "b": db_lse + db_fit}


CASES = [
    Slip(
        "took the penalty's derivative to be lam W instead of 2 lam W, as if the loss had lam/2",
        in_matrices,
        {"2 * lam * W": "lam * W"},
    ),
    Slip(
        "penalised the bias as well: added 2 lam b to b's gradient",
        in_matrices,
        {"G.sum(axis=0)": "G.sum(axis=0) + 2 * lam * b"},
    ),
    Slip(
        "multiplied P - Y by the derivative p(1 - p) of a sigmoid, which is contained in it already",
        in_matrices,
        {"G = P - Y": "G = (P - Y) * P * (1 - P)"},
    ),
    Slip(
        "divided the cross-entropy part by the number of examples N as if it were a mean, in W and in b; the "
        "penalty is right",
        in_matrices,
        {"G = P - Y": "G = (P - Y) / len(X)"},
    ),
    Slip(
        "subtracted the penalty's gradient 2 lam W instead of adding it, as in the update step",
        in_matrices,
        {"G.T @ X + 2": "G.T @ X - 2"},
    ),
    Slip(
        "two mistakes: forgot the penalty's gradient in W; and took the mean over the examples instead of the sum "
        "for b",
        in_matrices,
        {" + 2 * lam * W": "", "G.sum(axis=0)": "G.mean(axis=0)"},
    ),
    Slip(
        "added the penalty's gradient 2 lam W inside the loop, so it is counted once for each of the N examples",
        example_by_example,
        {"dW = 2 * lam * W": "dW = np.zeros(W.shape)", "np.outer(p, X[i])": "np.outer(p, X[i]) + 2 * lam * W"},
    ),
    Slip(
        "used a sigmoid 1/(1 + exp(-z_k)) for each class on its own in place of the softmax",
        example_by_example,
        {"np.exp(z) / np.exp(z).sum()": "1 / (1 + np.exp(-z))"},
    ),
    Slip(
        "for the target class c took 1 - p_c instead of p_c - 1; the other classes are right",
        example_by_example,
        {"p[c] -= 1": "p[c] = 1 - p[c]"},
    ),
    Slip(
        "differentiated the penalty as lam times the norm |W| without the square: lam W/|W| instead of 2 lam W",
        example_by_example,
        {"dW = 2 * lam * W": "dW = lam * W / np.sqrt(np.sum(W**2))"},
    ),
    Slip(
        "divided exp(z_ik) by the sum over all examples and classes instead of by the sum over the classes of "
        "example i",
        term_by_term,
        {"A / S[:, None]": "A / S.sum()"},
    ),
    Slip(
        "left the sum sign standing in the penalty's derivative: added 2 lam times the sum of all entries of W to "
        "each entry instead of 2 lam W_kj",
        term_by_term,
        {"2 * lam * W": "2 * lam * np.sum(W)"},
    ),
    Slip(
        "thought that the term -Y_ik z_ik does not depend on b, so b's gradient has only the part of the "
        "log-sum-exp",
        term_by_term,
        {'"b": db_lse + db_fit': '"b": db_lse'},
    ),
    Slip(
        "two mistakes: computed z without the bias b, so all p are wrong; and kept the square in the penalty's "
        "derivative, 2 lam W^2 instead of 2 lam W",
        term_by_term,
        {"Z = X @ W.T + b": "Z = X @ W.T", "2 * lam * W": "2 * lam * W**2"},
    ),
]
