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
        "forgot the inner derivative's label y_i: dz = -s instead of -y s, so dw and db are wrong where y_i = -1",
        with_margins,
        {"dz = -y * s": "dz = -s"},
    ),
    Slip(
        "lost the minus sign of the inner derivative, du/dz = y instead of -y, so both gradients have the wrong sign",
        step_by_step,
        {"du_dz = -y": "du_dz = y"},
    ),
    Slip(
        "took the sigmoid of +y z instead of -y z, s = 1/(1 + exp(-y z)), so both gradients are wrong",
        with_margins,
        {"s = 1 / (1 + np.exp(margin))": "s = 1 / (1 + np.exp(-margin))"},
    ),
    Slip(
        "used p - y with the labels -1 and +1 as they are, although that formula needs labels 0 and 1",
        with_labels_zero_one,
        {"        target = (1 + y[i]) / 2\n": "", "g = p - target": "g = p - y[i]"},
    ),
    Slip(
        "divided both gradients by m, although the loss is the sum over the examples and not their mean",
        with_margins,
        {"dw = X @ dz": "dw = X @ dz / len(y)", "db = dz.sum()": "db = dz.sum() / len(y)"},
    ),
    Slip(
        "forgot the derivative of the exponential: the factor exp(-y z) is missing, leaving -y/(1 + exp(-y z)) at z",
        step_by_step,
        {"dL_dz = dL_dt * dt_du * du_dz": "dL_dz = dL_dt * du_dz"},
    ),
    Slip(
        "did not add up over the examples for the bias, so db is a vector of m numbers instead of one",
        with_margins,
        {"db = dz.sum()": "db = dz"},
    ),
    Slip(
        "lost the minus in front: dz = y s instead of -y s, so both gradients have the wrong sign",
        with_margins,
        {"dz = -y * s": "dz = y * s"},
    ),
    Slip(
        "forgot the label y_i in the bias gradient only: db is minus the sum of s_i instead of y_i s_i",
        with_margins,
        {"db = dz.sum()": "db = -s.sum()"},
    ),
    Slip(
        "wrote the difference the wrong way round, target - p instead of p - target, so dw and db have the wrong sign",
        with_labels_zero_one,
        {"g = p - target": "g = target - p"},
    ),
    Slip(
        "left out the inner derivative -y by z altogether, so the gradient at z is just exp(u)/(1 + exp(u))",
        step_by_step,
        {"    du_dz = -y\n": "", "dL_dz = dL_dt * dt_du * du_dz": "dL_dz = dL_dt * dt_du"},
    ),
    Slip(
        "summed along the wrong axis in dw, over the d entries instead of over the m examples, so dw has m entries",
        step_by_step,
        {"dw = np.sum(X * dL_dz, axis=1)": "dw = np.sum(X * dL_dz, axis=0)"},
    ),
    Slip(
        "two mistakes: lost the minus (dz = y s instead of -y s), and took the mean over the m examples in dw and db",
        with_margins,
        {"dz = -y * s": "dz = y * s / len(y)"},
    ),
]
