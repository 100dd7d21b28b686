"""Logistic regression with labels y_i = -1 or +1. The m examples are the columns x_i of the d x m matrix X; w has d
entries, b is a number.
z_i = w . x_i + b, L = sum over i of log(1 + exp(-y_i z_i)).
Derive the gradients of L with respect to w and b."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "b")


def make(rng, size):
    d, m = ((2, 5), (4, 7), (3, 6))[size]
    labels = np.array([1.0, -1.0, -1.0, 1.0, -1.0, 1.0, -1.0])[:m]
    return {"X": rng.normal(size=(d, m)), "y": rng.permutation(labels), "w": rng.normal(size=d), "b": rng.normal()}


def loss(X, y, w, b):
    z = w @ X + b
    return np.sum(np.log(1 + np.exp(-y * z)))


def with_margins(X, y, w, b):
    z = w @ X + b
    margin = y * z
    s = 1 / (1 + np.exp(margin))
    dz = -y * s
    dw = X @ dz
    db = dz.sum()
    return {"w": dw, "b": db}


def step_by_step(X, y, w, b):
    z = X.T @ w + b
    u = -y * z
    e = np.exp(u)
    t = 1 + e
    dL_dt = 1 / t
    dt_du = e
    du_dz = -y
    dL_dz = dL_dt * dt_du * du_dz
    dw = np.sum(X * dL_dz, axis=1)
    db = np.sum(dL_dz)
    return {"w": dw, "b": db}


def with_labels_zero_one(X, y, w, b):
    dw = np.zeros_like(w)
    db = 0.0
    for i in range(len(y)):
        x = X[:, i]
        z = x @ w + b
        p = 1 / (1 + np.exp(-z))
        target = (1 + y[i]) / 2
        g = p - target
        dw = dw + g * x
        db = db + g
    return {"w": dw, "b": db}


CASES = [
    Slip(
        "took sigmoid(+y z) instead of sigmoid(-y z) as the factor of -y_i x_i: the sign in the exponent is the "
        "wrong one",
        with_margins,
        {"1 / (1 + np.exp(margin))": "1 / (1 + np.exp(-margin))"},
    ),
    Slip(
        "divided both gradients by the number of examples m, although the loss is a sum and no mean",
        with_margins,
        {"dz = -y * s": "dz = -y * s / len(y)"},
    ),
    Slip(
        "left the label out of the exponent: used exp(z_i) instead of exp(y_i z_i) in the sigmoid, while the "
        "factor -y_i in front is there",
        with_margins,
        {"margin = y * z": "margin = z"},
    ),
    Slip(
        "misremembered the sigmoid as a tanh: wrote sigmoid(-u) as (1 - tanh(u))/2 instead of (1 - tanh(u/2))/2, "
        "u = y z",
        with_margins,
        {"1 / (1 + np.exp(margin))": "(1 - np.tanh(margin)) / 2"},
    ),
    Slip(
        "the perceptron rule: each misclassified example (y z < 0) counts with weight 1 and the others with 0, "
        "instead of the weight sigmoid(-y z)",
        with_margins,
        {"1 / (1 + np.exp(margin))": "(margin < 0).astype(float)"},
    ),
    Slip(
        "lost the label when differentiating the exponent -y z by z: wrote -1 instead of -y",
        step_by_step,
        {"du_dz = -y": "du_dz = -np.ones(len(y))"},
    ),
    Slip(
        "differentiated exp(u) by the power rule: u exp(u - 1) instead of exp(u)",
        step_by_step,
        {"dt_du = e": "dt_du = u * np.exp(u - 1)"},
    ),
    Slip(
        "differentiated log(1 + e) as 1/e instead of 1/(1 + e), where e = exp(-y z), so all examples count alike",
        step_by_step,
        {"dL_dt = 1 / t": "dL_dt = 1 / e"},
    ),
    Slip(
        "two mistakes: stopped the chain rule at the logarithm and left out the inner derivative exp(u); and took "
        "the mean over the examples instead of the sum for b",
        step_by_step,
        {"dL_dt * dt_du * du_dz": "dL_dt * du_dz", "db = np.sum(dL_dz)": "db = np.mean(dL_dz)"},
    ),
    Slip(
        "used the labels -1 and +1 directly in p - y, which holds only for labels 0 and 1",
        with_labels_zero_one,
        {"target = (1 + y[i]) / 2": "target = y[i]"},
    ),
    Slip(
        "stretched the prediction to the labels' range: used (2p - 1) - y as the error, so both gradients are "
        "twice too large",
        with_labels_zero_one,
        {"g = p - target": "g = (2 * p - 1) - y[i]"},
    ),
    Slip(
        "worked with z = w . x - b instead of w . x + b throughout: minus b when computing z, and the gradient of "
        "b with the other sign",
        with_labels_zero_one,
        {"x @ w + b": "x @ w - b", "db = db + g": "db = db - g"},
    ),
    Slip(
        "took the derivative of z by b to be b instead of 1, so the gradient of b has a factor b too much",
        with_labels_zero_one,
        {"db = db + g": "db = db + g * b"},
    ),
    Slip(
        "two mistakes: the loop starts at the second example (counting from 1), so the first one is missing in "
        "both gradients; and converted the labels the wrong way round, (1 - y)/2 instead of (1 + y)/2",
        with_labels_zero_one,
        {"range(len(y))": "range(1, len(y))", "(1 + y[i]) / 2": "(1 - y[i]) / 2"},
    ),
]
