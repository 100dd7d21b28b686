"""An LSTM over T steps. With z_t = (h_(t-1), x_t) one after the other: f = sigmoid(Wf z + bf), i = sigmoid(Wi z +
bi), g = tanh(Wg z + bg), o = sigmoid(Wo z + bo), C_t = f C_(t-1) + i g, h_t = o tanh(C_t), and h_0 = C_0 = 0. X is T
x d, each weight is h x (h + d). The loss is 1/2 times the sum over t of |h_t - Y_t|^2. Derive the gradients of the
loss with respect to the four weights and the four biases."""

import numpy as np

from nn.array import sigmoid
from tests.slips.cases import Slip

ASKED = ("Wf", "bf", "Wi", "bi", "Wg", "bg", "Wo", "bo")


def make(rng, size):
    T, d, h = ((3, 2, 2), (4, 2, 3), (2, 3, 4))[size]
    given = {"X": rng.normal(size=(T, d)), "Y": rng.normal(size=(T, h))}
    for gate in "figo":
        given["W" + gate] = rng.normal(size=(h, h + d))
        given["b" + gate] = rng.normal(size=h)
    return given


def loss(X, Y, Wf, bf, Wi, bi, Wg, bg, Wo, bo):
    h, C, total = np.zeros(Y.shape[1]), np.zeros(Y.shape[1]), 0.0
    for t in range(len(X)):
        z = np.concatenate([h, X[t]])
        C = sigmoid(Wf @ z + bf) * C + sigmoid(Wi @ z + bi) * np.tanh(Wg @ z + bg)
        h = sigmoid(Wo @ z + bo) * np.tanh(C)
        total = total + np.sum((h - Y[t]) ** 2) / 2
    return total


def through_time(X, Y, Wf, bf, Wi, bi, Wg, bg, Wo, bo):
    def s(u):
        return 1 / (1 + np.exp(-u))

    n = Y.shape[1]
    h, C, kept = np.zeros(n), np.zeros(n), []
    for x in X:
        z = np.concatenate([h, x])
        f, i, g, o = s(Wf @ z + bf), s(Wi @ z + bi), np.tanh(Wg @ z + bg), s(Wo @ z + bo)
        before, C = C, f * C + i * g
        h = o * np.tanh(C)
        kept.append((z, f, i, g, o, before, C, h))
    W_d = {gate: np.zeros_like(Wf) for gate in "figo"}
    b_d = {gate: np.zeros(n) for gate in "figo"}
    dh_next, dC_next = np.zeros(n), np.zeros(n)
    for t in reversed(range(len(X))):
        z, f, i, g, o, C_prev, C, h = kept[t]
        dh = h - Y[t] + dh_next
        do = o * (1 - o) * dh * np.tanh(C)
        dC = dC_next + dh * o * (1 - np.tanh(C) ** 2)
        dg = dC * i * (1 - g**2)
        di = i * (1 - i) * dC * g
        df = dC * C_prev
        df = f * (1 - f) * df
        b_d["f"] += df
        b_d["i"] += di
        b_d["g"] += dg
        b_d["o"] += do
        for gate, delta in (("f", df), ("i", di), ("g", dg), ("o", do)):
            W_d[gate] += np.outer(delta, z)
        dz = Wf.T @ df + Wi.T @ di + Wg.T @ dg + Wo.T @ do
        dh_next = dz[:n]
        dC_next = f * dC
    return {"W" + gate: W_d[gate] for gate in "figo"} | {"b" + gate: b_d[gate] for gate in "figo"}


CASES = [
    Slip("called the sigmoid, not its derivative, in the error of the forget gate: multiplied by sigmoid(f) "
         "instead of f (1 - f)",
         through_time, {"f * (1 - f) * df": "s(f) * df"}, source="CaptainE/RNN-LSTM-in-numpy#1"),
    Slip("computed the gradients of the hidden state and the cell of the step before, but never handed them to "
         "that step: "
         "dh_next and dC_next stay zero", through_time,
         {"dh_next = dz[:n]": "dh_prev = dz[:n]", "dC_next = f * dC": "dC_prev = f * dC"},
         source="CaptainE/RNN-LSTM-in-numpy#1"),
    Slip("took the error of the forget gate for the biases of the input gate and of the output gate too", through_time,
         {'b_d["i"] += di': 'b_d["i"] += df', 'b_d["o"] += do': 'b_d["o"] += df'}, source="hanbt/learn_dl#53"),
]
