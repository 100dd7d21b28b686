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
        "multiplied by W instead of its transpose when carrying the gradient from step t to the state h_(t-1)",
        backward_through_time,
        {"dnext = W.T @ dz": "dnext = W @ dz"},
    ),
    Slip(
        "let only the loss of the last step T go into the hidden states, as if there were no losses V h_t - y_t at "
        "the earlier steps (V's own gradient does count them all)",
        backward_through_time,
        {"dh = V.T @ e + dnext": "dh = V.T @ e if t == len(X) - 1 else dnext"},
    ),
    Slip(
        "carried the gradient to h_(t-1) as W^T dL/dh_t, so tanh's derivative at step t is missing on the way back "
        "in time",
        backward_through_time,
        {"dnext = W.T @ dz": "dnext = W.T @ dh"},
    ),
    Slip(
        "clipped the gradient that goes from step t back to h_(t-1) to the interval from -1 to 1, as training code "
        "does against exploding gradients; it is no longer the derivative",
        backward_through_time,
        {"dnext = W.T @ dz": "dnext = np.clip(W.T @ dz, -1, 1)"},
    ),
    Slip(
        "took tanh's derivative at the state before, 1 - h_(t-1)^2, instead of 1 - h_t^2, at every step",
        backward_through_time,
        {"dz = (1 - hs[t + 1] ** 2) * dh": "dz = (1 - hs[t] ** 2) * dh"},
    ),
    Slip(
        "two mistakes: the gradient of V pairs the error of step t with h_(t-1) instead of h_t; and the gradient of "
        "b is overwritten in the loop instead of summed, so that only the delta of step 1 is left",
        backward_through_time,
        {"dV += np.outer(e, hs[t + 1])": "dV += np.outer(e, hs[t])", "db += dz": "db = dz"},
    ),
    Slip(
        "made the matrix of states before by rolling the states h_1..h_T down one row, so the first row is h_T "
        "instead of h_0, in the gradient of W",
        stacked_deltas,
        {"now, before = H[1:], H[:-1]": "now, before = H[1:], np.roll(H[1:], 1, axis=0)"},
    ),
    Slip(
        "summed the deltas over the hidden units instead of over the time steps for the gradient of b, which gives a"
        " vector of length T instead of k",
        stacked_deltas,
        {"D.sum(axis=0)": "D.sum(axis=1)"},
    ),
    Slip(
        "went only one step back in time: what comes to h_t from step t+1 holds only that step's own error V^T(V h -"
        " y), not what step t+1 received from the steps after it",
        stacked_deltas,
        {"back = D[t] @ W": "back = (G[t] * (1 - now[t] ** 2)) @ W"},
    ),
    Slip(
        "began the backward loop at step T - 1 instead of at the last step T, so the delta of step T stays zero",
        stacked_deltas,
        {"for t in range(T - 1, -1, -1):": "for t in range(T - 2, -1, -1):"},
    ),
    Slip(
        "left the bias b out when computing the states h_t forward, so all gradients are evaluated at wrong states",
        stacked_deltas,
        {"np.tanh(W @ H[t] + U @ X[t] + b)": "np.tanh(W @ H[t] + U @ X[t])"},
    ),
    Slip(
        "stopped the inner loop back in time at step 2, so step 1 (with h_0 and x_1) contributes nothing to W, U and"
        " b, and the loss of step 1 only counts for V",
        loss_by_loss,
        {"for s in range(t, 0, -1):": "for s in range(t, 1, -1):"},
    ),
    Slip(
        "summed V's gradient through time as well, like W's: the error of step t is paired with all states h_s, s <="
        " t, although the loss of step t holds V only together with h_t",
        loss_by_loss,
        {
            "dV += np.outer(e, h[t])\n        q": "q",
            "            db += p\n": "            db += p\n            dV += np.outer(e, h[s])\n",
        },
    ),
    Slip(
        "two mistakes: wrote a factor 2 in the error although the 1/2 in front cancels it, which doubles all "
        "gradients; and divided the gradient of U by the number of steps T as if the loss were a mean",
        loss_by_loss,
        {"e = V @ h[t] - Y[t - 1]": "e = 2 * (V @ h[t] - Y[t - 1])", '"U": dU,': '"U": dU / T,'},
    ),
]
