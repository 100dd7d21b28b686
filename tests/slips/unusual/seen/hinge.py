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
        "counted only the misclassified examples (y f < 0) and not those inside the margin (y f < 1)",
        with_a_mask,
        {"margin < 1": "margin < 0"},
    ),
    Slip(
        "turned the condition round: counted the examples beyond the margin (y f > 1), whose hinge loss is zero, "
        "and not the others",
        with_a_mask,
        {"margin < 1": "margin > 1"},
    ),
    Slip(
        "tested f_i < 1 instead of y_i f_i < 1 when deciding which examples count: the label is missing in the "
        "condition",
        with_a_mask,
        {"margin = y * (X @ w + b)": "margin = X @ w + b"},
    ),
    Slip(
        "added the hinge part to the gradient of w with a plus, w + C sum y_i x_i; b has the right sign",
        with_a_mask,
        {"w - C": "w + C"},
    ),
    Slip(
        "left the label out of b's gradient: -C times the number of the active examples instead of -C times the "
        "sum of their labels",
        with_a_mask,
        {"-C * np.sum(active * y)": "-C * np.sum(active)"},
    ),
    Slip(
        "multiplied the gradient of the penalty by C as well: C (w - sum y_i x_i) instead of w - C sum y_i x_i",
        with_an_if,
        {"w + C * gw": "C * (w + gw)"},
    ),
    Slip(
        "differentiated the penalty for b too, as if it were 1/2 (|w|^2 + b^2): added b to b's gradient",
        with_an_if,
        {'"b": C * gb': '"b": b + C * gb'},
    ),
    Slip(
        "added w inside the loop for each active example, instead of once for the whole loss",
        with_an_if,
        {"gw -= yi * xi": "gw += w - C * yi * xi", "w + C * gw": "gw"},
    ),
    Slip(
        "two mistakes: the label multiplies only w . x in the margin, 1 - (y (w . x) + b), so other examples "
        "count; and forgot the C in b's gradient",
        with_an_if,
        {"1 - yi * (np.dot(w, xi) + b)": "1 - (yi * np.dot(w, xi) + b)", '"b": C * gb': '"b": gb'},
    ),
    Slip(
        "forgot that the max cuts off: took the derivative of max(0, u) to be 1 for all examples",
        chain_of_locals,
        {"np.where(u > 0, 1.0, 0.0)": "np.ones_like(u)"},
    ),
    Slip(
        "took the derivative of max(0, u) to be the sign of u, as if it were |u|: -1 instead of 0 for the "
        "examples beyond the margin",
        chain_of_locals,
        {"np.where(u > 0, 1.0, 0.0)": "np.where(u > 0, 1.0, -1.0)"},
    ),
    Slip(
        "put the hinge max(0, u) itself where its derivative (1 or 0) belongs, so each example is weighted by its "
        "slack",
        chain_of_locals,
        {"np.where(u > 0, 1.0, 0.0)": "np.where(u > 0, u, 0.0)"},
    ),
    Slip(
        "did not differentiate the penalty: added the number 1/2 |w|^2 to each entry of w's gradient instead of w",
        chain_of_locals,
        {"dL_dw_norm = w": "dL_dw_norm = 0.5 * np.dot(w, w)"},
    ),
    Slip(
        "two mistakes: divided the hinge part by the number of examples m as if it were a mean, in w and b; and "
        "took 2w as the gradient of 1/2 |w|^2",
        chain_of_locals,
        {"C * dh_du * du_df": "C * dh_du * du_df / len(y)", "dL_dw_norm = w": "dL_dw_norm = 2 * w"},
    ),
]
