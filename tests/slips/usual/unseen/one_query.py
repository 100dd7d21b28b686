"""Attention of one query. The query q (shape (d,)) is compared with n keys, the rows of K (shape (n, d)), by scaled dot
products s_i = K_i . q / sqrt(d). The weights a = softmax(s) (shape (n,)) mix the values, the rows of V (shape (n, e)):
o = sum_i a_i V_i. The output is compared with a target t (shape (e,)): L = 1/2 sum_j (o_j - t_j)^2.
Derive the gradients of L with respect to q, K and V.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("q", "K", "V")


def make(rng, size):
    n, d, e = ((4, 2, 3), (3, 5, 2), (5, 3, 4))[size]
    return {
        "q": rng.normal(size=d),
        "K": rng.normal(size=(n, d)),
        "V": rng.normal(size=(n, e)),
        "t": rng.normal(size=e),
    }


def loss(q, K, V, t):
    u = np.exp(K @ q / len(q) ** 0.5)
    o = (u / np.sum(u)) @ V
    return np.sum((o - t) ** 2) / 2


def backward(q, K, V, t):
    scale = np.sqrt(q.shape[0])
    s = K @ q / scale
    a = np.exp(s) / np.sum(np.exp(s))
    o = a @ V
    do = o - t
    dV = np.outer(a, do)
    da = V @ do
    ds = a * (da - np.sum(a * da))
    dq = K.T @ ds / scale
    dK = np.outer(ds, q) / scale
    return {"q": dq, "K": dK, "V": dV}


def with_the_jacobian(q, K, V, t):
    n, d = K.shape
    scores = np.array([key @ q for key in K]) / d**0.5
    weights = np.exp(scores - scores.max())
    weights /= weights.sum()
    error = weights @ V - t
    J = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            if i == j:
                J[i, j] = weights[i] * (1 - weights[i])
            else:
                J[i, j] = -weights[i] * weights[j]
    gV = weights[:, None] * error
    g_weights = V @ error
    g_scores = J.T @ g_weights
    g_dots = g_scores / d**0.5
    gq = g_dots @ K
    gK = g_dots[:, None] * q
    return {"q": gq, "K": gK, "V": gV}


def with_sums(q, K, V, t):
    n, d = K.shape
    u = np.exp(K @ q / np.sqrt(d))
    total = np.sum(u)
    o = np.sum(u[:, None] * V, axis=0) / total
    r = o - t
    gq, gK, gV = np.zeros_like(q), np.zeros_like(K), np.zeros_like(V)
    for i in range(n):
        gV[i] = u[i] / total * r
        do_du = (V[i] - o) / total
        dL_du = np.dot(r, do_du)
        dL_ds = dL_du * u[i]
        gK[i] = dL_ds * q / np.sqrt(d)
        gq += dL_ds * K[i] / np.sqrt(d)
    return {"q": gq, "K": gK, "V": gV}


CASES = [
    Slip(
        "forgot the scaling on the way back: the factor 1/sqrt(d) is missing in dq and dK",
        backward,
        {"dq = K.T @ ds / scale": "dq = K.T @ ds", "np.outer(ds, q) / scale": "np.outer(ds, q)"},
    ),
    Slip(
        "took only the diagonal of the softmax's Jacobian: ds is a (1 - a) da, without the terms -a_i a_j between "
        "different keys",
        backward,
        {"ds = a * (da - np.sum(a * da))": "ds = a * (1 - a) * da"},
    ),
    Slip(
        "forgot the derivative of the softmax: ds is da",
        backward,
        {"ds = a * (da - np.sum(a * da))": "ds = da"},
    ),
    Slip(
        "wrong sign of the error: do is t - o instead of o - t, so all three gradients have the opposite sign",
        backward,
        {"do = o - t": "do = t - o"},
    ),
    Slip(
        "did not cancel the 1/2 with the square's 2 but kept the 2: error is 2 (o - t) instead of o - t",
        with_the_jacobian,
        {"error = weights @ V - t": "error = 2 * (weights @ V - t)"},
    ),
    Slip(
        "wrong sign outside the diagonal of the softmax's Jacobian: +a_i a_j instead of -a_i a_j",
        with_the_jacobian,
        {"J[i, j] = -weights[i]": "J[i, j] = weights[i]"},
    ),
    Slip(
        "forgot the terms outside the diagonal of the softmax's Jacobian: they were left at 0 instead of -a_i a_j",
        with_the_jacobian,
        {"J[i, j] = -weights[i] * weights[j]": "J[i, j] = 0"},
    ),
    Slip(
        "divided by sqrt(d) only for the keys: in the gradient of q the factor 1/sqrt(d) is missing",
        with_the_jacobian,
        {"gq = g_dots @ K": "gq = g_scores @ K"},
    ),
    Slip(
        "forgot that u_i is also in the normalising sum: do/du_i is V_i/total instead of (V_i - o)/total",
        with_sums,
        {"(V[i] - o) / total": "V[i] / total"},
    ),
    Slip(
        "forgot the derivative of the exponential: dL/ds_i is dL/du_i, the factor u_i is missing",
        with_sums,
        {"dL_ds = dL_du * u[i]": "dL_ds = dL_du"},
    ),
    Slip(
        "the query's gradient keeps only the last key's contribution: assigned in the loop instead of added up",
        with_sums,
        {"gq += dL_ds": "gq = dL_ds"},
    ),
    Slip(
        "forgot the attention weights in the gradient of the values: each row of dV is o - t, without its factor a_i",
        backward,
        {"dV = np.outer(a, do)": "dV = np.outer(np.ones_like(a), do)"},
    ),
    Slip(
        "two mistakes: forgot to subtract the weighted mean in the softmax's derivative (ds is a da), and forgot the "
        "1/sqrt(d) in dK",
        backward,
        {"ds = a * (da - np.sum(a * da))": "ds = a * da", "np.outer(ds, q) / scale": "np.outer(ds, q)"},
    ),
]
