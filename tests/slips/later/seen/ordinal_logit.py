"""Ordinal regression (proportional odds) with three ordered classes: X is n x d, Y is n x 3 with one-hot rows, w has d
entries, c and g are numbers; the second threshold is c + exp(g), so that it lies above the first.
s = X w, F1 = sigmoid(c - s), F2 = sigmoid(c + exp(g) - s),
p_i = (F1_i, F2_i - F1_i, 1 - F2_i), L = -(1/n) sum_i sum_k Y_ik log p_ik.
Derive the gradients of L with respect to w, c and g.
"""

import numpy as np

from nn.array import sigmoid
from tests.slips.cases import Slip

ASKED = ("w", "c", "g")


def make(rng, size):
    n, d = ((5, 2), (7, 3), (4, 6))[size]
    kinds = np.resize([0, 1, 2, 1], n)
    return {
        "X": rng.normal(size=(n, d)),
        "Y": np.eye(3)[kinds],
        "w": rng.uniform(0.3, 1.0, size=d) * np.resize([1.0, -1.0], d),
        "c": rng.uniform(-0.9, -0.4),
        "g": rng.uniform(0.3, 0.7),
    }


def loss(X, Y, w, c, g):
    s = X @ w
    F1 = sigmoid(c - s)
    F2 = sigmoid(c + np.exp(g) - s)
    ll = Y[:, 0] * np.log(F1) + Y[:, 1] * np.log(F2 - F1) + Y[:, 2] * np.log(1 - F2)
    return -np.mean(ll)


def by_thresholds(X, Y, w, c, g):
    n = X.shape[0]
    s = X @ w
    gap = np.exp(g)
    F1 = sigmoid(c - s)
    F2 = sigmoid(c + gap - s)
    mid = F2 - F1
    dF1 = -(Y[:, 0] / F1 - Y[:, 1] / mid) / n
    dF2 = -(Y[:, 1] / mid - Y[:, 2] / (1 - F2)) / n
    dz1 = dF1 * F1 * (1 - F1)
    dz2 = dF2 * F2 * (1 - F2)
    dc = np.sum(dz1) + np.sum(dz2)
    dg = np.sum(dz2) * gap
    dw = -X.T @ (dz1 + dz2)
    return {"w": dw, "c": dc, "g": dg}


def class_by_class(X, Y, w, c, g):
    n, d = X.shape
    gw, gc, gg = np.zeros(d), 0.0, 0.0
    for i in range(n):
        s = np.dot(X[i], w)
        a = sigmoid(c - s)
        b = sigmoid(c + np.exp(g) - s)
        if Y[i, 0] == 1:
            u1, u2 = -(1 - a), 0.0
        elif Y[i, 1] == 1:
            u1 = a * (1 - a) / (b - a)
            u2 = -b * (1 - b) / (b - a)
        else:
            u1, u2 = 0.0, b
        gc += u1 + u2
        gg += u2 * np.exp(g)
        gw -= (u1 + u2) * X[i]
    return {"w": gw / n, "c": gc / n, "g": gg / n}


def by_probabilities(X, Y, w, c, g):
    n = len(Y)
    low = sigmoid(c - X @ w)
    high = sigmoid(c + np.exp(g) - X @ w)
    P = np.stack([low, high - low, 1 - high], axis=1)
    dP = -Y / P / n
    f1 = low * (1 - low)
    f2 = high * (1 - high)
    ds = dP[:, 0] * (-f1) + dP[:, 1] * (f1 - f2) + dP[:, 2] * f2
    dgap = np.sum(dP[:, 1] * f2 - dP[:, 2] * f2)
    return {"w": ds @ X, "c": -np.sum(ds), "g": dgap * np.exp(g)}


CASES = [
    Slip(
        "took g itself for the gap between the thresholds when going back, so the factor exp(g) is missing",
        by_thresholds,
        {"dg = np.sum(dz2) * gap": "dg = np.sum(dz2)"},
    ),
    Slip(
        "forgot that the second threshold contains c as well: only the first one feeds dc",
        by_thresholds,
        {"dc = np.sum(dz1) + np.sum(dz2)": "dc = np.sum(dz1)"},
    ),
    Slip(
        "forgot that the score enters with a minus: c - s",
        by_thresholds,
        {"dw = -X.T @ (dz1 + dz2)": "dw = X.T @ (dz1 + dz2)"},
    ),
    Slip(
        "missed the minus of F1 in the middle class, F2 - F1, so that class pushes F1 the wrong way",
        by_thresholds,
        {"Y[:, 0] / F1 - Y[:, 1] / mid": "Y[:, 0] / F1 + Y[:, 1] / mid"},
    ),
    Slip(
        "the derivative of log(1 - F2) written as 1/(1 - F2), without the inner minus",
        by_thresholds,
        {"Y[:, 1] / mid - Y[:, 2] / (1 - F2)": "Y[:, 1] / mid + Y[:, 2] / (1 - F2)"},
    ),
    Slip(
        "in the lowest class I wrote -a for the derivative of -log sigmoid(z), mixing it up with log(1 - sigmoid(z)); "
        "it should be -(1 - a)",
        class_by_class,
        {"u1, u2 = -(1 - a), 0.0": "u1, u2 = -a, 0.0"},
    ),
    Slip(
        "for the middle class I treated the log of the difference as if it were a difference of logs",
        class_by_class,
        {
            "u1 = a * (1 - a) / (b - a)": "u1 = 1 - a",
            "u2 = -b * (1 - b) / (b - a)": "u2 = -(1 - b)",
        },
    ),
    Slip(
        "swapped numerators in the middle class: the slope of the upper curve was put on the lower threshold",
        class_by_class,
        {
            "u1 = a * (1 - a) / (b - a)": "u1 = b * (1 - b) / (b - a)",
            "u2 = -b * (1 - b) / (b - a)": "u2 = -a * (1 - a) / (b - a)",
        },
    ),
    Slip(
        "the score sits in the sigmoids of both thresholds, but for w I only used the upper one",
        class_by_class,
        {"gw -= (u1 + u2) * X[i]": "gw -= u2 * X[i]"},
    ),
    Slip(
        "used the softmax shortcut P - Y as the derivative with respect to the probabilities",
        by_probabilities,
        {"dP = -Y / P / n": "dP = (P - Y) / n"},
    ),
    Slip(
        "two slips: the second slope was computed with the first curve (copy and paste), and I forgot exp(g) for g",
        by_probabilities,
        {"f2 = high * (1 - high)": "f2 = low * (1 - low)", '"g": dgap * np.exp(g)': '"g": dgap'},
    ),
    Slip(
        "two slips: the highest class does not push the gap in my version, and the 1/n of the mean is forgotten",
        by_probabilities,
        {"dP[:, 1] * f2 - dP[:, 2] * f2": "dP[:, 1] * f2", "dP = -Y / P / n": "dP = -Y / P"},
    ),
]
