"""N examples X (N by 2 by n) with two input channels c are convolved (no flip, no padding) to two output channels o:
z_{s,o,i} = b_o + sum over c, j of K_{o,c,j} X_{s,c,i+j} for i = 0 .. P-1, with K of shape 2 by 2 by m, P = n - m + 1.
Then h = ReLU(z), and global average pooling gives the class scores g_{s,o} = (1/P) sum over i of h_{s,o,i}.
With pi_s = softmax(g_s) over the two output channels and one-hot labels Y (N by 2) the loss is the mean cross-entropy
L = -(1/N) sum over s, o of Y_{s,o} log pi_{s,o}.
Derive the gradients of L with respect to the kernels K, the biases b and the inputs X.
"""

import numpy as np

from nn.array import logsumexp, relu
from tests.slips.cases import Slip

ASKED = ("K", "b", "X")


def make(rng, size):
    N, n, m = ((3, 5, 2), (4, 7, 3), (5, 9, 4))[size]
    P = n - m + 1
    while True:
        X, K, b = rng.normal(size=(N, 2, n)), rng.normal(size=(2, 2, m)), 0.7 * rng.normal(size=2)
        z = np.einsum("ocj,scji->soi", K, np.stack([X[:, :, j:j + P] for j in range(m)], axis=2)) + b[:, None]
        on = (z > 0).sum(axis=2)
        if on.min() >= 1 and on.max() < P:
            break
    return {"X": X, "K": K, "b": b, "Y": np.eye(2)[rng.permutation(np.arange(N) % 2)]}


def loss(X, K, b, Y):
    N, m = X.shape[0], K.shape[2]
    P = X.shape[2] - m + 1
    total = 0.0
    for s in range(N):
        windows = np.stack([X[s, :, i:i + m].reshape(2 * m) for i in range(P)])
        g = np.mean(relu(windows @ K.reshape(2, 2 * m).T + b), axis=0)
        total = total + logsumexp(g) - np.sum(Y[s] * g)
    return total / N


def with_tensors(X, K, b, Y):
    N, m = len(X), K.shape[2]
    P = X.shape[2] - m + 1
    U = np.stack([X[:, :, j:j + P] for j in range(m)], axis=3)  # U[s, c, i, j] = X[s, c, i + j]
    z = np.einsum("ocj,scij->soi", K, U) + b[:, None]
    g = np.maximum(z, 0).mean(axis=2)
    prob = np.exp(g) / np.exp(g).sum(axis=1, keepdims=True)
    dg = (prob - Y) / N
    dh = dg[:, :, None] / P
    dz = dh * (z > 0)
    dU = np.einsum("soi,ocj->scij", dz, K)
    dX = np.zeros_like(X)
    for j in range(m):
        dX[:, :, j:j + P] += dU[:, :, :, j]
    return {"K": np.einsum("soi,scij->ocj", dz, U), "b": dz.sum(axis=(0, 2)), "X": dX}


def example_by_example(X, K, b, Y):
    N, P = len(X), X.shape[2] - K.shape[2] + 1
    dK, db, dX = np.zeros_like(K), np.zeros(2), np.zeros_like(X)
    for s in range(N):
        z = np.array([b[o] + sum(np.correlate(X[s, c], K[o, c], "valid") for c in (0, 1)) for o in (0, 1)])
        g = np.maximum(z, 0).sum(axis=1) / P
        prob = np.exp(g) / np.exp(g).sum()
        for o in (0, 1):
            error = (prob[o] - Y[s, o]) / N
            delta = error / P * (z[o] > 0)
            db[o] += delta.sum()
            for c in (0, 1):
                dK[o, c] += np.correlate(X[s, c], delta, "valid")
                dX[s, c] += np.convolve(delta, K[o, c])
    return {"K": dK, "b": db, "X": dX}


