"""Negative log likelihood of a mixture of K round Gaussians: X is n x d, a has K entries (logits of the weights),
Mu is K x d, s has K entries (logarithms of the standard deviations).
pi = softmax(a), N[i, k] = exp(- |X[i] - Mu[k]|^2 / (2 exp(2 s[k]))) / exp(d s[k]) (the constant (2 pi)^(d/2) is left out),
L = - 1/n sum over i of log(sum over k of pi[k] N[i, k]).
Derive the gradients of L with respect to a, Mu, s and the points X.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("a", "Mu", "s", "X")


def make(rng, size):
    n, d, K = ((4, 2, 3), (3, 3, 2), (5, 2, 4))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "a": rng.uniform(-0.8, 0.8, size=K),
        "Mu": 0.8 * rng.normal(size=(K, d)),
        "s": rng.uniform(0.1, 0.5, size=K) * np.resize([1.0, -1.0], K),
    }


def loss(X, a, Mu, s):
    n, d = X.shape
    weights = np.exp(a) / np.sum(np.exp(a))
    total = 0.0
    for i in range(n):
        mix = 0.0
        for k in range(len(a)):
            far = np.sum((X[i] - Mu[k]) ** 2)
            mix = mix + weights[k] * np.exp(-far / (2 * np.exp(2 * s[k])) - d * s[k])
        total = total - np.log(mix)
    return total / n


def responsibilities(X, a, Mu, s):
    n, d = X.shape
    pi = np.exp(a) / np.exp(a).sum()
    var = np.exp(2 * s)
    diff = X[:, None, :] - Mu[None, :, :]
    sq = (diff**2).sum(axis=2)
    joint = pi * np.exp(-sq / (2 * var)) / np.exp(d * s)
    r = joint / joint.sum(axis=1, keepdims=True)
    da = pi - r.mean(axis=0)
    pull = r[:, :, None] * diff / var[:, None]
    dMu = -pull.sum(axis=0) / n
    dX = pull.sum(axis=1) / n
    ds = (r * (d - sq / var)).sum(axis=0) / n
    return {"a": da, "Mu": dMu, "s": ds, "X": dX}


def point_by_point(X, a, Mu, s):
    n, d = X.shape
    K = len(a)
    weight = np.zeros(K)
    for k in range(K):
        weight[k] = np.exp(a[k]) / np.sum(np.exp(a))
    ga, gMu, gs, gX = np.zeros(K), np.zeros((K, d)), np.zeros(K), np.zeros((n, d))
    for i in range(n):
        dens = np.zeros(K)
        mix = 0.0
        for k in range(K):
            far = np.sum((X[i] - Mu[k]) ** 2)
            dens[k] = np.exp(-0.5 * far * np.exp(-2 * s[k])) * np.exp(-d * s[k])
            mix += weight[k] * dens[k]
        for k in range(K):
            far = np.sum((X[i] - Mu[k]) ** 2)
            g_dens = -weight[k] / (n * mix)
            gs[k] += g_dens * dens[k] * (far * np.exp(-2 * s[k]) - d)
            for j in range(d):
                step = g_dens * dens[k] * (X[i, j] - Mu[k, j]) * np.exp(-2 * s[k])
                gMu[k, j] += step
                gX[i, j] -= step
            g_weight = -dens[k] / (n * mix)
            for o in range(K):
                same = 1.0 if o == k else 0.0
                ga[o] += g_weight * weight[k] * (same - weight[o])
    return {"a": ga, "Mu": gMu, "s": gs, "X": gX}


CASES = [
    Slip(
        "forgot the number of dimensions: the log of the standard deviation counts once instead of d times in ds",
        responsibilities,
        {"ds = (r * (d - sq / var))": "ds = (r * (1 - sq / var))"},
    ),
    Slip(
        "forgot the normalising factor's derivative: the gradient of s only has the part from the exponent, without - d",
        point_by_point,
        {
            "(far * np.exp(-2 * s[k]) - d)": "(far * np.exp(-2 * s[k]))",
        },
    ),
    Slip(
        "forgot to divide the differences by the variance",
        responsibilities,
        {"r[:, :, None] * diff / var[:, None]": "r[:, :, None] * diff"},
    ),
    Slip(
        "divided the differences by the standard deviation instead of the variance",
        responsibilities,
        {"r[:, :, None] * diff / var[:, None]": "r[:, :, None] * diff / np.exp(s)[:, None]"},
    ),
    Slip(
        "left the mixture weight out of the gradient of the density: - 1 / (n mix)",
        point_by_point,
        {
            "g_dens = -weight[k] / (n * mix)": "g_dens = -1 / (n * mix)",
        },
    ),
    Slip(
        "normalised the responsibilities over the points instead of over the components",
        responsibilities,
        {"r = joint / joint.sum(axis=1, keepdims=True)": "r = joint / joint.sum(axis=0, keepdims=True)"},
    ),
    Slip(
        "forgot the softmax of the weights: da is minus the mean responsibility, without + pi",
        responsibilities,
        {"da = pi - r.mean(axis=0)": "da = -r.mean(axis=0)"},
    ),
    Slip(
        "mixed up the signs of the two ends of the difference: the means get - step (the points are right)",
        point_by_point,
        {
            "gMu[k, j] += step": "gMu[k, j] -= step",
        },
    ),
    Slip(
        "two mistakes: no division by the number of points in the gradient of s, and the differences are not divided by the variance",
        responsibilities,
        {
            "(d - sq / var)).sum(axis=0) / n": "(d - sq / var)).sum(axis=0)",
            "r[:, :, None] * diff / var[:, None]": "r[:, :, None] * diff",
        },
    ),
    Slip(
        "lost the factor 2 of exp(2 s): the exponent's part of ds is sq / (2 var)",
        responsibilities,
        {"(d - sq / var)": "(d - sq / (2 * var))"},
    ),
    Slip(
        "forgot the derivative of the logarithm: 1 / mix is missing in the gradient of the densities",
        point_by_point,
        {"g_dens = -weight[k] / (n * mix)": "g_dens = -weight[k] / n"},
    ),
    Slip(
        "differentiated the softmax only by its own logit: the other logits get nothing",
        point_by_point,
        {"ga[o] += g_weight * weight[k] * (same - weight[o])": "ga[o] += g_weight * weight[k] * same * (1 - weight[o])"},
    ),
    Slip(
        "rounded the responsibilities to 0 and 1: each point belongs wholly to its likeliest component, as in k-means",
        responsibilities,
        {
            "r = joint / joint.sum(axis=1, keepdims=True)": "r = (joint == joint.max(axis=1, keepdims=True)) * 1.0",
        },
    ),
    Slip(
        "two mistakes: forgot to divide by the variance in the gradient of s, and the gradient of the points has the sign of that of the means",
        responsibilities,
        {"(d - sq / var)": "(d - sq)", "dX = pull.sum(axis=1) / n": "dX = -pull.sum(axis=1) / n"},
    ),
]
