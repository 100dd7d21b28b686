"""Softmax regression with label smoothing and a temperature: X is n x d, W is d x K, b has K entries, Y is n x K with a
single 1 in each row, tau > 0 and 0 < eps < 1 are fixed numbers.
Z = (X W + b) / tau, P = softmax of every row of Z, T = (1 - eps) Y + eps / K, L = -1/n sum_ik T_ik log P_ik.
Derive the gradients of L with respect to W, b and the inputs X.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "b", "X")


def make(rng, size):
    n, d, K = ((3, 2, 4), (5, 4, 3), (4, 3, 5))[size]
    Y = np.zeros((n, K))
    for i in range(n):
        Y[i, (2 * i + 1) % K] = 1.0
    return {
        "X": rng.normal(size=(n, d)),
        "Y": Y,
        "W": rng.normal(size=(d, K)),
        "b": rng.uniform(-0.8, 0.8, size=K),
        "eps": 0.2,
        "tau": 1.6,
    }


def loss(X, Y, W, b, eps, tau):
    n, K = Y.shape
    Z = (X @ W + b) / tau
    T = (1 - eps) * Y + eps / K
    total = 0.0
    for i in range(n):
        total = total + np.log(np.sum(np.exp(Z[i]))) - np.sum(T[i] * Z[i])
    return total / n


def short(X, Y, W, b, eps, tau):
    n, K = Y.shape
    S = X @ W + b
    E = np.exp(S / tau)
    P = E / E.sum(axis=1, keepdims=True)
    T = (1 - eps) * Y + eps / K
    dZ = (P - T) / n
    dS = dZ / tau
    dW = X.T @ dS
    db = dS.sum(axis=0)
    dX = dS @ W.T
    return {"W": dW, "b": db, "X": dX}


def with_the_jacobian(X, Y, W, b, eps, tau):
    n, d = X.shape
    K = len(b)
    gW, gb, gX = np.zeros((d, K)), np.zeros(K), np.zeros((n, d))
    for i in range(n):
        z = (X[i] @ W + b) / tau
        p = np.exp(z) / np.sum(np.exp(z))
        t = [(1 - eps) * Y[i, c] + eps / K for c in range(K)]
        gp = np.array([-t[c] / p[c] for c in range(K)])
        gz = np.zeros(K)
        for c in range(K):
            for m in range(K):
                if c == m:
                    gz[c] += gp[m] * p[m] * (1 - p[m])
                else:
                    gz[c] += -gp[m] * p[m] * p[c]
        for c in range(K):
            gs = gz[c] / (tau * n)
            gb[c] += gs
            for j in range(d):
                gW[j, c] += gs * X[i, j]
                gX[i, j] += gs * W[j, c]
    return {"W": gW, "b": gb, "X": gX}


CASES = [
    Slip(
        "used the hard labels Y instead of the smoothed targets T",
        short,
        {"dZ = (P - T) / n": "dZ = (P - Y) / n"},
    ),
    Slip(
        "forgot to divide the smoothing by the number of classes: eps instead of eps / K",
        short,
        {"+ eps / K": "+ eps"},
    ),
    Slip(
        "smoothed only the right class and left out eps / K for all the classes",
        short,
        {"T = (1 - eps) * Y + eps / K": "T = (1 - eps) * Y"},
    ),
    Slip(
        "spread eps over the wrong classes only: 1 - eps at the right one, eps / (K - 1) at the others",
        short,
        {"T = (1 - eps) * Y + eps / K": "T = (1 - eps) * Y + (1 - Y) * eps / (K - 1)"},
    ),
    Slip(
        "forgot the inner derivative 1 / tau of the temperature",
        short,
        {"dS = dZ / tau": "dS = dZ"},
    ),
    Slip(
        "multiplied by the temperature instead of dividing by it",
        short,
        {"dS = dZ / tau": "dS = dZ * tau"},
    ),
    Slip(
        "forgot the temperature inside the softmax: exp(S) instead of exp(S / tau)",
        short,
        {"E = np.exp(S / tau)": "E = np.exp(S)"},
    ),
    Slip(
        "normalised the softmax over the examples instead of over the classes: axis=0",
        short,
        {"E.sum(axis=1, keepdims=True)": "E.sum(axis=0, keepdims=True)"},
    ),
    Slip(
        "averaged over examples and classes: divided by n K instead of by n",
        short,
        {"dZ = (P - T) / n": "dZ = (P - T) / (n * K)"},
    ),
    Slip(
        "took the index m of the loop before, which is still K - 1, instead of c in the gradient of X",
        with_the_jacobian,
        {"gX[i, j] += gs * W[j, c]": "gX[i, j] += gs * W[j, m]"},
    ),
    Slip(
        "took only the diagonal of the softmax Jacobian, the terms -p_m p_c with c other than m are missing",
        with_the_jacobian,
        {
            "                else:\n                    gz[c] += -gp[m] * p[m] * p[c]\n": "",
        },
    ),
    Slip(
        "wrong sign off the diagonal of the softmax Jacobian: + p_m p_c",
        with_the_jacobian,
        {"gz[c] += -gp[m] * p[m] * p[c]": "gz[c] += gp[m] * p[m] * p[c]"},
    ),
    Slip(
        "differentiated log p as if it were p: gp is -t instead of -t / p",
        with_the_jacobian,
        {"-t[c] / p[c] for c": "-t[c] for c"},
    ),
    Slip(
        "two mistakes: the bias gets the mean over the examples after they were divided by n, and the gradient of X "
        "is taken before the temperature",
        short,
        {"db = dS.sum(axis=0)": "db = dS.mean(axis=0)", "dX = dS @ W.T": "dX = dZ @ W.T"},
    ),
]
