"""A small picture X is filtered with one kernel, without padding and with step 1 (a correlation, as usual in nets):
C_ij = c + sum_ab F_ab X_(i+a)(j+b). F has shape (p, q), c is a number. Blocks of 2 by 2 of C, side by side without
overlap, are pooled to their maximum, P_rs = max of the four C_ij with i = 2r or 2r+1 and j = 2s or 2s+1. The output is
the number o = sum_rs V_rs P_rs (V has the shape of P), and the loss is L = (o - t)^2 with a target t.
Derive the gradients of L with respect to F, c, V and the picture X.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("F", "c", "V", "X")


def make(rng, size):
    p, q, rows, columns = ((2, 5, 3, 4), (4, 2, 3, 5), (2, 5, 4, 3))[size]
    return {
        "X": rng.normal(size=(2 * rows + p - 1, 2 * columns + q - 1)),
        "F": rng.normal(size=(p, q)),
        "c": rng.uniform(0.3, 0.9),
        "V": rng.normal(size=(rows, columns)),
        "t": rng.normal() + 3,
    }


def loss(X, F, c, V, t):
    p, q = F.shape
    h, w = X.shape[0] - p + 1, X.shape[1] - q + 1
    C = sum(F[a, b] * X[a : a + h, b : b + w] for a in range(p) for b in range(q)) + c
    P = np.max(C.reshape(h // 2, 2, w // 2, 2), axis=(1, 3))
    return (np.sum(V * P) - t) ** 2


def loops(X, F, c, V, t):
    p, q = F.shape
    rows, cols = V.shape
    C = np.zeros((2 * rows, 2 * cols))
    for i in range(2 * rows):
        for j in range(2 * cols):
            C[i, j] = np.sum(F * X[i : i + p, j : j + q]) + c
    P = np.zeros_like(V)
    for r in range(rows):
        for s in range(cols):
            P[r, s] = C[2 * r : 2 * r + 2, 2 * s : 2 * s + 2].max()
    do = 2 * (np.sum(V * P) - t)
    dV = do * P
    dP = do * V
    dC = np.zeros_like(C)
    for r in range(rows):
        for s in range(cols):
            block = C[2 * r : 2 * r + 2, 2 * s : 2 * s + 2]
            a, b = np.unravel_index(np.argmax(block), (2, 2))
            dC[2 * r + a, 2 * s + b] = dP[r, s]
    dF, dX = np.zeros_like(F), np.zeros_like(X)
    for i in range(2 * rows):
        for j in range(2 * cols):
            dF += dC[i, j] * X[i : i + p, j : j + q]
            dX[i : i + p, j : j + q] += dC[i, j] * F
    dc = dC.sum()
    return {"F": dF, "c": dc, "V": dV, "X": dX}


def with_masks(X, F, c, V, t):
    (p, q), (R, S) = F.shape, V.shape
    h, w = 2 * R, 2 * S
    patches = np.lib.stride_tricks.sliding_window_view(X, (p, q))
    conv = np.einsum("ijab,ab->ij", patches, F) + c
    pooled = conv.reshape(R, 2, S, 2).max(axis=(1, 3))
    up = np.repeat(np.repeat(pooled, 2, axis=0), 2, axis=1)
    mask = conv == up
    err = np.sum(V * pooled) - t
    g_pooled = 2 * err * V
    g_conv = mask * np.repeat(np.repeat(g_pooled, 2, axis=0), 2, axis=1)
    gF = np.einsum("ij,ijab->ab", g_conv, patches)
    padded = np.pad(g_conv, ((p - 1, p - 1), (q - 1, q - 1)))
    flipped = F[::-1, ::-1]
    gX = np.zeros(X.shape)
    for i in range(h + p - 1):
        for j in range(w + q - 1):
            gX[i, j] = np.sum(padded[i : i + p, j : j + q] * flipped)
    return {"F": gF, "c": np.sum(g_conv), "V": 2 * err * pooled, "X": gX}


CASES = [
    Slip(
        "sent the gradient of the pool to all four places of each block instead of to the maximum only: the mask is "
        "missing in g_conv",
        with_masks,
        {"g_conv = mask * np.repeat": "g_conv = np.repeat"},
    ),
    Slip(
        "spread the gradient of the pool evenly, a quarter for each place of the block, as for average pooling",
        with_masks,
        {"g_conv = mask * np.repeat": "g_conv = 0.25 * np.repeat"},
    ),
    Slip(
        "forgot the 2 of the square: do is o - t instead of 2 (o - t)",
        loops,
        {"do = 2 * (np.sum(V * P) - t)": "do = np.sum(V * P) - t"},
    ),
    Slip(
        "wrong sign of the error: t - o instead of o - t, so all gradients have the opposite sign",
        with_masks,
        {"err = np.sum(V * pooled) - t": "err = t - np.sum(V * pooled)"},
    ),
    Slip(
        "did not flip the kernel in the gradient of the picture: correlated the padded gradient with F itself",
        with_masks,
        {"flipped = F[::-1, ::-1]": "flipped = F"},
    ),
    Slip(
        "overwrote instead of adding in the gradient of the picture: a pixel that is in several windows keeps only the "
        "last one's part",
        loops,
        {"dX[i : i + p, j : j + q] += dC[i, j] * F": "dX[i : i + p, j : j + q] = dC[i, j] * F"},
    ),
    Slip(
        "did not multiply by the output weights: dP is do in every place instead of do V",
        loops,
        {"dP = do * V": "dP = do * np.ones_like(V)"},
    ),
    Slip(
        "put the pool's gradient always at the upper left place of its block, not where the maximum is",
        loops,
        {"a, b = np.unravel_index(np.argmax(block), (2, 2))": "a, b = 0, 0"},
    ),
    Slip(
        "forgot to sum the gradient of the bias c over the places of C: dc has the shape of C",
        loops,
        {"dc = dC.sum()": "dc = dC"},
    ),
    Slip(
        "flipped the kernel in the gradient of F: windows were read the wrong way round, so dF comes out turned by 180 "
        "degrees",
        with_masks,
        {"g_conv, patches)": "g_conv, patches)[::-1, ::-1]"},
    ),
    Slip(
        "multiplied by the value of the maximum when going back through the pool: dC is dP times the maximum P_rs",
        loops,
        {"dC[2 * r + a, 2 * s + b] = dP[r, s]": "dC[2 * r + a, 2 * s + b] = dP[r, s] * P[r, s]"},
    ),
    Slip(
        "took the bias gradient without the pool: dc is do, as if o were C plus c once, instead of the sum of dC",
        loops,
        {"dc = dC.sum()": "dc = do"},
    ),
    Slip(
        "two mistakes: no mask of the maximum (the gradient goes to all four places of each block), and the 2 of the "
        "square is missing in g_pooled",
        with_masks,
        {"g_conv = mask * np.repeat": "g_conv = np.repeat", "g_pooled = 2 * err * V": "g_pooled = err * V"},
    ),
]
