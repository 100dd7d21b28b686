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
        "scattered with dV[c] += dv, which keeps only one example's contribution where several examples share a "
        "centre word",
        gather_and_scatter,
        {"np.add.at(dV, c, dv)": "dV[c] += dv"},
    ),
    Slip(
        "scattered the gradients of the negative words' vectors into the table V instead of U",
        gather_and_scatter,
        {"np.add.at(dU, neg,": "np.add.at(dV, neg,"},
    ),
    Slip(
        "two mistakes: averaged over the K negatives instead of summing over them, and forgot the -1 in sigma - 1 "
        "for the context word",
        gather_and_scatter,
        {"gn = sig(neg_score) / B": "gn = sig(neg_score) / (B * K)", "(sig(pos_score) - 1)": "sig(pos_score)"},
    ),
    Slip(
        "put the gradient of the context word's vector into the row of the centre word (c instead of o) of U",
        gather_and_scatter,
        {"np.add.at(dU, o,": "np.add.at(dU, c,"},
    ),
    Slip(
        "took the sigma of the summed score of all K negatives, as for log sigma of a sum, instead of one sigma "
        "for each negative",
        gather_and_scatter,
        {"gn = sig(neg_score) / B": "gn = sig(neg_score.sum(axis=1, keepdims=True)) * np.ones(neg.shape) / B"},
    ),
    Slip(
        "used the label -1 for negative words in (sigma - label), where 0 belongs",
        like_the_c_code,
        {"[0] * len(neg[b])": "[-1] * len(neg[b])"},
    ),
    Slip(
        "in the gradient of U, multiplied by the word's own vector U[word] instead of by the centre vector v",
        like_the_c_code,
        {"dU[word] += g * v": "dU[word] += g * U[word]"},
    ),
    Slip(
        "used a softmax over the K + 1 scores of an example where each score has a sigma of its own",
        like_the_c_code,
        {"f = 1 / (1 + np.exp(-U[words] @ v))": "f = np.exp(U[words] @ v) / np.exp(U[words] @ v).sum()"},
    ),
    Slip(
        "marked the negatives with 1 instead of counting them, so that a negative word drawn twice counts once",
        one_hot,
        {"eye[neg].sum(axis=1)": "eye[neg].max(axis=1)"},
    ),
    Slip(
        "treated every word of the vocabulary other than the context word as a negative, instead of only the K "
        "drawn ones",
        one_hot,
        {"dS = (O * (Y - 1) + N * Y) / B": "dS = (Y - O) / B"},
    ),
    Slip(
        "forgot the 1/y of the logarithm for the context word: differentiated -sigma(s) instead of -log sigma(s)",
        by_the_chain_rule,
        {"dL_dy = -1 / y / B": "dL_dy = -1 / B"},
    ),
    Slip(
        "forgot the inner derivative of the minus sign in sigma(-U[n] . v) in the gradient of the centre vector only",
        by_the_chain_rule,
        {"dt_du, dt_dv = -v, -U[k]": "dt_du, dt_dv = -v, U[k]"},
    ),
    Slip(
        "added the negatives' contribution to dV after the loop over k instead of in it: only the last negative "
        "of an example counts",
        by_the_chain_rule,
        {"            dV[c[b]] += dL_dt * dt_dv": "        dV[c[b]] += dL_dt * dt_dv"},
    ),
    Slip(
        "two mistakes: 1 - sigma(s) for the context word without its minus sign, and the negatives' terms not "
        "divided by B",
        by_the_chain_rule,
        {"dL_dy = -1 / y / B": "dL_dy = 1 / y / B", "(1 - z) / B": "(1 - z)"},
    ),
]
