"""A graph net with two layers for nodes of which only some have labels. C (n x n) is the adjacency matrix with self-loops,
its rows divided by the degrees, so it is fixed and not symmetric. X is n x d, W1 is d x h, W2 is h x K; Y (n x K) has
one-hot rows and m (n entries) is 1 for the nodes with a label and 0 for the others.
H = relu(C X W1), Z = C H W2, P = row-wise softmax of Z,
L = -(1 / sum_i m_i) sum_i m_i sum_k Y_ik log P_ik.
Derive the gradients of L with respect to W1, W2 and the node features X.
"""

import numpy as np

from nn.array import relu

from tests.slips.cases import Slip

ASKED = ("W1", "W2", "X")


def make(rng, size):
    n, d, h, K = ((4, 3, 4, 2), (5, 2, 4, 3), (6, 4, 3, 3))[size]
    edges = np.eye(n)
    for i in range(n - 1):
        edges[i, i + 1] = edges[i + 1, i] = 1.0
    edges[0, 2] = edges[2, 0] = 1.0
    Y = np.zeros((n, K))
    for i in range(n):
        Y[i, (2 * i + i // 2) % K] = 1.0
    C = edges / np.sum(edges, axis=1, keepdims=True)
    X = rng.normal(size=(n, d)) * 1.5
    W1 = rng.normal(size=(d, h))
    near = C[1] @ X
    W1[:, 0] = near / np.sqrt(near @ near)  # the unlabelled node 1 has a unit that is on
    return {
        "C": C,
        "X": X,
        "Y": Y,
        "m": np.resize([1.0, 0.0, 1.0, 1.0, 0.0], n),
        "W1": W1,
        "W2": rng.normal(size=(h, K)),
    }


def loss(C, X, Y, m, W1, W2):
    H = relu(C @ (X @ W1))
    Z = C @ (H @ W2)
    log_P = Z - np.log(np.sum(np.exp(Z), axis=1, keepdims=True))
    return -np.sum(m * np.sum(Y * log_P, axis=1)) / np.sum(m)


def matrix_form(C, X, Y, m, W1, W2):
    A = C @ X @ W1
    H = relu(A)
    Z = C @ H @ W2
    E = np.exp(Z)
    P = E / np.sum(E, axis=1, keepdims=True)
    dZ = m[:, None] * (P - Y) / np.sum(m)
    dM = C.T @ dZ
    dW2 = H.T @ dM
    dH = dM @ W2.T
    dA = dH * (A > 0)
    dB = C.T @ dA
    dW1 = X.T @ dB
    dX = dB @ W1.T
    return {"W1": dW1, "W2": dW2, "X": dX}


def node_by_node(C, X, Y, m, W1, W2):
    n = X.shape[0]
    near = [sum(C[i, j] * X[j] for j in range(n)) for i in range(n)]
    pre = [near[i] @ W1 for i in range(n)]
    hid = [v * (v > 0) for v in pre]
    dW1, dW2, dX = np.zeros(W1.shape), np.zeros(W2.shape), np.zeros(X.shape)
    dhid = [np.zeros(W1.shape[1]) for i in range(n)]
    labelled = sum(m)
    for i in range(n):
        if m[i] == 0:
            continue
        pooled = sum(C[i, j] * hid[j] for j in range(n))
        p = np.exp(pooled @ W2)
        p = p / np.sum(p)
        g = (p - Y[i]) / labelled
        dW2 += np.outer(pooled, g)
        for j in range(n):
            dhid[j] = dhid[j] + C[i, j] * (W2 @ g)
    for i in range(n):
        q = dhid[i] * (pre[i] > 0)
        dW1 += np.outer(near[i], q)
        for j in range(n):
            dX[j] += C[i, j] * (W1 @ q)
    return {"W1": dW1, "W2": dW2, "X": dX}


CASES = [
    Slip(
        "took C for symmetric and did not transpose it; dividing the rows by the degrees spoils the symmetry",
        matrix_form,
        {"dM = C.T @ dZ": "dM = C @ dZ", "dB = C.T @ dA": "dB = C @ dA"},
    ),
    Slip(
        "treated the second layer like an ordinary dense layer: the error is not passed to the neighbours",
        matrix_form,
        {"dM = C.T @ dZ": "dM = dZ"},
    ),
    Slip(
        "forgot the propagation in the first layer's gradients: X^T dA instead of (C X)^T dA, and the same for X",
        matrix_form,
        {"dB = C.T @ dA": "dB = dA"},
    ),
    Slip(
        "averaged over all nodes instead of those that have a label",
        matrix_form,
        {"/ np.sum(m)": "/ len(m)"},
    ),
    Slip(
        "forgot the mask, so that nodes without a label give an error too",
        matrix_form,
        {"dZ = m[:, None] * (P - Y)": "dZ = (P - Y)"},
    ),
    Slip(
        "masked the hidden layer as well: unlabelled nodes pass nothing on, though they are neighbours of labelled ones",
        matrix_form,
        {"dA = dH * (A > 0)": "dA = m[:, None] * dH * (A > 0)"},
    ),
    Slip(
        "took the relu's mask from X W1, before the neighbours were averaged",
        matrix_form,
        {"(A > 0)": "(X @ W1 > 0)"},
    ),
    Slip(
        "used the node's own hidden vector instead of the average over the neighbours in the gradient of W2",
        node_by_node,
        {"np.outer(pooled, g)": "np.outer(hid[i], g)"},
    ),
    Slip(
        "gave each neighbour the weight in the wrong direction: C_ji instead of C_ij on the way to the hidden layer",
        node_by_node,
        {"dhid[j] = dhid[j] + C[i, j] *": "dhid[j] = dhid[j] + C[j, i] *"},
    ),
    Slip(
        "kept only the error of the last labelled neighbour of a node: assigned instead of added",
        node_by_node,
        {"dhid[j] = dhid[j] + C[i, j] * (W2 @ g)": "dhid[j] = C[i, j] * (W2 @ g)"},
    ),
    Slip(
        "two mistakes: forgot the relu on the way back, and the features of a node get their own node's error only",
        node_by_node,
        {
            "q = dhid[i] * (pre[i] > 0)": "q = dhid[i]",
            "dX[j] += C[i, j] * (W1 @ q)": "dX[j] += (i == j) * C[i, j] * (W1 @ q)",
        },
    ),
    Slip(
        "two mistakes: the error was taken as label minus prediction, and W2's gradient uses the values before the relu",
        matrix_form,
        {"(P - Y)": "(Y - P)", "dW2 = H.T @ dM": "dW2 = A.T @ dM"},
    ),
]
