"""Classifying sentences of different lengths by the mean of their word vectors. words is B x T (numbers of words, a word
may occur several times, short sentences are filled up), mask is B x T (1 for a real word, 0 for filling), E is V x d
(one row per word), W is k x d, b and v have k entries, labels has B entries, 0 or 1.
For each sentence n: l_n = sum over t of mask[n, t], s_n = 1 / l_n times the sum over t of mask[n, t] E[words[n, t]],
h_n = tanh(W s_n + b), p_n = sigma(v . h_n), L = - 1/B sum over n of labels_n log p_n + (1 - labels_n) log(1 - p_n).
Derive the gradients of L with respect to E, W, b and v.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("E", "W", "b", "v")


def make(rng, size):
    d, k, V = ((2, 3, 4), (3, 2, 5), (4, 3, 6))[size]
    words = (
        [[1, 2, 1, 0], [3, 3, 0, 0]],
        [[4, 1, 4], [2, 2, 0], [3, 0, 0]],
        [[5, 1, 5, 5], [2, 4, 4, 0], [1, 1, 0, 0]],
    )[size]
    lengths = ((3, 2), (3, 2, 1), (4, 3, 2))[size]
    T = len(words[0])
    return {
        "words": np.array(words),
        "mask": np.array([[1.0 if t < l else 0.0 for t in range(T)] for l in lengths]),
        "labels": np.resize([1.0, 0.0], len(words)),
        "E": rng.normal(size=(V, d)),
        "W": rng.normal(size=(k, d)),
        "b": rng.uniform(-0.5, 0.5, size=k),
        "v": rng.uniform(0.5, 1.5, size=k) * np.resize([1.0, -1.0], k),
    }


def sigma(z):
    return 1 / (1 + np.exp(-z))


def loss(words, mask, labels, E, W, b, v):
    B, T = words.shape
    total = 0.0
    for n in range(B):
        s = np.zeros(E.shape[1])
        for t in range(T):
            s = s + mask[n, t] * E[int(words[n, t])]
        h = np.tanh(W @ (s / np.sum(mask[n])) + b)
        p = sigma(v @ h)
        total = total - labels[n] * np.log(p) - (1 - labels[n]) * np.log(1 - p)
    return total / B


def whole_batch(words, mask, labels, E, W, b, v):
    B = len(labels)
    lengths = mask.sum(axis=1)
    S = (mask[:, :, None] * E[words]).sum(axis=1) / lengths[:, None]
    H = np.tanh(S @ W.T + b)
    p = sigma(H @ v)
    dz = (p - labels) / B
    dv = H.T @ dz
    dH = np.outer(dz, v)
    dA = dH * (1 - H**2)
    dW = dA.T @ S
    db = dA.sum(axis=0)
    dS = dA @ W
    share = mask / lengths[:, None]
    dX = share[:, :, None] * dS[:, None, :]
    dE = np.zeros(E.shape)
    np.add.at(dE, words, dX)
    return {"E": dE, "W": dW, "b": db, "v": dv}


def word_by_word(words, mask, labels, E, W, b, v):
    B, T = words.shape
    k, d = W.shape
    gE, gW, gb, gv = np.zeros(E.shape), np.zeros((k, d)), np.zeros(k), np.zeros(k)
    for n in range(B):
        length = 0
        mean = np.zeros(d)
        for t in range(T):
            if mask[n, t] > 0:
                length += 1
                mean += E[words[n, t]]
        mean = mean / length
        h = np.zeros(k)
        for i in range(k):
            h[i] = np.tanh(W[i] @ mean + b[i])
        err = sigma(v @ h) - labels[n]
        gmean = np.zeros(d)
        for i in range(k):
            gv[i] += err * h[i] / B
            a = err * v[i] * (1 - h[i] ** 2) / B
            gb[i] += a
            for j in range(d):
                gW[i, j] += a * mean[j]
                gmean[j] += a * W[i, j]
        for t in range(T):
            if mask[n, t] > 0:
                gE[words[n, t]] += gmean / length
    return {"E": gE, "W": gW, "b": gb, "v": gv}


CASES = [
    Slip(
        "words that occur more than once count only once: fancy indexing with += instead of np.add.at",
        whole_batch,
        {"np.add.at(dE, words, dX)": "dE[words] += dX"},
    ),
    Slip(
        "forgot the mask on the way back, so the filling gets gradient as if it were a real word",
        whole_batch,
        {"share = mask / lengths[:, None]": "share = np.ones(mask.shape) / lengths[:, None]"},
    ),
    Slip(
        "divided by the padded length T instead of the true length of the sentence on the way back",
        whole_batch,
        {"share = mask / lengths[:, None]": "share = mask / mask.shape[1]"},
    ),
    Slip(
        "forgot to divide by the length of the sentence on the way back",
        whole_batch,
        {"share = mask / lengths[:, None]": "share = mask"},
    ),
    Slip(
        "forgot that the loss is a mean over the batch: no division by B",
        whole_batch,
        {"dz = (p - labels) / B": "dz = p - labels"},
    ),
    Slip(
        "multiplied the error by p (1 - p) although that cancels with the logarithm",
        whole_batch,
        {"dz = (p - labels) / B": "dz = (p - labels) * p * (1 - p) / B"},
    ),
    Slip(
        "gradient of W transposed: S^T dA, which is d x k",
        whole_batch,
        {"dW = dA.T @ S": "dW = S.T @ dA"},
    ),
    Slip(
        "two mistakes: the error is label minus probability, and the bias gradient keeps only the last sentence",
        word_by_word,
        {
            "err = sigma(v @ h) - labels[n]": "err = labels[n] - sigma(v @ h)",
            "gb[i] += a": "gb[i] = a",
        },
    ),
    Slip(
        "went back to the sentence vector from dH instead of dA: the tanh is skipped on the way to E",
        whole_batch,
        {"dS = dA @ W": "dS = dH @ W"},
    ),
    Slip(
        "forgot the weight v[i] when the error goes back to the hidden unit",
        word_by_word,
        {"a = err * v[i] * (1 - h[i] ** 2) / B": "a = err * (1 - h[i] ** 2) / B"},
    ),
    Slip(
        "used the position t as the row of E instead of the word that stands there",
        word_by_word,
        {"gE[words[n, t]] += gmean": "gE[t] += gmean"},
    ),
    Slip(
        "forgot to divide by B in the gradient of v while the others have it",
        word_by_word,
        {"gv[i] += err * h[i] / B": "gv[i] += err * h[i]"},
    ),
    Slip(
        "put the vector of the sentence's last word into the gradient of W instead of the mean",
        word_by_word,
        {"gW[i, j] += a * mean[j]": "gW[i, j] += a * E[words[n, length - 1], j]"},
    ),
    Slip(
        "two mistakes: forgot the derivative of tanh, and let the filling take part in the gradient of E",
        whole_batch,
        {"dA = dH * (1 - H**2)": "dA = dH", "dX = share[:, :, None] * dS[:, None, :]": "dX = np.repeat((dS / lengths[:, None])[:, None, :], mask.shape[1], axis=1)"},
    ),
]
