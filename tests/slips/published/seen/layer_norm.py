"""Layer normalisation of n rows with d features. mu and v are the mean and the variance of each row of X, Xh = (X -
mu) / sqrt(v + eps), Y = gamma Xh + beta, where gamma and beta have d entries. The loss is 1/(2n) times the sum of (Y
- T)^2. Derive the gradients of the loss with respect to X, gamma and beta."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("X", "gamma", "beta")


def make(rng, size):
    n, d = ((3, 4), (5, 3), (2, 6))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "T": rng.normal(size=(n, d)),
        "gamma": rng.uniform(0.5, 2, size=d),
        "beta": rng.normal(size=d),
        "eps": 0.01,
    }


def loss(X, T, gamma, beta, eps):
    n = X.shape[0]
    mu = np.mean(X, axis=1).reshape(n, 1)
    v = np.mean((X - mu) ** 2, axis=1).reshape(n, 1)
    return np.sum((gamma * (X - mu) / np.sqrt(v + eps) + beta - T) ** 2) / (2 * n)


def in_closed_form(X, T, gamma, beta, eps):
    sd = np.sqrt(X.var(axis=1, keepdims=True) + eps)
    Xh = (X - X.mean(axis=1, keepdims=True)) / sd
    dY = (gamma * Xh + beta - T) / len(X)
    for_gamma = np.sum(dY * Xh, axis=0)
    for_beta = np.sum(dY, axis=0)
    g = dY * gamma
    dX = (g - g.mean(axis=1, keepdims=True) - Xh * np.mean(g * Xh, axis=1, keepdims=True)) / sd
    return {"X": dX, "gamma": for_gamma, "beta": for_beta}


CASES = [
    Slip("returned the gradient of beta as that of gamma and the gradient of gamma as that of beta", in_closed_form,
         {'"gamma": for_gamma, "beta": for_beta': '"gamma": for_beta, "beta": for_gamma'},
         source="Oneflow-Inc/oneflow#6149"),
]
