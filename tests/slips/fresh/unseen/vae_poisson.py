"""A variational autoencoder for counts, on one example: x has d entries (counts), A and B are k x d, a and b have k
entries, D is d x k, c has d entries, eps has k entries (drawn once and then fixed), * and exp work entry by entry.
m = A x + a, l = B x + b (the logarithm of the variance), z = m + exp(l / 2) * eps, rate = exp(D z + c),
L = sum over the d counts of (rate - x log(rate)) + 1/2 sum over the k entries of (m^2 + exp(l) - l - 1).
The first sum is the Poisson loss without its constant, the second the KL divergence to a standard normal.
Derive the gradients of L with respect to A, a, B, b, D and c.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("A", "a", "B", "b", "D", "c")


def make(rng, size):
    d, k = ((3, 2), (4, 3), (2, 3))[size]
    return {
        "x": np.resize([3.0, 1.0, 0.0, 2.0], d),
        "eps": rng.uniform(0.5, 1.5, size=k) * np.resize([1.0, -1.0], k),
        "A": 0.25 * rng.normal(size=(k, d)),
        "a": rng.uniform(-0.4, 0.4, size=k),
        "B": 0.25 * rng.normal(size=(k, d)),
        "b": rng.uniform(-0.6, 0.2, size=k),
        "D": 0.5 * rng.normal(size=(d, k)),
        "c": rng.uniform(-0.3, 0.5, size=d),
    }


def loss(x, eps, A, a, B, b, D, c):
    m = A @ x + a
    l = B @ x + b
    z = m + np.exp(l / 2) * eps
    u = D @ z + c
    return np.sum(np.exp(u) - x * u) + 0.5 * np.sum(m**2 + np.exp(l) - l - 1)


def in_vectors(x, eps, A, a, B, b, D, c):
    m = A @ x + a
    l = B @ x + b
    std = np.exp(l / 2)
    z = m + std * eps
    rate = np.exp(D @ z + c)
    du = rate - x
    dD = np.outer(du, z)
    dc = du
    dz = D.T @ du
    dm = dz + m
    dstd = dz * eps
    dl = dstd * std / 2 + (np.exp(l) - 1) / 2
    dA = np.outer(dm, x)
    da = dm
    dB = np.outer(dl, x)
    db = dl
    return {"A": dA, "a": da, "B": dB, "b": db, "D": dD, "c": dc}


def entry_by_entry(x, eps, A, a, B, b, D, c):
    d, k = D.shape
    mean, logvar, z = np.zeros(k), np.zeros(k), np.zeros(k)
    for j in range(k):
        mean[j] = A[j] @ x + a[j]
        logvar[j] = B[j] @ x + b[j]
        z[j] = mean[j] + np.exp(0.5 * logvar[j]) * eps[j]
    rate = np.zeros(d)
    for i in range(d):
        rate[i] = np.exp(D[i] @ z + c[i])
    gD, gc, gz = np.zeros((d, k)), np.zeros(d), np.zeros(k)
    for i in range(d):
        g_rate = 1 - x[i] / rate[i]
        g_score = g_rate * rate[i]
        gc[i] = g_score
        for j in range(k):
            gD[i, j] = g_score * z[j]
            gz[j] += g_score * D[i, j]
    gA, gB, ga, gb = np.zeros((k, d)), np.zeros((k, d)), np.zeros(k), np.zeros(k)
    for j in range(k):
        ga[j] = gz[j] + mean[j]
        sampled = gz[j] * eps[j] * 0.5 * np.exp(0.5 * logvar[j])
        kl_part = 0.5 * (np.exp(logvar[j]) - 1)
        gb[j] = sampled + kl_part
        for i in range(d):
            gA[j, i] = ga[j] * x[i]
            gB[j, i] = gb[j] * x[i]
    return {"A": gA, "a": ga, "B": gB, "b": gb, "D": gD, "c": gc}


CASES = [
    Slip(
        "forgot the KL term in the gradient of the mean",
        in_vectors,
        {"dm = dz + m": "dm = dz"},
    ),
    Slip(
        "forgot the path through the sampled z in the gradient of the log variance: only the KL part is left",
        entry_by_entry,
        {
            "gb[j] = sampled + kl_part": "gb[j] = kl_part",
        },
    ),
    Slip(
        "forgot the 1/2 from exp(l / 2): the sampled part of dl is dstd std",
        in_vectors,
        {"dl = dstd * std / 2 +": "dl = dstd * std +"},
    ),
    Slip(
        "took l for the variance's square root: the sampled part of dl is dstd / 2, without std",
        in_vectors,
        {"dl = dstd * std / 2 +": "dl = dstd / 2 +"},
    ),
    Slip(
        "forgot the noise: dstd is dz instead of dz eps",
        in_vectors,
        {"dstd = dz * eps": "dstd = dz"},
    ),
    Slip(
        "KL part of the log variance has the wrong sign: (1 - exp(l)) / 2",
        in_vectors,
        {"(np.exp(l) - 1) / 2": "(1 - np.exp(l)) / 2"},
    ),
    Slip(
        "dropped the - 1 that comes from - l in the KL term",
        entry_by_entry,
        {
            "kl_part = 0.5 * (np.exp(logvar[j]) - 1)": "kl_part = 0.5 * np.exp(logvar[j])",
        },
    ),
    Slip(
        "error of the Poisson loss with the wrong sign: counts minus rate",
        in_vectors,
        {"du = rate - x": "du = x - rate"},
    ),
    Slip(
        "two mistakes: the mean instead of the sampled z in the gradient of D, and the noise is forgotten in the gradient of the standard deviation",
        in_vectors,
        {
            "dD = np.outer(du, z)": "dD = np.outer(du, m)",
            "dstd = dz * eps": "dstd = dz",
        },
    ),
    Slip(
        "derivative of m^2 / 2 taken as 2 m: the 1/2 in front of the KL is forgotten for the mean",
        in_vectors,
        {"dm = dz + m": "dm = dz + 2 * m"},
    ),
    Slip(
        "stopped at the derivative by the rate: 1 - x / rate is used as the derivative by the score, without the factor rate of exp",
        entry_by_entry,
        {"g_score = g_rate * rate[i]": "g_score = g_rate"},
    ),
    Slip(
        "forgot the first term of the Poisson loss, the rate itself: g_rate is - x / rate",
        entry_by_entry,
        {"g_rate = 1 - x[i] / rate[i]": "g_rate = -x[i] / rate[i]"},
    ),
    Slip(
        "copied the line for A and left its factor: gB uses the gradient of the mean",
        entry_by_entry,
        {"gB[j, i] = gb[j] * x[i]": "gB[j, i] = ga[j] * x[i]"},
    ),
    Slip(
        "two mistakes: the variance exp(l) stands where the standard deviation exp(l / 2) should in the sampled part, "
        "and the 1/2 of the KL is forgotten for the log variance",
        entry_by_entry,
        {
            "0.5 * np.exp(0.5 * logvar[j])\n        kl_part = 0.5 * (np": "0.5 * np.exp(logvar[j])\n        kl_part = (np",
        },
    ),
]
