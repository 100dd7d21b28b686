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
        "went back through the pooling as if it were average pooling: each cell of a block gets a quarter of dL/dp_IJ "
        "instead of the maximum getting all of it",
        with_masks,
        {"axis=1) * mask": "axis=1) / 4"},
    ),
    Slip(
        "row and column of the maximum inside its block are exchanged, so dL/dp_IJ goes to the wrong cell of the block "
        "when the maximum is off the diagonal",
        layer_by_layer,
        {"a, c = np.unravel_index": "c, a = np.unravel_index"},
    ),
    Slip(
        "the kernel gradient takes the patch of x under the top left cell of each block instead of the patch under the "
        "cell where the maximum is; the image gradient is right",
        with_winners,
        {"dk += g * w[I, J] * x[i:i + q, j:j + q]": "dk += g * w[I, J] * x[2 * I:2 * I + q, 2 * J:2 * J + q]"},
    ),
    Slip(
        "marked only the maximum of the whole map z instead of the maximum of each block, so the other "
        "blocks pass nothing",
        with_masks,
        {"mask = z == np.repeat(np.repeat(p, 2, axis=0), 2, axis=1)": "mask = z == p.max()"},
    ),
    Slip(
        "multiplied by the value of the maximum on the way back through the pooling, as if dp/dz at the "
        "maximum were z, not 1",
        with_masks,
        {"axis=1) * mask": "axis=1) * mask * z"},
    ),
    Slip(
        "pooled by the largest absolute value: the cell with the largest |z| counts as the maximum of its block",
        with_winners,
        {"key=lambda cell: z(*cell)": "key=lambda cell: abs(z(*cell))"},
    ),
    Slip(
        "the sign in the exponent of the logistic factor is wrong: dL/ds = -y sigma(y s) instead of -y sigma(-y s)",
        with_masks,
        {"np.exp(y * s)": "np.exp(-y * s)"},
    ),
    Slip(
        "used the formula for labels 0 and 1, dL/ds = sigma(s) - y, although the labels are -1 and +1",
        layer_by_layer,
        {"prob = 1 / (1 + np.exp(-y * s))": "prob = 1 / (1 + np.exp(-s))", "y * (prob - 1)": "prob - y"},
    ),
    Slip(
        "blew dL/dp up to the size of z by tiling the whole array two by two instead of repeating each entry "
        "in its block",
        with_masks,
        {"np.repeat(np.repeat(dp, 2, axis=0), 2, axis=1)": "np.tile(dp, (2, 2))"},
    ),
    Slip(
        "for the image gradient the kernel is turned by 90 degrees instead of 180",
        layer_by_layer,
        {"np.rot90(k, 2)": "np.rot90(k)"},
    ),
    Slip(
        "put dL/dp_IJ back at z_{I+a,J+c} instead of z_{2I+a,2J+c}, as if the pooling blocks had stride 1",
        layer_by_layer,
        {"where[I, J] = 2 * I + a, 2 * J + c": "where[I, J] = I + a, J + c"},
    ),
    Slip(
        "exchanged the two factors of the score: dL/dw is dL/ds times w and dL/dp is dL/ds times p",
        with_masks,
        {"dp = ds * w": "dp = ds * p", '"w": ds * p': '"w": ds * w'},
    ),
    Slip(
        "two mistakes: lost the factor y in front of dL/ds (the label stays in the exponent only), and in the image "
        "gradient overlapping patches overwrite each other instead of adding",
        with_winners,
        {"g = -y * np.exp": "g = -np.exp", "dx[i:i + q, j:j + q] +=": "dx[i:i + q, j:j + q] ="},
    ),
    Slip(
        "two mistakes: the score is computed without b, and the gradient of b is counted once per pooled cell",
        layer_by_layer,
        {"(w * p).sum() + b": "(w * p).sum()", '"b": dL_ds': '"b": dL_ds * p.size'},
    ),
]
