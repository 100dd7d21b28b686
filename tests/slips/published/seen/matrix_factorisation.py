"""Matrix factorisation with a penalty for each rating. R is u x i with a mask M of ones where a rating is known;
users P (u x k), items Q (i x k), e_ij = R_ij - P_i Q_j. The loss is the sum over the known ratings of e_ij^2 + lam
(|P_i|^2 + |Q_j|^2). Derive the gradients of the loss with respect to P and Q."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("P", "Q")


def make(rng, size):
    u, i, k = ((3, 4, 2), (4, 2, 3), (2, 5, 4))[size]
    return {
        "R": rng.normal(size=(u, i)) + 2,
        "M": np.where(np.arange(u * i) % 4 == 2, 0.0, 1.0).reshape(u, i),
        "P": rng.normal(size=(u, k)),
        "Q": rng.normal(size=(i, k)),
        "lam": (0.3, 0.2, 0.4)[size],
    }


def loss(R, M, P, Q, lam):
    sizes = np.sum(P**2, axis=1).reshape(R.shape[0], 1) + np.sum(Q**2, axis=1)
    return np.sum(M * ((R - P @ Q.T) ** 2 + lam * sizes))


def vectorised(R, M, P, Q, lam):
    e = M * (R - P @ Q.T)
    dP = -2 * e @ Q + 2 * lam * M.sum(axis=1, keepdims=True) * P
    dQ = -2 * e.T @ P + 2 * lam * M.sum(axis=0).reshape(-1, 1) * Q
    return {"P": dP, "Q": dQ}


def rating_by_rating(R, M, P, Q, lam):
    dP, dQ = np.zeros_like(P), np.zeros_like(Q)
    for i, j in np.argwhere(M > 0):
        error = R[i, j] - P[i] @ Q[j]
        dP[i] += 2 * error * -Q[j] + 2 * lam * P[i]
        dQ[j] += 2 * error * -P[i] + 2 * lam * Q[j]
    return {"P": dP, "Q": dQ}


CASES = [
    Slip("took the gradient step on P first and used the new P in the gradient of Q, with the old errors", vectorised,
         {"dQ = -2 * e.T @ P": "P = P - 0.1 * dP\n    dQ = -2 * e.T @ P"},
         source="albertauyeung/matrix-factorization-in-python#3"),
    Slip("put the penalty inside the bracket that is multiplied by the error, and lost the minus in front of Q_j "
         "and P_i",
         rating_by_rating, {"2 * error * -Q[j] + 2 * lam * P[i]": "2 * error * (Q[j] + 2 * lam * P[i])",
                            "2 * error * -P[i] + 2 * lam * Q[j]": "2 * error * (P[i] + 2 * lam * Q[j])"},
         source="dandxy89/BellkorAlgorithm#3"),
]
