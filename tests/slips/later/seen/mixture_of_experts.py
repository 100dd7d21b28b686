"""A mixture of K experts for a batch X (n x d) with targets y (n entries). The gate has V (K x d), the experts W (K x d)
and c (K entries): G = row-wise softmax of X V^T, O = tanh(X W^T + c), p_i = sum_k G_ik O_ik.
Besides the squared error there is a penalty that balances the load m_k = (1/n) sum_i G_ik of the experts:
L = (1/(2n)) sum_i (p_i - y_i)^2 + (beta/2) sum_k m_k^2.
Derive the gradients of L with respect to V, W and c.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("V", "W", "c")


def make(rng, size):
    n, d, K = ((4, 2, 3), (5, 3, 2), (3, 4, 4))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "y": rng.normal(size=n) * 1.5,
        "V": rng.normal(size=(K, d)),
        "W": rng.normal(size=(K, d)) * 0.8,
        "c": rng.uniform(0.2, 0.8, size=K) * np.resize([1.0, -1.0], K),
        "beta": 0.9,
    }


def loss(X, y, V, W, c, beta):
    E = np.exp(X @ V.T)
    G = E / np.sum(E, axis=1, keepdims=True)
    O = np.tanh(X @ W.T + c)
    p = np.sum(G * O, axis=1)
    m = np.mean(G, axis=0)
    return 0.5 * np.mean((p - y) ** 2) + 0.5 * beta * np.sum(m**2)


def matrix_form(X, y, V, W, c, beta):
    n = X.shape[0]
    E = np.exp(X @ V.T)
    G = E / np.sum(E, axis=1, keepdims=True)
    O = np.tanh(X @ W.T + c)
    p = np.sum(G * O, axis=1)
    m = np.mean(G, axis=0)
    e = (p - y)[:, None] / n
    dG = e * O + beta * m / n
    dS = G * (dG - np.sum(G * dG, axis=1, keepdims=True))
    dO = e * G
    dA = dO * (1 - O**2)
    return {"V": dS.T @ X, "W": dA.T @ X, "c": np.sum(dA, axis=0)}


def sample_by_sample(X, y, V, W, c, beta):
    n = X.shape[0]
    K = len(c)
    gates, outs, load = [], [], np.zeros(K)
    for i in range(n):
        z = np.exp(V @ X[i])
        gates.append(z / np.sum(z))
        outs.append(np.tanh(W @ X[i] + c))
        load += gates[i] / n
    dV, dW, dc = np.zeros(V.shape), np.zeros(W.shape), np.zeros(K)
    for i in range(n):
        g, o = gates[i], outs[i]
        p = g @ o
        err = (p - y[i]) / n
        mean_load = g @ load
        for k in range(K):
            ds = err * g[k] * (o[k] - p)
            ds += beta / n * g[k] * (load[k] - mean_load)
            dV[k] += ds * X[i]
            da = err * g[k] * (1 - o[k] ** 2)
            dW[k] += da * X[i]
            dc[k] += da
    return {"V": dV, "W": dW, "c": dc}


CASES = [
    Slip(
        "took the softmax of the gate as if every entry depended on its own score only: G (1 - G)",
        matrix_form,
        {"dS = G * (dG - np.sum(G * dG, axis=1, keepdims=True))": "dS = G * (1 - G) * dG"},
    ),
    Slip(
        "forgot that raising one gate lowers the others: o_k stands where o_k - p belongs",
        sample_by_sample,
        {"(o[k] - p)": "o[k]"},
    ),
    Slip(
        "trained each expert on its own error O_ik - y_i instead of the error of the mixture",
        matrix_form,
        {"dO = e * G": "dO = (O - y[:, None]) / n * G"},
    ),
    Slip(
        "forgot the gate in front of the experts: each expert gets the whole error",
        matrix_form,
        {"dO = e * G": "dO = e * np.ones(G.shape)"},
    ),
    Slip(
        "took the tanh derivative at the mixed output, 1 - p^2, instead of at each expert's output",
        sample_by_sample,
        {"(1 - o[k] ** 2)": "(1 - p**2)"},
    ),
    Slip(
        "took the load m as a constant and dropped the balancing penalty altogether",
        matrix_form,
        {"dG = e * O + beta * m / n": "dG = e * O"},
    ),
    Slip(
        "forgot the 1/n that the mean over the batch brings into the derivative of the load",
        matrix_form,
        {"+ beta * m / n": "+ beta * m"},
    ),
    Slip(
        "added the balancing penalty to the scores directly, without sending it through the softmax",
        sample_by_sample,
        {"ds += beta / n * g[k] * (load[k] - mean_load)": "ds += beta / n * load[k]"},
    ),
    Slip(
        "summed the softmax's correction over the batch (axis 0) instead of over the experts",
        matrix_form,
        {"np.sum(G * dG, axis=1, keepdims=True))": "np.sum(G * dG, axis=0, keepdims=True))"},
    ),
    Slip(
        "used this sample's own gates in the penalty's gradient where the load, the mean over the batch, belongs",
        sample_by_sample,
        {"mean_load = g @ load": "mean_load = g @ g", "(load[k] - mean_load)": "(g[k] - mean_load)"},
    ),
    Slip(
        "two mistakes: wrote the tanh derivative as 1 - O and averaged the bias gradient over a batch that was averaged "
        "already",
        matrix_form,
        {"(1 - O**2)": "(1 - O)", "np.sum(dA, axis=0)": "np.mean(dA, axis=0)"},
    ),
    Slip(
        "two mistakes: lost the 1/n of the squared error, and put the experts' values before the tanh into the gate's "
        "gradient",
        matrix_form,
        {"e = (p - y)[:, None] / n": "e = (p - y)[:, None]", "dG = e * O": "dG = e * (X @ W.T + c)"},
    ),
]
