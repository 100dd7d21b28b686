"""Matrix factorisation with missing entries. R (m x n) holds centred ratings, M (m x n) is 1 where an entry of R was
observed and 0 elsewhere (there R holds arbitrary numbers). U (m x k) holds a row for each user, V (n x k) a row for
each item. With N the number of observed entries, the loss is
    L = 1/N * sum over i, j of M_ij (R_ij - U_i . V_j)^2 + lam * (sum of all U_ia^2 + sum of all V_ja^2).
Derive the gradients of L with respect to U and V.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("U", "V")


def make(rng, size):
    m, n, k = ((3, 4, 2), (5, 3, 4), (4, 7, 3))[size]
    i, j = np.meshgrid(np.arange(m), np.arange(n), indexing="ij")
    M = ((i + 2 * j + rng.integers(3)) % 3 != 1).astype(float)
    return {
        "R": rng.normal(size=(m, n)) * 1.5,
        "M": M,
        "U": rng.normal(size=(m, k)),
        "V": rng.normal(size=(n, k)),
        "lam": rng.uniform(0.1, 0.4),
    }


def loss(R, M, U, V, lam):
    error = np.sum(M * (R - U @ V.T) ** 2) / np.sum(M)
    return error + lam * (np.sum(U**2) + np.sum(V**2))


def vectorised(R, M, U, V, lam):
    N = np.sum(M)
    E = M * (U @ V.T - R)
    dU = 2 / N * (E @ V) + 2 * lam * U
    dV = 2 / N * (E.T @ U) + 2 * lam * V
    return {"U": dU, "V": dV}


def over_the_ratings(R, M, U, V, lam):
    N = M.sum()
    dU = np.zeros(U.shape)
    dV = np.zeros(V.shape)
    for i in range(R.shape[0]):
        for j in range(R.shape[1]):
            if M[i, j] == 0:
                continue
            e = R[i, j] - U[i] @ V[j]
            gu = -2 * e * V[j] / N
            gv = -2 * e * U[i] / N
            dU[i] += gu
            dV[j] += gv
    dU += 2 * lam * U
    dV += 2 * lam * V
    return {"U": dU, "V": dV}


def with_indices(R, M, U, V, lam):
    N = M.sum()
    P = np.einsum("ia,ja->ij", U, V)
    dP = -2 / N * M * (R - P)
    dU = np.einsum("ij,ja->ia", dP, V)
    dV = np.einsum("ij,ia->ja", dP, U)
    dU = dU + 2 * lam * U
    dV = dV + 2 * lam * V
    return {"U": dU, "V": dV}


def row_by_row(R, M, U, V, lam):
    N = M.sum()
    dU, dV = [], []
    for i in range(len(U)):
        seen = M[i] > 0
        Vi = V[seen]
        A = Vi.T @ Vi
        q = Vi.T @ R[i, seen]
        dU.append(2 / N * (A @ U[i] - q) + 2 * lam * U[i])
    for j in range(len(V)):
        seen = M[:, j] > 0
        Uj = U[seen]
        A = Uj.T @ Uj
        q = Uj.T @ R[seen, j]
        dV.append(2 / N * (A @ V[j] - q) + 2 * lam * V[j])
    return {"U": np.array(dU), "V": np.array(dV)}


CASES = [
    Slip(
        "forgot the 2 in the derivative of the penalty: lam U and lam V instead of 2 lam U and 2 lam V",
        vectorised,
        {"+ 2 * lam * U": "+ lam * U", "+ 2 * lam * V": "+ lam * V"},
    ),
    Slip(
        "forgot the 1/N in front of the error term, in both gradients",
        vectorised,
        {"2 / N * (E @ V)": "2 * (E @ V)", "2 / N * (E.T @ U)": "2 * (E.T @ U)"},
    ),
    Slip(
        "forgot the mask M in the error, so the entries of R that were not observed count in both gradients",
        vectorised,
        {"E = M * (U @ V.T - R)": "E = U @ V.T - R"},
    ),
    Slip(
        "left out M when differentiating the error, so unobserved ratings contribute to both gradients",
        with_indices,
        {"dP = -2 / N * M * (R - P)": "dP = -2 / N * (R - P)"},
    ),
    Slip(
        "forgot the inner derivative -1 of R - U V^T, so the error term has the wrong sign in both gradients",
        with_indices,
        {"dP = -2 / N * M * (R - P)": "dP = 2 / N * M * (R - P)"},
    ),
    Slip(
        "forgot the 2 from the square in the error term, in both gradients (the penalty is right)",
        row_by_row,
        {"2 / N * (A @ U[i] - q)": "1 / N * (A @ U[i] - q)", "2 / N * (A @ V[j] - q)": "1 / N * (A @ V[j] - q)"},
    ),
    Slip(
        "took N as the number m n of all entries of R instead of the number of observed ones, in both gradients",
        with_indices,
        {"N = M.sum()": "N = M.size"},
    ),
    Slip(
        "added the penalty's gradient once for every observed rating inside the loop instead of once for every row",
        over_the_ratings,
        {
            "gu = -2 * e * V[j] / N": "gu = -2 * e * V[j] / N + 2 * lam * U[i]",
            "gv = -2 * e * U[i] / N": "gv = -2 * e * U[i] / N + 2 * lam * V[j]",
            "    dU += 2 * lam * U\n": "",
            "    dV += 2 * lam * V\n": "",
        },
    ),
    Slip(
        "left out the penalty's gradient in both gradients: only the error term is there",
        with_indices,
        {"    dU = dU + 2 * lam * U\n": "", "    dV = dV + 2 * lam * V\n": ""},
    ),
    Slip(
        "copied the line for U: the gradient of V_j is multiplied by V_j where U_i should stand",
        over_the_ratings,
        {"gv = -2 * e * U[i] / N": "gv = -2 * e * V[j] / N"},
    ),
    Slip(
        "assigned in the loop instead of adding up, so only the last rating of each user and of each item counts",
        over_the_ratings,
        {"dU[i] += gu": "dU[i] = gu", "dV[j] += gv": "dV[j] = gv"},
    ),
    Slip(
        "put the penalty inside the mean: its gradients are divided by N, 2 lam U / N and 2 lam V / N",
        vectorised,
        {
            "2 / N * (E @ V) + 2 * lam * U": "2 / N * (E @ V + lam * U)",
            "2 / N * (E.T @ U) + 2 * lam * V": "2 / N * (E.T @ U + lam * V)",
        },
    ),
    Slip(
        "two mistakes in both gradients: forgot the 1/N in front of the error term, and the 2 of the penalty's "
        "derivative",
        over_the_ratings,
        {
            "    N = M.sum()\n": "",
            "gu = -2 * e * V[j] / N": "gu = -2 * e * V[j]",
            "gv = -2 * e * U[i] / N": "gv = -2 * e * U[i]",
            "dU += 2 * lam * U": "dU += lam * U",
            "dV += 2 * lam * V": "dV += lam * V",
        },
    ),
]
