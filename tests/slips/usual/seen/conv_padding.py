"""N signals, the rows of X (N by n), are padded with one zero at either end and filtered by one kernel k of m taps:
z_{s,i} = b + sum over j of k_j X_{s,i+j-1} for i = 0 .. P-1, where P = n + 3 - m and X_{s,-1} = X_{s,n} = 0.
The outputs are h_{s,i} = sigma(z_{s,i}) with the logistic sigma(z) = 1 / (1 + e^{-z}). With targets Y (N by P)
a signal's loss is l_s = sum over i of (h_{s,i} - Y_{s,i})^2, and the loss is the mean L = (1/N) sum over s of l_s.
Derive the gradients of L with respect to the kernel k, the bias b and the signals X.
"""

import numpy as np

from nn.array import sigmoid
from tests.slips.cases import Slip

ASKED = ("k", "b", "X")


def make(rng, size):
    N, n, m = ((2, 5, 3), (3, 6, 2), (4, 7, 4))[size]
    return {
        "X": rng.normal(size=(N, n)),
        "k": rng.normal(size=m),
        "b": rng.normal(),
        "Y": rng.uniform(0, 1, size=(N, n + 3 - m)),
    }


def loss(X, k, b, Y):
    N, P = Y.shape
    padded = np.concatenate([np.zeros((N, 1)), X, np.zeros((N, 1))], axis=1)
    z = b
    for j in range(len(k)):
        z = z + k[j] * padded[:, j:j + P]
    return np.sum((sigmoid(z) - Y) ** 2) / N


def on_the_padded_batch(X, k, b, Y):
    N, P = Y.shape
    Xp = np.pad(X, ((0, 0), (1, 1)))
    Z = sum(k[j] * Xp[:, j:j + P] for j in range(len(k))) + b
    H = 1 / (1 + np.exp(-Z))
    dZ = 2 / N * (H - Y) * H * (1 - H)
    dk = np.array([np.sum(dZ * Xp[:, j:j + P]) for j in range(len(k))])
    dXp = np.zeros_like(Xp)
    for j in range(len(k)):
        dXp[:, j:j + P] += k[j] * dZ
    return {"k": dk, "b": dZ.sum(), "X": dXp[:, 1:-1]}


def signal_by_signal(X, k, b, Y):
    N = len(X)
    dk, db, dX = np.zeros_like(k), 0.0, np.zeros_like(X)
    for s in range(N):
        padded = np.concatenate([[0.0], X[s], [0.0]])
        z = np.correlate(padded, k, "valid") + b
        h = 1 / (1 + np.exp(-z))
        dh_dz = np.exp(-z) / (1 + np.exp(-z)) ** 2
        g = 2 * (h - Y[s]) * dh_dz
        dk += np.correlate(padded, g, "valid") / N
        db += g.sum() / N
        dX[s] = np.convolve(g, k)[1:-1] / N
    return {"k": dk, "b": db, "X": dX}


def by_index(X, k, b, Y):
    (N, n), P, m = X.shape, Y.shape[1], len(k)
    dk, db, dX = np.zeros(m), 0.0, np.zeros((N, n))
    for s in range(N):
        d = np.zeros(P)
        for i in range(P):
            inside = [j for j in range(m) if 0 <= i + j - 1 < n]
            z = b + sum(k[j] * X[s, i + j - 1] for j in inside)
            h = 1 / (1 + np.exp(-z))
            d[i] = 2 / N * (h - Y[s, i]) * (h - h ** 2)
            db += d[i]
            for j in inside:
                dk[j] += d[i] * X[s, i + j - 1]
        for p in range(n):  # X[s, p] is met by tap j at i = p + 1 - j
            dX[s, p] = sum(d[p + 1 - j] * k[j] for j in range(m) if 0 <= p + 1 - j < P)
    return {"k": dk, "b": db, "X": dX}