def with_jacobians(X, K, b, Y):
    N, _, m = len(X), 2, K.shape[2]
    P = X.shape[2] - m + 1
    F = K.reshape(2, 2 * m)
    dF, db, dX = np.zeros_like(F), np.zeros(2), np.zeros_like(X)
    for s in range(N):
        W = np.array([X[s, :, i:i + m].ravel() for i in range(P)])
        z = W @ F.T + b
        on = np.where(z > 0, 1.0, 0.0)
        g = (on * z).mean(axis=0)
        pi = np.exp(g) / np.sum(np.exp(g))
        dL_dpi = -Y[s] / pi / N
        J = np.diag(pi) - np.outer(pi, pi)
        dL_dg = J @ dL_dpi
        dL_dz = on * dL_dg / P
        dF += dL_dz.T @ W
        db += dL_dz.sum(axis=0)
        dW = dL_dz @ F
        for i in range(P):
            dX[s, :, i:i + m] += dW[i].reshape(2, m)
    return {"K": dF.reshape(K.shape), "b": db, "X": dX}


CASES = [
    Slip(
        "forgot the 1/P of the average pooling on the way back to h, so K, b and X are P times too large",
        with_tensors,
        {"dh = dg[:, :, None] / P": "dh = dg[:, :, None]"},
    ),
    Slip(
        "forgot the 1/N of the mean over the examples, so all gradients are N times too large",
        with_tensors,
        {"dg = (prob - Y) / N": "dg = prob - Y"},
    ),
    Slip(
        "forgot the ReLU on the way back: the error goes to every position of z, also where z is negative",
        with_tensors,
        {"dz = dh * (z > 0)": "dz = np.repeat(dh, P, axis=2)"},
    ),
    Slip(
        "turned the kernel round in dX: added up with the flipped kernel K_{o,c,m-1-j} instead of K_{o,c,j}",
        example_by_example,
        {"np.convolve(delta, K[o, c])": "np.convolve(delta, K[o, c][::-1])"},
    ),
    Slip(
        "used a convolution with flip instead of a correlation of X with delta in dK, so dK is reversed along j",
        example_by_example,
        {'np.correlate(X[s, c], delta, "valid")': 'np.convolve(X[s, c], delta, "valid")'},
    ),
    Slip(
        "assigned dX inside the loop over the output channels instead of adding, so only the last channel o is kept",
        example_by_example,
        {"dX[s, c] += np.convolve": "dX[s, c] = np.convolve"},
    ),
    Slip(
        "wrote the error of the scores the wrong way round, Y - pi, so all gradients have the wrong sign",
        with_tensors,
        {"dg = (prob - Y) / N": "dg = (Y - prob) / N"},
    ),
    Slip(
        "gave the bias the error of the score itself, db_o = sum of (pi - Y)/N, as if every position passed the ReLU",
        example_by_example,
        {"db[o] += delta.sum()": "db[o] += error"},
    ),
    Slip(
        "did not divide by P for the average pooling when going from g to z, so K, b and X are P times too large",
        with_jacobians,
        {"dL_dz = on * dL_dg / P": "dL_dz = on * dL_dg"},
    ),
    Slip(
        "took only the diagonal pi_o (1 - pi_o) of the softmax Jacobian, without the entries -pi_1 pi_2 off it",
        with_jacobians,
        {"J = np.diag(pi) - np.outer(pi, pi)": "J = np.diag(pi * (1 - pi))"},
    ),
    Slip(
        "exchanged the input and the output channel of the kernel in dX, K_{c,o,j} instead of K_{o,c,j}",
        example_by_example,
        {"np.convolve(delta, K[o, c])": "np.convolve(delta, K[c, o])"},
    ),
    Slip(
        "assigned instead of adding where the windows overlap in dX, so later shifts j overwrite the earlier ones",
        with_tensors,
        {"dX[:, :, j:j + P] += dU": "dX[:, :, j:j + P] = dU"},
    ),
    Slip(
        "two mistakes: forgot the 1/N of the mean over the examples and the 1/P of the pooling, in all gradients",
        with_tensors,
        {"dg = (prob - Y) / N": "dg = prob - Y", "dh = dg[:, :, None] / P": "dh = dg[:, :, None]"},
    ),
]
