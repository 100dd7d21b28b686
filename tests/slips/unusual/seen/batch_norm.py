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


CASES = [
    Slip(
        "took mu and v for constants in dX: only the direct path X -> xhat is there, gamma * dout / sqrt(v + eps)",
        as_in_the_paper,
        {" + dvar * 2 * (X - mu) / m + dmu / m": ""},
    ),
    Slip(
        "mixed the two formulas of the variance: dv/dmu is -2 mu as for mean(x^2) - mu^2, dv/dX is 2 (X - mu) / m as "
        "for mean((x - mu)^2), so dX gets a term -2 mu dv / m too much",
        as_in_the_paper,
        {"np.mean(-2 * (X - mu), axis=0)": "-2 * mu"},
    ),
    Slip(
        "used the unbiased variance in the forward pass (v divided by m - 1 instead of m); the backward formulas "
        "have m",
        as_in_the_paper,
        {"(X - mu) ** 2, axis=0) / m": "(X - mu) ** 2, axis=0) / (m - 1)"},
    ),
    Slip(
        "forgot that each X_ij has only the share 1/m in the mean: dmu is added to dX without division by m",
        as_in_the_paper,
        {"+ dmu / m": "+ dmu"},
    ),
    Slip(
        "two mistakes: the residual is Y - O instead of O - Y, so all gradients have the other sign; and the "
        "derivative of (v + eps)^(-1/2) kept the exponent -1/2 instead of -3/2",
        as_in_the_paper,
        {"(gamma * xhat + beta - Y)": "(Y - gamma * xhat - beta)", "** -1.5": "** -0.5"},
    ),
    Slip(
        "forgot the second path into X - mu, the one through the variance (v is treated as constant, mu is not)",
        node_by_node,
        {"dx1 = dxmu1 + dxmu2": "dx1 = dxmu1"},
    ),
    Slip(
        "derivative of 1/u written as -1/u instead of -1/u^2, where u = sqrt(v + eps), in the path through the "
        "variance",
        node_by_node,
        {"-1 / sqrtvar**2 * divar": "-1 / sqrtvar * divar"},
    ),
    Slip(
        "did not sum over the batch for the gradient of 1/sqrt(v + eps): each example sends back only its own term "
        "through the variance, although v_j is shared by all examples",
        node_by_node,
        {"divar = np.sum(dxhat * xmu, axis=0)": "divar = dxhat * xmu"},
    ),
    Slip(
        "two mistakes: dbeta is averaged over the batch once more (the 1/m is in dout already), and dgamma uses the "
        "centred X - mu instead of the normalised xhat",
        node_by_node,
        {"dbeta = np.sum(dout, axis=0)": "dbeta = np.mean(dout, axis=0)", "np.sum(dout * xhat,": "np.sum(dout * xmu,"},
    ),
    Slip(
        "put eps outside of the root: divides by sqrt(v) + eps instead of sqrt(v + eps), forward and backward",
        feature_by_feature,
        {"np.sqrt(np.mean(c**2) + eps)": "np.sqrt(np.mean(c**2)) + eps"},
    ),
    Slip(
        "the variance term of the Jacobian has the centred values (X - mu) where the normalised xhat belong: c c^T / "
        "m instead of xhat xhat^T / m",
        feature_by_feature,
        {"np.outer(h, h) / m": "np.outer(c, c) / m"},
    ),
    Slip(
        "in d(X_ij - mu_j)/dX_kj wrote delta_ik (1 - 1/m) instead of delta_ik - 1/m: through the mean only the "
        "example itself counts, the -1/m for the other examples is gone",
        feature_by_feature,
        {"np.eye(m) - 1 / m": "np.eye(m) * (1 - 1 / m)"},
    ),
    Slip(
        "the variance term xhat xhat^T / m has a plus sign in the Jacobian of xhat (the minus of d(u^-1/2) was lost)",
        feature_by_feature,
        {"- np.outer(h, h)": "+ np.outer(h, h)"},
    ),
    Slip(
        "dgamma still has the factor gamma: dO/dgamma taken as gamma xhat instead of xhat",
        feature_by_feature,
        {"dgamma[j] = g @ h": "dgamma[j] = gamma[j] * (g @ h)"},
    ),
]
