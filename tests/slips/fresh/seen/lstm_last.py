"""An LSTM without output gate, run over T inputs; the loss looks at the last state only. X is T x d, each W is k x d,
each U is k x k, h0, c0 and y have k entries, * between vectors multiplies entry by entry.
For t = 1 .. T: f = sigma(Wf x_t + Uf h), i = sigma(Wi x_t + Ui h), g = tanh(Wg x_t + Ug h), with h from the step before;
then c = f * c + i * g (the c on the right is from the step before) and h = tanh(c). L = 1/2 |h_T - y|^2.
Derive the gradients of L with respect to Wf, Uf, Wi, Ui, Wg, Ug and c0.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("Wf", "Uf", "Wi", "Ui", "Wg", "Ug", "c0")


def make(rng, size):
    T, d, k = ((2, 3, 2), (3, 2, 3), (3, 4, 2))[size]
    matrices = {}
    for name in ("Wf", "Wi", "Wg"):
        matrices[name] = 0.7 * rng.normal(size=(k, d))
    for name in ("Uf", "Ui", "Ug"):
        matrices[name] = 0.7 * rng.normal(size=(k, k))
    return {
        "X": rng.normal(size=(T, d)),
        "y": rng.normal(size=k),
        **matrices,
        "h0": rng.uniform(0.3, 0.8, size=k) * np.resize([1.0, -1.0], k),
        "c0": rng.uniform(0.4, 1.2, size=k) * np.resize([1.0, -1.0], k),
    }


def sigma(z):
    return 1 / (1 + np.exp(-z))


def loss(X, y, Wf, Uf, Wi, Ui, Wg, Ug, h0, c0):
    h, c = h0, c0
    for t in range(len(X)):
        f = sigma(Wf @ X[t] + Uf @ h)
        i = sigma(Wi @ X[t] + Ui @ h)
        g = np.tanh(Wg @ X[t] + Ug @ h)
        c = f * c + i * g
        h = np.tanh(c)
    return 0.5 * np.sum((h - y) ** 2)


def through_time(X, y, Wf, Uf, Wi, Ui, Wg, Ug, h0, c0):
    T = len(X)
    h, c = [h0], [c0]
    f, i, g = [], [], []
    for t in range(T):
        f.append(sigma(Wf @ X[t] + Uf @ h[t]))
        i.append(sigma(Wi @ X[t] + Ui @ h[t]))
        g.append(np.tanh(Wg @ X[t] + Ug @ h[t]))
        c.append(f[t] * c[t] + i[t] * g[t])
        h.append(np.tanh(c[t + 1]))
    dWf, dWi, dWg = np.zeros(Wf.shape), np.zeros(Wi.shape), np.zeros(Wg.shape)
    dUf, dUi, dUg = np.zeros(Uf.shape), np.zeros(Ui.shape), np.zeros(Ug.shape)
    dh = h[T] - y
    dc = np.zeros(len(y))
    for t in reversed(range(T)):
        dc = dc + dh * (1 - h[t + 1] ** 2)
        df = dc * c[t]
        di = dc * g[t]
        dg = dc * i[t]
        dzf = df * f[t] * (1 - f[t])
        dzi = di * i[t] * (1 - i[t])
        dzg = dg * (1 - g[t] ** 2)
        dWf += np.outer(dzf, X[t])
        dWi += np.outer(dzi, X[t])
        dWg += np.outer(dzg, X[t])
        dUf += np.outer(dzf, h[t])
        dUi += np.outer(dzi, h[t])
        dUg += np.outer(dzg, h[t])
        dh = Uf.T @ dzf + Ui.T @ dzi + Ug.T @ dzg
        dc = dc * f[t]
    return {"Wf": dWf, "Uf": dUf, "Wi": dWi, "Ui": dUi, "Wg": dWg, "Ug": dUg, "c0": dc}


def cell_by_cell(X, y, Wf, Uf, Wi, Ui, Wg, Ug, h0, c0):
    T, d = X.shape
    k = len(y)
    H, C = np.zeros((T + 1, k)), np.zeros((T + 1, k))
    F, I, G = np.zeros((T, k)), np.zeros((T, k)), np.zeros((T, k))
    H[0], C[0] = h0, c0
    for t in range(T):
        for a in range(k):
            F[t, a] = sigma(Wf[a] @ X[t] + Uf[a] @ H[t])
            I[t, a] = sigma(Wi[a] @ X[t] + Ui[a] @ H[t])
            G[t, a] = np.tanh(Wg[a] @ X[t] + Ug[a] @ H[t])
            C[t + 1, a] = F[t, a] * C[t, a] + I[t, a] * G[t, a]
            H[t + 1, a] = np.tanh(C[t + 1, a])
    gWf, gWi, gWg = np.zeros((k, d)), np.zeros((k, d)), np.zeros((k, d))
    gUf, gUi, gUg = np.zeros((k, k)), np.zeros((k, k)), np.zeros((k, k))
    gh = H[T] - y
    gc = np.zeros(k)
    for t in range(T - 1, -1, -1):
        gh_before = np.zeros(k)
        gc_before = np.zeros(k)
        for a in range(k):
            down = gh[a] * (1 - H[t + 1, a] ** 2) + gc[a]
            pf = down * C[t, a] * F[t, a] * (1 - F[t, a])
            pi = down * G[t, a] * I[t, a] * (1 - I[t, a])
            pg = down * I[t, a] * (1 - G[t, a] ** 2)
            for j in range(d):
                gWf[a, j] += pf * X[t, j]
                gWi[a, j] += pi * X[t, j]
                gWg[a, j] += pg * X[t, j]
            for j in range(k):
                gUf[a, j] += pf * H[t, j]
                gUi[a, j] += pi * H[t, j]
                gUg[a, j] += pg * H[t, j]
                gh_before[j] += pf * Uf[a, j] + pi * Ui[a, j] + pg * Ug[a, j]
            gc_before[a] = down * F[t, a]
        gh = gh_before
        gc = gc_before
    return {"Wf": gWf, "Uf": gUf, "Wi": gWi, "Ui": gUi, "Wg": gWg, "Ug": gUg, "c0": gc}


CASES = [
    Slip(
        "dropped the path along the cell: dc is only what comes from h of this step",
        through_time,
        {"dc = dc + dh * (1 - h[t + 1] ** 2)": "dc = dh * (1 - h[t + 1] ** 2)"},
    ),
    Slip(
        "multiplied by the new cell value instead of the old one in the forget gate's gradient",
        through_time,
        {"df = dc * c[t]": "df = dc * c[t + 1]"},
    ),
    Slip(
        "forgot the transposes of the recurrent matrices when the gradient goes back to h",
        through_time,
        {"dh = Uf.T @ dzf + Ui.T @ dzi + Ug.T @ dzg": "dh = Uf @ dzf + Ui @ dzi + Ug @ dzg"},
    ),
    Slip(
        "left out the path to the state before through the input gate",
        through_time,
        {"Uf.T @ dzf + Ui.T @ dzi + Ug.T @ dzg": "Uf.T @ dzf + Ug.T @ dzg"},
    ),
    Slip(
        "passed the cell gradient on without the forget gate",
        through_time,
        {"        dc = dc * f[t]\n": ""},
    ),
    Slip(
        "mixed up i and g: each got itself as the factor instead of the other",
        through_time,
        {"di = dc * g[t]": "di = dc * i[t]", "dg = dc * i[t]": "dg = dc * g[t]"},
    ),
    Slip(
        "two mistakes: the sigmoid's derivative for the candidate g, which is a tanh, and Ug is not transposed on the way back to h",
        through_time,
        {
            "dzg = dg * (1 - g[t] ** 2)": "dzg = dg * g[t] * (1 - g[t])",
            "Ug.T @ dzg": "Ug @ dzg",
        },
    ),
    Slip(
        "forgot the derivative of the forget gate's sigmoid",
        through_time,
        {"dzf = df * f[t] * (1 - f[t])": "dzf = df"},
    ),
    Slip(
        "used the new state instead of the state before in the gradient of Ug",
        through_time,
        {"dUg += np.outer(dzg, h[t])": "dUg += np.outer(dzg, h[t + 1])"},
    ),
    Slip(
        "skipped the tanh of the output: the gradient of h goes into the cell without 1 - h^2",
        cell_by_cell,
        {"down = gh[a] * (1 - H[t + 1, a] ** 2) + gc[a]": "down = gh[a] + gc[a]"},
    ),
    Slip(
        "put the slope of the tanh on the cell path too: 1 - h^2 multiplies the sum of both parts",
        cell_by_cell,
        {"gh[a] * (1 - H[t + 1, a] ** 2) + gc[a]": "(gh[a] + gc[a]) * (1 - H[t + 1, a] ** 2)"},
    ),
    Slip(
        "copied the line for the input gate from the one for the forget gate and left its slope F (1 - F)",
        cell_by_cell,
        {"pi = down * G[t, a] * I[t, a] * (1 - I[t, a])": "pi = down * G[t, a] * F[t, a] * (1 - F[t, a])"},
    ),
    Slip(
        "added the last state's error again at every step, as if there were a loss at each one",
        cell_by_cell,
        {"gh = gh_before": "gh = gh_before + H[t] - y"},
    ),
    Slip(
        "two mistakes: the gradient of Wf is overwritten at every step, and the forget gate is 1 - f on the way to the old cell",
        cell_by_cell,
        {"gWf[a, j] += pf * X[t, j]": "gWf[a, j] = pf * X[t, j]", "gc_before[a] = down * F[t, a]": "gc_before[a] = down * (1 - F[t, a])"},
    ),
]
