"""An image x (H by W) is cross-correlated with a kernel k (q by q), no padding: z_ij = sum_{u,v} k_uv x_{i+u,j+v}.
The map z (its sides are even) is max-pooled in disjoint 2 by 2 blocks, p_IJ = max over a, c in {0, 1} of z_{2I+a,2J+c}.
The score is s = b + sum over I, J of w_IJ p_IJ. The label y is -1 or +1, and the loss is logistic:
L = log(1 + exp(-y s)).
Derive the gradients of L with respect to the kernel k, the read-out weights w, the bias b and the image x.
"""

import numpy as np

from nn.array import softplus
from tests.slips.cases import Slip

ASKED = ("k", "w", "b", "x")


def make(rng, size):
    H, W, q = ((5, 5, 2), (5, 7, 2), (8, 6, 3))[size]
    return {
        "x": rng.normal(size=(H, W)),
        "k": rng.normal(size=(q, q)),
        "w": 0.6 * rng.normal(size=((H - q + 1) // 2, (W - q + 1) // 2)),
        "b": rng.normal(),
        "y": (-1.0, 1.0, -1.0)[size],
    }


def loss(x, k, w, b, y):
    rows, cols, q = 2 * w.shape[0], 2 * w.shape[1], k.shape[0]
    z = 0.0
    for u in range(q):
        for v in range(q):
            z = z + k[u, v] * x[u:u + rows, v:v + cols]
    p = np.maximum(np.maximum(z[0::2, 0::2], z[0::2, 1::2]), np.maximum(z[1::2, 0::2], z[1::2, 1::2]))
    return softplus(-y * (np.sum(w * p) + b))


def with_masks(x, k, w, b, y):
    q = len(k)
    rows, cols = x.shape[0] - q + 1, x.shape[1] - q + 1
    taps = [(u, v) for u in range(q) for v in range(q)]
    z = sum(k[u, v] * x[u:u + rows, v:v + cols] for u, v in taps)
    p = z.reshape(rows // 2, 2, cols // 2, 2).max(axis=(1, 3))
    s = np.sum(w * p) + b
    ds = -y / (1 + np.exp(y * s))
    dp = ds * w
    mask = z == np.repeat(np.repeat(p, 2, axis=0), 2, axis=1)
    dz = np.repeat(np.repeat(dp, 2, axis=0), 2, axis=1) * mask
    dk, dx = np.zeros_like(k), np.zeros_like(x)
    for u, v in taps:
        dk[u, v] = np.sum(dz * x[u:u + rows, v:v + cols])
        dx[u:u + rows, v:v + cols] += k[u, v] * dz
    return {"k": dk, "w": ds * p, "b": ds, "x": dx}


def with_winners(x, k, w, b, y):
    q = len(k)

    def z(i, j):
        return np.sum(k * x[i:i + q, j:j + q])

    best = {}  # pooled cell -> the position in z that is its maximum
    for I, J in np.ndindex(w.shape):
        cells = [(2 * I + a, 2 * J + c) for a in (0, 1) for c in (0, 1)]
        best[I, J] = max(cells, key=lambda cell: z(*cell))
    s = b + sum(w[I, J] * z(*cell) for (I, J), cell in best.items())
    g = -y * np.exp(-y * s) / (1 + np.exp(-y * s))
    dk, dw, dx = np.zeros_like(k), np.zeros_like(w), np.zeros_like(x)
    for (I, J), (i, j) in best.items():
        dw[I, J] = g * z(i, j)
        dk += g * w[I, J] * x[i:i + q, j:j + q]
        dx[i:i + q, j:j + q] += g * w[I, J] * k
    return {"k": dk, "w": dw, "b": g, "x": dx}


def layer_by_layer(x, k, w, b, y):
    def corr(A, B):
        r, c = B.shape
        n, m = A.shape[0] - r + 1, A.shape[1] - c + 1
        return np.array([[(A[i:i + r, j:j + c] * B).sum() for j in range(m)] for i in range(n)])

    z = corr(x, k)
    p, where = np.zeros_like(w), {}
    for I, J in np.ndindex(w.shape):
        block = z[2 * I:2 * I + 2, 2 * J:2 * J + 2]
        a, c = np.unravel_index(np.argmax(block), (2, 2))
        p[I, J] = block.max()
        where[I, J] = 2 * I + a, 2 * J + c
    s = (w * p).sum() + b
    prob = 1 / (1 + np.exp(-y * s))
    dL_ds = y * (prob - 1)
    dL_dz = np.zeros_like(z)
    for I, J in where:
        dL_dz[where[I, J]] += dL_ds * w[I, J]
    dL_dx = corr(np.pad(dL_dz, len(k) - 1), np.rot90(k, 2))
    return {"k": corr(x, dL_dz), "w": dL_ds * p, "b": dL_ds, "x": dL_dx}


CASES = [
    Slip(
        "passed the gradient through the max pooling to all four entries of a block, not only to the largest one",
        with_masks,
        {"axis=1) * mask\n    dk": "axis=1)\n    dk"},
    ),
    Slip(
        "backpropagated as for average pooling: each of the four entries of a block gets a quarter of dL/dp",
        with_masks,
        {"axis=1) * mask\n    dk": "axis=1) / 4\n    dk"},
    ),
    Slip(
        "lost the minus sign of -y s in dL/ds, so that all gradients have the wrong sign",
        with_masks,
        {"ds = -y / (1": "ds = y / (1"},
    ),
    Slip(
        "has the wrong sigmoid in dL/ds: -y sigma(y s) instead of -y sigma(-y s), that is exp(-y s) in the "
        "denominator",
        with_masks,
        {"(1 + np.exp(y * s))": "(1 + np.exp(-y * s))"},
    ),
    Slip(
        "overwrote dL/dx for each kernel entry instead of adding up the overlapping contributions",
        with_masks,
        {"x[u:u + rows, v:v + cols] += k[u, v] * dz": "x[u:u + rows, v:v + cols] = k[u, v] * dz"},
    ),
    Slip(
        "gave the gradient of the bias as the sum of dL/dz, as if b were added to the map z before the pooling",
        with_masks,
        {'"b": ds,': '"b": np.sum(dz),'},
    ),
    Slip(
        "forgot the inner factor y in dL/ds: differentiated -y s to -1 instead of -y",
        with_winners,
        {"g = -y * np.exp": "g = -np.exp"},
    ),
    Slip(
        "left out the read-out weight w_IJ on the way from s to z, in the gradients of k and x",
        with_winners,
        {"dk += g * w[I, J] * x": "dk += g * x", "+= g * w[I, J] * k": "+= g * k"},
    ),
    Slip(
        "assigned dL/dk in the loop over the blocks instead of adding up, so that only the last block counts",
        with_winners,
        {"dk += g": "dk = g"},
    ),
    Slip(
        "did not turn the kernel by 180 degrees in the full correlation that gives dL/dx",
        layer_by_layer,
        {"np.rot90(k, 2)": "k"},
    ),
    Slip(
        "used the formula for labels 0 and 1: dL/ds = sigma(s) - y, although the labels are -1 and +1",
        layer_by_layer,
        {
            "prob = 1 / (1 + np.exp(-y * s))": "prob = 1 / (1 + np.exp(-s))",
            "dL_ds = y * (prob - 1)": "dL_ds = prob - y",
        },
    ),
    Slip(
        "gave ds/dw = p as the gradient of w, without the factor dL/ds",
        layer_by_layer,
        {'"w": dL_ds * p': '"w": p'},
    ),
    Slip(
        "two mistakes: lost the minus sign in dL/ds (all gradients), and sent the gradient to all entries of each "
        "pooling block instead of only the maximum (k and x)",
        with_masks,
        {"ds = -y / (1": "ds = y / (1", "axis=1) * mask\n    dk": "axis=1)\n    dk"},
    ),
]
