"""A factorisation machine for two classes: X is n x d, the labels y are +1 or -1 (n entries), w has d entries, V is d x k
and b is a number.
f_i = b + x_i . w + (1/2) sum_k ((sum_j X_ij V_jk)^2 - sum_j X_ij^2 V_jk^2),
L = (1/n) sum_i softplus(-y_i f_i) + (lam/2) sum V^2.
Derive the gradients of L with respect to b, w and V.
"""

import numpy as np

from nn.array import sigmoid, softplus
from tests.slips.cases import Slip

ASKED = ("b", "w", "V")


def make(rng, size):
    n, d, k = ((4, 3, 2), (3, 4, 3), (6, 2, 4))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "y": np.resize([1.0, -1.0, -1.0, 1.0, 1.0], n),
        "b": rng.uniform(0.3, 0.8),
        "w": rng.uniform(0.3, 1.1, size=d) * np.resize([1.0, -1.0], d),
        "V": rng.normal(size=(d, k)) * 0.8,
        "lam": 0.4,
    }


def loss(X, y, b, w, V, lam):
    f = b + X @ w + 0.5 * np.sum((X @ V) ** 2 - (X**2) @ (V**2), axis=1)
    return np.mean(softplus(-y * f)) + 0.5 * lam * np.sum(V**2)


def matrix_form(X, y, b, w, V, lam):
    n = X.shape[0]
    S = X @ V
    f = b + X @ w + 0.5 * np.sum(S**2 - X**2 @ V**2, axis=1)
    g = -y * sigmoid(-y * f) / n
    db = np.sum(g)
    dw = X.T @ g
    dV = X.T @ (g[:, None] * S) - (X**2).T @ g[:, None] * V + lam * V
    return {"b": db, "w": dw, "V": dV}


def two_branches(X, y, b, w, V, lam):
    n, d = X.shape
    S = X @ V
    Q = (X * X) @ (V * V)
    f = b + X @ w + 0.5 * (S**2 - Q).sum(axis=1)
    margin = y * f
    df = -y / (1 + np.exp(margin)) / n
    dS = 0.5 * df[:, None] * 2 * S
    dQ = -0.5 * df[:, None] * np.ones(Q.shape)
    dV = X.T @ dS
    dV = dV + ((X * X).T @ dQ) * 2 * V
    dV = dV + lam * V
    return {"b": df.sum(), "w": df @ X, "V": dV}


def pair_by_pair(X, y, b, w, V, lam):
    n, d = X.shape
    gb, gw, gV = 0.0, np.zeros(d), lam * V
    for i in range(n):
        x = X[i]
        score = b + np.dot(w, x)
        for j in range(d):
            for l in range(j + 1, d):
                score += np.dot(V[j], V[l]) * x[j] * x[l]
        slope = -y[i] * sigmoid(-y[i] * score) / n
        gb += slope
        gw += slope * x
        for j in range(d):
            for l in range(j + 1, d):
                gV[j] += slope * x[j] * x[l] * V[l]
                gV[l] += slope * x[j] * x[l] * V[j]
    return {"b": gb, "w": gw, "V": gV}


CASES = [
    Slip(
        "forgot the inner derivative -y of the margin: g is only the sigmoid",
        matrix_form,
        {"g = -y * sigmoid(-y * f) / n": "g = sigmoid(-y * f) / n"},
    ),
    Slip(
        "used sigmoid(f) - y, which is right for labels 0 and 1 but not for +1 and -1",
        matrix_form,
        {"g = -y * sigmoid(-y * f) / n": "g = (sigmoid(f) - y) / n"},
    ),
    Slip(
        "left out the correction for a feature's product with itself when differentiating by V",
        matrix_form,
        {" - (X**2).T @ g[:, None] * V": ""},
    ),
    Slip(
        "the features in the self-interaction term are not squared",
        matrix_form,
        {"(X**2).T @ g[:, None] * V": "X.T @ g[:, None] * V"},
    ),
    Slip(
        "took the derivative of the square to be 2 S but forgot the 1/2 in front of the interactions",
        two_branches,
        {"dS = 0.5 * df[:, None] * 2 * S": "dS = df[:, None] * 2 * S"},
    ),
    Slip(
        "the minus of the second branch was lost, the self-products are added",
        two_branches,
        {"dQ = -0.5": "dQ = 0.5"},
    ),
    Slip(
        "differentiated V^2 as V: the 2 is missing in the branch of the squares",
        two_branches,
        {"((X * X).T @ dQ) * 2 * V": "((X * X).T @ dQ) * V"},
    ),
    Slip(
        "forgot the margin's sign in the logistic: 1/(1 + exp(-yf)) is large just where the example is right",
        two_branches,
        {"(1 + np.exp(margin))": "(1 + np.exp(-margin))"},
    ),
    Slip(
        "updated only the first vector of each pair, the partner's share is missing",
        pair_by_pair,
        {"                gV[l] += slope * x[j] * x[l] * V[j]\n": ""},
    ),
    Slip(
        "multiplied by the own vector instead of the partner's in the derivative of v_j . v_l",
        pair_by_pair,
        {
            "gV[j] += slope * x[j] * x[l] * V[l]": "gV[j] += slope * x[j] * x[l] * V[j]",
            "gV[l] += slope * x[j] * x[l] * V[j]": "gV[l] += slope * x[j] * x[l] * V[l]",
        },
    ),
    Slip(
        "two slips: only the partner's feature x_l is in the derivative by v_j, x_j is forgotten, "
        "and the bias gets no 1/n",
        pair_by_pair,
        {"gV[j] += slope * x[j] * x[l] * V[l]": "gV[j] += slope * x[l] * V[l]", "gb += slope": "gb += slope * n"},
    ),
    Slip(
        "two slips: the branch of the squares overwrites the branch of the sums instead of adding to it, "
        "and the penalty was doubled",
        two_branches,
        {"dV = dV + ((X * X).T": "dV = ((X * X).T", "dV = dV + lam * V": "dV = dV + 2 * lam * V"},
    ),
]
