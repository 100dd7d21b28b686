"""Softmax regression. The rows of X (m x d) are the examples, the rows of T (m x K) their one-hot targets; W is
d x K, b has K entries.
Z = X W + b (b is added to each row), P_ik = exp(Z_ik) / sum over l of exp(Z_il),
L = -(1/m) sum over i and k of T_ik log P_ik.
Derive the gradients of L with respect to W and b."""

import numpy as np

from nn.array import softmax
from tests.slips.cases import Slip

ASKED = ("W", "b")


def make(rng, size):
    m, d, k = ((4, 2, 3), (7, 3, 4), (6, 5, 3))[size]
    T = np.eye(k)[rng.permutation(np.arange(m) % k)]
    while True:  # until the classifier is wrong about how often a class occurs
        X, W, b = rng.normal(size=(m, d)), rng.normal(size=(d, k)), rng.normal(size=k)
        predicted = np.eye(k)[(X @ W + b).argmax(axis=1)]
        if np.any(predicted.sum(axis=0) != T.sum(axis=0)):
            return {"X": X, "T": T, "W": W, "b": b}


def loss(X, T, W, b):
    P = softmax(X @ W + b)
    return -np.sum(T * np.log(P)) / len(X)


def delta_rule(X, T, W, b):
    m = X.shape[0]
    Z = X @ W + b
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    D = (P - T) / m
    dW = X.T @ D
    db = D.sum(axis=0)
    return {"W": dW, "b": db}


def with_the_jacobian(X, T, W, b):
    m = len(X)
    dW = np.zeros_like(W)
    db = np.zeros_like(b)
    for x, t in zip(X, T):
        e = np.exp(x @ W + b)
        p = e / e.sum()
        g = -t / p
        J = np.diag(p) - np.outer(p, p)
        dz = J @ g
        dW += np.outer(x, dz)
        db += dz
    return {"W": dW / m, "b": db / m}


def class_by_class(X, T, W, b):
    n = len(X)
    labels = T.argmax(axis=1)
    dW = np.zeros(W.shape)
    db = np.zeros(b.shape)
    for c in range(W.shape[1]):
        for i in range(n):
            s = X[i] @ W + b
            pc = np.exp(s[c]) / np.sum(np.exp(s))
            hit = 1.0 if labels[i] == c else 0.0
            dW[:, c] += (pc - hit) * X[i] / n
            db[c] += (pc - hit) / n
    return {"W": dW, "b": db}


CASES = [
    Slip(
        "forgot the factor 1/m of the loss in D = P - T, so both gradients are m times too large",
        delta_rule,
        {"D = (P - T) / m": "D = P - T"},
    ),
    Slip(
        "added up over the examples but never divided by m, so dW and db are both m times too large",
        with_the_jacobian,
        {'{"W": dW / m, "b": db / m}': '{"W": dW, "b": db}'},
    ),
    Slip(
        "put the 1/m only into dW and forgot it in db, which is m times too large",
        delta_rule,
        {"D = (P - T) / m": "D = P - T", "dW = X.T @ D": "dW = X.T @ D / m"},
    ),
    Slip(
        "wrote the error at Z the wrong way round, T - P instead of P - T, so both gradients have the wrong sign",
        delta_rule,
        {"D = (P - T) / m": "D = (T - P) / m"},
    ),
    Slip(
        "multiplied P - T also by P (1 - P), the slope of a sigmoid, which cross-entropy with softmax has cancelled",
        delta_rule,
        {"D = (P - T) / m": "D = (P - T) * P * (1 - P) / m"},
    ),
    Slip(
        "took only the diagonal p_k (1 - p_k) of the softmax Jacobian and left out the entries -p_k p_l off it",
        with_the_jacobian,
        {"J = np.diag(p) - np.outer(p, p)": "J = np.diag(p * (1 - p))"},
    ),
    Slip(
        "let only the score of the true class get a gradient: for the other classes wrote 0 instead of P_ic",
        class_by_class,
        {"(pc - hit)": "hit * (pc - 1)"},
    ),
    Slip(
        "summed P - T over all entries for the bias, so db is one number instead of one per class",
        delta_rule,
        {"db = D.sum(axis=0)": "db = np.sum(D)"},
    ),
    Slip(
        "multiplied in the wrong order, D^T X instead of X^T D, so dW comes out transposed (K x d)",
        delta_rule,
        {"dW = X.T @ D": "dW = D.T @ X"},
    ),
    Slip(
        "normalised the softmax over the examples (down the columns) instead of over the classes of each row",
        delta_rule,
        {"E.sum(axis=1, keepdims=True)": "E.sum(axis=0, keepdims=True)"},
    ),
    Slip(
        "lost the minus of the loss: the derivative of -T log P by P was written t / p, so both have the wrong sign",
        with_the_jacobian,
        {"g = -t / p": "g = t / p"},
    ),
    Slip(
        "took the mean of D over the examples for db although D already contains 1/m, so db is divided by m twice",
        delta_rule,
        {"db = D.sum(axis=0)": "db = D.mean(axis=0)"},
    ),
    Slip(
        "two mistakes: wrote T - P instead of P - T (wrong sign), and forgot the factor 1/m, both in both gradients",
        delta_rule,
        {"D = (P - T) / m": "D = T - P"},
    ),
]
