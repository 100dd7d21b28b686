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
        "in the gradient of X input and output channel of the kernel are exchanged: dz of channel o meets K_{c,o,j} "
        "instead of K_{o,c,j}",
        with_tensors,
        {'"soi,ocj->scij"': '"soi,coj->scij"'},
    ),
    Slip(
        "took only the diagonal pi_o (1 - pi_o) of the softmax Jacobian; the terms -pi_o pi_o' off it are missing",
        with_jacobians,
        {"np.diag(pi) - np.outer(pi, pi)": "np.diag(pi * (1 - pi))"},
    ),
    Slip(
        "in the backward pass the average pooling divides by the number of positions with z > 0 instead of by all P",
        with_tensors,
        {"dg[:, :, None] / P": "dg[:, :, None] / (z > 0).sum(axis=2, keepdims=True)"},
    ),
    Slip(
        "argued that averaging a constant leaves it as it is, so dg_o/db_o = 1, and forgot the ReLU in between: some "
        "positions are off and do not pass the bias on",
        example_by_example,
        {"db[o] += delta.sum()": "db[o] += error"},
    ),
    Slip(
        "the softmax is normalised over the N examples instead of over the two output channels",
        with_tensors,
        {"np.exp(g).sum(axis=1, keepdims=True)": "np.exp(g).sum(axis=0, keepdims=True)"},
    ),
    Slip(
        "did not differentiate the logarithm: dL/dpi is written -Y log(pi) / N instead of -Y / pi / N",
        with_jacobians,
        {"-Y[s] / pi / N": "-Y[s] * np.log(pi) / N"},
    ),
    Slip(
        "added the term (1 - Y) / (1 - pi) of the binary cross-entropy to dL/dpi, which the softmax loss does not have",
        with_jacobians,
        {"-Y[s] / pi / N": "(-Y[s] / pi + (1 - Y[s]) / (1 - pi)) / N"},
    ),
    Slip(
        "took the convolution as depthwise when going back: output channel o passes on to input channel c = o only, so "
        "K_{o,c} with c != o gets zero and X lacks the crossed terms",
        example_by_example,
        {"            for c in (0, 1):": "            for c in (o,):"},
    ),
    Slip(
        "unfolded the gradient of a window as m pairs of channels instead of m taps of channel 0 followed by m taps of "
        "channel 1, so X gets its entries in the wrong places",
        with_jacobians,
        {"dW[i].reshape(2, m)": "dW[i].reshape(m, 2).T"},
    ),
    Slip(
        "in the backward pass the average is taken over both channels too: divided by 2P instead of P",
        with_tensors,
        {"dg[:, :, None] / P": "dg[:, :, None] / (2 * P)"},
    ),
    Slip(
        "as z sums over the input channels, summed X over c in the kernel gradient too: both K_{o,0} and K_{o,1} get "
        "the correlation with X_{s,0} + X_{s,1}",
        example_by_example,
        {'np.correlate(X[s, c], delta, "valid")': 'np.correlate(X[s, 0] + X[s, 1], delta, "valid")'},
    ),
    Slip(
        "switched the ReLU by the pooled score g_{s,o} > 0 instead of by each z_{s,o,i} > 0, so no position is off",
        with_tensors,
        {"dh * (z > 0)": "dh * (g > 0)[:, :, None]"},
    ),
    Slip(
        "two mistakes: wrote Y - pi for the derivative with respect to the scores (wrong sign), and forgot the 1/N of "
        "the mean over the examples",
        example_by_example,
        {"error = (prob[o] - Y[s, o]) / N": "error = Y[s, o] - prob[o]"},
    ),
    Slip(
        "two mistakes: the biases are left out when z is computed, and in the gradient of X each window overwrites the "
        "windows before it instead of adding",
        with_jacobians,
        {"z = W @ F.T + b": "z = W @ F.T", "dX[s, :, i:i + m] +=": "dX[s, :, i:i + m] ="},
    ),
]
