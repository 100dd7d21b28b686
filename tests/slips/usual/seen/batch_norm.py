"""Batch normalisation. X is m x D (rows are examples), gamma and beta have D entries, Y is m x D, eps a small constant.
For each feature j: mu_j = 1/m sum_i X_ij, v_j = 1/m sum_i (X_ij - mu_j)^2, xhat_ij = (X_ij - mu_j) / sqrt(v_j + eps),
O_ij = gamma_j xhat_ij + beta_j. The loss is L = 1/(2m) sum_ij (O_ij - Y_ij)^2.
Derive the gradients of L with respect to X, gamma and beta. Mind that mu and v depend on all of the batch.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("X", "gamma", "beta")


def make(rng, size):
    m, D = ((4, 3), (6, 2), (5, 4))[size]
    return {
        "X": rng.normal(size=(m, D)) * 1.5 + 0.7,
        "Y": rng.normal(size=(m, D)),
        "gamma": rng.uniform(0.5, 1.8, size=D),
        "beta": rng.normal(size=D),
        "eps": 0.01,
    }


def loss(X, Y, gamma, beta, eps):
    m = X.shape[0]
    mu = np.mean(X, axis=0)
    v = np.mean((X - mu) ** 2, axis=0)
    xhat = (X - mu) / np.sqrt(v + eps)
    return np.sum((gamma * xhat + beta - Y) ** 2) / (2 * m)


def as_in_the_paper(X, Y, gamma, beta, eps):
    m = X.shape[0]
    mu = X.mean(axis=0)
    var = np.sum((X - mu) ** 2, axis=0) / m
    xhat = (X - mu) / np.sqrt(var + eps)
    dout = (gamma * xhat + beta - Y) / m
    dgamma = np.sum(dout * xhat, axis=0)
    dbeta = np.sum(dout, axis=0)
    dxhat = dout * gamma
    dvar = np.sum(dxhat * (X - mu), axis=0) * -0.5 * (var + eps) ** -1.5
    dmu = -np.sum(dxhat, axis=0) / np.sqrt(var + eps) + dvar * np.mean(-2 * (X - mu), axis=0)
    dX = dxhat / np.sqrt(var + eps) + dvar * 2 * (X - mu) / m + dmu / m
    return {"X": dX, "gamma": dgamma, "beta": dbeta}


def node_by_node(X, Y, gamma, beta, eps):
    N, D = X.shape
    mu = 1 / N * np.sum(X, axis=0)
    xmu = X - mu
    var = 1 / N * np.sum(xmu**2, axis=0)
    sqrtvar = np.sqrt(var + eps)
    ivar = 1 / sqrtvar
    xhat = xmu * ivar
    dout = (gamma * xhat + beta - Y) / N
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dxhat = dout * gamma
    divar = np.sum(dxhat * xmu, axis=0)
    dxmu1 = dxhat * ivar
    dsqrtvar = -1 / sqrtvar**2 * divar
    dvar = 0.5 / np.sqrt(var + eps) * dsqrtvar
    dsq = 1 / N * np.ones((N, D)) * dvar
    dxmu2 = 2 * xmu * dsq
    dx1 = dxmu1 + dxmu2
    dmu = -np.sum(dx1, axis=0)
    dx2 = 1 / N * np.ones((N, D)) * dmu
    return {"X": dx1 + dx2, "gamma": dgamma, "beta": dbeta}


def feature_by_feature(X, Y, gamma, beta, eps):
    m, D = X.shape
    dX, dgamma, dbeta = np.zeros((m, D)), np.zeros(D), np.zeros(D)
    for j in range(D):
        c = X[:, j] - np.mean(X[:, j])
        s = np.sqrt(np.mean(c**2) + eps)
        h = c / s
        g = (gamma[j] * h + beta[j] - Y[:, j]) / m
        dgamma[j] = g @ h
        dbeta[j] = g.sum()
        J = (np.eye(m) - 1 / m - np.outer(h, h) / m) / s
        dX[:, j] = gamma[j] * (J @ g)
    return {"X": dX, "gamma": dgamma, "beta": dbeta}


def short_formula(X, Y, gamma, beta, eps):
    m = len(X)
    mu = np.mean(X, axis=0)
    s = np.sqrt(np.var(X, axis=0) + eps)
    xhat = (X - mu) / s
    dO = (gamma * xhat + beta - Y) / m
    dgamma = (dO * xhat).sum(axis=0)
    dbeta = dO.sum(axis=0)
    dxhat = dO * gamma
    dX = (m * dxhat - dxhat.sum(axis=0) - xhat * (dxhat * xhat).sum(axis=0)) / (m * s)
    return {"X": dX, "gamma": dgamma, "beta": dbeta}


CASES = [
    Slip(
        "treated mu and v as constants: dX is dxhat / sqrt(v + eps) alone, without the ways through the mean "
        "and the variance",
        as_in_the_paper,
        {" + dvar * 2 * (X - mu) / m + dmu / m": ""},
    ),
    Slip(
        "treated mu and v as constants: the Jacobian of xhat by X is only the identity divided by s",
        feature_by_feature,
        {"(np.eye(m) - 1 / m - np.outer(h, h) / m) / s": "np.eye(m) / s"},
    ),
    Slip(
        "forgot that the variance depends on X: the way through v is missing in dX, only the direct one and "
        "that through mu are there",
        as_in_the_paper,
        {" + dvar * 2 * (X - mu) / m": ""},
    ),
    Slip(
        "forgot that the mean depends on X: dX is only dx1, the way through mu (dx2) is not added",
        node_by_node,
        {"dx1 + dx2": "dx1"},
    ),
    Slip(
        "forgot that the variance depends on X: the term with outer(h, h) is missing in the Jacobian of xhat by X",
        feature_by_feature,
        {" - np.outer(h, h) / m": ""},
    ),
    Slip(
        "the gradient of the variance has the wrong sign: the minus of -1/2 (v + eps)^(-3/2) is lost",
        as_in_the_paper,
        {"* -0.5 *": "* 0.5 *"},
    ),
    Slip(
        "forgot gamma on the way back: dxhat is dout instead of dout * gamma, so dX is wrong",
        node_by_node,
        {"dxhat = dout * gamma": "dxhat = dout"},
    ),
    Slip(
        "forgot the 1/m in the derivative of the mean: dmu is added to each entry of dX undivided",
        as_in_the_paper,
        {"+ dmu / m": "+ dmu"},
    ),
    Slip(
        "the derivative of 1/sqrtvar is -1/sqrtvar instead of -1/sqrtvar^2 on the way to the variance",
        node_by_node,
        {"-1 / sqrtvar**2": "-1 / sqrtvar"},
    ),
    Slip(
        "the factor 2 of the square is missing in the derivative of the variance by X: dvar (X - mu) / m in dX",
        as_in_the_paper,
        {"dvar * 2 * (X - mu) / m": "dvar * (X - mu) / m"},
    ),
    Slip(
        "forgot the 1/m of the loss in the derivative by O, so all the gradients are m times too large",
        short_formula,
        {"+ beta - Y) / m": "+ beta - Y)"},
    ),
    Slip(
        "did not sum the gradients of gamma and beta over the batch: they are left as m x D matrices",
        short_formula,
        {"(dO * xhat).sum(axis=0)\n    dbeta = dO.sum(axis=0)": "dO * xhat\n    dbeta = dO"},
    ),
    Slip(
        "two mistakes: gamma's gradient is taken with X instead of xhat, and mu and v are treated as "
        "constants in dX",
        short_formula,
        {
            "dgamma = (dO * xhat)": "dgamma = (dO * X)",
            "dX = (m * dxhat - dxhat.sum(axis=0) - xhat * (dxhat * xhat).sum(axis=0)) / (m * s)": "dX = dxhat / s",
        },
    ),
]
