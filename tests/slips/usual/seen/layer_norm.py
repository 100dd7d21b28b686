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


def through_variance_and_mean(X, T, gamma, beta, eps):
    n, d = X.shape
    mu = np.mean(X, axis=1, keepdims=True)
    var = np.var(X, axis=1, keepdims=True)
    xc = X - mu
    std = np.sqrt(var + eps)
    xhat = xc / std
    dO = 2 / n * (gamma * xhat + beta - T)
    dgamma = np.sum(dO * xhat, axis=0)
    dbeta = np.sum(dO, axis=0)
    dxhat = dO * gamma
    dvar = np.sum(dxhat * xc, axis=1, keepdims=True) * (-0.5) * (var + eps) ** (-1.5)
    dmu = np.sum(-dxhat / std, axis=1, keepdims=True)
    dX = dxhat / std + dvar * 2 * xc / d + dmu / d
    return {"X": dX, "gamma": dgamma, "beta": dbeta}


CASES = [
    Slip(
        "treated mu and sigma as constants: dX is only H / sigma, both correction terms are missing",
        vectorised,
        {
            "dX = (H - H.mean(axis=1, keepdims=True) - xhat * (H * xhat).mean(axis=1, keepdims=True)) / sigma": (
                "dX = H / sigma"
            )
        },
    ),
    Slip(
        "forgot that sigma depends on X: the term xhat * mean(H xhat) is missing in dX, only the mean's path is there",
        vectorised,
        {" - xhat * (H * xhat).mean(axis=1, keepdims=True)": ""},
    ),
    Slip(
        "forgot that mu depends on X: the gradient dc was given as dx without subtracting its mean over the row",
        row_by_row,
        {"rows.append(dc - np.mean(dc))": "rows.append(dc)"},
    ),
    Slip(
        "forgot gamma on the way back through o = gamma xhat + beta, H = G instead of G gamma, so dX is wrong",
        vectorised,
        {"H = G * gamma": "H = G"},
    ),
    Slip(
        "forgot the factor 1/n of the loss, so the gradients of X, gamma and beta are n times too large",
        vectorised,
        {"G = 2 * (O - T) / len(X)": "G = 2 * (O - T)"},
    ),
    Slip(
        "took the two means in dX over the rows (axis 0), as for batch normalisation, instead of over a row's entries",
        vectorised,
        {
            "H.mean(axis=1, keepdims=True)": "H.mean(axis=0)",
            "(H * xhat).mean(axis=1, keepdims=True)": "(H * xhat).mean(axis=0)",
        },
    ),
    Slip(
        "lost the minus in the derivative of 1/sigma: ds has the wrong sign, which makes the sigma part of dX wrong",
        row_by_row,
        {"ds = -np.sum(dxhat * c) / s**2": "ds = np.sum(dxhat * c) / s**2"},
    ),
    Slip(
        "used the centred entry x - mu instead of xhat in dgamma, forgot to divide by sigma",
        row_by_row,
        {"dgamma + do * c / s": "dgamma + do * c"},
    ),
    Slip(
        "left the variance out of dX: wrote only the direct term and the one through mu, dvar 2 (x - mu)/d is missing",
        through_variance_and_mean,
        {"dxhat / std + dvar * 2 * xc / d + dmu / d": "dxhat / std + dmu / d"},
    ),
    Slip(
        "differentiated entry j of xhat only by its own x_j (k = j), left out the terms with k different from j in dX",
        with_indices,
        {"dX[i, k] += g[j] * gamma[j] * dxhat_j_dx_k": "dX[i, k] += delta * g[j] * gamma[j] * dxhat_j_dx_k"},
    ),
    Slip(
        "wrong power in the derivative of (v + eps)^(-1/2): exponent -1/2 kept instead of -3/2 in dvar, so dX is wrong",
        through_variance_and_mean,
        {"(var + eps) ** (-1.5)": "(var + eps) ** (-0.5)"},
    ),
    Slip(
        "forgot the 2 from differentiating the square, so the gradients of X, gamma and beta are half as large",
        with_indices,
        {"g = [2 / n * (gamma": "g = [1 / n * (gamma"},
    ),
    Slip(
        "two mistakes: gamma is missing on the way back to xhat (in dX), and sigma is treated as a constant in dX",
        vectorised,
        {"H = G * gamma": "H = G", " - xhat * (H * xhat).mean(axis=1, keepdims=True)": ""},
    ),
]
