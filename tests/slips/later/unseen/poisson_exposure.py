"""Poisson regression with an exposure: X is n x d, the counts y and the positive exposures t have n entries, w has d,
b is a number; b is not penalised.
eta = X w + b, mu_i = t_i exp(eta_i), L = (1/n) sum_i (mu_i - y_i log mu_i) + lam/2 |w|^2.
Derive the gradients of L with respect to w, b and the exposures t.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "b", "t")


def make(rng, size):
    n, d = ((4, 2), (6, 3), (3, 5))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "y": rng.integers(1, 6, size=n) * 1.0,
        "t": rng.uniform(0.5, 2.5, size=n),
        "w": rng.uniform(0.2, 0.7, size=d) * np.resize([1.0, -1.0], d),
        "b": rng.uniform(0.3, 0.8),
        "lam": 0.6,
    }


def loss(X, y, t, w, b, lam):
    eta = X @ w + b
    mu = t * np.exp(eta)
    return np.mean(mu - y * np.log(mu)) + 0.5 * lam * np.sum(w**2)


def residual_form(X, y, t, w, b, lam):
    n = len(y)
    mu = t * np.exp(X @ w + b)
    r = (mu - y) / n
    dw = X.T @ r + lam * w
    db = np.sum(r)
    dt = r / t
    return {"w": dw, "b": db, "t": dt}


def backward_through_the_mean(X, y, t, w, b, lam):
    n, d = X.shape
    eta = X @ w + b
    rate = np.exp(eta)
    mu = t * rate
    dmu = (1 - y / mu) / n
    deta = dmu * mu
    dt = dmu * rate
    dw = deta @ X + lam * w
    db = deta.sum()
    return {"w": dw, "b": db, "t": dt}


def person_by_person(X, y, t, w, b, lam):
    n, d = X.shape
    gw, gb, gt = np.zeros(d), 0.0, np.zeros(n)
    for i in range(n):
        lin = b
        for j in range(d):
            lin += w[j] * X[i, j]
        expected = t[i] * np.exp(lin)
        g = expected - y[i]
        for j in range(d):
            gw[j] += g * X[i, j]
        gb += g
        gt[i] = np.exp(lin) - y[i] / t[i]
    return {"w": gw / n + lam * w, "b": gb / n, "t": gt / n}


CASES = [
    Slip(
        "left the exposure out of the mean, as if mu were exp(eta), when writing the residual",
        residual_form,
        {"mu = t * np.exp(X @ w + b)": "mu = np.exp(X @ w + b)"},
    ),
    Slip(
        "used the residual of the link, eta minus the log of the count, as one does in a linear model",
        residual_form,
        {"r = (mu - y) / n": "r = (X @ w + b - np.log(y)) / n"},
    ),
    Slip(
        "differentiated log mu_i with respect to t_i as 1/mu_i and forgot the inner derivative exp(eta_i)",
        backward_through_the_mean,
        {"dt = dmu * rate": "dt = (rate - y / mu) / n"},
    ),
    Slip(
        "stopped the chain at mu: the derivative of the exponential, mu itself, is missing from d eta",
        backward_through_the_mean,
        {"deta = dmu * mu": "deta = dmu"},
    ),
    Slip(
        "thought d mu / d eta is exp(eta), so the exposure in front of the exponential got lost",
        backward_through_the_mean,
        {"deta = dmu * mu": "deta = dmu * rate"},
    ),
    Slip(
        "believed log mu_i does not contain t_i (only eta_i), so the y_i / t_i term is missing in the gradient of t",
        person_by_person,
        {"gt[i] = np.exp(lin) - y[i] / t[i]": "gt[i] = np.exp(lin)"},
    ),
    Slip(
        "the 1/n of the mean is missing in the gradient of the bias; I had only put it on w and t",
        person_by_person,
        {'"b": gb / n': '"b": gb'},
    ),
    Slip(
        "divided the penalty by n as well, though only the likelihood is averaged",
        person_by_person,
        {"gw / n + lam * w": "(gw + lam * w) / n"},
    ),
    Slip(
        "wrote the score of the log-likelihood, y - mu, and forgot that L is the negative one",
        residual_form,
        {"r = (mu - y) / n": "r = (y - mu) / n"},
    ),
    Slip(
        "weighted the residual with the variance 1/mu as for the Pearson residual, which the canonical link cancels",
        person_by_person,
        {"g = expected - y[i]": "g = (expected - y[i]) / expected"},
    ),
    Slip(
        "two things: the derivative of log mu taken as log again (y log mu stays in), "
        "and the penalty doubled to 2 lam w",
        backward_through_the_mean,
        {"dmu = (1 - y / mu) / n": "dmu = (1 - y * np.log(mu)) / n", "+ lam * w": "+ 2 * lam * w"},
    ),
    Slip(
        "two things: multiplied by t instead of dividing in the gradient of the exposures, "
        "and took the mean of r, which has the 1/n already, for the bias",
        residual_form,
        {"dt = r / t": "dt = r * t", "db = np.sum(r)": "db = np.mean(r)"},
    ),
]