CASES = [
    Slip(
        "forgot the derivative h (1 - h) of the logistic: took dL/dh for dL/dz (all gradients)",
        on_the_padded_batch,
        {"dZ = 2 / N * (H - Y) * H * (1 - H)": "dZ = 2 / N * (H - Y)"},
    ),
    Slip(
        "forgot the 1/N of the mean over the signals (all gradients)",
        on_the_padded_batch,
        {"dZ = 2 / N * (H - Y)": "dZ = 2 * (H - Y)"},
    ),
    Slip(
        "forgot the factor 2 from the square (h - Y)^2 (all gradients)",
        by_index,
        {"d[i] = 2 / N * (h - Y[s, i])": "d[i] = 1 / N * (h - Y[s, i])"},
    ),
    Slip(
        "did not turn the kernel round in the gradient of X: correlated dL/dz with k where it must be a convolution",
        signal_by_signal,
        {"np.convolve(g, k)[1:-1]": 'np.correlate(g, k, "full")[1:-1]'},
    ),
    Slip(
        "in the gradient of X used the index of the forward pass, d_{p+j-1} k_j, instead of d_{p+1-j} k_j (kernel not "
        "flipped)",
        by_index,
        {
            "sum(d[p + 1 - j] * k[j] for j in range(m) if 0 <= p + 1 - j < P)":
            "sum(d[p + j - 1] * k[j] for j in range(m) if 0 <= p + j - 1 < P)",
        },
    ),
    Slip(
        "assigned instead of adding up over the taps j in the gradient of X, so later taps overwrite the earlier ones",
        on_the_padded_batch,
        {"dXp[:, j:j + P] += k[j] * dZ": "dXp[:, j:j + P] = k[j] * dZ"},
    ),
    Slip(
        "returned the gradient of the padded signals for X: did not cut off the two padding columns, so its shape is "
        "wrong",
        on_the_padded_batch,
        {'"X": dXp[:, 1:-1]': '"X": dXp'},
    ),
    Slip(
        "lost a minus sign in the derivative of the logistic (wrote -e^{-z} / (1 + e^{-z})^2), so all gradients have "
        "the wrong sign",
        signal_by_signal,
        {"dh_dz = np.exp(-z) / (1 + np.exp(-z)) ** 2": "dh_dz = -np.exp(-z) / (1 + np.exp(-z)) ** 2"},
    ),
    Slip(
        "divided by N P instead of N: took the mean over the positions i too, where a signal's loss is a sum (all "
        "gradients)",
        on_the_padded_batch,
        {"dZ = 2 / N * (H - Y)": "dZ = 2 / (N * P) * (H - Y)"},
    ),
    Slip(
        "forgot the 1/N in the gradient of the signals X only",
        signal_by_signal,
        {"np.convolve(g, k)[1:-1] / N": "np.convolve(g, k)[1:-1]"},
    ),
    Slip(
        "forgot the shift by one from the padding in the gradient of X: tap j meets X_{s,p} at i = p - j instead of p "
        "+ 1 - j",
        by_index,
        {
            "at i = p + 1 - j": "at i = p - j",
            "sum(d[p + 1 - j] * k[j] for j in range(m) if 0 <= p + 1 - j < P)":
            "sum(d[p - j] * k[j] for j in range(m) if 0 <= p - j < P)",
        },
    ),
    Slip(
        "in the gradient of b took the mean over the positions i instead of the sum",
        signal_by_signal,
        {"db += g.sum() / N": "db += g.mean() / N"},
    ),
    Slip(
        "two mistakes: forgot the factor 2 of the square (all gradients), and did not flip the kernel in the gradient "
        "of X",
        on_the_padded_batch,
        {
            "dZ = 2 / N * (H - Y) * H * (1 - H)": "dZ = (H - Y) * H * (1 - H) / N",
            "dXp[:, j:j + P] += k[j] * dZ": "dXp[:, j:j + P] += k[-1 - j] * dZ",
        },
    ),
]
