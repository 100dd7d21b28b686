"""Do two things belong together? One matrix W (k x d) maps both x and z (d entries each), kappa is a scalar,
t is 1 if they belong together and 0 if not.
u = W x, v = W z, c = u . v / (|u| |v|), p = sigma(kappa c), L = -t log p - (1 - t) log(1 - p).
Derive the gradients of L with respect to W, kappa, x and z.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "kappa", "x", "z")


def make(rng, size):
    d, k = ((3, 2), (2, 4), (5, 3))[size]
    return {
        "x": rng.uniform(0.4, 1.4, size=d) * np.resize([1.0, -1.0, 1.0], d),
        "z": rng.uniform(0.4, 1.4, size=d) * np.resize([1.0, 1.0, -1.0], d),
        "W": rng.normal(size=(k, d)),
        "kappa": rng.uniform(1.5, 3.0),
        "t": (1.0, 0.0, 1.0)[size],
    }


def sigma(m):
    return 1 / (1 + np.exp(-m))


def loss(x, z, W, kappa, t):
    u = W @ x
    v = W @ z
    c = (u @ v) / (np.sum(u**2) ** 0.5 * np.sum(v**2) ** 0.5)
    p = 1 / (1 + np.exp(-kappa * c))
    return -t * np.log(p) - (1 - t) * np.log(1 - p)


def by_vectors(x, z, W, kappa, t):
    u = W @ x
    v = W @ z
    nu = np.sqrt(u @ u)
    nv = np.sqrt(v @ v)
    c = (u @ v) / (nu * nv)
    p = sigma(kappa * c)
    dm = p - t
    dkappa = dm * c
    dc = dm * kappa
    du = dc * (v / (nu * nv) - c * u / nu**2)
    dv = dc * (u / (nu * nv) - c * v / nv**2)
    dW = np.outer(du, x) + np.outer(dv, z)
    dx = W.T @ du
    dz = W.T @ dv
    return {"W": dW, "kappa": dkappa, "x": dx, "z": dz}


def small_steps(x, z, W, kappa, t):
    k, d = W.shape
    u, v = np.zeros(k), np.zeros(k)
    dot, su, sv = 0.0, 0.0, 0.0
    for i in range(k):
        for j in range(d):
            u[i] += W[i, j] * x[j]
            v[i] += W[i, j] * z[j]
        dot += u[i] * v[i]
        su += u[i] ** 2
        sv += v[i] ** 2
    nu, nv = np.sqrt(su), np.sqrt(sv)
    c = dot / (nu * nv)
    p = sigma(kappa * c)
    dp = -t / p + (1 - t) / (1 - p)
    dm = dp * p * (1 - p)
    dc = dm * kappa
    ddot = dc / (nu * nv)
    dnu = -dc * dot / (nu**2 * nv)
    dnv = -dc * dot / (nu * nv**2)
    dsu = dnu / (2 * nu)
    dsv = dnv / (2 * nv)
    dW, dx, dz = np.zeros((k, d)), np.zeros(d), np.zeros(d)
    for i in range(k):
        du = ddot * v[i] + dsu * 2 * u[i]
        dv = ddot * u[i] + dsv * 2 * v[i]
        for j in range(d):
            dW[i, j] += du * x[j]
            dW[i, j] += dv * z[j]
            dx[j] += W[i, j] * du
            dz[j] += W[i, j] * dv
    return {"W": dW, "kappa": dm * c, "x": dx, "z": dz}


CASES = [
    Slip(
        "treated the lengths as constants: du and dv have only the part through the dot product",
        by_vectors,
        {
            "du = dc * (v / (nu * nv) - c * u / nu**2)": "du = dc * v / (nu * nv)",
            "dv = dc * (u / (nu * nv) - c * v / nv**2)": "dv = dc * u / (nu * nv)",
        },
    ),
    Slip(
        "forgot that W is used twice: dW has only the part from x",
        by_vectors,
        {"dW = np.outer(du, x) + np.outer(dv, z)": "dW = np.outer(du, x)"},
    ),
    Slip(
        "forgot the factor kappa on the way back to the cosine",
        by_vectors,
        {"dc = dm * kappa": "dc = dm"},
    ),
    Slip(
        "swapped the inputs in the gradient of W: du goes with z and dv with x",
        by_vectors,
        {"np.outer(du, x) + np.outer(dv, z)": "np.outer(du, z) + np.outer(dv, x)"},
    ),
    Slip(
        "multiplied by the sigmoid's derivative once more although p - t already contains it",
        by_vectors,
        {"dm = p - t": "dm = (p - t) * p * (1 - p)"},
    ),
    Slip(
        "wrong sign in front of the second term of du: + c u / |u|^2",
        by_vectors,
        {"v / (nu * nv) - c * u / nu**2": "v / (nu * nv) + c * u / nu**2"},
    ),
    Slip(
        "forgot the square in the second term of both: c u / |u| and c v / |v|",
        by_vectors,
        {"c * u / nu**2": "c * u / nu", "c * v / nv**2": "c * v / nv"},
    ),
    Slip(
        "derived the log-likelihood and forgot the minus in front of it: dp is t / p - (1 - t) / (1 - p)",
        small_steps,
        {"dp = -t / p + (1 - t) / (1 - p)": "dp = t / p - (1 - t) / (1 - p)"},
    ),
    Slip(
        "forgot the sigmoid's derivative: dm is dp",
        small_steps,
        {"dm = dp * p * (1 - p)": "dm = dp"},
    ),
    Slip(
        "forgot the 1/2 in the derivative of the roots",
        small_steps,
        {"dsu = dnu / (2 * nu)": "dsu = dnu / nu", "dsv = dnv / (2 * nv)": "dsv = dnv / nv"},
    ),
    Slip(
        "copied the line for |u| and did not change it: dnv is divided by nu^2 nv like dnu",
        small_steps,
        {"dnv = -dc * dot / (nu * nv**2)": "dnv = -dc * dot / (nu**2 * nv)"},
    ),
    Slip(
        "derived the dot product for the wrong vector: du gets u[i] and dv gets v[i] from it",
        small_steps,
        {"du = ddot * v[i]": "du = ddot * u[i]", "dv = ddot * u[i]": "dv = ddot * v[i]"},
    ),
    Slip(
        "the derivative for kappa was given with the factor kappa instead of the cosine",
        by_vectors,
        {"dkappa = dm * c": "dkappa = dm * kappa"},
    ),
    Slip(
        "two mistakes: forgot to divide the dot product's gradient by the length of v, and the second part of dW "
        "overwrites the first",
        small_steps,
        {"ddot = dc / (nu * nv)": "ddot = dc / nu", "dW[i, j] += dv * z[j]": "dW[i, j] = dv * z[j]"},
    ),
]
