"""A linear support vector machine. X is m x n (examples in rows), y holds m labels -1 or +1, w has n entries, b and
C > 0 are numbers.
f_i = w . x_i + b,
L = 1/2 |w|^2 + C * sum over i of max(0, 1 - y_i f_i).
Derive the gradients of L with respect to w and b (no example lies exactly on the margin)."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "b")


def make(rng, size):
    m, n = ((5, 2), (8, 3), (7, 4))[size]
    y = np.array([-1.0, -1.0, 1.0, 1.0, -1.0, 1.0, -1.0, -1.0])[:m]
    w = rng.choice([-1.0, 1.0], size=n) * rng.uniform(0.5, 1.5, size=n)
    b = rng.uniform(0.3, 0.9)
    # margins on all sides: misclassified, inside the margin, safe
    margin = np.array([-0.6, 0.5, 1.8, 1.4, 2.2, -0.9, 0.4, 0.6])[:m] + rng.uniform(-0.1, 0.1, size=m)
    X = rng.normal(size=(m, n))
    X = X + np.outer((y * margin - b - X @ w) / (w @ w), w)
    order = rng.permutation(m)
    return {"X": X[order], "y": y[order], "w": w, "b": b, "C": rng.uniform(1.3, 2.5)}


def loss(X, y, w, b, C):
    return np.sum(w**2) / 2 + C * np.sum(np.maximum(0, 1 - y * (X @ w + b)))


def with_a_mask(X, y, w, b, C):
    margin = y * (X @ w + b)
    active = (margin < 1).astype(float)
    dw = w - C * X.T @ (active * y)
    db = -C * np.sum(active * y)
    return {"w": dw, "b": db}


def with_an_if(X, y, w, b, C):
    gw = np.zeros_like(w)
    gb = 0.0
    for xi, yi in zip(X, y):
        slack = 1 - yi * (np.dot(w, xi) + b)
        if slack > 0:
            gw -= yi * xi
            gb -= yi
    return {"w": w + C * gw, "b": C * gb}


def chain_of_locals(X, y, w, b, C):
    f = X @ w + b
    u = 1 - y * f
    dh_du = np.where(u > 0, 1.0, 0.0)
    du_df = -y
    dL_df = C * dh_du * du_df
    dL_dw_hinge = X.T @ dL_df
    dL_dw_norm = w
    dL_db = np.sum(dL_df)
    return {"w": dL_dw_norm + dL_dw_hinge, "b": dL_db}


CASES = [
    Slip(
        "forgot the gradient w of the term 1/2 |w|^2 in the gradient of w",
        with_a_mask,
        {"dw = w - C * X.T": "dw = -C * X.T"},
    ),
    Slip(
        "forgot the factor C in front of the sum, in both gradients",
        chain_of_locals,
        {"dL_df = C * dh_du * du_df": "dL_df = dh_du * du_df"},
    ),
    Slip(
        "forgot the minus sign of -y_i f_i: the hinge terms have the wrong sign in both gradients",
        chain_of_locals,
        {"du_df = -y": "du_df = y"},
    ),
    Slip(
        "wrong sign of the hinge terms in both gradients: added y_i x_i and y_i in the loop instead of subtracting "
        "them",
        with_an_if,
        {"gw -= yi * xi": "gw += yi * xi", "gb -= yi": "gb += yi"},
    ),
    Slip(
        "wrote 2 w for the gradient of 1/2 |w|^2 (forgot the 1/2), in the gradient of w",
        with_a_mask,
        {"dw = w - C": "dw = 2 * w - C"},
    ),
    Slip(
        "forgot the max: summed over all examples, also over those with y_i f_i > 1, in both gradients",
        with_a_mask,
        {
            "    margin = y * (X @ w + b)\n": "",
            "    active = (margin < 1).astype(float)\n": "",
            "X.T @ (active * y)": "X.T @ y",
            "np.sum(active * y)": "np.sum(y)",
        },
    ),
    Slip(
        "turned the condition round: counted the examples with y_i f_i > 1 instead of those with y_i f_i < 1, in both "
        "gradients",
        with_a_mask,
        {"(margin < 1)": "(margin > 1)"},
    ),
    Slip(
        "counted only the misclassified examples (y_i f_i < 0) instead of all with y_i f_i < 1, in both gradients",
        with_an_if,
        {
            "slack = 1 - yi * (np.dot(w, xi) + b)": "margin = yi * (np.dot(w, xi) + b)",
            "if slack > 0:": "if margin < 0:",
        },
    ),
    Slip(
        "forgot the label y_i in the derivative of 1 - y_i f_i: -x_i and -1 instead of -y_i x_i and -y_i in both "
        "gradients",
        with_an_if,
        {"gw -= yi * xi": "gw -= xi", "gb -= yi": "gb -= 1"},
    ),
    Slip(
        "took the mean over the m examples instead of the sum in the hinge part of both gradients",
        with_a_mask,
        {"dw = w - C * X.T": "dw = w - C / len(y) * X.T", "db = -C * np.sum": "db = -C / len(y) * np.sum"},
    ),
    Slip(
        "added w inside the loop, once for every example within the margin, instead of once, in the gradient of w",
        with_an_if,
        {"gw -= yi * xi": "gw += w - C * yi * xi", '"w": w + C * gw': '"w": gw'},
    ),
    Slip(
        "forgot the factor C in the gradient of b only",
        with_an_if,
        {'"b": C * gb': '"b": gb'},
    ),
    Slip(
        "two mistakes: wrote 2 w for the gradient of 1/2 |w|^2 (gradient of w), and forgot the minus sign of -y_i f_i "
        "in both gradients",
        chain_of_locals,
        {"dL_dw_norm = w": "dL_dw_norm = 2 * w", "du_df = -y": "du_df = y"},
    ),
]
