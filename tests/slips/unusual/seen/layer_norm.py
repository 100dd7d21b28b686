"""Layer normalisation. X is n x d, gamma and beta have d entries, T is n x d, eps a small constant.
Each row x of X is normalised alone: mu = mean of its d entries, v = mean of the (x_j - mu)^2, sigma = sqrt(v + eps),
xhat = (x - mu) / sigma, and o = gamma * xhat + beta (entry by entry).
The loss is L = 1/n * sum over rows i and entries j of (O_ij - T_ij)^2.
Derive the gradients of L with respect to X, gamma and beta.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("X", "gamma", "beta")


def make(rng, size):
    n, d = ((3, 4), (5, 3), (2, 6))[size]
    return {
        "X": rng.normal(size=(n, d)) * 1.4 - 0.5,
        "T": rng.normal(size=(n, d)),
        "gamma": rng.uniform(0.4, 1.9, size=d),
        "beta": rng.normal(size=d),
        "eps": 0.02,
    }


def loss(X, T, gamma, beta, eps):
    n, d = X.shape
    mu = np.mean(X, axis=1).reshape(n, 1)
    v = np.mean((X - mu) ** 2, axis=1).reshape(n, 1)
    O = gamma * (X - mu) / np.sqrt(v + eps) + beta
    return np.sum((O - T) ** 2) / n


def vectorised(X, T, gamma, beta, eps):
    mu = X.mean(axis=1, keepdims=True)
    sigma = np.sqrt(X.var(axis=1, keepdims=True) + eps)
    xhat = (X - mu) / sigma
    O = gamma * xhat + beta
    G = 2 * (O - T) / len(X)
    dgamma = (G * xhat).sum(axis=0)
    dbeta = G.sum(axis=0)
    H = G * gamma
    dX = (H - H.mean(axis=1, keepdims=True) - xhat * (H * xhat).mean(axis=1, keepdims=True)) / sigma
    return {"X": dX, "gamma": dgamma, "beta": dbeta}


def with_indices(X, T, gamma, beta, eps):
    n, d = X.shape
    dX, dgamma, dbeta = np.zeros((n, d)), np.zeros(d), np.zeros(d)
    for i in range(n):
        mu = sum(X[i]) / d
        s = np.sqrt(sum((X[i] - mu) ** 2) / d + eps)
        g = [2 / n * (gamma[j] * (X[i, j] - mu) / s + beta[j] - T[i, j]) for j in range(d)]
        for j in range(d):
            dgamma[j] += g[j] * (X[i, j] - mu) / s
            dbeta[j] += g[j]
            for k in range(d):
                delta = 1.0 if j == k else 0.0
                dxhat_j_dx_k = (delta - 1 / d) / s - (X[i, j] - mu) * (X[i, k] - mu) / (d * s**3)
                dX[i, k] += g[j] * gamma[j] * dxhat_j_dx_k
    return {"X": dX, "gamma": dgamma, "beta": dbeta}


def row_by_row(X, T, gamma, beta, eps):
    n, d = X.shape
    rows, dgamma, dbeta = [], 0, 0
    for x, t in zip(X, T):
        c = x - x.mean()
        v = np.mean(c * c)
        s = np.sqrt(v + eps)
        do = 2 * (gamma * c / s + beta - t) / n
        dbeta = dbeta + do
        dgamma = dgamma + do * c / s
        dxhat = gamma * do
        ds = -np.sum(dxhat * c) / s**2
        dv = ds / (2 * np.sqrt(v + eps))
        dc = dxhat / s + dv * 2 * c / d
        rows.append(dc - np.mean(dc))
    return {"X": np.array(rows), "gamma": dgamma, "beta": dbeta}


CASES = [
    Slip(
        "copied the batch norm formula for dX: gamma is pulled out in front of the bracket, although here the means "
        "run over the features and gamma belongs inside of them",
        vectorised,
        {"(H - H.mean": "gamma * (G - G.mean", "(H * xhat)": "(G * xhat)"},
    ),
    Slip(
        "in the projection term of dX used the layer's output O (after gamma and beta) in place of xhat, both times",
        vectorised,
        {"xhat * (H * xhat)": "O * (H * O)"},
    ),
    Slip(
        "forgot axis=1 in the mean of gamma * dL/dO that dX subtracts: one mean of the whole matrix instead of one "
        "for each row",
        vectorised,
        {"H - H.mean(axis=1, keepdims=True)": "H - H.mean()"},
    ),
    Slip(
        "averaged dgamma and dbeta over the rows instead of adding the rows up (the 1/n is in G = dL/dO already)",
        vectorised,
        {".sum(axis=0)": ".mean(axis=0)"},
    ),
    Slip(
        "normalised with the unbiased variance (divided by d - 1 instead of d) as torch.var does by default, with "
        "the gradient formula for the biased one",
        vectorised,
        {"X.var(axis=1, keepdims=True)": "X.var(axis=1, keepdims=True, ddof=1)"},
    ),
    Slip(
        "took batch norm instead of layer norm: all means and variances are over the examples (axis 0), not over the "
        "entries of a row",
        vectorised,
        {"axis=1": "axis=0"},
    ),
    Slip(
        "two mistakes: the 2 of the squared error is missing (all three gradients), and dX is divided by sigma^2 "
        "instead of sigma",
        vectorised,
        {"G = 2 * (O - T)": "G = (O - T)", "keepdims=True)) / sigma": "keepdims=True)) / sigma**2"},
    ),
    Slip(
        "forgot that mu depends on x_k: dxhat_j/dx_k has delta_jk / sigma without the -1/d",
        with_indices,
        {"(delta - 1 / d) / s": "delta / s"},
    ),
    Slip(
        "the variance term of dxhat_j/dx_k has sigma^2 in the denominator instead of sigma^3",
        with_indices,
        {"(d * s**3)": "(d * s**2)"},
    ),
    Slip(
        "confused the two sizes: the variance term of dxhat_j/dx_k is divided by the number of rows n instead of the "
        "number of entries d",
        with_indices,
        {"(d * s**3)": "(n * s**3)"},
    ),
    Slip(
        "forgot eps in the backward pass: dsigma/dv is 1 / (2 sqrt(v)) instead of 1 / (2 sqrt(v + eps))",
        row_by_row,
        {"(2 * np.sqrt(v + eps))": "(2 * np.sqrt(v))"},
    ),
    Slip(
        "in the backward pass through x - mu took off the sum over the row instead of the mean (dmu/dx_k = 1/d "
        "forgotten)",
        row_by_row,
        {"dc - np.mean(dc)": "dc - np.sum(dc)"},
    ),
    Slip(
        "dv/dc_j is c_j / d instead of 2 c_j / d: the 2 of the square in the variance is missing",
        row_by_row,
        {"dv * 2 * c / d": "dv * c / d"},
    ),
    Slip(
        "two mistakes: the minus sign of d(1/sigma)/dsigma = -1/sigma^2 is lost in the path through sigma, and dbeta "
        "carries the factor gamma that belongs to dxhat",
        row_by_row,
        {"ds = -np.sum": "ds = np.sum", "dbeta = dbeta + do": "dbeta = dbeta + gamma * do"},
    ),
]
