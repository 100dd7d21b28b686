"""Gaussian likelihood with a learnt variance. X is n x d, y has n entries, w has d, s is a number (the log-variance).
The model is y_i ~ N(mu_i, sigma^2) with mu = X w and sigma^2 = exp(s). The loss is the mean negative log-likelihood,
L = 1/n * sum_i [ log(2 pi)/2 + s/2 + (y_i - mu_i)^2 / (2 exp(s)) ].
Derive the gradients of L with respect to w and s.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "s")


def make(rng, size):
    n, d = ((5, 2), (4, 3), (7, 4))[size]
    return {
        "X": rng.normal(size=(n, d)) + 0.4,
        "y": rng.normal(size=n) * 1.5 + 0.8,
        "w": rng.normal(size=d),
        "s": rng.uniform(0.3, 0.9),
    }


def loss(X, y, w, s):
    return np.mean(0.5 * np.log(2 * np.pi) + s / 2 + (y - X @ w) ** 2 / (2 * np.exp(s)))


def in_vectors(X, y, w, s):
    n = len(y)
    r = y - X @ w
    var = np.exp(s)
    dw = -X.T @ r / (n * var)
    ds = 1 / 2 - np.mean(r**2) / (2 * var)
    return {"w": dw, "s": ds}


def with_the_precision(X, y, w, s):
    n, d = X.shape
    lam = np.exp(-s)
    dw = np.zeros(d)
    ds = 0.0
    for xi, yi in zip(X, y):
        e = xi @ w - yi
        dw += lam * e * xi
        ds += 0.5 - 0.5 * lam * e**2
    return {"w": dw / n, "s": ds / n}


def standardised(X, y, w, s):
    n = X.shape[0]
    sigma = np.exp(s / 2)
    z = (y - X @ w) / sigma
    # L = log(2 pi) / 2 + log(sigma) + mean(z^2) / 2
    dz = z / n
    dmu = -dz / sigma
    dw = dmu @ X
    dz_dsigma = -z / sigma
    dsigma = 1 / sigma + dz @ dz_dsigma
    ds = dsigma * sigma / 2
    return {"w": dw, "s": ds}


CASES = [
    Slip(
        "in ds squared the mean of the residuals instead of taking the mean of the squared residuals",
        in_vectors,
        {"np.mean(r**2)": "np.mean(r) ** 2"},
    ),
    Slip(
        "used the variance of the residuals about their own mean (np.var) in ds in place of the mean of (y - mu)^2",
        in_vectors,
        {"np.mean(r**2)": "np.var(r)"},
    ),
    Slip(
        "took s for the log of the standard deviation: sigma^2 = exp(2 s), with ds = 1 - mean(r^2) / sigma^2 and the "
        "same variance in dw",
        in_vectors,
        {"np.exp(s)": "np.exp(2 * s)", "1 / 2 - np.mean(r**2) / (2 * var)": "1 - np.mean(r**2) / var"},
    ),
    Slip(
        "wrote the mean of the products as the product of the means in dw: mean(x) mean(r) instead of mean(x r)",
        in_vectors,
        {"-X.T @ r / (n * var)": "-X.mean(axis=0) * r.mean() / var"},
    ),
    Slip(
        "dw uses the fitted variance mean(r^2) of the maximum likelihood solution instead of the parameter exp(s)",
        in_vectors,
        {"(n * var)": "(n * np.mean(r**2))"},
    ),
    Slip(
        "left the term s/2 of the loss out when differentiating with respect to s (took the log-variance term for "
        "part of the constant)",
        with_the_precision,
        {"ds += 0.5 - 0.5": "ds += -0.5"},
    ),
    Slip(
        "counted the 1/2 from s/2 only once for the whole data and then divided it by n with the rest: 1/(2n) in ds",
        with_the_precision,
        {"ds += 0.5 - 0.5": "ds += -0.5", "ds = 0.0": "ds = 0.5"},
    ),
    Slip(
        "lost the minus of the inner derivative of exp(-s): the quadratic term in ds is added instead of subtracted",
        with_the_precision,
        {"0.5 - 0.5 * lam": "0.5 + 0.5 * lam"},
    ),
    Slip(
        "applied the power rule to the exponential: d exp(-s)/ds = -s exp(-s - 1)",
        with_the_precision,
        {"0.5 - 0.5 * lam": "0.5 - 0.5 * s * np.exp(-s - 1)"},
    ),
    Slip(
        "two mistakes: dw lacks the factor exp(-s) as in plain least squares, and in ds the residual is not squared",
        with_the_precision,
        {"lam * e * xi": "e * xi", "lam * e**2": "lam * e"},
    ),
    Slip(
        "dsigma/ds taken as sigma instead of sigma / 2: the 1/2 in sigma = exp(s/2) is forgotten",
        standardised,
        {"dsigma * sigma / 2": "dsigma * sigma"},
    ),
    Slip(
        "stopped at the gradient with respect to sigma and gave it as that of s, without the factor dsigma/ds",
        standardised,
        {"ds = dsigma * sigma / 2": "ds = dsigma"},
    ),
    Slip(
        "differentiated log(sigma^2) instead of log(sigma), half of it: the first term of dL/dsigma is 2/sigma, not "
        "1/sigma",
        standardised,
        {"dsigma = 1 / sigma": "dsigma = 2 / sigma"},
    ),
    Slip(
        "two mistakes: dmu lacks the 1/sigma of dz/dmu = -1/sigma (so dw is divided by sigma only), and in ds the "
        "log(sigma) is summed over the n examples while the quadratic term is averaged",
        standardised,
        {"dmu = -dz / sigma": "dmu = -dz", "dsigma = 1 / sigma": "dsigma = n / sigma"},
    ),
]
