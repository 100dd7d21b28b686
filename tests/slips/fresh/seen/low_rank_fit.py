"""Fit a matrix by a product of two matrices and one outer product. U is n x k, V is m x k, a has n entries, c has m
entries, T is the n x m target; lam is a given number.
P = U V^T + a c^T, E = P - T, L = 1/2 sum_ij E_ij^2 + lam/2 trace(U^T U) + lam sum_j c_j^4.
Derive the gradients of L with respect to U, V, a and c.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("U", "V", "a", "c")


def make(rng, size):
    n, m, k = ((3, 4, 2), (2, 3, 4), (5, 2, 3))[size]
    return {
        "U": rng.normal(size=(n, k)),
        "V": rng.normal(size=(m, k)),
        "a": rng.normal(size=n),
        "c": rng.normal(size=m),
        "T": rng.normal(size=(n, m)),
        "lam": rng.uniform(0.2, 0.7),
    }


def loss(U, V, a, c, T, lam):
    n, m = T.shape
    total = 0.0
    for i in range(n):
        for j in range(m):
            total = total + (U[i] @ V[j] + a[i] * c[j] - T[i, j]) ** 2
    return 0.5 * total + 0.5 * lam * np.sum(U**2) + lam * np.sum(c**4)


def matrices(U, V, a, c, T, lam):
    P = U @ V.T + np.outer(a, c)
    E = P - T
    dU = E @ V + lam * U
    dV = E.T @ U
    da = E @ c
    dc = E.T @ a + 4 * lam * c**3
    return {"U": dU, "V": dV, "a": da, "c": dc}


def entry_loops(U, V, a, c, T, lam):
    n, k = U.shape
    m = V.shape[0]
    dU, dV = np.zeros((n, k)), np.zeros((m, k))
    da, dc = np.zeros(n), np.zeros(m)
    for i in range(n):
        for j in range(m):
            p = a[i] * c[j]
            for r in range(k):
                p += U[i, r] * V[j, r]
            e = p - T[i, j]
            da[i] += e * c[j]
            dc[j] += e * a[i]
            for r in range(k):
                dU[i, r] += e * V[j, r]
                dV[j, r] += e * U[i, r]
    for i in range(n):
        for r in range(k):
            dU[i, r] += lam * U[i, r]
    for j in range(m):
        dc[j] += 4 * lam * c[j] ** 3
    return {"U": dU, "V": dV, "a": da, "c": dc}


CASES = [
    Slip(
        "forgot the penalty trace(U^T U) in the gradient of U",
        matrices,
        {"dU = E @ V + lam * U": "dU = E @ V"},
    ),
    Slip(
        "gave the gradient of V transposed, U^T E instead of E^T U",
        matrices,
        {"dV = E.T @ U": "dV = U.T @ E"},
    ),
    Slip(
        "took the error the wrong way round: E is T - P",
        matrices,
        {"E = P - T": "E = T - P"},
    ),
    Slip(
        "forgot that the square's 2 cancels with the 1/2: the error is doubled everywhere",
        entry_loops,
        {"e = p - T[i, j]": "e = 2 * (p - T[i, j])"},
    ),
    Slip(
        "kept only the last entry: da[i] is set anew for every j instead of added up",
        entry_loops,
        {"da[i] += e * c[j]": "da[i] = e * c[j]"},
    ),
    Slip(
        "the factor lam of the penalty on U was doubled, as if there were no 1/2 in front of the trace",
        matrices,
        {"+ lam * U": "+ 2 * lam * U"},
    ),
    Slip(
        "two mistakes: forgot the 4 from the fourth power of c, and left lam out of the penalty's part of dU",
        matrices,
        {"4 * lam * c**3": "lam * c**3", "+ lam * U": "+ U"},
    ),
    Slip(
        "used the values of U in its own gradient: dU gets e U[i, r] where e V[j, r] belongs",
        entry_loops,
        {"dU[i, r] += e * V[j, r]": "dU[i, r] += e * U[i, r]"},
    ),
    Slip(
        "put the penalty on U inside the loop over j, so it is added m times",
        entry_loops,
        {"dU[i, r] += e * V[j, r]": "dU[i, r] += e * V[j, r] + lam * U[i, r]", "dU[i, r] += lam * U[i, r]": "pass"},
    ),
    Slip(
        "left the exponent as it was when deriving c^4: 4 c^4 instead of 4 c^3",
        entry_loops,
        {"4 * lam * c[j] ** 3": "4 * lam * c[j] ** 4"},
    ),
    Slip(
        "left the outer product a c^T out of the prediction when computing the error",
        matrices,
        {"P = U @ V.T + np.outer(a, c)": "P = U @ V.T"},
    ),
    Slip(
        "derived the outer product with the wrong partner: da[i] gets e a[i] and dc[j] gets e c[j]",
        entry_loops,
        {"da[i] += e * c[j]": "da[i] += e * a[i]", "dc[j] += e * a[i]": "dc[j] += e * c[j]"},
    ),
    Slip(
        "also put a penalty on V, which the loss does not have",
        matrices,
        {"dV = E.T @ U": "dV = E.T @ U + lam * V"},
    ),
    Slip(
        "two mistakes: forgot the penalty on c altogether, and summed the errors for a without their weights c",
        matrices,
        {" + 4 * lam * c**3": "", "da = E @ c": "da = np.sum(E, axis=1)"},
    ),
]
