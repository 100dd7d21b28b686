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
        "forgot the inner derivative 1/2 of exp(log_var / 2): the reconstruction part of the gradient by log_var "
        "lacks the factor 1/2 (its KL part is right)",
        with_batches,
        {"dz * eps * std / 2": "dz * eps * std"},
    ),
    Slip(
        "used the standard deviation exp(log_var / 2) where the variance exp(log_var) belongs, "
        "in the KL part of the gradient by log_var",
        with_batches,
        {"(np.exp(lv) - 1)": "(std - 1)"},
    ),
    Slip(
        "did not divide the KL parts by m: the KL term is summed over the examples, the reconstruction averaged",
        with_batches,
        {"mu / m": "mu", "/ (2 * m)": "/ 2"},
    ),
    Slip(
        "treated the sampled z as not differentiable by log_var: only the KL term gives a gradient for W_lv",
        with_batches,
        {"dz * eps * std / 2 + (": "("},
    ),
    Slip(
        "used mu instead of the sampled z as the decoder's input in the gradient of W_dec",
        with_batches,
        {"d_hat.T @ z": "d_hat.T @ mu"},
    ),
    Slip(
        "went back through the encoder matrix W_mu transposed instead of the decoder matrix to get the gradient by z, "
        "as if the weights were tied",
        with_batches,
        {"d_hat @ W_dec": "d_hat @ W_mu.T"},
    ),
    Slip(
        "subtracted the KL gradients instead of adding them (sign of the KL term turned round, as in the ELBO)",
        by_example,
        {"g_z + mu": "g_z - mu", "sigma - 0.5 * (1": "sigma + 0.5 * (1"},
    ),
    Slip(
        "left the noise out of the gradient by log_var: the reconstruction part lacks the factor eps",
        by_example,
        {"g_z * e * 0.5 * sigma": "g_z * 0.5 * sigma"},
    ),
    Slip(
        "took the KL term's gradient at the sample: added z instead of mu in the gradient by mu",
        by_example,
        {"g_mu = g_z + mu": "g_mu = g_z + z"},
    ),
    Slip(
        "two mistakes: forgot the 1 in the KL term's gradient by log_var (+ exp(log_var) / 2 only), "
        "and forgot the factor 2 of the square in the gradient of W_dec",
        by_example,
        {"- 0.5 * (1 - np.exp(log_var))": "+ 0.5 * np.exp(log_var)", "gW_dec += 2 * np.outer": "gW_dec += np.outer"},
    ),
    Slip(
        "took log_var as log sigma: computed sigma as exp(log_var) in z, and sigma as its derivative by log_var; "
        "the KL term in sigma then is wrong too",
        two_parts,
        {"np.exp(0.5 * (X @ W_lv.T))": "np.exp(X @ W_lv.T)", "sigma_lv = 0.5 * sigma": "sigma_lv = sigma"},
    ),
    Slip(
        "differentiated the KL term by sigma with the 1/2 applied to sigma^2 only: "
        "sigma - 2 / sigma instead of sigma - 1 / sigma",
        two_parts,
        {"sigma - 1 / sigma": "sigma - 2 / sigma"},
    ),
    Slip(
        "applied the step from sigma to log_var, the factor sigma / 2, to the reconstruction part only: the KL part "
        "of the gradient by log_var is still the derivative by sigma",
        two_parts,
        {"(rec_sigma + kl_sigma) * sigma_lv": "rec_sigma * sigma_lv + kl_sigma"},
    ),
    Slip(
        "two mistakes: forgot the KL term's part in the gradient by mu, and used the reconstruction W_dec z "
        "instead of the input x in the gradient of W_lv",
        two_parts,
        {"rec_mu + kl_mu": "rec_mu", "grad_lv.T @ X": "grad_lv.T @ (z @ W_dec.T)"},
    ),
]
