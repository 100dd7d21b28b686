"""word2vec with negative sampling. V and U (both w x d) hold the centre vectors and the context vectors of w words.
Example b has a centre word c_b, a context word o_b and K negative words n_b1 ... n_bK (a word may be drawn more than
once, and several examples may share a centre). With v = V[c_b] and sigma the logistic function, the loss is the mean
over the B examples of
    - log sigma(U[o_b] . v) - sum over k of log sigma(-U[n_bk] . v).
Derive the gradients with respect to the whole tables V and U.
"""

import numpy as np

from nn.array import sigmoid
from tests.slips.cases import Slip

ASKED = ("V", "U")


def make(rng, size):
    w, d, B, K = ((5, 2, 3, 4), (8, 3, 4, 2), (7, 4, 5, 3))[size]
    c = rng.integers(w, size=B)
    c[-1] = c[0]
    o = (c + 1 + rng.integers(w - 1, size=B)) % w
    neg = (o[:, None] + 1 + rng.integers(w - 1, size=(B, K))) % w
    neg[0, 1] = neg[0, 0]
    return {"c": c, "o": o, "neg": neg, "V": rng.normal(size=(w, d)), "U": rng.normal(size=(w, d))}


def loss(c, o, neg, V, U):
    total = 0.0
    for b in range(len(c)):
        v = V[int(c[b])]
        total = total - np.log(sigmoid(np.sum(U[int(o[b])] * v)))
        for k in neg[b]:
            total = total - np.log(sigmoid(-np.sum(U[int(k)] * v)))
    return total / len(c)


def gather_and_scatter(c, o, neg, V, U):
    B, K = neg.shape
    sig = lambda s: 1 / (1 + np.exp(-s))
    v, u, un = V[c], U[o], U[neg]
    pos_score = np.sum(u * v, axis=1)
    neg_score = np.einsum("bkd,bd->bk", un, v)
    gp = (sig(pos_score) - 1) / B
    gn = sig(neg_score) / B
    dv = gp[:, None] * u + np.einsum("bk,bkd->bd", gn, un)
    dV, dU = np.zeros(V.shape), np.zeros(U.shape)
    np.add.at(dV, c, dv)
    np.add.at(dU, o, gp[:, None] * v)
    np.add.at(dU, neg, gn[:, :, None] * v[:, None, :])
    return {"V": dV, "U": dU}


def like_the_c_code(c, o, neg, V, U):
    dV = np.zeros_like(V)
    dU = np.zeros_like(U)
    for b in range(len(c)):
        v = V[c[b]]
        words = [o[b], *neg[b]]
        labels = [1] + [0] * len(neg[b])
        f = 1 / (1 + np.exp(-U[words] @ v))
        for word, label, p in zip(words, labels, f):
            g = (p - label) / len(c)
            dV[c[b]] += g * U[word]
            dU[word] += g * v
    return {"V": dV, "U": dU}


def one_hot(c, o, neg, V, U):
    B = len(c)
    eye = np.eye(len(V))
    C = eye[c]
    O = eye[o]
    N = eye[neg].sum(axis=1)
    S = C @ V @ U.T
    Y = 1 / (1 + np.exp(-S))
    dS = (O * (Y - 1) + N * Y) / B
    dV = C.T @ (dS @ U)
    dU = dS.T @ (C @ V)
    return {"V": dV, "U": dU}


def by_the_chain_rule(c, o, neg, V, U):
    dV, dU = np.zeros_like(V), np.zeros_like(U)
    B = len(c)
    for b in range(B):
        v, u = V[c[b]], U[o[b]]
        y = 1 / (1 + np.exp(-(u @ v)))
        dL_dy = -1 / y / B
        dy_ds = y * (1 - y)
        dU[o[b]] += dL_dy * dy_ds * v
        dV[c[b]] += dL_dy * dy_ds * u
        for k in neg[b]:
            t = -(U[k] @ v)
            z = 1 / (1 + np.exp(-t))
            dL_dt = -1 / z * z * (1 - z) / B
            dt_du, dt_dv = -v, -U[k]
            dU[k] += dL_dt * dt_du
            dV[c[b]] += dL_dt * dt_dv
    return {"V": dV, "U": dU}


CASES = [
    Slip(
        "used += with index arrays for V and U, so words that come several times get only one of their contributions",
        gather_and_scatter,
        {
            "np.add.at(dV, c, dv)": "dV[c] += dv",
            "np.add.at(dU, o, gp[:, None] * v)": "dU[o] += gp[:, None] * v",
            "np.add.at(dU, neg, gn[:, :, None] * v[:, None, :])": "dU[neg] += gn[:, :, None] * v[:, None, :]",
        },
    ),
    Slip(
        "forgot the 1/B of the mean over the examples, in V and U",
        gather_and_scatter,
        {"(sig(pos_score) - 1) / B": "sig(pos_score) - 1", "sig(neg_score) / B": "sig(neg_score)"},
    ),
    Slip(
        "wrong sign for the negative words: -sigma(s) instead of sigma(s) as derivative of -log sigma(-s)",
        gather_and_scatter,
        {"gn = sig(neg_score)": "gn = -sig(neg_score)"},
    ),
    Slip(
        "treated the negative words like the context word: derivative sigma(s) - 1 instead of sigma(s)",
        gather_and_scatter,
        {"gn = sig(neg_score) / B": "gn = (sig(neg_score) - 1) / B"},
    ),
    Slip(
        "sign: label - p instead of p - label (the gradient of the log likelihood), V and U negated",
        like_the_c_code,
        {"(p - label)": "(label - p)"},
    ),
    Slip(
        "forgot the negative words in the gradient of the centre vectors V",
        gather_and_scatter,
        {' + np.einsum("bk,bkd->bd", gn, un)': ""},
    ),
    Slip(
        "lost the minus of t = -U[n] . v when differentiating t for U and v: the negative words have the wrong sign",
        by_the_chain_rule,
        {"dt_du, dt_dv = -v, -U[k]": "dt_du, dt_dv = v, U[k]"},
    ),
    Slip(
        "left out the derivative of sigma: -1/y and -1/z only, for the context word and the negative words",
        by_the_chain_rule,
        {"dL_dy * dy_ds": "dL_dy", "-1 / z * z * (1 - z) / B": "-1 / z / B"},
    ),
    Slip(
        "did not divide by the number of examples B",
        like_the_c_code,
        {"(p - label) / len(c)": "p - label"},
    ),
    Slip(
        "dU[neg] += ... instead of np.add.at: a negative word drawn several times is counted only once in U",
        gather_and_scatter,
        {"np.add.at(dU, neg, gn[:, :, None] * v[:, None, :])": "dU[neg] += gn[:, :, None] * v[:, None, :]"},
    ),
    Slip(
        "averaged over the K negative words instead of summing: a factor 1/K too many in their part of V and U",
        gather_and_scatter,
        {"sig(neg_score) / B": "sig(neg_score) / (B * K)"},
    ),
    Slip(
        "forgot the -1 for the context word: sigma(s) instead of sigma(s) - 1",
        one_hot,
        {"O * (Y - 1)": "O * Y"},
    ),
    Slip(
        "two mistakes: no 1/B in either gradient, and dV[c] += dv, which counts a repeated centre word only once",
        gather_and_scatter,
        {
            "(sig(pos_score) - 1) / B": "sig(pos_score) - 1",
            "sig(neg_score) / B": "sig(neg_score)",
            "np.add.at(dV, c, dv)": "dV[c] += dv",
        },
    ),
]
