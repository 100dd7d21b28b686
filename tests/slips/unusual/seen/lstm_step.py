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
        "forgot tanh's derivative 1 - tanh(C')^2 on the way from H' to C': took dL/dC' = dL/dH' * o, which goes into"
        " everything except the output gate's part",
        stacked,
        {"dc = dh * o * (1 - tc**2)": "dc = dh * o"},
    ),
    Slip(
        "put the gradients of the blocks together in the order i, f, g, o although the columns of A are i, f, o, g "
        "(goes into Wx, Wh, b and H)",
        stacked,
        {"np.hstack([da_i, da_f, da_o, da_g])": "np.hstack([da_i, da_f, da_g, da_o])"},
    ),
    Slip(
        "added 1 to the forget gate's pre-activation in the forward computation (the forget bias of some libraries),"
        " which the problem does not have",
        stacked,
        {"f = logistic(A[:, k : 2 * k])": "f = logistic(A[:, k : 2 * k] + 1)"},
    ),
    Slip(
        "believed that the previous cell state C also goes into the gates, and added dA Wh^T (the gradient of H) to "
        "the gradient of C",
        stacked,
        {'"C": dc * f': '"C": dc * f + dA @ Wh.T'},
    ),
    Slip(
        "averaged over the batch a second time in the gradient of b (mean over the examples, although 1/m is already"
        " in)",
        stacked,
        {"dA.sum(axis=0)": "dA.mean(axis=0)"},
    ),
    Slip(
        "used the new cell state C' instead of the previous C as the derivative of C' with respect to the forget "
        "gate f",
        stacked,
        {"da_f = dc * C *": "da_f = dc * c *"},
    ),
    Slip(
        "took the gradient of C as dL/dH' * f, skipping the output gate o and tanh's derivative between H' and C'",
        one_example_at_a_time,
        {"dC[n] = ec * f": "dC[n] = e * f"},
    ),
    Slip(
        "paired the deltas with the new hidden state H' instead of the previous H in the gradient of Wh",
        one_example_at_a_time,
        {"np.outer(H[n], delta)": "np.outer(h, delta)"},
    ),
    Slip(
        "divided only the gradients of Wx, Wh and b by the number of examples m; the gradients of H and C lack the "
        "1/m",
        one_example_at_a_time,
        {
            "e = (h - Y[n]) / m": "e = h - Y[n]",
            '{"Wx": dWx, "Wh": dWh, "b": db,': '{"Wx": dWx / m, "Wh": dWh / m, "b": db / m,',
        },
    ),
    Slip(
        "summed the gradient of H over the examples, as for the weights, so that every row of it is the same sum "
        "instead of the example's own Wh times its delta",
        one_example_at_a_time,
        {"dH[n] = Wh @ delta": "dH += Wh @ delta"},
    ),
    Slip(
        "two mistakes: wrote tanh's derivative at C' as 1/cosh(C') without the square; and overwrote the gradient of"
        " Wx in the loop over the examples instead of adding, so that only the last example counts",
        one_example_at_a_time,
        {"np.cosh(c) ** 2": "np.cosh(c)", "dWx += np.outer": "dWx = np.outer"},
    ),
    Slip(
        "took H' = o * C' when differentiating with respect to the output gate o: multiplied by C' instead of "
        "tanh(C')",
        gate_by_gate,
        {"dL_do = dL_dh * np.tanh(c)": "dL_do = dL_dh * c"},
    ),
    Slip(
        "mixed up the factors of the product i * g: took dC'/di = i and dC'/dg = g instead of g and i",
        gate_by_gate,
        {"dL_di = dL_dc * g": "dL_di = dL_dc * i", "dL_dg = dL_dc * i": "dL_dg = dL_dc * g"},
    ),
    Slip(
        "two mistakes: used the logistic derivative g (1 - g) for the candidate g, which is a tanh; and left the "
        "output gate's term out of the sum over the gates in the gradient of H",
        gate_by_gate,
        {"dL_dag = dL_dg * (1 - g) * (1 + g)": "dL_dag = dL_dg * g * (1 - g)", " + dL_dao @ Uo.T": ""},
    ),
]
