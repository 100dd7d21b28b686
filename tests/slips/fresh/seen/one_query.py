"""Attention of one query over n tokens. The rows of X (n x d) are the tokens, z (d entries) is the token that asks;
Wq and Wk are h x d, Wv is r x d.
q = Wq z, K = X Wk^T (row i is Wk X_i), V = X Wv^T, s = K q / sqrt(h), a = softmax(s), o = V^T a = sum_i a_i V_i,
L = 1/2 |o - y|^2.
Derive the gradients of L with respect to Wq, Wk, Wv, X and z.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("Wq", "Wk", "Wv", "X", "z")


def make(rng, size):
    n, d, h, r = ((3, 2, 3, 2), (4, 3, 2, 4), (2, 4, 5, 3))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "z": rng.normal(size=d),
        "y": rng.normal(size=r),
        "Wq": rng.normal(size=(h, d)),
        "Wk": rng.normal(size=(h, d)),
        "Wv": rng.normal(size=(r, d)),
    }


def loss(X, z, y, Wq, Wk, Wv):
    q = Wq @ z
    K = X @ Wk.T
    V = X @ Wv.T
    s = K @ q / np.sqrt(Wq.shape[0])
    a = np.exp(s) / np.sum(np.exp(s))
    o = a @ V
    return 0.5 * np.sum((o - y) ** 2)


def whole_arrays(X, z, y, Wq, Wk, Wv):
    h = Wq.shape[0]
    q = Wq @ z
    K = X @ Wk.T
    V = X @ Wv.T
    s = K @ q / np.sqrt(h)
    a = np.exp(s - np.max(s))
    a = a / np.sum(a)
    o = V.T @ a
    do = o - y
    da = V @ do
    dV = np.outer(a, do)
    ds = a * (da - a @ da)
    dq = K.T @ ds / np.sqrt(h)
    dK = np.outer(ds, q) / np.sqrt(h)
    dWq = np.outer(dq, z)
    dWk = dK.T @ X
    dWv = dV.T @ X
    dX = dK @ Wk + dV @ Wv
    dz = Wq.T @ dq
    return {"Wq": dWq, "Wk": dWk, "Wv": dWv, "X": dX, "z": dz}


def token_by_token(X, z, y, Wq, Wk, Wv):
    n = X.shape[0]
    scale = 1 / np.sqrt(Wq.shape[0])
    q = Wq @ z
    keys = [Wk @ X[i] for i in range(n)]
    values = [Wv @ X[i] for i in range(n)]
    e = np.array([np.exp(scale * (q @ keys[i])) for i in range(n)])
    a = e / np.sum(e)
    err = sum(a[i] * values[i] for i in range(n)) - y
    grad_a = [err @ values[i] for i in range(n)]
    gq = np.zeros(q.shape)
    gWk, gWv, gX = np.zeros(Wk.shape), np.zeros(Wv.shape), np.zeros(X.shape)
    for i in range(n):
        gs = 0.0
        for j in range(n):
            same = 1.0 if i == j else 0.0
            gs += grad_a[j] * a[j] * (same - a[i])
        gq += scale * gs * keys[i]
        gkey = scale * gs * q
        gvalue = a[i] * err
        gWk += np.outer(gkey, X[i])
        gWv += np.outer(gvalue, X[i])
        gX[i] = Wk.T @ gkey + Wv.T @ gvalue
    return {"Wq": np.outer(gq, z), "Wk": gWk, "Wv": gWv, "X": gX, "z": Wq.T @ gq}


CASES = [
    Slip(
        "took only the diagonal of the softmax's Jacobian: ds is da a (1 - a)",
        whole_arrays,
        {"ds = a * (da - a @ da)": "ds = da * a * (1 - a)"},
    ),
    Slip(
        "forgot the scale 1 / sqrt(h) in the gradients of the query and the keys",
        whole_arrays,
        {"dq = K.T @ ds / np.sqrt(h)": "dq = K.T @ ds", "dK = np.outer(ds, q) / np.sqrt(h)": "dK = np.outer(ds, q)"},
    ),
    Slip(
        "forgot the path of the tokens through the keys: dX has only the part through the values",
        whole_arrays,
        {"dX = dK @ Wk + dV @ Wv": "dX = dV @ Wv"},
    ),
    Slip(
        "passed the gradient through the softmax untouched: ds is da",
        whole_arrays,
        {"ds = a * (da - a @ da)": "ds = da"},
    ),
    Slip(
        "forgot the path of the tokens through the values: gX[i] has only the key's part",
        token_by_token,
        {"gX[i] = Wk.T @ gkey + Wv.T @ gvalue": "gX[i] = Wk.T @ gkey"},
    ),
    Slip(
        "put the bracket wrongly in the softmax's derivative: a da - (a . da), so the second part is not multiplied by a",
        whole_arrays,
        {"ds = a * (da - a @ da)": "ds = a * da - a @ da"},
    ),
    Slip(
        "subtracted the plain sum of da in the softmax instead of the sum weighted by a",
        whole_arrays,
        {"(da - a @ da)": "(da - np.sum(da))"},
    ),
    Slip(
        "two mistakes: divided by h in place of sqrt(h) in the gradient of the query, and took the output o instead of "
        "its error in the gradient of the values",
        whole_arrays,
        {"dq = K.T @ ds / np.sqrt(h)": "dq = K.T @ ds / h", "dV = np.outer(a, do)": "dV = np.outer(a, o)"},
    ),
    Slip(
        "forgot the attention weight in the gradient of a value: every token gets the whole error",
        token_by_token,
        {"gvalue = a[i] * err": "gvalue = err"},
    ),
    Slip(
        "wrong sign of the softmax's off-diagonal part: a[j] (same + a[i])",
        token_by_token,
        {"(same - a[i])": "(same + a[i])"},
    ),
    Slip(
        "divided the gradient of the values by sqrt(h) too, though the scale only belongs to the scores",
        whole_arrays,
        {"dV = np.outer(a, do)": "dV = np.outer(a, do) / np.sqrt(h)"},
    ),
    Slip(
        "mixed up keys and query: the gradient of a key gets the key itself as its factor and not the query",
        token_by_token,
        {"gkey = scale * gs * q": "gkey = scale * gs * keys[i]"},
    ),
    Slip(
        "returned the gradient of Wk transposed: X^T dK",
        whole_arrays,
        {"dWk = dK.T @ X": "dWk = X.T @ dK"},
    ),
    Slip(
        "two mistakes: the key's gradient lost the scale 1 / sqrt(h), and gWv is overwritten at every token so only the "
        "last one counts",
        token_by_token,
        {"gkey = scale * gs * q": "gkey = gs * q", "gWv += np.outer(gvalue, X[i])": "gWv = np.outer(gvalue, X[i])"},
    ),
]
