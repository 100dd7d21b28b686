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
        "gave the gradient of the padded signals for X: the two columns of the padding zeros were not cut off",
        on_the_padded_batch,
        {"dXp[:, 1:-1]": "dXp"},
    ),
    Slip(
        "cut the padding off at the wrong place: both columns at the right end instead of one at either end",
        on_the_padded_batch,
        {"dXp[:, 1:-1]": "dXp[:, :-2]"},
    ),
    Slip(
        "forgot the lower bound of the index, so at the left border X_{s,-1} is taken as the last sample (wrapping "
        "round) instead of the padding zero, in z and in the kernel gradient",
        by_index,
        {"if 0 <= i + j - 1 < n]": "if i + j - 1 < n]"},
    ),
    Slip(
        "the 1/N of the mean is missing in the gradient of X only, because each signal has its own gradient",
        signal_by_signal,
        {"np.convolve(g, k)[1:-1] / N": "np.convolve(g, k)[1:-1]"},
    ),
    Slip(
        "wrote h - Y for the derivative with respect to z times 2/N, as with cross-entropy: sigma'(z) = "
        "h (1 - h) is missing",
        on_the_padded_batch,
        {"(H - Y) * H * (1 - H)": "(H - Y)"},
    ),
    Slip(
        "took the mean over all N*P entries instead of over the N signals: everything is divided by P too",
        by_index,
        {"2 / N * (h": "2 / (N * P) * (h"},
    ),
    Slip(
        "padded with copies of the first and the last sample instead of zeros",
        signal_by_signal,
        {"np.concatenate([[0.0], X[s], [0.0]])": "np.concatenate([X[s][:1], X[s], X[s][-1:]])"},
    ),
    Slip(
        "the bias gradient leaves out the positions at the border, where the window reaches into the padding",
        by_index,
        {"db += d[i]": "db += d[i] if len(inside) == m else 0"},
    ),
    Slip(
        "flipped the kernel in the forward pass (a true convolution), so z and h are wrong, but not in the "
        "backward pass",
        signal_by_signal,
        {'np.correlate(padded, k, "valid")': 'np.convolve(padded, k, "valid")'},
    ),
    Slip(
        "assigned the kernel gradient inside the loop over the signals instead of adding up: only the last signal "
        "counts",
        signal_by_signal,
        {"dk += np.correlate": "dk = np.correlate"},
    ),
    Slip(
        "used 1 - h^2, the derivative of tanh, for that of the logistic sigma",
        by_index,
        {"(h - h ** 2)": "(1 - h ** 2)"},
    ),
    Slip(
        "forgot the shift by the padding in the gradient of X: tap j meets X_{s,p} at i = p - j instead of at "
        "i = p + 1 - j",
        by_index,
        {"d[p + 1 - j] * k[j]": "d[p - j] * k[j]", "if 0 <= p + 1 - j < P": "if 0 <= p - j < P"},
    ),
    Slip(
        "two mistakes: the factor 2 of the square is missing everywhere, and the bias gradient is summed over the "
        "positions only, one number per signal",
        on_the_padded_batch,
        {"2 / N * (H": "1 / N * (H", "dZ.sum()": "dZ.sum(axis=1)"},
    ),
    Slip(
        "two mistakes: lost the inner derivative -1 of e^{-z} in sigma'(z), so its sign is wrong everywhere, and did "
        "not divide the bias gradient by N",
        signal_by_signal,
        {"dh_dz = np.exp(-z)": "dh_dz = -np.exp(-z)", "g.sum() / N": "g.sum()"},
    ),
]
