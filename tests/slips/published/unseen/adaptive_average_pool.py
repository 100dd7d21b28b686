"""Adaptive average pooling. The n numbers x are pooled to m; output k is the mean of x[start:end] with
start = floor(k n / m) and end = ceil((k + 1) n / m), so that the windows may have different widths and overlap. The
loss is the sum of v_k times the square of output k. Derive the gradient of the loss with respect to x."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    n, m = ((5, 3), (8, 3), (7, 5))[size]
    return {"x": rng.normal(size=n), "v": rng.normal(size=m)}


def loss(x, v):
    n, m = len(x), len(v)
    total = 0.0
    for k in range(m):
        window = x[k * n // m : -(-(k + 1) * n // m)]
        total = total + v[k] * (np.sum(window) / len(window)) ** 2
    return total


def spread(x, v):
    n, m = len(x), len(v)
    dx = np.zeros(n)
    for k in range(m):
        start, end = k * n // m, -(-(k + 1) * n // m)
        dy = 2 * v[k] * x[start:end].mean()
        pool_size = end - start
        dx[start:end] += dy / pool_size
    return {"x": dx}


CASES = [
    Slip("divided by the same pool size for each window, ceil(n / m), instead of by the width of the window, end - "
         "start", spread, {"pool_size = end - start": "pool_size = -(-n // m)"}, source="PaddlePaddle/Paddle#74077"),
]
