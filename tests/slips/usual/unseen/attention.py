"""One attention head over n positions. X is n x c; Q = X Wq, K = X Wk, V = X Wv with Wq, Wk (c x d) and Wv (c x e).
The scores are S = Q K^T / sqrt(d), where d is the number of columns of Q and K.
A = softmax(S), each row by itself, and the output is O = A V.
The targets are Y (n x e) and the loss is L = 1/2 sum over all entries of (O - Y)^2.
Derive the gradients of L with respect to Wq, Wk, Wv and X.
"""

import numpy as np

from nn.array import softmax
from tests.slips.cases import Slip

ASKED = ("Wq", "Wk", "Wv", "X")


def make(rng, size):
    n, c, d, e = ((4, 3, 2, 5), (3, 5, 4, 2), (5, 2, 3, 4))[size]
    return {
        "X": rng.normal(size=(n, c)),
        "Y": rng.normal(size=(n, e)),
        "Wq": rng.normal(size=(c, d)),
        "Wk": rng.normal(size=(c, d)),
        "Wv": rng.normal(size=(c, e)),
    }


def loss(X, Y, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    A = softmax(Q @ K.T / np.sqrt(Wq.shape[1]))
    return 0.5 * np.sum((A @ V - Y) ** 2)


def matrices(X, Y, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    scale = 1 / np.sqrt(Q.shape[1])
    A = np.exp(Q @ K.T * scale)
    A = A / A.sum(axis=1, keepdims=True)
    dO = A @ V - Y
    dV = A.T @ dO
    dA = dO @ V.T
    dS = A * (dA - (A * dA).sum(axis=1, keepdims=True))
    dQ = scale * dS @ K
    dK = scale * dS.T @ Q
    dX = dQ @ Wq.T + dK @ Wk.T + dV @ Wv.T
    return {"Wq": X.T @ dQ, "Wk": X.T @ dK, "Wv": X.T @ dV, "X": dX}


def query_by_query(X, Y, Wq, Wk, Wv):
    n, d = len(X), Wq.shape[1]
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    dQ, dK, dV = np.zeros(Q.shape), np.zeros(K.shape), np.zeros(V.shape)
    for i in range(n):
        s = K @ Q[i] / np.sqrt(d)
        a = np.exp(s) / np.sum(np.exp(s))
        err = a @ V - Y[i]
        dV += np.outer(a, err)
        da = V @ err
        J = np.diag(a) - np.outer(a, a)
        ds = J @ da
        dQ[i] = ds @ K / np.sqrt(d)
        dK += np.outer(ds, Q[i]) / np.sqrt(d)
    dWq, dWk, dWv = X.T @ dQ, X.T @ dK, X.T @ dV
    return {"Wq": dWq, "Wk": dWk, "Wv": dWv, "X": dQ @ Wq.T + dK @ Wk.T + dV @ Wv.T}


def in_index_notation(X, Y, Wq, Wk, Wv):
    Q = np.einsum("ia,ac->ic", X, Wq)
    K = np.einsum("ja,ac->jc", X, Wk)
    V = np.einsum("ja,ab->jb", X, Wv)
    P = np.exp(np.einsum("ic,jc->ij", Q, K) / Q.shape[1] ** 0.5)
    P = P / np.einsum("ij->i", P)[:, None]
    out = np.einsum("ij,jb->ib", P, V)
    R = out - Y
    D = np.einsum("ib,ib->i", R, out)  # the sum over j of P_ij dL/dP_ij
    G = P * (np.einsum("ib,jb->ij", R, V) - D[:, None]) / Q.shape[1] ** 0.5
    dWq = np.einsum("ij,ia,jc->ac", G, X, K)
    dWk = np.einsum("ij,ja,ic->ac", G, X, Q)
    dWv = np.einsum("ij,ja,ib->ab", P, X, R)
    from_q = np.einsum("ij,jc,ac->ia", G, K, Wq)
    from_k = np.einsum("ij,ic,ac->ja", G, Q, Wk)
    from_v = np.einsum("ij,ib,ab->ja", P, R, Wv)
    return {"Wq": dWq, "Wk": dWk, "Wv": dWv, "X": from_q + from_k + from_v}


CASES = [
    Slip(
        "used only the diagonal of the softmax Jacobian: dS = A (1 - A) dA, entry by entry (Wq, Wk and X are wrong)",
        matrices,
        {"A * (dA - (A * dA).sum(axis=1, keepdims=True))": "A * (1 - A) * dA"},
    ),
    Slip(
        "forgot the factor 1/sqrt(d) on the way back, in dQ and in dK",
        matrices,
        {"scale * dS": "dS"},
    ),
    Slip(
        "dK = dS Q / sqrt(d) without transposing dS (Wk and X are wrong)",
        matrices,
        {"dS.T @ Q": "dS @ Q"},
    ),
    Slip(
        "forgot the path through V in the gradient of X: only the parts of Q and K are added",
        matrices,
        {" + dV @ Wv.T": ""},
    ),
    Slip(
        "dV = A dO without transposing A (Wv and X are wrong)",
        matrices,
        {"A.T @ dO": "A @ dO"},
    ),
    Slip(
        "forgot the path through the keys in the gradient of X",
        in_index_notation,
        {"from_q + from_k + from_v": "from_q + from_v"},
    ),
    Slip(
        "softmax backwards as dS = A dA, entry by entry, without subtracting the row sum of A dA",
        matrices,
        {"A * (dA - (A * dA).sum(axis=1, keepdims=True))": "A * dA"},
    ),
    Slip(
        "sign: dO = Y - O instead of O - Y, all gradients negated",
        matrices,
        {"dO = A @ V - Y": "dO = Y - A @ V"},
    ),
    Slip(
        "1/sqrt(d) is missing in dQ (it is there in dK)",
        query_by_query,
        {"ds @ K / np.sqrt(d)": "ds @ K"},
    ),
    Slip(
        "summed over the columns (axis 0) instead of the rows in the softmax backward step",
        matrices,
        {"(A * dA).sum(axis=1, keepdims=True)": "(A * dA).sum(axis=0, keepdims=True)"},
    ),
    Slip(
        "factor 2 too many in the derivative with respect to O: did not cancel it with the 1/2 of the loss",
        query_by_query,
        {"err = a @ V - Y[i]": "err = 2 * (a @ V - Y[i])"},
    ),
    Slip(
        "Jacobian of the softmax taken as diag(a (1 - a)), the entries off the diagonal are missing",
        query_by_query,
        {"np.diag(a) - np.outer(a, a)": "np.diag(a * (1 - a))"},
    ),
    Slip(
        "two mistakes: 1/sqrt(d) forgotten in dQ and dK, and the part of V missing in the gradient of X",
        matrices,
        {"scale * dS": "dS", " + dV @ Wv.T": ""},
    ),
]
