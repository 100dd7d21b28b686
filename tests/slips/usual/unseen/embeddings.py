"""A classifier of short texts. Row i of words (shape (m, n)) holds the numbers of the n words of text i; a word may
occur more than once. Word v has the embedding E[v] (E has shape (V, d)). The embeddings of a text are averaged,
h_i = (1/n) sum_t E[words_it], and p_i = sigmoid(h_i . w + b). The loss is the mean cross-entropy
L = -(1/m) sum_i [y_i log p_i + (1 - y_i) log(1 - p_i)].
Derive the gradients of L with respect to E, w (shape (d,)) and b (a number).
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("E", "w", "b")


def make(rng, size):
    m, n, V, d = ((3, 4, 5, 2), (5, 3, 6, 4), (4, 6, 7, 3))[size]
    words = rng.integers(0, V, size=(m, n))
    words[:, 1] = words[:, 0]  # a word that comes twice
    words[1, 2] = words[0, 0]  # a word of two texts
    y = rng.integers(0, 2, size=m).astype(float)
    y[:2] = 1.0, 0.0
    return {
        "words": words,
        "y": y,
        "E": rng.normal(size=(V, d)),
        "w": rng.normal(size=d),
        "b": rng.uniform(0.2, 0.7),
    }


def loss(words, y, E, w, b):
    h = np.mean(E[words], axis=1)
    p = 1 / (1 + np.exp(-(h @ w + b)))
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def text_by_text(words, y, E, w, b):
    m, n = words.shape
    dE = np.zeros_like(E)
    dw = np.zeros_like(w)
    db = 0.0
    for i in range(m):
        h = E[words[i]].mean(axis=0)
        p = 1 / (1 + np.exp(-(h @ w + b)))
        dz = (p - y[i]) / m
        dw += dz * h
        db += dz
        dh = dz * w
        for v in words[i]:
            dE[v] += dh / n
    return {"E": dE, "w": dw, "b": db}


def with_add_at(words, y, E, w, b):
    batch, length = words.shape
    H = E[words].sum(axis=1) / length
    P = 1 / (1 + np.exp(-(H @ w + b)))
    delta = (P - y) / batch
    dw = H.T @ delta
    db = delta.sum()
    dH = np.outer(delta, w)
    dtokens = np.repeat(dH[:, None, :] / length, length, axis=1)
    dE = np.zeros(E.shape)
    np.add.at(dE, words, dtokens)
    return {"E": dE, "w": dw, "b": db}


def with_counts(words, y, E, w, b):
    m, n = words.shape
    V = E.shape[0]
    C = np.array([np.bincount(row, minlength=V) for row in words]) / n
    H = C @ E
    a = 1 / (1 + np.exp(-(H @ w + b)))
    da = (-y / a + (1 - y) / (1 - a)) / m
    dz = da * a * (1 - a)
    dH = dz[:, None] * w[None, :]
    dE = C.T @ dH
    return {"E": dE, "w": H.T @ dz, "b": np.sum(dz)}


CASES = [
    Slip(
        "forgot the factor 1/n of the average when going back to the words: each gets dh instead of dh/n",
        text_by_text,
        {"dE[v] += dh / n": "dE[v] += dh"},
    ),
    Slip(
        "assigned instead of adding: a word that occurs several times keeps only the contribution of its last place",
        text_by_text,
        {"dE[v] += dh / n": "dE[v] = dh / n"},
    ),
    Slip(
        "added with fancy indexing, dE[words] += ..., which counts a word once even where it occurs several times",
        with_add_at,
        {"np.add.at(dE, words, dtokens)": "dE[words] += dtokens"},
    ),
    Slip(
        "forgot the factor 1/m of the mean over the texts: dz is p - y",
        text_by_text,
        {"dz = (p - y[i]) / m": "dz = p - y[i]"},
    ),
    Slip(
        "wrong sign of the error: y - P instead of P - y in delta, so all gradients have the opposite sign",
        with_add_at,
        {"delta = (P - y) / batch": "delta = (y - P) / batch"},
    ),
    Slip(
        "forgot the derivative of the sigmoid: dz is da, the factor a (1 - a) is missing",
        with_counts,
        {"dz = da * a * (1 - a)": "dz = da"},
    ),
    Slip(
        "multiplied by the sigmoid's derivative a second time, dz = (p - y) p (1 - p)/m instead of (p - y)/m",
        text_by_text,
        {"dz = (p - y[i]) / m": "dz = (p - y[i]) * p * (1 - p) / m"},
    ),
    Slip(
        "forgot the 1/n of the average in the gradient of the embeddings: the tokens get all of dH instead of dH/n",
        with_add_at,
        {"dH[:, None, :] / length": "dH[:, None, :]"},
    ),
    Slip(
        "used the sum of the embeddings instead of their average in the gradient of w: n h in place of h",
        text_by_text,
        {"dw += dz * h": "dw += dz * E[words[i]].sum(axis=0)"},
    ),
    Slip(
        "forgot the weight w on the way to the embeddings: dh is dz in every entry instead of dz w",
        text_by_text,
        {"dh = dz * w": "dh = dz * np.ones_like(w)"},
    ),
    Slip(
        "treated a word as present or absent: a word that occurs twice in a text counts once in the gradient of E "
        "(C was replaced by [C > 0]/n there)",
        with_counts,
        {"dE = C.T @ dH": "dE = (C > 0).T @ dH / n"},
    ),
    Slip(
        "did not sum over the texts for the bias: db is the vector dz with m entries",
        with_counts,
        {"np.sum(dz)": "dz"},
    ),
    Slip(
        "two mistakes: lost the inner minus of log(1 - a), so da has -(1 - y)/(1 - a); and forgot the mean over the m "
        "texts",
        with_counts,
        {"da = (-y / a + (1 - y) / (1 - a)) / m": "da = -y / a - (1 - y) / (1 - a)"},
    ),
]
