"""Batch normalisation of n examples with d features. mu and v are the mean and the variance (divided by n) of each
column of X, Xh = (X - mu) / sqrt(v + eps), Y = gamma Xh + beta. The loss is 1/2 times the sum of (Y - T)^2. X and T
are n x d, gamma and beta have d entries. Derive the gradients of the loss with respect to X, gamma and beta."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("X", "gamma", "beta")


def make(rng, size):
    n, d = ((5, 3), (4, 6), (7, 2))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "T": rng.normal(size=(n, d)),
        "gamma": rng.uniform(0.5, 2, size=d),
        "beta": rng.normal(size=d),
        "eps": 0.01,
    }


def loss(X, T, gamma, beta, eps):
    mu = np.mean(X, axis=0)
    v = np.mean((X - mu) ** 2, axis=0)
    return np.sum((gamma * (X - mu) / np.sqrt(v + eps) + beta - T) ** 2) / 2


def along_the_paths(X, T, gamma, beta, eps):
    m = X.shape[0]
    x_mu = X - X.mean(axis=0)
    ivar = 1 / np.sqrt(X.var(axis=0) + eps)
    dy = gamma * x_mu * ivar + beta - T
    dgamma = np.sum(dy * x_mu * ivar, axis=0)
    dbeta = np.sum(dy, axis=0)
    dxhat = gamma * dy
    dvar = np.sum(dxhat * x_mu, axis=0) * -0.5 * ivar**3
    dmu = np.sum(dxhat * -ivar, axis=0) + dvar * np.mean(-2 * x_mu, axis=0)
    dX = dxhat * ivar + dvar * 2 * x_mu / m + dmu / m
    return {"X": dX, "gamma": dgamma, "beta": dbeta}


CASES = [
    Slip("did not multiply by the scale gamma in the gradient of X: dy goes on in the place of gamma "
         "dy", along_the_paths,
         {"dxhat = gamma * dy": "dxhat = dy"}, source="denizyuret/Knet.jl#288"),
    Slip("used the number d of features instead of the number n of examples in the gradient of X", along_the_paths,
         {"m = X.shape[0]": "m = X.shape[1]"}, source="RubixML/ML#423"),
    Slip("did not divide the part that goes through the mean mu by the number n of examples; only its part "
         "through the variance is divided",
         along_the_paths,
         {"dmu = np.sum(dxhat * -ivar, axis=0) + dvar * np.mean(-2 * x_mu, axis=0)":
          "dmu = np.sum(dxhat * -ivar, axis=0) + dvar * np.mean(-2 * x_mu, axis=0) / m", "+ dmu / m": "+ dmu"},
         source="mlpack/mlpack#1923"),
]
