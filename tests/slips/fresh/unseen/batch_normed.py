"""A linear layer with batch normalisation. The n rows of X (n x d) are the batch, W is d x k, gamma and beta have k
entries, T is n x k; the means run over the batch, one for each column, * multiplies entry by entry.
Z = X W, mu = mean of Z over the rows, var = mean of (Z - mu)^2 over the rows, N = (Z - mu) / sqrt(var + 0.1),
Y = gamma * N + beta, L = 1/(2n) sum of all (Y - T)^2.
Derive the gradients of L with respect to W, gamma, beta and X.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "gamma", "beta", "X")
EPS = 0.1


def make(rng, size):
    n, d, k = ((4, 2, 3), (3, 3, 2), (6, 4, 3))[size]
    return {
        "X": rng.normal(size=(n, d)) + 0.5,
        "T": rng.normal(size=(n, k)) + 0.3,
        "W": rng.normal(size=(d, k)),
        "gamma": rng.uniform(0.5, 1.8, size=k),
        "beta": rng.normal(size=k),
    }


def loss(X, T, W, gamma, beta):
    n, k = T.shape
    Z = X @ W
    total = 0.0
    for j in range(k):
        z = Z[:, j]
        mu = np.mean(z)
        var = np.mean((z - mu) ** 2)
        y = gamma[j] * (z - mu) / (var + EPS) ** 0.5 + beta[j]
        total = total + np.sum((y - T[:, j]) ** 2)
    return total / (2 * n)


def all_steps(X, T, W, gamma, beta):
    n = X.shape[0]
    Z = X @ W
    mu = Z.mean(axis=0)
    C = Z - mu
    var = (C**2).mean(axis=0)
    std = np.sqrt(var + EPS)
    N = C / std
    Y = gamma * N + beta
    dY = (Y - T) / n
    dgamma = np.sum(dY * N, axis=0)
    dbeta = np.sum(dY, axis=0)
    dN = dY * gamma
    dvar = np.sum(dN * C, axis=0) * (-0.5) * (var + EPS) ** (-1.5)
    dmu = -np.sum(dN, axis=0) / std
    dZ = dN / std + dvar * 2 * C / n + dmu / n
    dW = X.T @ dZ
    dX = dZ @ W.T
    return {"W": dW, "gamma": dgamma, "beta": dbeta, "X": dX}


def closed_form(X, T, W, gamma, beta):
    n, d = X.shape
    k = W.shape[1]
    gW, gX = np.zeros((d, k)), np.zeros((n, d))
    ggamma, gbeta = np.zeros(k), np.zeros(k)
    for j in range(k):
        z = X @ W[:, j]
        centred = z - np.mean(z)
        istd = 1 / np.sqrt(np.mean(centred**2) + EPS)
        zn = centred * istd
        err = (gamma[j] * zn + beta[j] - T[:, j]) / n
        ggamma[j] = np.sum(err * zn)
        gbeta[j] = np.sum(err)
        g = err * gamma[j]
        gz = istd * (g - np.mean(g) - zn * np.mean(g * zn))
        for i in range(n):
            for l in range(d):
                gW[l, j] += gz[i] * X[i, l]
                gX[i, l] += gz[i] * W[l, j]
    return {"W": gW, "gamma": ggamma, "beta": gbeta, "X": gX}


CASES = [
    Slip(
        "treated the batch mean and the batch variance as constants: dZ is only dN / std",
        all_steps,
        {"dZ = dN / std + dvar * 2 * C / n + dmu / n": "dZ = dN / std"},
    ),
    Slip(
        "forgot that the variance depends on Z: the part with dvar is missing in dZ",
        all_steps,
        {" + dvar * 2 * C / n": ""},
    ),
    Slip(
        "forgot that the mean depends on Z: the part with dmu is missing in dZ",
        all_steps,
        {" + dmu / n": ""},
    ),
    Slip(
        "forgot to multiply by gamma before going through the normalisation",
        all_steps,
        {"dN = dY * gamma": "dN = dY"},
    ),
    Slip(
        "multiplied the gradient of gamma with the values before the normalisation, Z, instead of N",
        all_steps,
        {"dgamma = np.sum(dY * N, axis=0)": "dgamma = np.sum(dY * Z, axis=0)"},
    ),
    Slip(
        "forgot to divide by the number of examples in the error",
        all_steps,
        {"dY = (Y - T) / n": "dY = Y - T"},
    ),
    Slip(
        "lost the minus from the derivative of (var + 0.1)^(-1/2)",
        all_steps,
        {"* (-0.5) * (var": "* 0.5 * (var"},
    ),
    Slip(
        "wrong exponent in dvar: (var + 0.1)^(-1/2) stays as it is where it must become (var + 0.1)^(-3/2)",
        all_steps,
        {"(var + EPS) ** (-1.5)": "(var + EPS) ** (-0.5)"},
    ),
    Slip(
        "two mistakes: averaged the gradient of beta over the batch although the 1/n is already in the error, and forgot "
        "the 1/n of the variance's mean in dZ",
        all_steps,
        {"dbeta = np.sum(dY, axis=0)": "dbeta = np.mean(dY, axis=0)", "dvar * 2 * C / n": "dvar * 2 * C"},
    ),
    Slip(
        "forgot the factor 1 / std at the front of the closed formula",
        closed_form,
        {"gz = istd * (g - np.mean(g) - zn * np.mean(g * zn))": "gz = g - np.mean(g) - zn * np.mean(g * zn)"},
    ),
    Slip(
        "remembered the closed formula wrongly: zn inside the last mean is missing, zn mean(g) instead of zn mean(g zn)",
        closed_form,
        {"- zn * np.mean(g * zn)": "- zn * np.mean(g)"},
    ),
    Slip(
        "took sums where the closed formula has means",
        closed_form,
        {"g - np.mean(g) - zn * np.mean(g * zn)": "g - np.sum(g) - zn * np.sum(g * zn)"},
    ),
    Slip(
        "forgot beta in the forward pass, so the error is too small by beta",
        closed_form,
        {"err = (gamma[j] * zn + beta[j] - T[:, j]) / n": "err = (gamma[j] * zn - T[:, j]) / n"},
    ),
    Slip(
        "two mistakes: forgot 0.1 under the root, and left out the normalised value in the last term of the closed "
        "formula, which is then mean(g zn) alone",
        closed_form,
        {"np.sqrt(np.mean(centred**2) + EPS)": "np.sqrt(np.mean(centred**2))", "- zn * np.mean(g * zn)": "- np.mean(g * zn)"},
    ),
]
