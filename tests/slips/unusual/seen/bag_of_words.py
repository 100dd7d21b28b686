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


CASES = [
    Slip(
        "added to the rows of E's gradient by indexing (dE[words] += ...), so that a word that occurs several times,"
        " in one text or in several, only gets the contribution of one occurrence",
        vectorised,
        {"np.add.at(dE, words, dx[:, None, :] / n)": "dE[words] += dx[:, None, :] / n"},
    ),
    Slip(
        "subtracted 1 from the probabilities in the columns of all texts' labels in every row, instead of only at "
        "each text's own label",
        vectorised,
        {"ds[np.arange(m), labels] -= 1": "ds[:, labels] -= 1"},
    ),
    Slip(
        "normalised the softmax over the texts (down the columns) instead of over the k classes of each text",
        vectorised,
        {"p = p / p.sum(axis=1, keepdims=True)": "p = p / p.sum(axis=0, keepdims=True)"},
    ),
    Slip(
        "gave the gradient with respect to the m x n embeddings that were looked up, one for each word of each text,"
        " instead of adding them up into the rows of the table E",
        vectorised,
        {
            "dE = np.zeros_like(E)\n": "dE = np.repeat(dx[:, None, :] / n, n, axis=1)\n",
            "    np.add.at(dE, words, dx[:, None, :] / n)\n": "",
        },
    ),
    Slip(
        "divided p - onehot by the number of all scores m k instead of by the number of texts m, as if the mean went"
        " over the classes too",
        vectorised,
        {"ds = ds / m": "ds = ds / ds.size"},
    ),
    Slip(
        "two mistakes: forgot the 1/n of the mean over the words in the gradient of E; and averaged over the texts "
        "once more in the gradient of b (mean instead of sum of the rows)",
        vectorised,
        {"dx[:, None, :] / n": "dx[:, None, :]", '"b": ds.sum(axis=0)': '"b": ds.mean(axis=0)'},
    ),
    Slip(
        "indented the loop that adds to the gradient of E one level too little, after the loop over the classes c "
        "instead of in it, so that only the score of the last class contributes to the gradient of E",
        text_by_text,
        {"    for w in row:\n                dE[w] +=": "for w in row:\n            dE[w] +="},
    ),
    Slip(
        "let only the score of the label have a gradient, (p_y - 1)/m, and took 0 for the other classes instead of "
        "p_c/m",
        text_by_text,
        {"g = (p[c] - (1 if c == y else 0)) / m": "g = (p[c] - 1) / m if c == y else 0"},
    ),
    Slip(
        "used the sum of the embeddings instead of their mean as the input x that belongs to W in the gradient of W "
        "(the forward computation has the mean)",
        text_by_text,
        {"dW[j, c] += g * x[j]": "dW[j, c] += g * sum(E[w, j] for w in row)"},
    ),
    Slip(
        "computed the probabilities with the logistic function for each class by itself instead of with the softmax",
        text_by_text,
        {"p = np.exp(s) / np.sum(np.exp(s))": "p = np.exp(s) / (1 + np.exp(s))"},
    ),
    Slip(
        "two mistakes: the sign of the scores' gradient is turned (onehot - p), which goes into all; and the "
        "gradient of E is divided by the size v of the vocabulary instead of by the n words of the text",
        text_by_text,
        {
            "g = (p[c] - (1 if c == y else 0)) / m": "g = ((1 if c == y else 0) - p[c]) / m",
            "W[:, c] / n": "W[:, c] / len(E)",
        },
    ),
    Slip(
        "set the share of a word to 1/n instead of adding 1/n for each occurrence, so repeated words count once, in "
        "the means x as well as in the gradient of E",
        with_matrices,
        {"B[a, w] += 1 / n": "B[a, w] = 1 / n"},
    ),
    Slip(
        "used only the diagonal p (1 - p) of the softmax's Jacobian, so that a score acts on its own class's "
        "probability alone",
        with_matrices,
        {"dS = P * (dP - np.sum(P * dP, axis=1, keepdims=True))": "dS = P * (1 - P) * dP"},
    ),
    Slip(
        "differentiated a binary cross-entropy summed over the classes: added the term (1 - t)/(1 - p) of the "
        "classes that are not the label to dL/dp, which should be -t/p alone",
        with_matrices,
        {"dP = -T / P / m": "dP = (-T / P + (1 - T) / (1 - P)) / m"},
    ),
]
