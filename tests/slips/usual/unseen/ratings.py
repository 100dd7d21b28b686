"""Matrix factorisation of ratings. R (shape (n, k)) holds the ratings that n users gave to k items, and M (same shape)
is 1 where a rating is known and 0 elsewhere. The prediction for user i and item j is u_i . v_j, where u_i is row i of U
(shape (n, f)) and v_j is row j of V (shape (k, f)). The loss is
L = sum_ij M_ij (R_ij - u_i . v_j)^2 + lam (sum of the squares of all entries of U and V).
Derive the gradients of L with respect to U and V.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("U", "V")


def make(rng, size):
    n, k, f = ((4, 5, 3), (3, 4, 2), (5, 3, 2))[size]
    M = (rng.uniform(size=(n, k)) < 0.6).astype(float)
    M[0, 0], M[1, 0], M[0, 1] = 1.0, 0.0, 1.0
    return {
        "R": rng.integers(1, 6, size=(n, k)).astype(float),
        "M": M,
        "U": rng.normal(size=(n, f)),
        "V": rng.normal(size=(k, f)),
        "lam": rng.uniform(0.3, 0.9),
    }


def loss(R, M, U, V, lam):
    return np.sum(M * (R - U @ V.T) ** 2) + lam * (np.sum(U**2) + np.sum(V**2))


def matrices(R, M, U, V, lam):
    E = M * (R - U @ V.T)
    dU = -2 * E @ V + 2 * lam * U
    dV = -2 * E.T @ U + 2 * lam * V
    return {"U": dU, "V": dV}


def rating_by_rating(R, M, U, V, lam):
    dU = 2 * lam * U
    dV = 2 * lam * V
    for i in range(R.shape[0]):
        for j in range(R.shape[1]):
            if M[i, j] == 0:
                continue
            err = R[i, j] - U[i] @ V[j]
            dU[i] -= 2 * err * V[j]
            dV[j] -= 2 * err * U[i]
    return {"U": dU, "V": dV}


def user_by_user(R, M, U, V, lam):
    gU = np.zeros_like(U)
    gV = np.zeros_like(V)
    for i, u in enumerate(U):
        seen = M[i] == 1
        diff = V[seen] @ u - R[i, seen]
        gU[i] = 2 * V[seen].T @ diff + 2 * lam * u
    for j, v in enumerate(V):
        who = M[:, j] == 1
        diff = U[who] @ v - R[who, j]
        gV[j] = 2 * U[who].T @ diff + 2 * lam * v
    return {"U": gU, "V": gV}


CASES = [
    Slip(
        "forgot the mask: the error R - U V^T is taken at all entries, also where no rating is known",
        matrices,
        {"E = M * (R - U @ V.T)": "E = R - U @ V.T"},
    ),
    Slip(
        "lost the minus sign of the inner derivative of R - u.v: the data parts of dU and dV are +2 E V and +2 E^T U",
        matrices,
        {"dU = -2 * E": "dU = 2 * E", "dV = -2 * E": "dV = 2 * E"},
    ),
    Slip(
        "forgot the 2 of the square in the penalty: lam U and lam V instead of 2 lam U and 2 lam V",
        matrices,
        {"+ 2 * lam * U": "+ lam * U", "+ 2 * lam * V": "+ lam * V"},
    ),
    Slip(
        "forgot the 2 of the squared error in the data part of both gradients",
        rating_by_rating,
        {"-= 2 * err": "-= err"},
    ),
    Slip(
        "left the penalty out of both gradients: 2 lam u and 2 lam v are missing",
        user_by_user,
        {" + 2 * lam * u": "", " + 2 * lam * v": ""},
    ),
    Slip(
        "forgot the penalty in the gradient of V only: 2 lam V is missing",
        matrices,
        {" + 2 * lam * V": ""},
    ),
    Slip(
        "wrong sign of the error: diff is R - u.v in both loops instead of u.v - R",
        user_by_user,
        {"V[seen] @ u - R[i, seen]": "R[i, seen] - V[seen] @ u", "U[who] @ v - R[who, j]": "R[who, j] - U[who] @ v"},
    ),
    Slip(
        "took the wrong factor in the derivative of u.v: dU has the user's own u_i where v_j belongs",
        rating_by_rating,
        {"dU[i] -= 2 * err * V[j]": "dU[i] -= 2 * err * U[i]"},
    ),
    Slip(
        "added the penalty once for each known rating, inside the loop, instead of once for each entry",
        rating_by_rating,
        {
            "dU = 2 * lam * U\n    dV = 2 * lam * V": "dU = np.zeros_like(U)\n    dV = np.zeros_like(V)",
            "dU[i] -= 2 * err * V[j]": "dU[i] += -2 * err * V[j] + 2 * lam * U[i]",
            "dV[j] -= 2 * err * U[i]": "dV[j] += -2 * err * U[i] + 2 * lam * V[j]",
        },
    ),
    Slip(
        "the gradient of an item keeps only the last user who rated it: dV[j] is overwritten by each rating instead of "
        "being added up (the penalty is lost with it)",
        rating_by_rating,
        {"dV[j] -= 2 * err * U[i]": "dV[j] = -2 * err * U[i]"},
    ),
    Slip(
        "forgot the mask in the users' loop: gU sums over all the items instead of those that user i has rated",
        user_by_user,
        {"seen = M[i] == 1": "seen = M[i] >= 0"},
    ),
    Slip(
        "wrong sign of the penalty: subtracted 2 lam U and 2 lam V instead of adding them",
        matrices,
        {"+ 2 * lam * U": "- 2 * lam * U", "+ 2 * lam * V": "- 2 * lam * V"},
    ),
    Slip(
        "two mistakes: forgot the 2 of the square in the data part (-E V and -E^T U), and forgot the mask",
        matrices,
        {"E = M * (R": "E = 1.0 * (R", "-2 * E": "-E"},
    ),
]
