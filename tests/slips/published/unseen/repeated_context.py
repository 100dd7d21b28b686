"""Continuous bag of words with one context. The words of the context are rows of the table E (V x d), and a word may
be there more than once: h is the mean of these T rows. The scores are u = E2 h, where E2 is V x d, too, and the loss
is -log of the share of the word c in softmax(u). Derive the gradients of the loss with respect to E and E2."""

import numpy as np

from nn.array import logsumexp
from tests.slips.cases import Slip

ASKED = ("E", "E2")


def make(rng, size):
    V, d, words, c = ((4, 3, [1, 3, 0, 1], 2), (5, 2, [0, 4, 0], 1), (3, 4, [2, 2, 1, 2, 0], 0))[size]
    return {"E": rng.normal(size=(V, d)), "E2": rng.normal(size=(V, d)), "words": np.array(words), "c": c}


def loss(E, E2, words, c):
    h = sum(E[w] for w in words.astype(int).tolist()) / len(words)
    u = E2 @ h
    return logsumexp(u) - u[c]


def all_words(E, E2, words, c):
    h = E[words].mean(axis=0)
    e = np.exp(E2 @ h)
    du = e / e.sum()
    du[c] -= 1
    dh = E2.T @ du / len(words)
    dE = np.zeros_like(E)
    np.add.at(dE, words, dh)
    return {"E": dE, "E2": np.outer(du, h)}


CASES = [
    Slip("a word that is more than once in the context gets its gradient only once: dE[words] += dh adds to each row "
         "one time, however often it is in the list", all_words,
         {"np.add.at(dE, words, dh)": "dE[words] += dh"}, source="piskvorky/gensim#242"),
]
