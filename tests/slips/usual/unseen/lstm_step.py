"""One step of an LSTM with k units for a batch of m examples. Given are inputs X (m x d), previous hidden states H,
previous cell states C and targets Y (m x k each). A = X Wx + H Wh + b, with Wx (d x 4k), Wh (k x 4k), b (4k), has four
blocks of k columns: i = s(A_1), f = s(A_2), o = s(A_3), g = tanh(A_4), where s is the logistic function.
The new cell state is C' = f * C + i * g, the new hidden state is H' = o * tanh(C') (* is elementwise).
L = 1/(2m) sum of all (H' - Y)^2. Derive the gradients of L with respect to Wx, Wh, b, H and C.
"""

import numpy as np

from nn.array import sigmoid
from tests.slips.cases import Slip

ASKED = ("Wx", "Wh", "b", "H", "C")


def make(rng, size):
    m, d, k = ((4, 3, 2), (2, 5, 3), (3, 2, 4))[size]
    return {
        "X": rng.normal(size=(m, d)),
        "H": rng.uniform(-0.9, 0.9, size=(m, k)),
        "C": rng.normal(size=(m, k)),
        "Y": rng.uniform(-0.9, 0.9, size=(m, k)),
        "Wx": rng.normal(size=(d, 4 * k)),
        "Wh": rng.normal(size=(k, 4 * k)),
        "b": 0.5 * rng.normal(size=4 * k),
    }


def loss(X, H, C, Y, Wx, Wh, b):
    m, k = Y.shape
    A = X @ Wx + H @ Wh + b
    i, f, o = sigmoid(A[:, :k]), sigmoid(A[:, k : 2 * k]), sigmoid(A[:, 2 * k : 3 * k])
    g = np.tanh(A[:, 3 * k :])
    new = o * np.tanh(f * C + i * g)
    return np.sum((new - Y) ** 2) / (2 * m)


def logistic(a):
    return 1 / (1 + np.exp(-a))


def stacked(X, H, C, Y, Wx, Wh, b):
    m, k = H.shape
    A = X @ Wx + H @ Wh + b
    i = logistic(A[:, :k])
    f = logistic(A[:, k : 2 * k])
    o = logistic(A[:, 2 * k : 3 * k])
    g = np.tanh(A[:, 3 * k :])
    c = f * C + i * g
    tc = np.tanh(c)
    dh = (o * tc - Y) / m
    dc = dh * o * (1 - tc**2)
    da_i = dc * g * i * (1 - i)
    da_f = dc * C * f * (1 - f)
    da_o = dh * tc * o * (1 - o)
    da_g = dc * i * (1 - g**2)
    dA = np.hstack([da_i, da_f, da_o, da_g])
    return {"Wx": X.T @ dA, "Wh": H.T @ dA, "b": dA.sum(axis=0), "H": dA @ Wh.T, "C": dc * f}


def one_example_at_a_time(X, H, C, Y, Wx, Wh, b):
    m = len(X)
    dWx, dWh, db = np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dH, dC = np.zeros(H.shape), np.zeros(C.shape)
    for n in range(m):
        ai, af, ao, ag = np.split(X[n] @ Wx + H[n] @ Wh + b, 4)
        i, f, o, g = logistic(ai), logistic(af), logistic(ao), np.tanh(ag)
        c = f * C[n] + i * g
        h = o * np.tanh(c)
        e = (h - Y[n]) / m
        ec = e * o / np.cosh(c) ** 2
        ei, ef, eo, eg = ec * g, ec * C[n], e * np.tanh(c), ec * i
        delta = np.concatenate([ei * i * (1 - i), ef * f * (1 - f), eo * o * (1 - o), eg * (1 - g * g)])
        dWx += np.outer(X[n], delta)
        dWh += np.outer(H[n], delta)
        db += delta
        dH[n] = Wh @ delta
        dC[n] = ec * f
    return {"Wx": dWx, "Wh": dWh, "b": db, "H": dH, "C": dC}


