"""An autoencoder with one matrix for both ways. The n rows of X (n x d) are the examples, W is h x d, b has h entries,
c has d entries, rho is a given number.
H = tanh(X W^T + b), R = sigma(H W + c), L = 1/n [ 1/2 sum (R - X)^2 + rho sum log(1 + H^2) ],
where the sums run over all entries. Derive the gradients of L with respect to W, b and c.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "b", "c")


def make(rng, size):
    n, d, h = ((4, 3, 2), (3, 2, 3), (5, 4, 2))[size]
    return {
        "X": rng.uniform(0.05, 0.95, size=(n, d)),
        "W": rng.normal(size=(h, d)),
        "b": rng.normal(size=h),
        "c": rng.normal(size=d),
        "rho": rng.uniform(0.2, 0.6),
    }


def sigma(m):
    return 1 / (1 + np.exp(-m))


def loss(X, W, b, c, rho):
    n = X.shape[0]
    total = 0.0
    for i in range(n):
        h = np.tanh(W @ X[i] + b)
        r = 1 / (1 + np.exp(-(h @ W + c)))
        total = total + 0.5 * np.sum((r - X[i]) ** 2) + rho * np.sum(np.log(1 + h**2))
    return total / n


def whole_batch(X, W, b, c, rho):
    n = X.shape[0]
    H = np.tanh(X @ W.T + b)
    R = sigma(H @ W + c)
    dR = (R - X) / n
    dO = dR * R * (1 - R)
    dH = dO @ W.T + rho / n * 2 * H / (1 + H**2)
    dA = dH * (1 - H**2)
    dW_dec = H.T @ dO
    dW_enc = dA.T @ X
    dW = dW_dec + dW_enc
    db = dA.sum(axis=0)
    dc = dO.sum(axis=0)
    return {"W": dW, "b": db, "c": dc}


def each_example(X, W, b, c, rho):
    n, d = X.shape
    k = len(b)
    gW, gb, gc = np.zeros((k, d)), np.zeros(k), np.zeros(d)
    for i in range(n):
        x = X[i]
        code = np.tanh(W @ x + b)
        out = sigma(W.T @ code + c)
        delta_out = (out - x) * out * (1 - out)
        for j in range(d):
            gc[j] += delta_out[j]
        for m in range(k):
            back = 0.0
            for j in range(d):
                back += W[m, j] * delta_out[j]
            sparse = rho * 2 * code[m] / (1 + code[m] ** 2)
            delta = (back + sparse) * (1 - code[m] ** 2)
            gb[m] += delta
            for j in range(d):
                gW[m, j] += delta * x[j] + delta_out[j] * code[m]
    return {"W": gW / n, "b": gb / n, "c": gc / n}


CASES = [
    Slip(
        "forgot that W is in the encoder too: dW is only the decoder's part",
        whole_batch,
        {"dW = dW_dec + dW_enc": "dW = dW_dec"},
    ),
    Slip(
        "forgot that W is in the decoder too: gW only gets the encoder's part",
        each_example,
        {"gW[m, j] += delta * x[j] + delta_out[j] * code[m]": "gW[m, j] += delta * x[j]"},
    ),
    Slip(
        "left out the sigmoid's derivative at the output, as with cross-entropy",
        whole_batch,
        {"dO = dR * R * (1 - R)": "dO = dR"},
    ),
    Slip(
        "forgot the derivative of the tanh in the encoder",
        whole_batch,
        {"dA = dH * (1 - H**2)": "dA = dH"},
    ),
    Slip(
        "took the encoder for a sigmoid: H (1 - H) instead of 1 - H^2",
        whole_batch,
        {"dA = dH * (1 - H**2)": "dA = dH * H * (1 - H)"},
    ),
    Slip(
        "forgot the inner derivative 2 H of the logarithm: only rho / (1 + H^2)",
        whole_batch,
        {"2 * H / (1 + H**2)": "1 / (1 + H**2)"},
    ),
    Slip(
        "left out the sparsity term when going back to the code",
        each_example,
        {"delta = (back + sparse) *": "delta = back *"},
    ),
    Slip(
        "added the sparsity term after the tanh's derivative instead of before it",
        each_example,
        {"delta = (back + sparse) * (1 - code[m] ** 2)": "delta = back * (1 - code[m] ** 2) + sparse"},
    ),
    Slip(
        "two mistakes: did not divide the sparsity term by n, and took the mean instead of the sum over the batch for b",
        whole_batch,
        {"rho / n * 2 * H": "rho * 2 * H", "db = dA.sum(axis=0)": "db = dA.mean(axis=0)"},
    ),
    Slip(
        "wrong sign of the reconstruction error: X - R",
        whole_batch,
        {"dR = (R - X) / n": "dR = (X - R) / n"},
    ),
    Slip(
        "forgot to divide the two bias gradients by n; W was divided",
        each_example,
        {'"b": gb / n, "c": gc / n': '"b": gb, "c": gc'},
    ),
    Slip(
        "back is set anew for every output j instead of added up, so only the last output reaches the code",
        each_example,
        {"back += W[m, j] * delta_out[j]": "back = W[m, j] * delta_out[j]"},
    ),
    Slip(
        "used the reconstruction R in the encoder's part of dW where the input X belongs",
        whole_batch,
        {"dW_enc = dA.T @ X": "dW_enc = dA.T @ R"},
    ),
    Slip(
        "two mistakes: the error of an example carries a factor 2 although there is a 1/2, and the sparsity term's "
        "sign is minus",
        each_example,
        {"delta_out = (out - x)": "delta_out = 2 * (out - x)", "sparse = rho": "sparse = -rho"},
    ),
]
