"""Logistic regression with labels -1 and +1 and an elastic-net penalty: X is n x d, y has n entries, w has d (none of
them 0), the bias b is a number and is not penalised.
m_i = y_i (x_i . w + b), L = 1/n sum_i log(1 + exp(-m_i)) + l1 sum_j |w_j| + l2/2 sum_j w_j^2.
Derive the gradients of L with respect to w and b.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "b")


def make(rng, size):
    n, d = ((5, 2), (4, 4), (7, 3))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "y": np.resize([1.0, -1.0, 1.0], n),
        "w": rng.uniform(0.4, 1.5, size=d) * np.resize([-1.0, 1.0], d),
        "b": rng.uniform(0.3, 0.9),
        "l1": 0.2,
        "l2": 0.5,
    }


def sigma(z):
    return 1 / (1 + np.exp(-z))


def loss(X, y, w, b, l1, l2):
    m = y * (X @ w + b)
    return np.mean(np.log(1 + np.exp(-m))) + l1 * np.sum(np.abs(w)) + 0.5 * l2 * np.sum(w**2)


def by_margins(X, y, w, b, l1, l2):
    n = len(y)
    m = y * (X @ w + b)
    q = 1 / (1 + np.exp(m))
    g = -y * q / n
    dw = X.T @ g + l1 * np.sign(w) + l2 * w
    db = np.sum(g)
    return {"w": dw, "b": db}


def by_probabilities(X, y, w, b, l1, l2):
    n, d = X.shape
    gw = np.zeros(d)
    gb = 0.0
    for i in range(n):
        z = b
        for j in range(d):
            z = z + w[j] * X[i][j]
        p = sigma(z)
        t = (y[i] + 1) / 2
        diff = p - t
        gb += diff
        for j in range(d):
            gw[j] += diff * X[i][j]
    gw = gw / n
    gb = gb / n
    for j in range(d):
        if w[j] > 0:
            gw[j] += l1
        else:
            gw[j] -= l1
        gw[j] += l2 * w[j]
    return {"w": gw, "b": gb}


CASES = [
    Slip(
        "forgot the label in the inner derivative of the margin: g is -q / n instead of -y q / n",
        by_margins,
        {"g = -y * q / n": "g = -q / n"},
    ),
    Slip(
        "forgot the minus sign of the exponent: g is y q / n",
        by_margins,
        {"g = -y * q / n": "g = y * q / n"},
    ),
    Slip(
        "took the sigmoid of m instead of the sigmoid of -m",
        by_margins,
        {"q = 1 / (1 + np.exp(m))": "q = 1 / (1 + np.exp(-m))"},
    ),
    Slip(
        "summed over the examples where the loss takes the mean: 1/n is missing",
        by_margins,
        {"g = -y * q / n": "g = -y * q"},
    ),
    Slip(
        "took |w| as its own derivative: l1 |w| instead of l1 sign(w)",
        by_margins,
        {"l1 * np.sign(w)": "l1 * np.abs(w)"},
    ),
    Slip(
        "treated every weight as positive in the l1 penalty: l1 is added also where w_j is negative",
        by_probabilities,
        {"            gw[j] -= l1\n": "            gw[j] += l1\n"},
    ),
    Slip(
        "two mistakes: doubled the l2 penalty, as if there were no 1/2, and left the bias out of the margin",
        by_margins,
        {"m = y * (X @ w + b)": "m = y * (X @ w)", "+ l2 * w": "+ 2 * l2 * w"},
    ),
    Slip(
        "penalised the bias as well: l2 b is added to db",
        by_margins,
        {"db = np.sum(g)": "db = np.sum(g) + l2 * b"},
    ),
    Slip(
        "multiplied by p (1 - p) as for squared error, though it cancels for the log loss",
        by_probabilities,
        {"diff = p - t": "diff = (p - t) * p * (1 - p)"},
    ),
    Slip(
        "did not turn the labels -1 and +1 into 0 and 1 before taking p - t",
        by_probabilities,
        {"t = (y[i] + 1) / 2": "t = y[i]"},
    ),
    Slip(
        "divided the penalties by n too, where only the loss of the examples is averaged",
        by_margins,
        {"+ l1 * np.sign(w) + l2 * w": "+ (l1 * np.sign(w) + l2 * w) / n"},
    ),
    Slip(
        "swapped the two strengths: l2 stands with the sign and l1 with w",
        by_margins,
        {"+ l1 * np.sign(w) + l2 * w": "+ l2 * np.sign(w) + l1 * w"},
    ),
    Slip(
        "rounded the probability to the predicted class 0 or 1 before subtracting the label",
        by_probabilities,
        {"p = sigma(z)": "p = round(sigma(z))"},
    ),
    Slip(
        "two mistakes: db is the mean of what is divided by n already, and the l1 penalty is missing in dw",
        by_margins,
        {"db = np.sum(g)": "db = np.mean(g)", "+ l1 * np.sign(w) + l2 * w": "+ l2 * w"},
    ),
]
