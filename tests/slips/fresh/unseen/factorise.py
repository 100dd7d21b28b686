"""Matrix factorisation for ratings: R is n x m, M is n x m with 1 where a rating is known and 0 elsewhere, P is n x k,
Q is m x k, bu has n entries, bi has m entries, mu and lam are numbers.
L = 1/2 sum over i, j of M[i, j] (P[i] . Q[j] + bu[i] + bi[j] + mu - R[i, j])^2 + lam/2 (sum P^2 + sum Q^2).
The biases and mu are not penalised. Derive the gradients of L with respect to P, Q, bu, bi and mu.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("P", "Q", "bu", "bi", "mu")


def make(rng, size):
    n, m, k = ((3, 4, 2), (5, 4, 3), (2, 5, 3))[size]
    M = np.ones((n, m))
    for i in range(n):
        M[i, (2 * i + 1) % m] = 0.0
    return {
        "R": np.round(rng.uniform(1, 5, size=(n, m))) + 0.5,
        "M": M,
        "lam": rng.uniform(0.2, 0.6),
        "P": rng.normal(size=(n, k)),
        "Q": rng.normal(size=(m, k)),
        "bu": rng.uniform(-0.5, 0.5, size=n),
        "bi": rng.uniform(-0.5, 0.5, size=m),
        "mu": rng.uniform(1.0, 2.0),
    }


def loss(R, M, lam, P, Q, bu, bi, mu):
    n, m = R.shape
    total = 0.5 * lam * (np.sum(P**2) + np.sum(Q**2))
    for i in range(n):
        for j in range(m):
            total = total + 0.5 * M[i, j] * (np.sum(P[i] * Q[j]) + bu[i] + bi[j] + mu - R[i, j]) ** 2
    return total


def matrices(R, M, lam, P, Q, bu, bi, mu):
    guess = P @ Q.T + bu[:, None] + bi[None, :] + mu
    err = M * (guess - R)
    dP = err @ Q + lam * P
    dQ = err.T @ P + lam * Q
    dbu = err.sum(axis=1)
    dbi = err.sum(axis=0)
    dmu = err.sum()
    return {"P": dP, "Q": dQ, "bu": dbu, "bi": dbi, "mu": dmu}


def rating_by_rating(R, M, lam, P, Q, bu, bi, mu):
    n, m = R.shape
    k = P.shape[1]
    gP, gQ = np.zeros((n, k)), np.zeros((m, k))
    gbu, gbi = np.zeros(n), np.zeros(m)
    gmu = 0.0
    for i in range(n):
        for j in range(m):
            if M[i, j] == 0:
                continue
            dot = 0.0
            for l in range(k):
                dot += P[i, l] * Q[j, l]
            e = dot + bu[i] + bi[j] + mu - R[i, j]
            gbu[i] += e
            gbi[j] += e
            gmu += e
            for l in range(k):
                gP[i, l] += e * Q[j, l]
                gQ[j, l] += e * P[i, l]
    for i in range(n):
        for l in range(k):
            gP[i, l] += lam * P[i, l]
    for j in range(m):
        for l in range(k):
            gQ[j, l] += lam * Q[j, l]
    return {"P": gP, "Q": gQ, "bu": gbu, "bi": gbi, "mu": gmu}


CASES = [
    Slip(
        "forgot the mask: unknown ratings count as errors too",
        matrices,
        {"err = M * (guess - R)": "err = guess - R"},
    ),
    Slip(
        "forgot the brackets when masking: only the guess is masked, the unknown ratings still come in through - R",
        matrices,
        {"err = M * (guess - R)": "err = M * guess - R"},
    ),
    Slip(
        "error with the wrong sign, rating minus guess",
        rating_by_rating,
        {
            "e = dot + bu[i] + bi[j] + mu - R[i, j]": "e = R[i, j] - dot - bu[i] - bi[j] - mu",
        },
    ),
    Slip(
        "forgot the penalty in the gradient of Q",
        matrices,
        {"dQ = err.T @ P + lam * Q": "dQ = err.T @ P"},
    ),
    Slip(
        "penalised the user biases as well, although the loss does not",
        matrices,
        {"dbu = err.sum(axis=1)": "dbu = err.sum(axis=1) + lam * bu"},
    ),
    Slip(
        "swapped the axes: the user biases get the sums over users and the item biases the sums over items",
        matrices,
        {"dbu = err.sum(axis=1)": "dbu = err.sum(axis=0)", "dbi = err.sum(axis=0)": "dbi = err.sum(axis=1)"},
    ),
    Slip(
        "the global mean's gradient is averaged over all ratings instead of summed",
        matrices,
        {"dmu = err.sum()": "dmu = err.mean()"},
    ),
    Slip(
        "penalty doubled: 2 lam P, as if there were no 1/2 in front",
        matrices,
        {"dP = err @ Q + lam * P": "dP = err @ Q + 2 * lam * P"},
    ),
    Slip(
        "rounded the guesses to whole stars before taking the error",
        matrices,
        {
            "err = M * (guess - R)": "err = M * (np.round(guess) - R)",
        },
    ),
    Slip(
        "used the user's own factors in the gradient of P instead of the item's",
        rating_by_rating,
        {"gP[i, l] += e * Q[j, l]": "gP[i, l] += e * P[i, l]"},
    ),
    Slip(
        "added the penalty once per known rating instead of once: lam P stands inside the loop over ratings",
        rating_by_rating,
        {
            "gP[i, l] += e * Q[j, l]": "gP[i, l] += e * Q[j, l] + lam * P[i, l]",
            "            gP[i, l] += lam * P[i, l]\n": "            pass\n",
        },
    ),
    Slip(
        "two mistakes: the global mean is left out of the guess, and each rating overwrites the item's gradient row instead of adding to it",
        rating_by_rating,
        {
            "e = dot + bu[i] + bi[j] + mu - R[i, j]": "e = dot + bu[i] + bi[j] - R[i, j]",
            "gQ[j, l] += e * P[i, l]": "gQ[j, l] = e * P[i, l]",
        },
    ),
    Slip(
        "only the last known rating of each item remains in its bias gradient: = instead of +=",
        rating_by_rating,
        {"gbi[j] += e": "gbi[j] = e"},
    ),
    Slip(
        "two mistakes: a factor 2 from the square although there is a 1/2 in front, and no penalty in the gradient of P",
        matrices,
        {"err = M * (guess - R)": "err = 2 * M * (guess - R)", "dP = err @ Q + lam * P": "dP = err @ Q"},
    ),
]
