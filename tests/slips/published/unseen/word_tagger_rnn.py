"""A recurrent network on a sequence of T inputs x_t. h_t = tanh(Wxh x_t + Whh h_(t-1) + bh) from a given h_0, and
q_t = Why h_t + by. The target of each step is a class c_t: with P_t = softmax(q_t), the loss is the sum over t of
-log P_t[c_t]. Wxh is H x d, Whh is H x H, Why is K x H. Derive the gradients of the loss with respect to all five."""

import numpy as np

from nn.array import logsumexp
from tests.slips.cases import Slip

ASKED = ("Wxh", "Whh", "bh", "Why", "by")


def make(rng, size):
    T, d, H, K = ((3, 2, 4, 5), (4, 3, 2, 5), (5, 4, 3, 2))[size]
    return {
        "x": rng.normal(size=(T, d)),
        "c": rng.integers(K, size=T),
        "h0": rng.normal(size=H),
        "Wxh": rng.normal(size=(H, d)),
        "Whh": rng.normal(size=(H, H)),
        "bh": rng.normal(size=H),
        "Why": rng.normal(size=(K, H)),
        "by": rng.normal(size=K),
    }


def loss(x, c, h0, Wxh, Whh, bh, Why, by):
    h, total = h0, 0.0
    for t in range(len(c)):
        h = np.tanh(Wxh @ x[t] + Whh @ h + bh)
        q = Why @ h + by
        total = total + logsumexp(q) - q[int(c[t])]
    return total


def through_time(x, c, h0, Wxh, Whh, bh, Why, by):
    T = len(c)
    h, p = [h0], []
    for t in range(T):
        h.append(np.tanh(Wxh @ x[t] + Whh @ h[-1] + bh))
        e = np.exp(Why @ h[-1] + by)
        p.append(e / e.sum())
    dWxh, dWhh, dbh = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(bh)
    dWhy, dby = np.zeros_like(Why), np.zeros_like(by)
    later = np.zeros_like(bh)
    for t in reversed(range(T)):
        dq = p[t].copy()
        dq[c[t]] -= 1
        dWhy += np.outer(dq, h[t + 1])
        dby += dq
        dh = Why.T @ dq + later
        dz = (1 - h[t + 1] ** 2) * dh
        dWxh += np.outer(dz, x[t])
        dWhh += np.outer(dz, h[t])
        dbh += dz
        later = Whh.T @ dz
    return {"Wxh": dWxh, "Whh": dWhh, "bh": dbh, "Why": dWhy, "by": dby}


CASES = [
    Slip("did not pass the gradient of the hidden state on to the step before: dh is Why^T dq only, without the "
         "Whh^T dz that comes from the later step", through_time, {"Why.T @ dq + later": "Why.T @ dq"},
         source="qixianbiao/RNN#2"),
]
