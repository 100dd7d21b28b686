"""Multidimensional scaling: n points in q dimensions (rows of Z, n x q) are to have given distances D (n x n, symmetric)
with given weights A (n x n, symmetric), after multiplication by a scale c (a number).
d_ij = sqrt(|z_i - z_j|^2 + eps), L = sum over pairs i < j of A_ij (c d_ij - D_ij)^2 + (lam/2) sum Z^2.
Derive the gradients of L with respect to Z and c.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("Z", "c")


def make(rng, size):
    n, q = ((3, 2), (5, 3), (6, 1))[size]
    D = rng.uniform(0.5, 3.0, size=(n, n))
    A = rng.uniform(0.3, 1.5, size=(n, n))
    return {
        "Z": rng.normal(size=(n, q)),
        "D": (D + D.T) / 2,
        "A": (A + A.T) / 2,
        "c": rng.uniform(1.3, 1.9),
        "lam": 0.5,
        "eps": 0.1,
    }


def loss(Z, D, A, c, lam, eps):
    n = Z.shape[0]
    total = 0.5 * lam * np.sum(Z**2)
    for i in range(n):
        for j in range(i + 1, n):
            d = np.sqrt(np.sum((Z[i] - Z[j]) ** 2) + eps)
            total = total + A[i, j] * (c * d - D[i, j]) ** 2
    return total


def pairs(Z, D, A, c, lam, eps):
    n = len(Z)
    gZ = lam * Z
    gc = 0.0
    for i in range(n):
        for j in range(i + 1, n):
            delta = Z[i] - Z[j]
            dist = np.sqrt(delta @ delta + eps)
            g = 2 * A[i, j] * (c * dist - D[i, j])
            gc += g * dist
            step = g * c * delta / dist
            gZ[i] += step
            gZ[j] -= step
    return {"Z": gZ, "c": gc}


def whole_matrices(Z, D, A, c, lam, eps):
    n = Z.shape[0]
    sq = np.sum(Z**2, axis=1)
    d = np.sqrt(sq[:, None] + sq[None, :] - 2 * Z @ Z.T + eps)
    off = 1 - np.eye(n)
    res = off * A * (c * d - D)
    B = res / d
    dZ = 2 * c * (B.sum(axis=1)[:, None] * Z - B @ Z) + lam * Z
    dc = np.sum(res * d)
    return {"Z": dZ, "c": dc}


def point_against_all(Z, D, A, c, lam, eps):
    n, q = Z.shape
    gZ = np.zeros((n, q))
    gc = 0.0
    for i in range(n):
        diff = Z[i] - Z
        d = np.sqrt((diff**2).sum(axis=1) + eps)
        r = c * d - D[i]
        r[i] = 0.0
        dd = 2 * A[i] * r * c
        du = dd * 0.5 / d
        gZ[i] = (2 * diff * du[:, None]).sum(axis=0) + lam * Z[i]
        gc += 0.5 * np.sum(2 * A[i] * r * d)
    return {"Z": gZ, "c": gc}


CASES = [
    Slip(
        "gave the pair's gradient only to the first of the two points",
        pairs,
        {"            gZ[j] -= step\n": ""},
    ),
    Slip(
        "added the same step to both points; z_j enters the difference with a minus",
        pairs,
        {"gZ[j] -= step": "gZ[j] += step"},
    ),
    Slip(
        "forgot the scale c as inner derivative between the residual and the distance",
        pairs,
        {"step = g * c * delta / dist": "step = g * delta / dist"},
    ),
    Slip(
        "differentiated the distance as if it were the squared distance: 2 (z_i - z_j) without the root",
        pairs,
        {"step = g * c * delta / dist": "step = g * c * 2 * delta"},
    ),
    Slip(
        "summed over all ordered pairs for the scale, so that each pair counts twice there, while the factor 2 "
        "of the square was also written",
        whole_matrices,
        {"dc = np.sum(res * d)": "dc = 2 * np.sum(res * d)"},
    ),
    Slip(
        "left out the row sums times Z (the derivative by the point itself), only -B Z remained",
        whole_matrices,
        {"(B.sum(axis=1)[:, None] * Z - B @ Z)": "(-B @ Z)"},
    ),
    Slip(
        "halved Z's gradient: I thought the sum over the full matrix counts each pair twice, "
        "but a row of it belongs to one point",
        whole_matrices,
        {"dZ = 2 * c *": "dZ = c *"},
    ),
    Slip(
        "forgot to blank the diagonal, so a point's distance to itself, sqrt(eps), takes part in the scale's gradient",
        whole_matrices,
        {"off = 1 - np.eye(n)": "off = np.ones((n, n))"},
    ),
    Slip(
        "misremembered the root's derivative: d/2 in place of 1/(2d)",
        point_against_all,
        {"du = dd * 0.5 / d": "du = dd * 0.5 * d"},
    ),
    Slip(
        "the weights of the pairs are missing in the gradient of the scale",
        point_against_all,
        {"gc += 0.5 * np.sum(2 * A[i] * r * d)": "gc += 0.5 * np.sum(2 * r * d)"},
    ),
    Slip(
        "two slips: the derivative of the square lost its 2 for the points, "
        "and the residual is not multiplied by the distance for c but summed plainly",
        point_against_all,
        {"dd = 2 * A[i] * r * c": "dd = A[i] * r * c", "np.sum(2 * A[i] * r * d)": "np.sum(2 * A[i] * r)"},
    ),
    Slip(
        "two slips: put the penalty inside the loop over the pairs, so lam z_i is added for every pair in which "
        "z_i comes first, and multiplied the scale's gradient by c again",
        pairs,
        {"gZ = lam * Z": "gZ = 0 * Z", "gZ[i] += step": "gZ[i] += step + lam * Z[i]", "gc += g * dist": "gc += g * c * dist"},
    ),
]
