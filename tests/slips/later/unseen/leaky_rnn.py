"""A leaky recurrent net over three steps, with k units and a leak of its own for each unit. The inputs are x_1, x_2, x_3
(the rows of X, 3 x d), the targets y_1, y_2, y_3 (the rows of Y, 3 x k); W is k x k, U is k x d, r and h_0 have k entries.
a = sigmoid(r), c_t = tanh(W h_{t-1} + U x_t), h_t = (1 - a) * h_{t-1} + a * c_t (entry by entry),
L = 1/2 sum_t |h_t - y_t|^2.
Derive the gradients of L with respect to W, U, r and the first state h_0.
"""

import numpy as np

from nn.array import sigmoid

from tests.slips.cases import Slip

ASKED = ("W", "U", "r", "h0")


def make(rng, size):
    k, d = ((2, 3), (3, 2), (4, 4))[size]
    return {
        "X": rng.normal(size=(3, d)),
        "Y": rng.normal(size=(3, k)),
        "W": rng.normal(size=(k, k)) * 0.8,
        "U": rng.normal(size=(k, d)) * 0.8,
        "r": rng.uniform(0.2, 0.9, size=k) * np.resize([1.0, -1.0], k),
        "h0": rng.uniform(0.4, 1.0, size=k) * np.resize([-1.0, 1.0], k),
    }


def loss(X, Y, W, U, r, h0):
    a = sigmoid(r)
    h = h0
    total = 0.0
    for t in range(3):
        c = np.tanh(W @ h + U @ X[t])
        h = (1 - a) * h + a * c
        total = total + 0.5 * np.sum((h - Y[t]) ** 2)
    return total


def through_time(X, Y, W, U, r, h0):
    a = sigmoid(r)
    hs, cs = [h0], []
    for t in range(3):
        cs.append(np.tanh(W @ hs[t] + U @ X[t]))
        hs.append((1 - a) * hs[t] + a * cs[t])
    dW, dU, da = np.zeros(W.shape), np.zeros(U.shape), np.zeros(a.shape)
    dh = np.zeros(h0.shape)
    for t in (2, 1, 0):
        dh = dh + (hs[t + 1] - Y[t])
        da = da + dh * (cs[t] - hs[t])
        dc = dh * a
        dp = dc * (1 - cs[t] ** 2)
        dW = dW + np.outer(dp, hs[t])
        dU = dU + np.outer(dp, X[t])
        dh = dh * (1 - a) + W.T @ dp
    dr = da * a * (1 - a)
    return {"W": dW, "U": dU, "r": dr, "h0": dh}


def written_out(X, Y, W, U, r, h0):
    a = sigmoid(r)
    c1 = np.tanh(W @ h0 + U @ X[0])
    h1 = (1 - a) * h0 + a * c1
    c2 = np.tanh(W @ h1 + U @ X[1])
    h2 = (1 - a) * h1 + a * c2
    c3 = np.tanh(W @ h2 + U @ X[2])
    h3 = (1 - a) * h2 + a * c3
    g3 = h3 - Y[2]
    p3 = g3 * a * (1 - c3**2)
    g2 = h2 - Y[1] + (1 - a) * g3 + W.T @ p3
    p2 = g2 * a * (1 - c2**2)
    g1 = h1 - Y[0] + (1 - a) * g2 + W.T @ p2
    p1 = g1 * a * (1 - c1**2)
    g0 = (1 - a) * g1 + W.T @ p1
    dW = np.outer(p3, h2) + np.outer(p2, h1) + np.outer(p1, h0)
    dU = np.outer(p3, X[2]) + np.outer(p2, X[1]) + np.outer(p1, X[0])
    da = g3 * (c3 - h2) + g2 * (c2 - h1) + g1 * (c1 - h0)
    dr = da * a * (1 - a)
    return {"W": dW, "U": dU, "r": dr, "h0": g0}


CASES = [
    Slip(
        "went back as in a plain recurrent net: the carry (1 - a) h_{t-1} is missing",
        through_time,
        {"dh = dh * (1 - a) + W.T @ dp": "dh = W.T @ dp"},
    ),
    Slip(
        "carried the error back along the leak only and forgot that h_{t-1} is also inside the tanh",
        through_time,
        {"dh = dh * (1 - a) + W.T @ dp": "dh = dh * (1 - a)"},
    ),
    Slip(
        "carried the error with a instead of 1 - a",
        through_time,
        {"dh = dh * (1 - a) + W.T": "dh = dh * a + W.T"},
    ),
    Slip(
        "took the tanh derivative at the state, 1 - h_t^2, as in a net without leak; it belongs to c_t",
        through_time,
        {"(1 - cs[t] ** 2)": "(1 - hs[t + 1] ** 2)"},
    ),
    Slip(
        "paired the signal with the new state h_t in the gradient of W instead of with h_{t-1}",
        through_time,
        {"np.outer(dp, hs[t])": "np.outer(dp, hs[t + 1])"},
    ),
    Slip(
        "forgot that a also stands in 1 - a: the part - h_{t-1} of its derivative is missing",
        through_time,
        {"dh * (cs[t] - hs[t])": "dh * cs[t]"},
    ),
    Slip(
        "did not transpose W on the way to the state before",
        through_time,
        {"W.T @ dp": "W @ dp"},
    ),
    Slip(
        "forgot the factor a between the state and the tanh",
        through_time,
        {"dc = dh * a": "dc = dh"},
    ),
    Slip(
        "overwrote the gradient of W in each step, so that only the first step's part is left",
        through_time,
        {"dW = dW + np.outer(dp, hs[t])": "dW = np.outer(dp, hs[t])"},
    ),
    Slip(
        "stopped at h_1 and returned its gradient for h_0",
        written_out,
        {'"h0": g0': '"h0": g1'},
    ),
    Slip(
        "two mistakes: the loss of the middle step is not added to the gradient of h_2, and the gradient of the leak "
        "stops at a, before the sigmoid",
        written_out,
        {"g2 = h2 - Y[1] + (1 - a)": "g2 = (1 - a)", "dr = da * a * (1 - a)": "dr = da"},
    ),
    Slip(
        "two mistakes: the last step's c_3 was copied into the tanh derivative of step 2, and the last step is missing "
        "in the gradient of U",
        written_out,
        {"(1 - c2**2)": "(1 - c3**2)", "dU = np.outer(p3, X[2]) + ": "dU = "},
    ),
]
