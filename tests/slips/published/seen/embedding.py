"""An embedding with repeated words. The table E is V x d, and words holds T word numbers, some of them more than
once; row t of H is the row words_t of E, P = H W for a d x k matrix W. The loss is 1/2 times the sum of (P - Y)^2.
Derive the gradients of the loss with respect to E and W."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("E", "W")


def make(rng, size):
    V, d, k, words = ((4, 2, 3, [1, 0, 1]), (3, 4, 2, [2, 2, 0, 2, 1]), (5, 3, 2, [4, 0, 4, 3]))[size]
    return {
        "E": rng.normal(size=(V, d)),
        "W": rng.normal(size=(d, k)),
        "words": np.array(words),
        "Y": rng.normal(size=(len(words), k)),
    }


def loss(E, W, words, Y):
    total = 0.0
    for t in range(len(words)):
        total = total + np.sum((E[int(words[t])] @ W - Y[t]) ** 2) / 2
    return total


def word_by_word(E, W, words, Y):
    dE = np.zeros_like(E)
    dW = np.zeros_like(W)
    for t, w in enumerate(words):
        g = E[w] @ W - Y[t]
        dE[w] += W @ g
        dW += np.outer(E[w], g)
    return {"E": dE, "W": dW}


CASES = [
    Slip("the backward step of the embedding writes the gradient into the row of the word instead of adding it, "
         "so that of a repeated word only one occurrence counts", word_by_word, {"dE[w] += W @ g": "dE[w] = W @ g"},
         source="tenstorrent/tt-metal#6232"),
]
