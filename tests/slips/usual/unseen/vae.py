"""A linear variational autoencoder on m examples x_1 .. x_m in R^d (the rows of X), with k latent variables.
mu = W_mu x, log_var = W_lv x (W_mu, W_lv: k by d), z = mu + exp(log_var / 2) eps elementwise with given noise
eps in R^k (the rows of eps, constants), reconstruction x_hat = W_dec z (W_dec: d by k).
The loss of an example is |x_hat - x|^2 + KL with KL = -1/2 sum over j of (1 + log_var_j - mu_j^2 - exp(log_var_j));
the loss is the mean over the m examples. Derive the gradients with respect to W_mu, W_lv and W_dec.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W_mu", "W_lv", "W_dec")


def make(rng, size):
    m, d, k = ((3, 4, 2), (5, 3, 2), (2, 6, 3))[size]
    return {
        "X": rng.normal(size=(m, d)),
        "eps": rng.normal(size=(m, k)),
        "W_mu": 0.7 * rng.normal(size=(k, d)),
        "W_lv": 0.5 * rng.normal(size=(k, d)),
        "W_dec": 0.8 * rng.normal(size=(d, k)),
    }


def loss(X, eps, W_mu, W_lv, W_dec):
    mu = X @ W_mu.T
    log_var = X @ W_lv.T
    z = mu + np.exp(log_var / 2) * eps
    error = z @ W_dec.T - X
    kl = -0.5 * (1 + log_var - mu**2 - np.exp(log_var))
    return (np.sum(error**2) + np.sum(kl)) / len(X)


def with_batches(X, eps, W_mu, W_lv, W_dec):
    m = len(X)
    mu = X @ W_mu.T
    lv = X @ W_lv.T
    std = np.exp(lv / 2)
    z = mu + std * eps
    X_hat = z @ W_dec.T
    d_hat = 2 * (X_hat - X) / m
    dW_dec = d_hat.T @ z
    dz = d_hat @ W_dec
    dmu = dz + mu / m
    dlv = dz * eps * std / 2 + (np.exp(lv) - 1) / (2 * m)
    dW_mu = dmu.T @ X
    dW_lv = dlv.T @ X
    return {"W_mu": dW_mu, "W_lv": dW_lv, "W_dec": dW_dec}


def by_example(X, eps, W_mu, W_lv, W_dec):
    m = X.shape[0]
    gW_mu, gW_lv, gW_dec = np.zeros_like(W_mu), np.zeros_like(W_lv), np.zeros_like(W_dec)
    for x, e in zip(X, eps):
        mu, log_var = W_mu @ x, W_lv @ x
        sigma = np.exp(0.5 * log_var)
        z = mu + sigma * e
        r = W_dec @ z - x
        g_z = 2 * W_dec.T @ r
        g_mu = g_z + mu
        g_lv = g_z * e * 0.5 * sigma - 0.5 * (1 - np.exp(log_var))
        gW_dec += 2 * np.outer(r, z)
        gW_mu += np.outer(g_mu, x)
        gW_lv += np.outer(g_lv, x)
    return {"W_mu": gW_mu / m, "W_lv": gW_lv / m, "W_dec": gW_dec / m}


def two_parts(X, eps, W_mu, W_lv, W_dec):
    # KL in terms of sigma: 1/2 (mu^2 + sigma^2 - 1 - 2 log sigma)
    m = X.shape[0]
    mu, sigma = X @ W_mu.T, np.exp(0.5 * (X @ W_lv.T))
    z = mu + sigma * eps
    delta = 2 * (z @ W_dec.T - X)
    rec_z = delta @ W_dec
    rec_mu = rec_z
    rec_sigma = rec_z * eps
    kl_mu = mu
    kl_sigma = sigma - 1 / sigma
    sigma_lv = 0.5 * sigma
    grad_mu = rec_mu + kl_mu
    grad_lv = (rec_sigma + kl_sigma) * sigma_lv
    return {"W_mu": grad_mu.T @ X / m, "W_lv": grad_lv.T @ X / m, "W_dec": delta.T @ z / m}


CASES = [
    Slip(
        "forgot the KL term's part mu in the gradient with respect to mu, so the gradient of W_mu is wrong",
        with_batches,
        {"dmu = dz + mu / m": "dmu = dz"},
    ),
    Slip(
        "forgot the 1/2 in the derivative of exp(log_var / 2), in the reconstruction part of the gradient of W_lv",
        with_batches,
        {"dz * eps * std / 2 +": "dz * eps * std +"},
    ),
    Slip(
        "forgot the 2 of the squared reconstruction error, so that part is halved in all gradients (KL is right)",
        with_batches,
        {"d_hat = 2 * (X_hat - X) / m": "d_hat = (X_hat - X) / m"},
    ),
    Slip(
        "wrong sign of the KL term's derivative with respect to log_var: +1/2 (1 - exp(log_var)), in the gradient of "
        "W_lv",
        by_example,
        {"- 0.5 * (1 - np.exp(log_var))": "+ 0.5 * (1 - np.exp(log_var))"},
    ),
    Slip(
        "forgot the factor eps of dz/dlog_var in the reconstruction part of the gradient of W_lv",
        by_example,
        {"g_lv = g_z * e * 0.5 * sigma": "g_lv = g_z * 0.5 * sigma"},
    ),
    Slip(
        "forgot to divide the KL part by m (the reconstruction part is divided), in the gradients of W_mu and W_lv",
        with_batches,
        {"dmu = dz + mu / m": "dmu = dz + mu", "(np.exp(lv) - 1) / (2 * m)": "(np.exp(lv) - 1) / 2"},
    ),
    Slip(
        "forgot the 1/m of the mean over the examples: all gradients are sums",
        by_example,
        {
            "    m = X.shape[0]\n": "",
            '{"W_mu": gW_mu / m, "W_lv": gW_lv / m, "W_dec": gW_dec / m}':
            '{"W_mu": gW_mu, "W_lv": gW_lv, "W_dec": gW_dec}',
        },
    ),
    Slip(
        "used mu instead of the sampled z in the gradient of W_dec",
        with_batches,
        {"dW_dec = d_hat.T @ z": "dW_dec = d_hat.T @ mu"},
    ),
    Slip(
        "forgot that exp(log_var / 2) itself stays when it is differentiated: eps / 2 instead of eps exp(log_var / 2) "
        "/ 2 in the reconstruction part of the gradient of W_lv",
        with_batches,
        {"dz * eps * std / 2 +": "dz * eps / 2 +"},
    ),
    Slip(
        "forgot the 1/2 in front of the KL term for mu: 2 mu instead of mu, in the gradient of W_mu",
        two_parts,
        {"kl_mu = mu\n": "kl_mu = 2 * mu\n"},
    ),
    Slip(
        "forgot the 1/2 of dsigma/dlog_var = sigma / 2, so the whole gradient of W_lv is doubled",
        two_parts,
        {"sigma_lv = 0.5 * sigma": "sigma_lv = sigma"},
    ),
    Slip(
        "left the KL term out of the gradient of W_lv: only the reconstruction part is there",
        by_example,
        {"g_lv = g_z * e * 0.5 * sigma - 0.5 * (1 - np.exp(log_var))": "g_lv = g_z * e * 0.5 * sigma"},
    ),
    Slip(
        "two mistakes: forgot the 2 of the squared reconstruction error (all gradients), and wrote -mu for the KL "
        "term's derivative with respect to mu (gradient of W_mu)",
        by_example,
        {
            "g_z = 2 * W_dec.T @ r": "g_z = W_dec.T @ r",
            "gW_dec += 2 * np.outer(r, z)": "gW_dec += np.outer(r, z)",
            "g_mu = g_z + mu": "g_mu = g_z - mu",
        },
    ),
]