def gate_by_gate(X, H, C, Y, Wx, Wh, b):
    Ui, Uf, Uo, Ug = np.split(Wh, 4, axis=1)
    ai, af, ao, ag = np.split(X @ Wx + H @ Wh + b, 4, axis=1)
    i, f, o, g = logistic(ai), logistic(af), logistic(ao), np.tanh(ag)
    c = f * C + i * g
    dL_dh = (o * np.tanh(c) - Y) / len(Y)
    dL_do = dL_dh * np.tanh(c)
    dL_dc = dL_dh * o * (1 - np.tanh(c) ** 2)
    dL_di = dL_dc * g
    dL_df = dL_dc * C
    dL_dg = dL_dc * i
    dL_dC = dL_dc * f
    dL_dai = dL_di * i * (1 - i)
    dL_daf = dL_df * f * (1 - f)
    dL_dao = dL_do * o * (1 - o)
    dL_dag = dL_dg * (1 - g) * (1 + g)
    dL_dH = dL_dai @ Ui.T + dL_daf @ Uf.T + dL_dao @ Uo.T + dL_dag @ Ug.T
    blocks = (dL_dai, dL_daf, dL_dao, dL_dag)
    dL_dWx = np.hstack([X.T @ block for block in blocks])
    dL_dWh = np.hstack([H.T @ block for block in blocks])
    dL_db = np.hstack([block.sum(axis=0) for block in blocks])
    return {"Wx": dL_dWx, "Wh": dL_dWh, "b": dL_db, "H": dL_dH, "C": dL_dC}


CASES = [
    Slip(
        "forgot the derivative of the outer tanh in H' = o * tanh(C'): dc lacks the factor 1 - tanh(C')^2",
        stacked,
        {"dc = dh * o * (1 - tc**2)": "dc = dh * o"},
    ),
    Slip(
        "differentiated tanh(C') to 1 - C'^2 instead of 1 - tanh(C')^2 in dc",
        stacked,
        {"(1 - tc**2)": "(1 - c**2)"},
    ),
    Slip(
        "treated the block g as a logistic gate: used g (1 - g) instead of the tanh derivative 1 - g^2 in da_g",
        stacked,
        {"da_g = dc * i * (1 - g**2)": "da_g = dc * i * g * (1 - g)"},
    ),
    Slip(
        "forgot the factor f in the gradient with respect to C: gave dc itself, the gradient of the new cell state C'",
        stacked,
        {'"C": dc * f': '"C": dc'},
    ),
    Slip(
        "used the new cell state C' instead of the previous one C in the gradient of the forget gate (da_f)",
        stacked,
        {"da_f = dc * C": "da_f = dc * c"},
    ),
    Slip(
        "forgot the tanh in H' = o * tanh(C') when differentiating with respect to o: da_o has C' where tanh(C') "
        "belongs",
        stacked,
        {"da_o = dh * tc": "da_o = dh * c"},
    ),
    Slip(
        "stacked the blocks in the order i, f, g, o instead of i, f, o, g: the last two blocks of dA are swapped",
        stacked,
        {"[da_i, da_f, da_o, da_g]": "[da_i, da_f, da_g, da_o]"},
    ),
    Slip(
        "forgot the factor 1/m of the mean over the batch in dh",
        stacked,
        {"dh = (o * tc - Y) / m": "dh = o * tc - Y"},
    ),
    Slip(
        "averaged the bias gradient over the batch a second time: mean instead of sum over the examples",
        gate_by_gate,
        {"block.sum(axis=0)": "block.mean(axis=0)"},
    ),
    Slip(
        "forgot the output gate in C' -> H': dL_dc lacks the factor o",
        gate_by_gate,
        {"dL_dc = dL_dh * o * (1": "dL_dc = dL_dh * (1"},
    ),
    Slip(
        "forgot the derivative of the logistic function at the output gate: dL_dao is dL_do, without o (1 - o)",
        gate_by_gate,
        {"dL_dao = dL_do * o * (1 - o)": "dL_dao = dL_do"},
    ),
    Slip(
        "forgot that H reaches the loss through the output gate too: the term dL_dao @ Uo^T is missing in dL_dH",
        gate_by_gate,
        {" + dL_dao @ Uo.T": ""},
    ),
    Slip(
        "two mistakes: wrong sign of the error (Y - H' instead of H' - Y), and the derivative of the tanh of g is "
        "forgotten (no factor 1 - g^2 in the last block of delta)",
        one_example_at_a_time,
        {"e = (h - Y[n]) / m": "e = (Y[n] - h) / m", "eg * (1 - g * g)": "eg"},
    ),
]
