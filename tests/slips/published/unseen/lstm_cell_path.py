"""Two steps of an LSTM without biases. With the gates f, i, o = sigmoids of U h + R x and g = tanh of U h + R x (each
with its own U, h x h, and R, h x d; they are the four slices U[0]..U[3], R[0]..R[3] in the order f, i, o, g), a step is
c' = f c + i g and h' = o tanh(c'). The start is c = c0 and h = h0. The loss is half the squared distance of the cell
state after two steps from y. Derive its gradients with respect to U, R and c0."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("U", "R", "c0")


def make(rng, size):
    d, h = ((3, 2), (2, 3), (5, 3))[size]
    return {
        "x1": rng.normal(size=d),
        "x2": rng.normal(size=d),
        "h0": rng.normal(size=h),
        "y": rng.normal(size=h),
        "U": rng.normal(size=(4, h, h)),
        "R": rng.normal(size=(4, h, d)),
        "c0": rng.normal(size=h),
    }


def loss(x1, x2, h0, y, U, R, c0):
    c, h = c0, h0
    for x in (x1, x2):
        f = 1 / (1 + np.exp(-(U[0] @ h + R[0] @ x)))
        i = 1 / (1 + np.exp(-(U[1] @ h + R[1] @ x)))
        o = 1 / (1 + np.exp(-(U[2] @ h + R[2] @ x)))
        g = np.tanh(U[3] @ h + R[3] @ x)
        c = f * c + i * g
        h = o * np.tanh(c)
    return np.sum((c - y) ** 2) / 2


def step_after_step(x1, x2, h0, y, U, R, c0):
    c, h, kept = c0, h0, []
    for x in (x1, x2):
        f = 1 / (1 + np.exp(-(U[0] @ h + R[0] @ x)))
        i = 1 / (1 + np.exp(-(U[1] @ h + R[1] @ x)))
        o = 1 / (1 + np.exp(-(U[2] @ h + R[2] @ x)))
        g = np.tanh(U[3] @ h + R[3] @ x)
        kept.append((x, h, c, f, i, o, g))
        c = f * c + i * g
        h = o * np.tanh(c)
    dU, dR = np.zeros_like(U), np.zeros_like(R)
    dc, dh = c - y, np.zeros_like(h)
    for x, h, c, f, i, o, g in reversed(kept):
        after = np.tanh(f * c + i * g)
        dc = dc + dh * o * (1 - after**2)
        dgates = [dc * c * f * (1 - f), dc * g * i * (1 - i), dh * after * o * (1 - o), dc * i * (1 - g**2)]
        dh = sum(U[k].T @ dgates[k] for k in range(4))
        for k in range(4):
            dU[k] += np.outer(dgates[k], h)
            dR[k] += np.outer(dgates[k], x)
        dc = dc * f
    return {"U": dU, "R": dR, "c0": dc}


CASES = [
    Slip("took dc_t/dc_{t-1} to be the forget gate f_t alone: the path from c_{t-1} through h_{t-1} into the gates of "
         "step t is missing",
         step_after_step, {"dc = dc + dh * o * (1 - after**2)": "dc = dc"},
         source="stats.stackexchange.com: Why is the derivative of the LSTM cell state w.r.t. to the previous cell "
                "state equal to the forget gate?"),
]
