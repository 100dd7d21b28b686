"""A neural language model with a window of two words: the table E has a row of d numbers for each of v words, W is
2d x h, the output matrix U is h x v. For n examples, first and second (whole numbers) are the two words of the context
and nxt the word to be predicted; words may occur again and again.
x_i = [E[first_i], E[second_i]] (side by side), H = tanh(x W), Z = H U,
L = (1/n) sum_i (log sum_k exp(Z_ik) - Z_i,nxt_i).
Derive the gradients of L with respect to E, W and U.
"""

import numpy as np

from nn.array import logsumexp, softmax
from tests.slips.cases import Slip

ASKED = ("E", "W", "U")


def make(rng, size):
    n, v, d, h = ((4, 3, 2, 3), (5, 4, 3, 2), (6, 5, 2, 4))[size]
    return {
        "E": rng.normal(size=(v, d)),
        "W": rng.normal(size=(2 * d, h)) * 0.8,
        "U": rng.normal(size=(h, v)),
        "first": np.resize([0, 1, 0, 2, 2], n),
        "second": np.resize([1, 1, 2, 0, 1], n),
        "nxt": np.resize([2, 0, 1, 1, v - 1], n),
    }


def loss(E, W, U, first, second, nxt):
    total = 0.0
    for i in range(len(nxt)):
        x = np.concatenate([E[first[i]], E[second[i]]])
        z = np.tanh(x @ W) @ U
        total = total + logsumexp(z) - z[nxt[i]]
    return total / len(nxt)


def batch_backward(E, W, U, first, second, nxt):
    n, d = len(nxt), E.shape[1]
    x = np.concatenate([E[first], E[second]], axis=1)
    H = np.tanh(x @ W)
    P = softmax(H @ U)
    dZ = P.copy()
    dZ[np.arange(n), nxt] -= 1
    dZ = dZ / n
    dU = H.T @ dZ
    dA = (dZ @ U.T) * (1 - H**2)
    dW = x.T @ dA
    dx = dA @ W.T
    dE = np.zeros_like(E)
    np.add.at(dE, first, dx[:, :d])
    np.add.at(dE, second, dx[:, d:])
    return {"E": dE, "W": dW, "U": dU}


def one_window_at_a_time(E, W, U, first, second, nxt):
    v, d = E.shape
    gE, gW, gU = np.zeros(E.shape), np.zeros(W.shape), np.zeros(U.shape)
    for p, q, target in zip(first, second, nxt):
        x = np.concatenate([E[p], E[q]])
        hid = np.tanh(x @ W)
        prob = np.exp(hid @ U)
        prob = prob / prob.sum()
        delta = prob - np.eye(v)[target]
        gU += np.outer(hid, delta)
        back = U @ delta
        back = back * (1 - hid**2)
        gW += np.outer(x, back)
        gx = W @ back
        gE[p] += gx[:d]
        gE[q] += gx[d:]
    n = len(nxt)
    return {"E": gE / n, "W": gW / n, "U": gU / n}


def one_hot_matrices(E, W, U, first, second, nxt):
    n = len(nxt)
    v, d = E.shape
    A = np.eye(v)[first]
    B = np.eye(v)[second]
    T = np.eye(v)[nxt]
    Wa, Wb = W[:d], W[d:]
    Xa, Xb = A @ E, B @ E
    H = np.tanh(Xa @ Wa + Xb @ Wb)
    dZ = (softmax(H @ U) - T) / n
    dpre = (1 - H**2) * (dZ @ U.T)
    dWa = Xa.T @ dpre
    dWb = Xb.T @ dpre
    dE = A.T @ dpre @ Wa.T + B.T @ dpre @ Wb.T
    return {"E": dE, "W": np.concatenate([dWa, dWb]), "U": H.T @ dZ}


CASES = [
    Slip(
        "added to the rows of the table with plain fancy indexing, so a word that occurs several times in the batch "
        "gets only one of its contributions",
        batch_backward,
        {
            "np.add.at(dE, first, dx[:, :d])": "dE[first] += dx[:, :d]",
            "np.add.at(dE, second, dx[:, d:])": "dE[second] += dx[:, d:]",
        },
    ),
    Slip(
        "wrote the halves of dx back to the wrong words: the first word got the second half and the other way round",
        batch_backward,
        {
            "np.add.at(dE, first, dx[:, :d])": "np.add.at(dE, first, dx[:, d:])",
            "np.add.at(dE, second, dx[:, d:])": "np.add.at(dE, second, dx[:, :d])",
        },
    ),
    Slip(
        "subtracted the one from the column of the second context word and not of the word to be predicted",
        batch_backward,
        {"dZ[np.arange(n), nxt] -= 1": "dZ[np.arange(n), second] -= 1"},
    ),
    Slip(
        "indexed with a slice in place of arange, which subtracts one from whole columns for every row",
        batch_backward,
        {"dZ[np.arange(n), nxt] -= 1": "dZ[:, nxt] -= 1"},
    ),
    Slip(
        "differentiated the tanh as if it were a sigmoid, H (1 - H)",
        batch_backward,
        {"(1 - H**2)": "H * (1 - H)"},
    ),
    Slip(
        "skipped the tanh on the way back to W and E",
        one_window_at_a_time,
        {"        back = back * (1 - hid**2)\n": ""},
    ),
    Slip(
        "assigned the row of the first word instead of adding, so its earlier windows are lost",
        one_window_at_a_time,
        {"gE[p] += gx[:d]": "gE[p] = gx[:d]"},
    ),
    Slip(
        "took 1 - tanh^2 at the value that had been through tanh already",
        one_window_at_a_time,
        {"(1 - hid**2)": "(1 - np.tanh(hid) ** 2)"},
    ),
    Slip(
        "only divided by n for W and U; the table got the sum over the windows",
        one_window_at_a_time,
        {'"E": gE / n': '"E": gE'},
    ),
    Slip(
        "forgot that the same table is used for both words and only counted the path through the first one",
        one_hot_matrices,
        {"dE = A.T @ dpre @ Wa.T + B.T @ dpre @ Wb.T": "dE = A.T @ dpre @ Wa.T"},
    ),
    Slip(
        "two slips: the lower half of W was given the first word's vectors (copied line), "
        "and the derivative of the tanh was left as 1 - H",
        one_hot_matrices,
        {"dWb = Xb.T @ dpre": "dWb = Xa.T @ dpre", "(1 - H**2)": "(1 - H)"},
    ),
    Slip(
        "two slips: forgot to subtract the one-hot targets from the softmax, "
        "and swapped the two halves when putting W's gradient together",
        one_hot_matrices,
        {"(softmax(H @ U) - T) / n": "softmax(H @ U) / n", "np.concatenate([dWa, dWb])": "np.concatenate([dWb, dWa])"},
    ),
]
