"""A recurrent network predicts a vector at every step. The inputs x_1, ..., x_T are the rows of X (T x d), the targets
y_1, ..., y_T the rows of Y (T x k). With the given initial state h_0 (n entries), for t = 1, ..., T
h_t = tanh(W h_(t-1) + U x_t + b), o_t = V h_t + c, L = (1/T) sum over t of 1/2 |o_t - y_t|^2.
Derive the gradients of L with respect to W, U, V, b, c and h_0 (called h0 in the code).
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "U", "V", "b", "c", "h0")


def make(rng, size):
    T, d, n, k = ((4, 3, 5, 2), (3, 2, 4, 5), (5, 4, 3, 2))[size]
    return {
        "X": rng.normal(size=(T, d)),
        "Y": rng.uniform(-1.0, 1.0, size=(T, k)),
        "W": 0.6 * rng.normal(size=(n, n)),
        "U": 0.7 * rng.normal(size=(n, d)),
        "V": rng.normal(size=(k, n)),
        "b": rng.uniform(-0.5, 0.5, size=n),
        "c": rng.uniform(-0.5, 0.5, size=k),
        "h0": rng.uniform(-0.8, 0.8, size=n),
    }


def loss(X, Y, W, U, V, b, c, h0):
    T = len(X)
    h, total = h0, 0.0
    for t in range(T):
        h = np.tanh(W @ h + U @ X[t] + b)
        total = total + 0.5 * np.sum((V @ h + c - Y[t]) ** 2)
    return total / T


def with_carried_gradient(X, Y, W, U, V, b, c, h0):
    T = len(X)
    hs, os = {-1: h0}, {}
    for t in range(T):
        hs[t] = np.tanh(W @ hs[t - 1] + U @ X[t] + b)
        os[t] = V @ hs[t] + c
    dW, dU, dV = np.zeros_like(W), np.zeros_like(U), np.zeros_like(V)
    db, dc = np.zeros_like(b), np.zeros_like(c)
    dhnext = np.zeros_like(h0)
    for t in reversed(range(T)):
        do = (os[t] - Y[t]) / T
        dV += np.outer(do, hs[t])
        dc += do
        dh = V.T @ do + dhnext
        draw = (1 - hs[t] * hs[t]) * dh
        db += draw
        dU += np.outer(draw, X[t])
        dW += np.outer(draw, hs[t - 1])
        dhnext = W.T @ draw
    return {"W": dW, "U": dU, "V": dV, "b": db, "c": dc, "h0": dhnext}


def deltas_then_products(X, Y, W, U, V, b, c, h0):
    T, n = len(X), len(h0)
    H = np.zeros((T + 1, n))
    H[0] = h0
    for t in range(T):
        H[t + 1] = np.tanh(W @ H[t] + U @ X[t] + b)
    E = H[1:] @ V.T + c - Y
    D = np.zeros((T, n))
    D[T - 1] = (E[T - 1] @ V) * (1 - H[T] ** 2)
    for t in range(T - 2, -1, -1):
        D[t] = (E[t] @ V + D[t + 1] @ W) * (1 - H[t + 1] ** 2)
    dW = D.T @ H[:-1] / T
    dU = D.T @ X / T
    dV = E.T @ H[1:] / T
    db = np.sum(D, axis=0) / T
    dc = np.sum(E, axis=0) / T
    dh0 = W.T @ D[0] / T
    return {"W": dW, "U": dU, "V": dV, "b": db, "c": dc, "h0": dh0}


def each_loss_alone(X, Y, W, U, V, b, c, h0):
    T = len(X)
    h = [h0]
    for x in X:
        h.append(np.tanh(W @ h[-1] + U @ x + b))
    gW, gU, gV, gb, gc, gh0 = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for t in range(1, T + 1):
        error = V @ h[t] + c - Y[t - 1]
        gV = gV + np.outer(error, h[t])
        gc = gc + error
        back = V.T @ error
        for s in range(t, 0, -1):
            delta = back * (1 - h[s] ** 2)
            gW = gW + np.outer(delta, h[s - 1])
            gU = gU + np.outer(delta, X[s - 1])
            gb = gb + delta
            back = W.T @ delta
        gh0 = gh0 + back
    return {"W": gW / T, "U": gU / T, "V": gV / T, "b": gb / T, "c": gc / T, "h0": gh0 / T}


CASES = [
    Slip(
        "forgot the gradient that comes back from the next step: dh is V^T do only, without W^T draw of step t + 1",
        with_carried_gradient,
        {"dh = V.T @ do + dhnext": "dh = V.T @ do"},
    ),
    Slip(
        "forgot the losses of the earlier steps: D_t has only the part D_(t+1) W, the part E_t V of the output at t is "
        "missing",
        deltas_then_products,
        {"(E[t] @ V + D[t + 1] @ W)": "(D[t + 1] @ W)"},
    ),
    Slip(
        "forgot the derivative of tanh: draw is dh, the factor 1 - h_t^2 is missing at every step",
        with_carried_gradient,
        {"draw = (1 - hs[t] * hs[t]) * dh": "draw = dh"},
    ),
    Slip(
        "did not transpose W on the way back: W draw instead of W^T draw",
        with_carried_gradient,
        {"dhnext = W.T @ draw": "dhnext = W @ draw"},
    ),
    Slip(
        "used h_t instead of h_(t-1) in the gradient of W",
        with_carried_gradient,
        {"np.outer(draw, hs[t - 1])": "np.outer(draw, hs[t])"},
    ),
    Slip(
        "forgot the factor 1/T: do is o_t - y_t",
        with_carried_gradient,
        {"do = (os[t] - Y[t]) / T": "do = os[t] - Y[t]"},
    ),
    Slip(
        "forgot the derivative of tanh except at the last step: D_t is E_t V + D_(t+1) W without the factor 1 - h_t^2",
        deltas_then_products,
        {"D[t + 1] @ W) * (1 - H[t + 1] ** 2)": "D[t + 1] @ W)"},
    ),
    Slip(
        "wrote 2 (o_t - y_t) although the 2 cancels against the 1/2",
        each_loss_alone,
        {"error = V @ h[t] + c - Y[t - 1]": "error = 2 * (V @ h[t] + c - Y[t - 1])"},
    ),
    Slip(
        "only the path through the last step of each loss: for the loss at t the earlier steps s < t are missing in "
        "dW, dU and db, since h_(t-1) was held constant, and dh0 has only the term of the loss at t = 1",
        each_loss_alone,
        {"for s in range(t, 0, -1)": "for s in range(t, t - 1, -1)", "gh0 = gh0 + back": "gh0 = gh0 + back * (t == 1)"},
    ),
    Slip(
        "forgot the factor 1/T for dV and dc",
        deltas_then_products,
        {"dV = E.T @ H[1:] / T": "dV = E.T @ H[1:]", "dc = np.sum(E, axis=0) / T": "dc = np.sum(E, axis=0)"},
    ),
    Slip(
        "wrong sign of the error: y_t - o_t instead of o_t - y_t",
        with_carried_gradient,
        {"do = (os[t] - Y[t]) / T": "do = (Y[t] - os[t]) / T"},
    ),
    Slip(
        "derivative of tanh at the neighbouring step: 1 - h_(t-1)^2 instead of 1 - h_t^2 in the loop for D",
        deltas_then_products,
        {"D[t + 1] @ W) * (1 - H[t + 1] ** 2)": "D[t + 1] @ W) * (1 - H[t] ** 2)"},
    ),
    Slip(
        "forgot the last factor W^T in the gradient of h_0: dh0 is D_1 / T",
        deltas_then_products,
        {"dh0 = W.T @ D[0] / T": "dh0 = D[0] / T"},
    ),
]
