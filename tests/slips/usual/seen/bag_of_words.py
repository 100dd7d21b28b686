"""A classifier of m short texts. There are v words, and E (v x d) holds an embedding for each word as a row.
Text a has n words, given as indices words[a, 0], ..., words[a, n-1]; a word may occur several times.
x_a is the mean of the n embeddings of its words. The scores are s_a = x_a W + b with W (d x k) and b (k), the
probabilities p_a = softmax(s_a). The loss is the mean cross-entropy, L = -(1/m) sum over a of log p_a[labels[a]].
Derive the gradients of L with respect to E, W and b.
"""

import numpy as np

from nn.array import logsumexp
from tests.slips.cases import Slip

ASKED = ("E", "W", "b")


def make(rng, size):
    m, n, v, d, k = ((2, 5, 7, 3, 4), (3, 4, 6, 2, 5), (5, 3, 8, 4, 6))[size]
    words = rng.integers(v, size=(m, n))
    words[:, -1] = words[:, 0]  # every text repeats a word
    words[0, 1] = words[1, 1]  # and two texts share one
    return {
        "words": words,
        "labels": rng.permutation(k)[:m],
        "E": rng.normal(size=(v, d)),
        "W": rng.normal(size=(d, k)),
        "b": rng.normal(size=k),
    }


def loss(words, labels, E, W, b):
    total = 0.0
    for row, label in zip(words, labels):
        x = np.mean(E[row], axis=0)
        s = x @ W + b
        total = total + logsumexp(s) - s[label]
    return total / len(words)


def vectorised(words, labels, E, W, b):
    m, n = words.shape
    x = E[words].mean(axis=1)
    s = x @ W + b
    p = np.exp(s - s.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    ds = p.copy()
    ds[np.arange(m), labels] -= 1
    ds = ds / m
    dx = ds @ W.T
    dE = np.zeros_like(E)
    np.add.at(dE, words, dx[:, None, :] / n)
    return {"E": dE, "W": x.T @ ds, "b": ds.sum(axis=0)}


def text_by_text(words, labels, E, W, b):
    m, n = words.shape
    dE, dW, db = np.zeros(E.shape), np.zeros(W.shape), np.zeros(b.shape)
    for row, y in zip(words, labels):
        x = sum(E[w] for w in row) / n
        s = x @ W + b
        p = np.exp(s) / np.sum(np.exp(s))
        for c in range(len(b)):
            g = (p[c] - (1 if c == y else 0)) / m
            db[c] += g
            for j in range(len(x)):
                dW[j, c] += g * x[j]
            for w in row:
                dE[w] += g * W[:, c] / n
    return {"E": dE, "W": dW, "b": db}


def with_matrices(words, labels, E, W, b):
    m, n = words.shape
    B = np.zeros((m, len(E)))  # B[a, w]: the share of word w in text a, so that x = B E
    for a in range(m):
        for w in words[a]:
            B[a, w] += 1 / n
    T = np.eye(len(b))[labels]
    X = B @ E
    P = np.exp(X @ W + b)
    P = P / P.sum(axis=1, keepdims=True)
    dP = -T / P / m
    dS = P * (dP - np.sum(P * dP, axis=1, keepdims=True))
    dW = X.T @ dS
    db = dS.T @ np.ones(m)
    dX = dS @ W.T
    dE = B.T @ dX
    return {"E": dE, "W": dW, "b": db}


def text_with_vectors(words, labels, E, W, b):
    m, n = words.shape
    dE, dW, db = np.zeros_like(E), np.zeros_like(W), np.zeros_like(b)
    for a in range(m):
        x = E[words[a]].mean(axis=0)
        s = x @ W + b
        p = np.exp(s) / np.exp(s).sum()
        g = p.copy()
        g[labels[a]] -= 1
        g = g / m
        dW += np.outer(x, g)
        db += g
        for w in words[a]:
            dE[w] += W @ g / n
    return {"E": dE, "W": dW, "b": db}


CASES = [
    Slip(
        "wrote dE[words] += ..., which adds only once for a word that occurs several times (in a text or in two texts)",
        vectorised,
        {"np.add.at(dE, words, dx[:, None, :] / n)": "dE[words] += dx[:, None, :] / n"},
    ),
    Slip(
        "forgot the 1/n of the mean over the words in the gradient of E",
        vectorised,
        {"dx[:, None, :] / n": "dx[:, None, :]"},
    ),
    Slip(
        "forgot the 1/m of the mean over the texts: all gradients are m times too large",
        vectorised,
        {"    ds = ds / m\n": ""},
    ),
    Slip(
        "did not subtract the 1 at the right label: ds is p instead of p minus one-hot (all over m)",
        vectorised,
        {"    ds[np.arange(m), labels] -= 1\n": ""},
    ),
    Slip(
        "added to dE[words[a]] all at once with +=, so a word that is repeated within a text is counted only once",
        text_with_vectors,
        {"        for w in words[a]:\n            dE[w] += W @ g / n": "        dE[words[a]] += W @ g / n"},
    ),
    Slip(
        "sign: the derivative of the scores is one-hot minus p instead of p minus one-hot, all gradients negated",
        text_by_text,
        {"(p[c] - (1 if c == y else 0))": "((1 if c == y else 0) - p[c])"},
    ),
    Slip(
        "used only the diagonal of the softmax Jacobian: dS = P (1 - P) dP, without the terms between classes",
        with_matrices,
        {"P * (dP - np.sum(P * dP, axis=1, keepdims=True))": "P * (1 - P) * dP"},
    ),
    Slip(
        "averaged over the texts instead of summing in the gradient of b, although ds is divided by m already",
        vectorised,
        {"ds.sum(axis=0)": "ds.mean(axis=0)"},
    ),
    Slip(
        "no 1/n in dE: gave every word of the text the whole derivative W g of the mean",
        text_with_vectors,
        {"W @ g / n": "W @ g"},
    ),
    Slip(
        "assigned dE[w] = W g / n instead of adding, so only the last occurrence of each word counts",
        text_with_vectors,
        {"dE[w] += W @ g / n": "dE[w] = W @ g / n"},
    ),
    Slip(
        "set B[a, w] = 1/n instead of adding, so a repeated word has too small a share in x (and in every gradient)",
        with_matrices,
        {"B[a, w] += 1 / n": "B[a, w] = 1 / n"},
    ),
    Slip(
        "forgot to divide by m, the number of texts",
        text_with_vectors,
        {"        g = g / m\n": ""},
    ),
    Slip(
        "two mistakes in dE: += with an index array counts a repeated word only once, and the 1/n of the mean is lost",
        vectorised,
        {"np.add.at(dE, words, dx[:, None, :] / n)": "dE[words] += dx[:, None, :]"},
    ),
]
