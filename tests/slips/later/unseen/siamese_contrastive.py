"""A Siamese net with the contrastive loss. The pairs are the rows of P and Q (n x d); both go through the same layer with
W (k x d) and b (k entries): A = tanh(P W^T + b), B = tanh(Q W^T + b), and the distance of pair i is D_i = |A_i - B_i|.
s_i is 1 for a pair of the same class and 0 for a pair of different classes, m is the margin:
L = (1/n) sum_i [ s_i D_i^2 / 2 + (1 - s_i) max(0, m - D_i)^2 / 2 ].
Derive the gradients of L with respect to the shared W and b and the inputs P.
"""

import numpy as np

from nn.array import relu

from tests.slips.cases import Slip

ASKED = ("W", "b", "P")


def make(rng, size):
    n, d, k = ((4, 3, 2), (6, 2, 3), (5, 4, 3))[size]
    P = rng.normal(size=(n, d))
    Q = P + np.resize([0.9, 0.5, 0.7, 1.5], n)[:, None] * rng.normal(size=(n, d))
    s = np.resize([1.0, 0.0], n)
    W = rng.normal(size=(k, d)) * 0.7
    b = rng.uniform(0.2, 0.7, size=k) * np.resize([1.0, -1.0], k)
    gaps = np.tanh(P @ W.T + b) - np.tanh(Q @ W.T + b)
    other = np.sqrt(np.sum(gaps**2, axis=1))[s < 0.5]
    return {"P": P, "Q": Q, "s": s, "W": W, "b": b, "m": 0.4 * np.min(other) + 0.6 * np.max(other)}


def loss(P, Q, s, W, b, m):
    A = np.tanh(P @ W.T + b)
    B = np.tanh(Q @ W.T + b)
    D = np.sqrt(np.sum((A - B) ** 2, axis=1))
    return np.mean(0.5 * s * D**2 + 0.5 * (1 - s) * relu(m - D) ** 2)


def matrix_form(P, Q, s, W, b, m):
    n = P.shape[0]
    A = np.tanh(P @ W.T + b)
    B = np.tanh(Q @ W.T + b)
    diff = A - B
    D = np.sqrt(np.sum(diff**2, axis=1))
    active = D < m
    dD = (s * D - (1 - s) * active * (m - D)) / n
    ddiff = dD[:, None] * diff / D[:, None]
    dU = ddiff * (1 - A**2)
    dV = -ddiff * (1 - B**2)
    dW = dU.T @ P + dV.T @ Q
    db = np.sum(dU, axis=0) + np.sum(dV, axis=0)
    dP = dU @ W
    return {"W": dW, "b": db, "P": dP}


def pair_by_pair(P, Q, s, W, b, m):
    n = len(s)
    dW, db, dP = np.zeros(W.shape), np.zeros(b.shape), np.zeros(P.shape)
    for i in range(n):
        left = np.tanh(W @ P[i] + b)
        right = np.tanh(W @ Q[i] + b)
        gap = left - right
        dist = np.sqrt(gap @ gap)
        if s[i] > 0.5:
            g = gap
        elif dist < m:
            g = -(m - dist) * gap / dist
        else:
            g = 0 * gap
        g = g / n
        gl = g * (1 - left**2)
        gr = -g * (1 - right**2)
        dW += np.outer(gl, P[i])
        dW += np.outer(gr, Q[i])
        db += gl + gr
        dP[i] = W.T @ gl
    return {"W": dW, "b": db, "P": dP}


CASES = [
    Slip(
        "went back through the first branch only: W also acts on Q, and that part of its gradient is missing",
        matrix_form,
        {"dW = dU.T @ P + dV.T @ Q": "dW = dU.T @ P"},
    ),
    Slip(
        "gave both branches the same sign, though B enters the difference with a minus",
        matrix_form,
        {"dV = -ddiff * (1 - B**2)": "dV = ddiff * (1 - B**2)"},
    ),
    Slip(
        "believed that the shared bias cancels in A - B and so has gradient zero; it sits inside the tanh",
        matrix_form,
        {"db = np.sum(dU, axis=0) + np.sum(dV, axis=0)": "db = np.zeros(b.shape)"},
    ),
    Slip(
        "left out the max: pairs of different classes beyond the margin are pulled back too",
        matrix_form,
        {"active = D < m": "active = 1.0"},
    ),
    Slip(
        "forgot the inner minus of m - D, so that the hinge part pulls the pairs of different classes together",
        pair_by_pair,
        {"g = -(m - dist) * gap / dist": "g = (m - dist) * gap / dist"},
    ),
    Slip(
        "differentiated the square (m - D)^2 / 2 as if it were m - D: the factor (m - D) is missing",
        pair_by_pair,
        {"g = -(m - dist) * gap / dist": "g = -gap / dist"},
    ),
    Slip(
        "took the gradient of D to be A - B, as for the squared distance, and did not divide by D",
        matrix_form,
        {"ddiff = dD[:, None] * diff / D[:, None]": "ddiff = dD[:, None] * diff"},
    ),
    Slip(
        "kept the 1/2 of the square root's derivative, but not the 2 from the square under it: (A - B) / (2 D)",
        matrix_form,
        {"diff / D[:, None]": "diff / (2 * D[:, None])"},
    ),
    Slip(
        "copied the line for the first branch and left A in the tanh derivative of the second",
        matrix_form,
        {"(1 - B**2)": "(1 - A**2)"},
    ),
    Slip(
        "mixed up the labels: s = 1 was treated as the pair of different classes",
        matrix_form,
        {"dD = (s * D - (1 - s) * active": "dD = ((1 - s) * D - s * active"},
    ),
    Slip(
        "two mistakes: the mean over the pairs was forgotten, and the right branch was not sent through its tanh",
        pair_by_pair,
        {"g = g / n": "g = g", "gr = -g * (1 - right**2)": "gr = -g"},
    ),
    Slip(
        "two mistakes: the input's gradient also got the second branch's signal, though Q is not P, and the bias only "
        "got the first branch",
        pair_by_pair,
        {"dP[i] = W.T @ gl": "dP[i] = W.T @ (gl + gr)", "db += gl + gr": "db += gl"},
    ),
]
