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
        "normalised the softmax over the examples (down the columns) instead of over the classes",
        delta_rule,
        {"E.sum(axis=1, keepdims=True)": "E.sum(axis=0, keepdims=True)"},
    ),
    Slip(
        "took the mean over all m K entries: divided P - T by m times K instead of by m",
        delta_rule,
        {"(P - T) / m": "(P - T) / T.size"},
    ),
    Slip(
        "divided only T by m: wrote P - T/m where (P - T)/m is meant",
        delta_rule,
        {"(P - T) / m": "P - T / m"},
    ),
    Slip(
        "subtracted the row's maximum only in the numerator of the softmax; the denominator sums exp(Z) without "
        "it",
        delta_rule,
        {"P = E / E.sum(axis=1, keepdims=True)": "P = E / np.exp(Z).sum(axis=1, keepdims=True)"},
    ),
    Slip(
        "summed over the classes instead of over the examples for b, which gives m numbers instead of K",
        delta_rule,
        {"D.sum(axis=0)": "D.sum(axis=1)"},
    ),
    Slip(
        "wrote D^T X, the gradient of W transposed (K x d instead of d x K)",
        delta_rule,
        {"X.T @ D": "D.T @ X"},
    ),
    Slip(
        "treated the softmax like a sigmoid: only the diagonal p_k (1 - p_k) of its Jacobian, no -p_k p_l off the "
        "diagonal",
        with_the_jacobian,
        {"np.diag(p) - np.outer(p, p)": "np.diag(p * (1 - p))"},
    ),
    Slip(
        "wrote the Jacobian of the softmax as delta_kl - p_k p_l instead of p_k (delta_kl - p_l): the identity "
        "where diag(p) belongs",
        with_the_jacobian,
        {"np.diag(p) - np.outer(p, p)": "np.eye(len(p)) - np.outer(p, p)"},
    ),
    Slip(
        "added the derivative of the binary cross-entropy's other half, (1 - t)/(1 - p), which this loss does not "
        "have, to the derivative by p",
        with_the_jacobian,
        {"g = -t / p": "g = -t / p + (1 - t) / (1 - p)"},
    ),
    Slip(
        "two mistakes: differentiated the logarithm as one to base 2 (a factor 1/ln 2 in all gradients); and in "
        "the loop assigned b's gradient instead of adding to it, so only the last example counts for b",
        with_the_jacobian,
        {"g = -t / p": "g = -t / (p * np.log(2))", "db += dz": "db = dz"},
    ),
    Slip(
        "took the predicted class of each example instead of its target as the class from which 1 is subtracted",
        class_by_class,
        {"T.argmax(axis=1)": "(X @ W + b).argmax(axis=1)"},
    ),
    Slip(
        "counted only the target class of each example, p - 1, and left out the terms p_c of all the other "
        "classes",
        class_by_class,
        {"pc - hit": "hit * (pc - 1)"},
    ),
    Slip(
        "numbered the classes from 1 in one place and from 0 in the other, so 1 is subtracted in the column "
        "before the target's and not at all for examples of class 0",
        class_by_class,
        {"labels[i] == c else": "labels[i] == c + 1 else"},
    ),
    Slip(
        "two mistakes: forgot the exp in the denominator of the softmax (divided by the sum of the scores); and "
        "forgot the 1/m of the mean in W",
        class_by_class,
        {"np.sum(np.exp(s))": "np.sum(s)", "* X[i] / n": "* X[i]"},
    ),
]
