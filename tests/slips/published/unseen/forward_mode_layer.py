"""Forward mode. The weights depend on one number t: W(t) = A + t B, which is h x d. r = max(0, W(t) x), and
s = sigmoid(c r), where c is a vector; the loss is s. Derive the derivative of the loss with respect to t."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("t",)


def make(rng, size):
    d, h = ((3, 4), (4, 3), (2, 5))[size]
    x, A = rng.normal(size=d), rng.normal(size=(h, d))
    return {
        "t": rng.uniform(-0.1, 0.1),
        "x": x,
        "A": A * np.sign(A @ x)[:, None] * np.where(np.arange(h) % 3 == 1, -1, 1)[:, None],
        "B": rng.normal(size=(h, d)),
        "c": rng.normal(size=h) / 2,
    }


def loss(t, x, A, B, c):
    r = np.maximum(0, (A + t * B) @ x)
    return 1 / (1 + np.exp(-np.sum(c * r)))


def tangents(t, x, A, B, c):
    z, zt = (A + t * B) @ x, B @ x
    r, rt = np.maximum(0, z), (1 + np.sign(z)) / 2 * zt
    u, ut = c @ r, c @ rt
    s = 1 / (1 + np.exp(-u))
    st = s * (1 - s) * ut
    return {"t": st}


CASES = [
    Slip("the tangents are not passed through the rectifier and the sigmoid: rt = (1 + sign z)/2 and st = s (1 - s), "
         "without the factors zt and ut", tangents, {"/ 2 * zt": "/ 2", "(1 - s) * ut": "(1 - s)"},
         source="DiffSharp/DiffSharp#16"),
]
