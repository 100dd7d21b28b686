"""A recurrent network x_t = W s(x_{t-1}) + W_in u_t + b for t = 1..T, where s is the sigmoid taken entry by entry and
x_0 is given. u has one row u_t for each step. The loss is half the squared distance of the last state x_T from y.
Derive its gradients with respect to W, W_in, b and x_0."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W", "W_in", "b", "x0")


def make(rng, size):
    T, d, h = ((3, 2, 4), (2, 4, 3), (4, 3, 5))[size]
    return {
        "u": rng.normal(size=(T, d)),
        "y": rng.normal(size=h),
        "W": rng.normal(size=(h, h)),
        "W_in": rng.normal(size=(h, d)),
        "b": rng.normal(size=h),
        "x0": rng.normal(size=h),
    }


def loss(u, y, W, W_in, b, x0):
    x = x0
    for t in range(len(u)):
        x = W @ (1 / (1 + np.exp(-x))) + W_in @ u[t] + b
    return np.sum((x - y) ** 2) / 2


def by_jacobians(u, y, W, W_in, b, x0):
    xs, ss = [x0], []
    for t in range(len(u)):
        ss.append(1 / (1 + np.exp(-xs[-1])))
        xs.append(W @ ss[-1] + W_in @ u[t] + b)
    dE = xs[-1] - y
    dW, dW_in, db = np.zeros_like(W), np.zeros_like(W_in), np.zeros_like(b)
    for t in range(len(u) - 1, -1, -1):
        dW += np.outer(dE, ss[t])
        dW_in += np.outer(dE, u[t])
        db += dE
        jacobian = W @ np.diag(ss[t] * (1 - ss[t]))
        dE = dE @ jacobian
    return {"W": dW, "W_in": dW_in, "b": db, "x0": dE}


CASES = [
    Slip("wrote the Jacobian of one step with the transpose of the recurrent matrix: dx_t/dx_{t-1} = "
         "W^T diag(s'(x_{t-1})) instead of W diag(s'(x_{t-1}))",
         by_jacobians, {"W @ np.diag(": "W.T @ np.diag("},
         source="stats.stackexchange.com/q/551574, on arXiv:1211.5063, section 1.1: Jacobian of an RNN"),
]
