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
        "used A (1 - A) as the softmax's derivative, that is only the diagonal of its Jacobian, so the entries of a "
        "row of scores do not act on each other's weights",
        matrices,
        {"dS = A * (dA - (A * dA).sum(axis=1, keepdims=True))": "dS = A * (1 - A) * dA"},
    ),
    Slip(
        "summed A * dL/dA down the columns instead of along the rows in the softmax's backward formula",
        matrices,
        {"(A * dA).sum(axis=1, keepdims=True)": "(A * dA).sum(axis=0, keepdims=True)"},
    ),
    Slip(
        "forgot to transpose dL/dS in the gradient of K (dL/dS Q instead of its transpose times Q); goes into Wk and"
        " X",
        matrices,
        {"dS.T @ Q": "dS @ Q"},
    ),
    Slip(
        "left the path through the keys K out of the gradient of X",
        matrices,
        {" + dK @ Wk.T": ""},
    ),
    Slip(
        "took the square root of X's width c instead of the keys' width d for the scaling, forward and backward",
        matrices,
        {"scale = 1 / np.sqrt(Q.shape[1])": "scale = 1 / np.sqrt(X.shape[1])"},
    ),
    Slip(
        "normalised the softmax over the whole matrix of scores instead of over each row, in the forward computation"
        " (the backward formula stays the one for rows)",
        matrices,
        {"A = A / A.sum(axis=1, keepdims=True)": "A = A / A.sum()"},
    ),
    Slip(
        "two mistakes: did not transpose A in the gradient of V (goes into Wv and X); and forgot the factor "
        "1/sqrt(d) in the gradient of Q only (goes into Wq and X)",
        matrices,
        {"dV = A.T @ dO": "dV = A @ dO", "dQ = scale * dS @ K": "dQ = dS @ K"},
    ),
    Slip(
        "gave the error of position i only to its own value row V_i, with weight A_ii, instead of to all rows V_j "
        "with weights A_ij (goes into Wv and X)",
        query_by_query,
        {"dV += np.outer(a, err)": "dV[i] = a[i] * err"},
    ),
    Slip(
        "subtracted the inner product of the weights a . a, a number, instead of the outer product a a^T in the "
        "softmax's Jacobian",
        query_by_query,
        {"np.diag(a) - np.outer(a, a)": "np.diag(a) - np.inner(a, a)"},
    ),
    Slip(
        "divided by d instead of sqrt(d) in the gradients of Q and K (the forward computation has sqrt(d))",
        query_by_query,
        {"ds @ K / np.sqrt(d)": "ds @ K / d", "np.outer(ds, Q[i]) / np.sqrt(d)": "np.outer(ds, Q[i]) / d"},
    ),
    Slip(
        "used Wq instead of Wk in the keys' term of the gradient of X, copied from the queries' term",
        query_by_query,
        {"dK @ Wk.T": "dK @ Wq.T"},
    ),
    Slip(
        "used V instead of the output O for what is subtracted in the softmax's backward formula: the row sums of (O"
        " - Y) * V instead of (O - Y) * O",
        in_index_notation,
        {'"ib,ib->i", R, out)': '"ib,ib->i", R, V)'},
    ),
    Slip(
        "took the keys' part of the gradient of X to be equal to the queries' part and wrote 2 times the queries' "
        "part, as for a symmetric quadratic form",
        in_index_notation,
        {"from_q + from_k + from_v": "2 * from_q + from_v"},
    ),
    Slip(
        "two mistakes: took the loss as the mean of the squares (factor 2/(n e) instead of 1), which scales all "
        "gradients; and multiplied dL/dS transposed by K instead of by Q in the gradient of Wk",
        in_index_notation,
        {"R = out - Y": "R = 2 * (out - Y) / Y.size", '"ij,ja,ic->ac", G, X, Q)': '"ij,ja,ic->ac", G, X, K)'},
    ),
]
