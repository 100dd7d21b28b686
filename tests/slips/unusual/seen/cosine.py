"""Cosine loss. W is k x d, x has d entries, the target t has k entries (it is not of length 1). With v = W x let
c = (v . t) / (|v| |t|), where |.| is the Euclidean norm, and L = 1 - c.
Derive the gradients of L with respect to W and x.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "x")


def make(rng, size):
    k, d = ((3, 4), (4, 2), (5, 3))[size]
    return {"W": rng.normal(size=(k, d)), "x": rng.normal(size=d), "t": rng.normal(size=k) * 1.5}


def loss(W, x, t):
    v = W @ x
    return 1 - np.sum(v * t) / (np.sqrt(np.sum(v**2)) * np.sqrt(np.sum(t**2)))


def quotient_rule(W, x, t):
    v = W @ x
    nv = np.sqrt(v @ v)
    nt = np.sqrt(t @ t)
    top = v @ t
    bottom = nv * nt
    dtop = t
    dbottom = nt * v / nv
    dv = -(dtop * bottom - top * dbottom) / bottom**2
    return {"W": np.outer(dv, x), "x": W.T @ dv}


def unit_vectors(W, x, t):
    v = W @ x
    nv = np.linalg.norm(v)
    a = v / nv
    b = t / np.linalg.norm(t)
    da = -b
    dv = (da - a * (a @ da)) / nv
    dW = dv[:, None] * x[None, :]
    dx = dv @ W
    return {"W": dW, "x": dx}


def entry_by_entry(W, x, t):
    k, d = W.shape
    v = [sum(W[i, j] * x[j] for j in range(d)) for i in range(k)]
    p = sum(v[i] * t[i] for i in range(k))
    q = sum(v[i] ** 2 for i in range(k))
    u = sum(t[i] ** 2 for i in range(k))
    dW = np.zeros((k, d))
    dx = np.zeros(d)
    for i in range(k):
        dc = t[i] * q**-0.5 * u**-0.5 - p * v[i] * q**-1.5 * u**-0.5
        for j in range(d):
            dW[i, j] = -dc * x[j]
            dx[j] += -dc * W[i, j]
    return {"W": dW, "x": dx}


def without_v(W, x, t):
    norm = np.linalg.norm(W @ x)
    c = t @ W @ x / (norm * np.linalg.norm(t))
    dW = c * np.outer(W @ x, x) / norm**2 - np.outer(t, x) / (norm * np.linalg.norm(t))
    dx = c * (W.T @ W @ x) / norm**2 - W.T @ t / (norm * np.linalg.norm(t))
    return {"W": dW, "x": dx}


CASES = [
    Slip(
        "quotient rule with a plus in the numerator: (top' bottom + top bottom') / bottom^2",
        quotient_rule,
        {"dtop * bottom - top * dbottom": "dtop * bottom + top * dbottom"},
    ),
    Slip(
        "took the norm |v| for an absolute value: its derivative is sign(v) entry by entry instead of v / |v|",
        quotient_rule,
        {"nt * v / nv": "nt * np.sign(v)"},
    ),
    Slip(
        "quotient rule without the square: divided by |v| |t| instead of (|v| |t|)^2",
        quotient_rule,
        {"/ bottom**2": "/ bottom"},
    ),
    Slip(
        "gave the gradients of the similarity c instead of those of L = 1 - c: the sign is the other one",
        quotient_rule,
        {"dv = -(": "dv = ("},
    ),
    Slip(
        "outer product the wrong way round in dW: x dv^T (d x k) instead of dv x^T",
        quotient_rule,
        {"np.outer(dv, x)": "np.outer(x, dv)"},
    ),
    Slip(
        "replaced the loss by |a - b|^2 of the unit vectors a = v / |v| and b = t / |t|, which is 2 (1 - c) and not "
        "1 - c",
        unit_vectors,
        {"da = -b": "da = 2 * (a - b)"},
    ),
    Slip(
        "treated the length |v| as constant when going from a = v / |v| back to v: dv = da / |v|, no projection",
        unit_vectors,
        {"(da - a * (a @ da)) / nv": "da / nv"},
    ),
    Slip(
        "used only the diagonal of the Jacobian of v / |v|: (1 - a_i^2) / |v| entry by entry, instead of (I - a a^T) "
        "/ |v|",
        unit_vectors,
        {"a * (a @ da)": "a * a * da"},
    ),
    Slip(
        "left the 2 of d(v_i^2) out in the derivative of the norm: the term with q^(-3/2), q = |v|^2, keeps a factor "
        "1/2",
        entry_by_entry,
        {"- p * v[i]": "- 0.5 * p * v[i]"},
    ),
    Slip(
        "two mistakes: the exponent of q = |v|^2 in the second term stays -1/2 when it should be -3/2, and dx is "
        "overwritten for each i instead of summed over the outputs i",
        entry_by_entry,
        {"q**-1.5": "q**-0.5", "dx[j] += -dc": "dx[j] = -dc"},
    ),
    Slip(
        "pulled the norm of the product apart, |W x| = |W| |x| with the Frobenius norm of W, everywhere",
        without_v,
        {"norm = np.linalg.norm(W @ x)": "norm = np.linalg.norm(W) * np.linalg.norm(x)"},
    ),
    Slip(
        "in dx the second term is divided by |x|^2 instead of |W x|^2 (the norm's argument is W x, not x)",
        without_v,
        {"(W.T @ W @ x) / norm**2": "(W.T @ W @ x) / (x @ x)"},
    ),
    Slip(
        "in dW differentiated the norm as though it were |W|: the second term is c W / |W|^2 instead of c (W x) x^T "
        "/ |W x|^2",
        without_v,
        {"c * np.outer(W @ x, x) / norm**2": "c * W / np.sum(W**2)"},
    ),
    Slip(
        "two mistakes: in dW the term with t x^T lacks the division by |t|, and in dx the two terms are added, the "
        "first with the sign of the second (-c W^T W x / |v|^2)",
        without_v,
        {
            "np.outer(t, x) / (norm * np.linalg.norm(t))": "np.outer(t, x) / norm",
            "dx = c * (W.T": "dx = -c * (W.T",
        },
    ),
]
