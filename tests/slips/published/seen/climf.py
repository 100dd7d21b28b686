"""Ranking the m relevant items of one user. u is the user's vector (length d), V (m x d) the items', f_j = V_j u and
s the sigmoid. The loss is minus the sum over j of log s(f_j) + sum over k of log(1 - s(f_k - f_j)), plus lam/2 times
(|u|^2 + sum of the squares of V). Derive the gradients of the loss with respect to u and V."""

import numpy as np

from nn.array import sigmoid
from tests.slips.cases import Slip

ASKED = ("u", "V")


def make(rng, size):
    m, d = ((3, 2), (2, 4), (4, 3))[size]
    return {"u": rng.normal(size=d), "V": rng.normal(size=(m, d)), "lam": (0.3, 0.5, 0.2)[size]}


def loss(u, V, lam):
    f = V @ u
    gain = np.sum(np.log(sigmoid(f)))
    for j in range(V.shape[0]):
        gain = gain + np.sum(np.log(1 - sigmoid(f - f[j])))
    return -gain + lam / 2 * (np.sum(u**2) + np.sum(V**2))


def item_by_item(u, V, lam):
    def s(x):
        return 1 / (1 + np.exp(-x))

    def ds(x):
        return s(x) * (1 - s(x))

    V = V.copy()
    f = V @ u
    up_u = -lam * u
    up_V = np.zeros_like(V)
    for j in range(len(V)):
        up = s(-f[j]) * u - lam * V[j]
        for k in range(len(V)):
            up = up + ds(f[j] - f[k]) * (1 / (1 - s(f[k] - f[j])) - 1 / (1 - s(f[j] - f[k]))) * u
        up_V[j] = up
        up_u = up_u + s(-f[j]) * V[j]
        for k in range(len(V)):
            up_u = up_u + (V[j] - V[k]) * ds(f[k] - f[j]) / (1 - s(f[k] - f[j]))
    return {"u": -up_u, "V": -up_V}


CASES = [
    Slip("left out the user's vector u in the first term of the gradient of V_j: the number s(-f_j) is added to "
         "every entry", item_by_item,
         {"s(-f[j]) * u - lam": "s(-f[j]) - lam"}, source="gamboviol/climf#2"),
    Slip("took the step on V_j before computing the gradient of u, which then uses the new V_j with the old "
         "scores f", item_by_item,
         {"up_V[j] = up": "up_V[j] = up\n        V[j] += 0.1 * up"}, source="gamboviol/climf#2"),
]
