"""A recurrent network reads the vectors x_1, ..., x_T (the rows of X, n numbers each) and predicts at every step.
h_t = tanh(W h_(t-1) + U x_t + b) with k hidden units, W (k x k), U (k x n), b (k).
The prediction is V h_t with V (p x k). The initial state h_0 (called h0 in the code) is given.
The targets y_t are the rows of Y (p numbers each), and every step has a loss:
L = 1/2 sum over t = 1..T of |V h_t - y_t|^2. Derive the gradients of L with respect to W, U, b and V.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "U", "b", "V")


def make(rng, size):
    T, n, k, p = ((5, 2, 3, 4), (3, 4, 2, 5), (4, 6, 5, 2))[size]
    return {
        "X": rng.normal(size=(T, n)),
        "Y": 1.5 * rng.normal(size=(T, p)),
        "h0": rng.uniform(-0.8, 0.8, size=k),
        "W": rng.normal(size=(k, k)) * 0.8,
        "U": rng.normal(size=(k, n)) * 0.4,
        "b": rng.normal(size=k) * 0.5,
        "V": rng.normal(size=(p, k)),
    }


def loss(X, Y, h0, W, U, b, V):
    h = h0
    total = 0.0
    for x, y in zip(X, Y):
        h = np.tanh(W @ h + U @ x + b)
        total = total + 0.5 * np.sum((V @ h - y) ** 2)
    return total


def backward_through_time(X, Y, h0, W, U, b, V):
    hs = [h0]
    for x in X:
        hs.append(np.tanh(W @ hs[-1] + U @ x + b))
    dW, dU, db, dV = np.zeros_like(W), np.zeros_like(U), np.zeros_like(b), np.zeros_like(V)
    dnext = np.zeros_like(h0)
    for t in reversed(range(len(X))):
        e = V @ hs[t + 1] - Y[t]
        dV += np.outer(e, hs[t + 1])
        dh = V.T @ e + dnext
        dz = (1 - hs[t + 1] ** 2) * dh
        db += dz
        dU += np.outer(dz, X[t])
        dW += np.outer(dz, hs[t])
        dnext = W.T @ dz
    return {"W": dW, "U": dU, "b": db, "V": dV}


def stacked_deltas(X, Y, h0, W, U, b, V):
    T, k = len(X), len(b)
    H = np.zeros((T + 1, k))
    H[0] = h0
    for t in range(T):
        H[t + 1] = np.tanh(W @ H[t] + U @ X[t] + b)
    now, before = H[1:], H[:-1]
    E = now @ V.T - Y
    G = E @ V
    D = np.zeros((T, k))
    back = np.zeros(k)
    for t in range(T - 1, -1, -1):
        D[t] = (G[t] + back) * (1 - now[t] ** 2)
        back = D[t] @ W
    return {"W": D.T @ before, "U": D.T @ X, "b": D.sum(axis=0), "V": E.T @ now}


def loss_by_loss(X, Y, h0, W, U, b, V):
    T = len(X)
    h = [h0]
    for t in range(1, T + 1):
        h.append(np.tanh(W @ h[t - 1] + U @ X[t - 1] + b))
    dW, dU, db, dV = 0 * W, 0 * U, 0 * b, 0 * V
    for t in range(1, T + 1):
        e = V @ h[t] - Y[t - 1]
        dV += np.outer(e, h[t])
        q = V.T @ e  # derivative of the loss of step t by h_s, at first s = t
        for s in range(t, 0, -1):
            p = q * (1 - h[s] ** 2)
            dW += np.outer(p, h[s - 1])
            dU += np.outer(p, X[s - 1])
            db += p
            q = W.T @ p
    return {"W": dW, "U": dU, "b": db, "V": dV}


CASES = [
    Slip(
        "nothing is carried back through time: dh_t has only V^T e of its own step, the part from step t+1 "
        "is missing",
        backward_through_time,
        {"V.T @ e + dnext": "V.T @ e"},
    ),
    Slip(
        "nothing is carried back through time: each state gets only the gradient of its own loss, back is "
        "not added",
        stacked_deltas,
        {"(G[t] + back)": "G[t]"},
    ),
    Slip(
        "went back through W without the transpose: the gradient for h_(t-1) is W dz instead of W^T dz",
        backward_through_time,
        {"W.T @ dz": "W @ dz"},
    ),
    Slip(
        "went back through W without the transpose: W p instead of W^T p on the way from h_s to h_(s-1)",
        loss_by_loss,
        {"W.T @ p": "W @ p"},
    ),
    Slip(
        "the gradient of W is taken with the new state h_t instead of the previous state h_(t-1)",
        backward_through_time,
        {"np.outer(dz, hs[t])": "np.outer(dz, hs[t + 1])"},
    ),
    Slip(
        "the derivative of tanh is missing on the way back in time: W^T dh is handed to the step before "
        "instead of W^T dz",
        backward_through_time,
        {"W.T @ dz": "W.T @ dh"},
    ),
    Slip(
        "forgot the derivative of tanh, 1 - h_t^2, at every step: dz = dh",
        backward_through_time,
        {"(1 - hs[t + 1] ** 2) * dh": "dh"},
    ),
    Slip(
        "the derivative of tanh is evaluated at the previous state, 1 - h_(t-1)^2 instead of 1 - h_t^2",
        stacked_deltas,
        {"(1 - now[t] ** 2)": "(1 - before[t] ** 2)"},
    ),
    Slip(
        "the chain back in time stops too early: the first step (s = 1, where h0 and x_1 enter) is left out "
        "for W, U and b",
        loss_by_loss,
        {"range(t, 0, -1)": "range(t, 1, -1)"},
    ),
    Slip(
        "the gradient handed back is added to the old one instead of replacing it: dnext += W^T dz keeps "
        "those of later steps",
        backward_through_time,
        {"dnext = W.T @ dz": "dnext += W.T @ dz"},
    ),
    Slip(
        "the error has the wrong sign, y - V h instead of V h - y, so all the gradients have the wrong sign",
        stacked_deltas,
        {"now @ V.T - Y": "Y - now @ V.T"},
    ),
    Slip(
        "the weight gradients are overwritten at each step instead of added up over time, so W and U have "
        "only the first step",
        backward_through_time,
        {"dU += ": "dU = ", "dW += ": "dW = "},
    ),
    Slip(
        "two mistakes: the derivative of tanh is missing on the way back in time (W^T q instead of W^T p), "
        "and the gradient of W is taken with h_s instead of h_(s-1)",
        loss_by_loss,
        {"W.T @ p": "W.T @ q", "np.outer(p, h[s - 1])": "np.outer(p, h[s])"},
    ),
]
