"""A quadratic form over a squared length, plus a distance. A is an n x n matrix that is not symmetric, x and b are
vectors of n entries, m is a scalar.
t = x^T A x, w = x^T x, R = t / w, L = R + m |x - b|, where | | is the Euclidean length (not squared).
Derive the gradients of L with respect to x, A, b and m.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x", "A", "b", "m")


def make(rng, size):
    n = (3, 2, 5)[size]
    return {
        "x": rng.uniform(0.4, 1.5, size=n) * np.resize([1.0, 1.0, -1.0], n),
        "A": rng.normal(size=(n, n)),
        "b": rng.normal(size=n),
        "m": rng.uniform(0.4, 1.6),
    }


def loss(x, A, b, m):
    t = x @ A @ x
    w = x @ x
    R = t / w
    return R + m * np.sum((x - b) ** 2) ** 0.5


def whole_vectors(x, A, b, m):
    t = x @ A @ x
    w = x @ x
    e = x - b
    dist = np.sqrt(e @ e)
    dt = 1 / w
    dw = -t / w**2
    unit = e / dist
    dx = dt * (A @ x + A.T @ x) + dw * 2 * x + m * unit
    dA = dt * np.outer(x, x)
    db = -m * unit
    dm = dist
    return {"x": dx, "A": dA, "b": db, "m": dm}


def with_indices(x, A, b, m):
    n = len(x)
    t, w, d2 = 0.0, 0.0, 0.0
    for i in range(n):
        w = w + x[i] * x[i]
        d2 = d2 + (x[i] - b[i]) ** 2
        for j in range(n):
            t = t + x[i] * A[i, j] * x[j]
    length = np.sqrt(d2)
    gx, gA, gb = np.zeros(n), np.zeros((n, n)), np.zeros(n)
    for k in range(n):
        top = 0.0
        for j in range(n):
            top += A[k, j] * x[j]
            top += A[j, k] * x[j]
            gA[k, j] = x[k] * x[j] / w
        bottom = 2 * x[k]
        gx[k] = (top * w - t * bottom) / w**2
        gx[k] += m * (x[k] - b[k]) / length
        gb[k] = -m * (x[k] - b[k]) / length
    return {"x": gx, "A": gA, "b": gb, "m": length}


CASES = [
    Slip(
        "treated A as symmetric: the gradient of x^T A x was taken as 2 A x",
        whole_vectors,
        {"(A @ x + A.T @ x)": "(2 * A @ x)"},
    ),
    Slip(
        "only derived the second x of the quadratic form: A x without A^T x",
        whole_vectors,
        {"(A @ x + A.T @ x)": "(A @ x)"},
    ),
    Slip(
        "turned the quotient rule around: t bottom - top w instead of top w - t bottom",
        with_indices,
        {"(top * w - t * bottom) / w**2": "(t * bottom - top * w) / w**2"},
    ),
    Slip(
        "treated the denominator x^T x as a constant: the part of dx through w is missing",
        whole_vectors,
        {" + dw * 2 * x + m * unit": " + m * unit"},
    ),
    Slip(
        "took the distance as if it were squared: 2 (x - b) in place of (x - b) / |x - b|",
        whole_vectors,
        {"unit = e / dist": "unit = 2 * e"},
    ),
    Slip(
        "forgot the minus from the inner derivative of x - b for b",
        with_indices,
        {"gb[k] = -m * (x[k]": "gb[k] = m * (x[k]"},
    ),
    Slip(
        "did not square the denominator in the quotient rule",
        with_indices,
        {"(top * w - t * bottom) / w**2": "(top * w - t * bottom) / w"},
    ),
    Slip(
        "forgot the 2 of the derivative of x^T x",
        with_indices,
        {"bottom = 2 * x[k]": "bottom = x[k]"},
    ),
    Slip(
        "returned the squared distance as the derivative for m, forgetting the root",
        whole_vectors,
        {"dm = dist": "dm = e @ e"},
    ),
    Slip(
        "two mistakes: forgot to divide by w in the gradient of A, so only x x^T is left, and kept the factor m in the "
        "derivative for m",
        whole_vectors,
        {"dA = dt * np.outer(x, x)": "dA = np.outer(x, x)", "dm = dist": "dm = m * dist"},
    ),
    Slip(
        "wrong index on x in the sum down the column: A[j, k] x[k] instead of A[j, k] x[j]",
        with_indices,
        {"top += A[j, k] * x[j]": "top += A[j, k] * x[k]"},
    ),
    Slip(
        "put the inner product x^T x in place of the outer product x x^T for A, so dA is a single number",
        whole_vectors,
        {"np.outer(x, x)": "(x @ x)"},
    ),
    Slip(
        "overwrote the Rayleigh part of dx instead of adding the part of the distance: = where += was needed",
        with_indices,
        {"gx[k] += m * (x[k]": "gx[k] = m * (x[k]"},
    ),
    Slip(
        "two mistakes: left out the weight m in front of the distance in db, and the derivative of 1 / w got no minus",
        whole_vectors,
        {"db = -m * unit": "db = -unit", "dw = -t / w**2": "dw = t / w**2"},
    ),
]
