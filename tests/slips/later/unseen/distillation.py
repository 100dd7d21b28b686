"""Knowledge distillation: a small student learns from the labels and from the fixed logits of a teacher. X is n x d, Y
(n x K) has one-hot rows, the teacher's logits R are n x K, the temperature is tau and alpha lies between 0 and 1.
H = tanh(X W1) with W1 of shape d x h, Z = H W2 + b with W2 of shape h x K, all softmaxes go over the rows:
P = softmax(Z), Q = softmax(Z / tau), T = softmax(R / tau),
L = -(1 - alpha)/n sum_ik Y_ik log P_ik + alpha tau^2 / n sum_ik T_ik (log T_ik - log Q_ik).
Derive the gradients of L with respect to W1, W2 and b.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W1", "W2", "b")


def make(rng, size):
    n, d, h, K = ((4, 2, 3, 3), (3, 4, 2, 4), (5, 3, 4, 2))[size]
    Y = np.zeros((n, K))
    R = rng.normal(size=(n, K)) * 1.5
    for i in range(n):
        Y[i, i % K] = 1.0
        R[i, (i + i // 2) % K] += 2.0
    return {
        "X": rng.normal(size=(n, d)),
        "Y": Y,
        "R": R,
        "W1": rng.normal(size=(d, h)),
        "W2": rng.normal(size=(h, K)),
        "b": rng.uniform(0.2, 0.8, size=K) * np.resize([1.0, -1.0], K),
        "tau": 2.5,
        "alpha": 0.35,
    }


def loss(X, Y, R, W1, W2, b, tau, alpha):
    n = X.shape[0]
    Z = np.tanh(X @ W1) @ W2 + b
    E = np.exp(Z)
    log_P = Z - np.log(np.sum(E, axis=1, keepdims=True))
    F = np.exp(Z / tau)
    log_Q = Z / tau - np.log(np.sum(F, axis=1, keepdims=True))
    G = np.exp(R / tau)
    T = G / np.sum(G, axis=1, keepdims=True)
    hard = -np.sum(Y * log_P) / n
    soft = np.sum(T * (np.log(T) - log_Q)) / n
    return (1 - alpha) * hard + alpha * tau**2 * soft


def rows_softmax(Z):
    E = np.exp(Z)
    return E / np.sum(E, axis=1, keepdims=True)


def backward(X, Y, R, W1, W2, b, tau, alpha):
    n = X.shape[0]
    H = np.tanh(X @ W1)
    Z = H @ W2 + b
    P = rows_softmax(Z)
    Q = rows_softmax(Z / tau)
    T = rows_softmax(R / tau)
    hard = (P - Y) / n
    soft = tau * (Q - T) / n
    dZ = (1 - alpha) * hard + alpha * soft
    dW2 = H.T @ dZ
    db = np.sum(dZ, axis=0)
    dH = dZ @ W2.T
    dU = dH * (1 - H**2)
    dW1 = X.T @ dU
    return {"W1": dW1, "W2": dW2, "b": db}


def through_the_log(X, Y, R, W1, W2, b, tau, alpha):
    n, K = Y.shape
    dW1, dW2, db = np.zeros(W1.shape), np.zeros(W2.shape), np.zeros(K)
    for i in range(n):
        h = np.tanh(X[i] @ W1)
        z = h @ W2 + b
        p = np.exp(z) / np.sum(np.exp(z))
        q = np.exp(z / tau) / np.sum(np.exp(z / tau))
        t = np.exp(R[i] / tau) / np.sum(np.exp(R[i] / tau))
        dz = np.zeros(K)
        dq = -alpha * tau**2 * t / q
        inner = np.sum(dq * q)
        for k in range(K):
            dz[k] += q[k] * (dq[k] - inner) / tau
            dz[k] += (1 - alpha) * (p[k] - Y[i, k])
        dz = dz / n
        db += dz
        dW2 += np.outer(h, dz)
        back = W2 @ dz
        dW1 += np.outer(X[i], back * (1 - h * h))
    return {"W1": dW1, "W2": dW2, "b": db}


CASES = [
    Slip(
        "forgot the 1/tau that Z / tau brings with it, so that tau^2 stays in the soft part",
        backward,
        {"soft = tau * (Q - T) / n": "soft = tau**2 * (Q - T) / n"},
    ),
    Slip(
        "forgot the tau^2 in front of the soft part, only the 1/tau of the chain rule is there",
        backward,
        {"soft = tau * (Q - T) / n": "soft = (Q - T) / tau / n"},
    ),
    Slip(
        "believed that tau^2 cancels the temperature altogether, but the chain rule gives 1/tau only once",
        backward,
        {"soft = tau * (Q - T) / n": "soft = (Q - T) / n"},
    ),
    Slip(
        "compared the student without temperature with the softened teacher: P - T in the soft part",
        backward,
        {"tau * (Q - T)": "tau * (P - T)"},
    ),
    Slip(
        "forgot to soften the teacher: its softmax is taken at temperature 1",
        backward,
        {"T = rows_softmax(R / tau)": "T = rows_softmax(R)"},
    ),
    Slip(
        "took the Kullback-Leibler divergence the wrong way round and differentiated KL(Q || T)",
        backward,
        {"tau * (Q - T)": "tau * Q * (np.log(Q / T) - np.sum(Q * np.log(Q / T), axis=1, keepdims=True))"},
    ),
    Slip(
        "interchanged alpha and 1 - alpha",
        backward,
        {"dZ = (1 - alpha) * hard + alpha * soft": "dZ = alpha * hard + (1 - alpha) * soft"},
    ),
    Slip(
        "used the teacher's class probabilities as targets in the hard part too, instead of the labels",
        backward,
        {"hard = (P - Y) / n": "hard = (P - T) / n"},
    ),
    Slip(
        "mixed P and Q up and used the softened student in the cross-entropy with the labels",
        through_the_log,
        {"(p[k] - Y[i, k])": "(q[k] - Y[i, k])"},
    ),
    Slip(
        "stopped at the derivative of the log, -t/q, times the diagonal of the softmax's Jacobian, q (1 - q)",
        through_the_log,
        {"q[k] * (dq[k] - inner) / tau": "q[k] * (1 - q[k]) * dq[k] / tau"},
    ),
    Slip(
        "two mistakes: forgot to divide the soft part by n, and skipped the tanh on the way to W1",
        backward,
        {"soft = tau * (Q - T) / n": "soft = tau * (Q - T)", "dU = dH * (1 - H**2)": "dU = dH"},
    ),
    Slip(
        "two mistakes: took the mean for b though 1/n is in dZ already, and the target minus the student in the soft "
        "part",
        backward,
        {"db = np.sum(dZ, axis=0)": "db = np.mean(dZ, axis=0)", "tau * (Q - T)": "tau * (T - Q)"},
    ),
]
