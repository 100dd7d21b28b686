"""Linear regression with a weight for each example and a ridge penalty: X is n x d, y and the positive weights s have
n entries, w has d, the bias b is a number and is not penalised.
e = X w + b - y, L = (sum_i s_i e_i^2) / (2 sum_i s_i) + lam/2 |w|^2.
Derive the gradients of L with respect to w, b and the weights s of the examples.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "b", "s")


def make(rng, size):
    n, d = ((4, 2), (6, 3), (3, 5))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "y": rng.normal(size=n) * 2,
        "s": rng.uniform(0.5, 3.0, size=n),
        "w": rng.uniform(0.4, 1.5, size=d) * np.resize([1.0, -1.0], d),
        "b": rng.uniform(0.3, 0.9),
        "lam": 0.7,
    }


def loss(X, y, s, w, b, lam):
    e = X @ w + b - y
    return np.sum(s * e**2) / (2 * np.sum(s)) + 0.5 * lam * np.sum(w**2)


def matrix_form(X, y, s, w, b, lam):
    e = X @ w + b - y
    S = np.sum(s)
    r = s * e / S
    dw = X.T @ r + lam * w
    db = np.sum(r)
    data = np.sum(s * e**2) / (2 * S)
    ds = (0.5 * e**2 - data) / S
    return {"w": dw, "b": db, "s": ds}


def example_by_example(X, y, s, w, b, lam):
    n, d = X.shape
    total = 0.0
    weighted = 0.0
    errors = []
    for i in range(n):
        pred = b
        for j in range(d):
            pred += X[i, j] * w[j]
        err = pred - y[i]
        errors.append(err)
        total += s[i]
        weighted += s[i] * err * err
    gw, gb, gs = np.zeros(d), 0.0, np.zeros(n)
    for i in range(n):
        gb += s[i] * errors[i] / total
        for j in range(d):
            gw[j] += s[i] * errors[i] * X[i, j] / total
        gs[i] = errors[i] ** 2 / (2 * total) - weighted / (2 * total**2)
    for j in range(d):
        gw[j] += lam * w[j]
    return {"w": gw, "b": gb, "s": gs}


CASES = [
    Slip(
        "forgot the weights of the examples in the residuals: r is e / S instead of s e / S",
        matrix_form,
        {"r = s * e / S": "r = e / S"},
    ),
    Slip(
        "divided by the number of examples instead of by the sum of the weights",
        matrix_form,
        {"S = np.sum(s)": "S = len(s)"},
    ),
    Slip(
        "forgot that the 1/2 of the penalty cancels the 2: 2 lam w instead of lam w",
        matrix_form,
        {"+ lam * w": "+ 2 * lam * w"},
    ),
    Slip(
        "copied the penalty into the gradient of w without differentiating it: lam/2 w^2",
        matrix_form,
        {"+ lam * w": "+ 0.5 * lam * w**2"},
    ),
    Slip(
        "penalised the bias too: lam b is added to its gradient though b is not in the penalty",
        matrix_form,
        {"db = np.sum(r)": "db = np.sum(r) + lam * b"},
    ),
    Slip(
        "took the residual the wrong way round, y minus the prediction",
        matrix_form,
        {"e = X @ w + b - y": "e = y - X @ w - b"},
    ),
    Slip(
        "treated the sum of the weights as a constant when differentiating by s: ds is only e^2 / (2 S)",
        matrix_form,
        {"ds = (0.5 * e**2 - data) / S": "ds = 0.5 * e**2 / S"},
    ),
    Slip(
        "two mistakes: forgot the weight of the example in the gradient of the bias, and kept the 1/2 of the penalty",
        example_by_example,
        {"gb += s[i] * errors[i] / total": "gb += errors[i] / total", "gw[j] += lam * w[j]": "gw[j] += lam / 2 * w[j]"},
    ),
    Slip(
        "kept the 2 from the square though the loss has 1/2 in front: the error's part of dw and db is doubled",
        matrix_form,
        {"r = s * e / S": "r = 2 * s * e / S"},
    ),
    Slip(
        "quotient rule with a plus: the second term of the derivative by s_i is added instead of subtracted",
        example_by_example,
        {"- weighted / (2 * total**2)": "+ weighted / (2 * total**2)"},
    ),
    Slip(
        "quotient rule without the square below: weighted / (2 total) instead of weighted / (2 total^2)",
        example_by_example,
        {"weighted / (2 * total**2)": "weighted / (2 * total)"},
    ),
    Slip(
        "put the line of the penalty inside the loop over the examples, so lam w is added n times",
        example_by_example,
        {
            "errors[i] * X[i, j] / total\n": "errors[i] * X[i, j] / total + lam * w[j]\n",
            "    for j in range(d):\n        gw[j] += lam * w[j]\n": "",
        },
    ),
    Slip(
        "overwrote instead of adding up: the gradient of the bias is that of the last example only",
        example_by_example,
        {"gb += s[i] * errors[i] / total": "gb = s[i] * errors[i] / total"},
    ),
    Slip(
        "two mistakes: left the bias out of the prediction, and subtracted the gradient of the penalty",
        matrix_form,
        {"e = X @ w + b - y": "e = X @ w - y", "dw = X.T @ r + lam * w": "dw = X.T @ r - lam * w"},
    ),
]
