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
        "put the mask on R only, so that a missing rating counts as an observed rating of 0 in both gradients",
        vectorised,
        {"E = M * (U @ V.T - R)": "E = U @ V.T - M * R"},
    ),
    Slip(
        "left the mask out of the residuals in the gradient of V only: there the unobserved entries count too",
        vectorised,
        {"dV = 2 / N * (E.T @ U)": "dV = 2 / N * ((U @ V.T - R).T @ U)"},
    ),
    Slip(
        "counted the observed entries with len(np.nonzero(M)), which is always 2 (rows and columns), so N is wrong",
        vectorised,
        {"N = np.sum(M)": "N = len(np.nonzero(M))"},
    ),
    Slip(
        "pulled the penalty into the bracket with the error, so that the penalty's gradient is divided by N as well",
        vectorised,
        {"(E @ V) + 2 * lam * U": "(E @ V + lam * U)", "(E.T @ U) + 2 * lam * V": "(E.T @ U + lam * V)"},
    ),
    Slip(
        "took a gradient step of size 0.1 on U_i inside the loop, so that later residuals, the gradient of V and "
        "the penalty use changed rows of U",
        over_the_ratings,
        {
            "    N = M.sum()\n": "    N = M.sum()\n    U = U.copy()\n",
            "            gv = -2": "            U[i] = U[i] - 0.1 * gu\n            gv = -2",
        },
    ),
    Slip(
        "added the penalty's gradient inside the loop, once for every observed rating of the user or item instead "
        "of once",
        over_the_ratings,
        {
            "dU[i] += gu": "dU[i] += gu + 2 * lam * U[i]",
            "dV[j] += gv": "dV[j] += gv + 2 * lam * V[j]",
            "    dU += 2 * lam * U\n    dV += 2 * lam * V\n": "",
        },
    ),
    Slip(
        "left the row at its first missing entry (break) instead of skipping that entry (continue): later ratings "
        "of a user are lost",
        over_the_ratings,
        {"continue": "break"},
    ),
    Slip(
        "took an entry as observed where R_ij > 0 instead of where M_ij is 1 (N is still counted by M)",
        over_the_ratings,
        {"if M[i, j] == 0:": "if R[i, j] <= 0:"},
    ),
    Slip(
        "wrote the product U V^T with two separate sums over the factors, (sum_a U_ia)(sum_b V_jb), instead of "
        "sum_a U_ia V_ja",
        with_indices,
        {'"ia,ja->ij"': '"ia,jb->ij"'},
    ),
    Slip(
        "differentiated the penalty as if it were lam times the Frobenius norms (not squared): lam U / |U| and "
        "lam V / |V|",
        with_indices,
        {"2 * lam * U": "lam * U / np.linalg.norm(U)", "2 * lam * V": "lam * V / np.linalg.norm(V)"},
    ),
    Slip(
        "two mistakes: lost the factor 2 of the squared error in dL/dP, and subtracted the penalty's gradient in V",
        with_indices,
        {"dP = -2 / N": "dP = -1 / N", "dV = dV + 2": "dV = dV - 2"},
    ),
    Slip(
        "in the gradient of U, took V^T V over all items as the Gram matrix, instead of over the items that user "
        "i has rated",
        row_by_row,
        {"A = Vi.T @ Vi": "A = V.T @ V"},
    ),
    Slip(
        "in the gradient of U, divided by the number of ratings of user i instead of by the number N of all "
        "observed ratings",
        row_by_row,
        {"2 / N * (A @ U[i]": "2 / seen.sum() * (A @ U[i]"},
    ),
    Slip(
        "two mistakes: in V, wrote the error as observed minus predicted without the minus sign that goes with it "
        "(the penalty is right there); in U, lost the factor 2 of the penalty's square",
        row_by_row,
        {"(A @ V[j] - q)": "(q - A @ V[j])", "+ 2 * lam * U[i]": "+ lam * U[i]"},
    ),
]
