"""The first principal direction by gradient: X is n x d, the direction w and the centre m have d entries.
z_i = (x_i - m) . w, R = (1/n) sum_i z_i^2 / (w . w), L = -R + (rho/4) (w . w - 1)^2.
Derive the gradients of L with respect to w and the centre m.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "m")


def make(rng, size):
    n, d = ((5, 2), (4, 4), (7, 3))[size]
    return {
        "X": rng.normal(size=(n, d)) * np.linspace(1.5, 0.6, d) + 0.5,
        "w": rng.uniform(0.6, 1.3, size=d) * np.resize([1.0, -1.0], d),
        "m": rng.uniform(-0.8, -0.3, size=d),
        "rho": 0.8,
    }


def loss(X, w, m, rho):
    z = (X - m) @ w
    ww = np.sum(w**2)
    return -np.mean(z**2) / ww + 0.25 * rho * (ww - 1) ** 2


def by_covariance(X, w, m, rho):
    n = X.shape[0]
    Z = X - m
    S = Z.T @ Z / n
    ww = w @ w
    R = w @ S @ w / ww
    dR = 2 * (S @ w - R * w) / ww
    dw = -dR + rho * (ww - 1) * w
    dm = 2 * np.mean(Z @ w) * w / ww
    return {"w": dw, "m": dm}


def by_quotient(X, w, m, rho):
    n = len(X)
    C = X - m
    z = C @ w
    num = np.sum(z**2) / n
    den = np.sum(w * w)
    dz = -2 * z / (n * den)
    dden = num / den**2 + 0.5 * rho * (den - 1)
    dw = C.T @ dz + dden * 2 * w
    dm = -np.outer(dz, w).sum(axis=0)
    return {"w": dw, "m": dm}


def point_by_point(X, w, m, rho):
    n, d = X.shape
    sq = 0.0
    for j in range(d):
        sq += w[j] ** 2
    gw, gm = np.zeros(d), np.zeros(d)
    for i in range(n):
        proj = 0.0
        for j in range(d):
            proj += (X[i, j] - m[j]) * w[j]
        for j in range(d):
            gw[j] -= 2 * proj * (X[i, j] - m[j]) / sq / n
            gw[j] += 2 * proj**2 * w[j] / sq**2 / n
            gm[j] += 2 * proj * w[j] / sq / n
    for j in range(d):
        gw[j] += rho * (sq - 1) * w[j]
    return {"w": gw, "m": gm}


CASES = [
    Slip(
        "differentiated w'Sw only and divided by w'w, as if the denominator were constant",
        by_covariance,
        {"dR = 2 * (S @ w - R * w) / ww": "dR = 2 * S @ w / ww"},
    ),
    Slip(
        "took S w instead of 2 S w for the quadratic form, while w'w still got its 2",
        by_covariance,
        {"dR = 2 * (S @ w - R * w) / ww": "dR = (S @ w - 2 * R * w) / ww"},
    ),
    Slip(
        "assumed w had length one, so the division by w'w is left out of the gradient of R",
        by_covariance,
        {"dR = 2 * (S @ w - R * w) / ww": "dR = 2 * (S @ w - R * w)"},
    ),
    Slip(
        "argued that the deviations from the centre sum to zero, so m gets no gradient; "
        "but m is a parameter here and not the mean of the data",
        by_covariance,
        {"dm = 2 * np.mean(Z @ w) * w / ww": "dm = 0 * w"},
    ),
    Slip(
        "used the uncentred second moment X'X/n for S",
        by_covariance,
        {"S = Z.T @ Z / n": "S = X.T @ X / n"},
    ),
    Slip(
        "the inner derivative of the penalty, 2w, was taken as w: rho/2 (w'w - 1) w",
        by_covariance,
        {"rho * (ww - 1) * w": "0.5 * rho * (ww - 1) * w"},
    ),
    Slip(
        "the square of the denominator was forgotten in the quotient rule",
        by_quotient,
        {"dden = num / den**2": "dden = num / den"},
    ),
    Slip(
        "lost the minus of L = -R in the part that goes through the denominator",
        by_quotient,
        {"dden = num / den**2": "dden = -num / den**2"},
    ),
    Slip(
        "the minus of x_i - m was forgotten on the way to the centre",
        by_quotient,
        {"dm = -np.outer(dz, w).sum(axis=0)": "dm = np.outer(dz, w).sum(axis=0)"},
    ),
    Slip(
        "sent the projected deviations (x_i - m) to the centre instead of w",
        point_by_point,
        {"gm[j] += 2 * proj * w[j] / sq / n": "gm[j] += 2 * proj * (X[i, j] - m[j]) / sq / n"},
    ),
    Slip(
        "two slips: the projection is not squared in the term of the denominator, "
        "and the penalty is multiplied with w'w - 1 squared",
        point_by_point,
        {"2 * proj**2 * w[j] / sq**2": "2 * proj * w[j] / sq**2", "rho * (sq - 1) * w[j]": "rho * (sq - 1) ** 2 * w[j]"},
    ),
    Slip(
        "two slips: averaged dz, which carries the 1/n already, over the points for the centre, "
        "and wrote the derivative of w'w as w",
        by_quotient,
        {".sum(axis=0)": ".mean(axis=0)", "dden * 2 * w": "dden * w"},
    ),
]
