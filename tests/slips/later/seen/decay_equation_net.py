"""A net that solves the decay equation u' = -kappa u with u(0) = u0. With K hidden units u(t) = sum_k c_k tanh(w_k t + b_k);
u' is the derivative by t. At the n points t_i (the entries of t) the residual is r_i = u'(t_i) + kappa u(t_i), and
L = (1/(2n)) sum_i r_i^2 + (mu/2) (u(0) - u0)^2.
The rate kappa is learnt too. Derive the gradients of L with respect to c, w, b and kappa.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("c", "w", "b", "kappa")


def make(rng, size):
    n, K = ((3, 2), (4, 3), (2, 4))[size]
    return {
        "t": np.sort(rng.uniform(0.3, 2.0, size=n)),
        "u0": 1.7,
        "c": rng.uniform(0.5, 1.4, size=K) * np.resize([1.0, -1.0], K),
        "w": rng.uniform(0.4, 1.3, size=K) * np.resize([-1.0, 1.0, 1.0], K),
        "b": rng.uniform(0.2, 0.9, size=K) * np.resize([1.0, 1.0, -1.0], K),
        "kappa": rng.uniform(0.6, 1.4),
        "mu": 0.8,
    }


def loss(t, u0, c, w, b, kappa, mu):
    S = np.tanh(t[:, None] * w + b)
    u = S @ c
    slope = (1 - S**2) @ (c * w)
    r = slope + kappa * u
    start = np.sum(c * np.tanh(b)) - u0
    return 0.5 * np.mean(r**2) + 0.5 * mu * start**2


def matrix_form(t, u0, c, w, b, kappa, mu):
    n = len(t)
    S = np.tanh(t[:, None] * w + b)
    D = 1 - S**2
    u = S @ c
    slope = D @ (c * w)
    r = slope + kappa * u
    g = r / n
    S0 = np.tanh(b)
    start = mu * (S0 @ c - u0)
    dD = np.outer(g, c * w)
    dS = kappa * np.outer(g, c) + dD * (-2 * S)
    dA = dS * D
    dc = w * (D.T @ g) + kappa * (S.T @ g) + start * S0
    dw = c * (D.T @ g) + dA.T @ t
    db = np.sum(dA, axis=0) + start * c * (1 - S0**2)
    dkappa = g @ u
    return {"c": dc, "w": dw, "b": db, "kappa": dkappa}


def term_by_term(t, u0, c, w, b, kappa, mu):
    n, K = len(t), len(c)
    dc, dw, db, dkappa = np.zeros(K), np.zeros(K), np.zeros(K), 0.0
    for i in range(n):
        u, slope = 0.0, 0.0
        for k in range(K):
            s = np.tanh(w[k] * t[i] + b[k])
            u += c[k] * s
            slope += c[k] * w[k] * (1 - s * s)
        r = slope + kappa * u
        dkappa += r * u / n
        for k in range(K):
            s = np.tanh(w[k] * t[i] + b[k])
            first = 1 - s * s
            second = -2 * s * first
            dc[k] += r * (w[k] * first + kappa * s) / n
            dw[k] += r * (c[k] * first + c[k] * w[k] * second * t[i] + kappa * c[k] * first * t[i]) / n
            db[k] += r * (c[k] * w[k] * second + kappa * c[k] * first) / n
    e0 = sum(c * np.tanh(b)) - u0
    for k in range(K):
        s0 = np.tanh(b[k])
        dc[k] += mu * e0 * s0
        db[k] += mu * e0 * c[k] * (1 - s0 * s0)
    return {"c": dc, "w": dw, "b": db, "kappa": dkappa}


CASES = [
    Slip(
        "missed the product rule for w in u' = c w (1 - tanh^2): the w in front was held fixed",
        matrix_form,
        {"dw = c * (D.T @ g) + dA.T @ t": "dw = dA.T @ t"},
    ),
    Slip(
        "took 1 - tanh^2 in u' as a constant when differentiating by w and b; no second derivative of the tanh",
        matrix_form,
        {"dS = kappa * np.outer(g, c) + dD * (-2 * S)": "dS = kappa * np.outer(g, c)"},
    ),
    Slip(
        "second derivative of the tanh without the inner factor: -2 tanh instead of -2 tanh (1 - tanh^2)",
        term_by_term,
        {"second = -2 * s * first": "second = -2 * s"},
    ),
    Slip(
        "second derivative of the tanh with the wrong sign",
        term_by_term,
        {"second = -2 * s * first": "second = 2 * s * first"},
    ),
    Slip(
        "forgot the kappa u in the residual when differentiating by c: only u' was differentiated",
        matrix_form,
        {"dc = w * (D.T @ g) + kappa * (S.T @ g)": "dc = w * (D.T @ g)"},
    ),
    Slip(
        "forgot the inner derivative w when u' is differentiated by c",
        matrix_form,
        {"dc = w * (D.T @ g)": "dc = D.T @ g"},
    ),
    Slip(
        "moved the wrong sign of the decay equation into the residual: u' - kappa u",
        matrix_form,
        {"r = slope + kappa * u": "r = slope - kappa * u"},
    ),
    Slip(
        "believed that the net's first value does not depend on b, since t = 0 there; the start enters c only",
        matrix_form,
        {" + start * c * (1 - S0**2)": ""},
    ),
    Slip(
        "put tanh(0) = 0 for the hidden units at t = 0 and forgot the b in it",
        matrix_form,
        {"S0 = np.tanh(b)": "S0 = 0 * b"},
    ),
    Slip(
        "forgot the t from the inner derivative of tanh(w t + b) in the kappa u part of the gradient of w",
        term_by_term,
        {"kappa * c[k] * first * t[i]": "kappa * c[k] * first"},
    ),
    Slip(
        "two mistakes: the mean over the points is a sum, and kappa's gradient is the mean of the residuals without u",
        matrix_form,
        {"g = r / n": "g = r", "dkappa = g @ u": "dkappa = np.mean(r)"},
    ),
    Slip(
        "two mistakes: the start's term for b lacks the tanh derivative, and kappa is missing in the gradient of b",
        term_by_term,
        {
            "mu * e0 * c[k] * (1 - s0 * s0)": "mu * e0 * c[k]",
            "second + kappa * c[k] * first) / n": "second + c[k] * first) / n",
        },
    ),
]
