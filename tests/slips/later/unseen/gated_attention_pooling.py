"""Gated attention pooling over a bag of T instances, the rows x_t of X (T x d), with one label y (+1 or -1) for the bag.
A = tanh(X W^T), B = sigmoid(X R^T) with W and R of shape h x d; scores e_t = sum_j v_j A_tj B_tj; a = softmax(e) over the
instances; c = sum_t a_t x_t; z = u . c; L = log(1 + exp(-y z)).
Derive the gradients of L with respect to W, R, v, u and X.
"""

import numpy as np

from nn.array import sigmoid, softmax, softplus

from tests.slips.cases import Slip

ASKED = ("W", "R", "v", "u", "X")


def make(rng, size):
    T, d, h = ((3, 2, 4), (5, 3, 2), (4, 4, 3))[size]
    return {
        "X": rng.normal(size=(T, d)),
        "y": -1.0,
        "W": rng.normal(size=(h, d)) * 0.8,
        "R": rng.normal(size=(h, d)) * 0.8,
        "v": rng.uniform(0.6, 1.5, size=h) * np.resize([1.0, -1.0], h),
        "u": rng.uniform(0.5, 1.4, size=d) * np.resize([-1.0, 1.0], d),
    }


def loss(X, y, W, R, v, u):
    A = np.tanh(X @ W.T)
    B = sigmoid(X @ R.T)
    a = softmax((A * B) @ v)
    c = a @ X
    z = u @ c
    return softplus(-y * z)


def backward(X, y, W, R, v, u):
    A = np.tanh(X @ W.T)
    B = sigmoid(X @ R.T)
    a = softmax((A * B) @ v)
    c = a @ X
    z = u @ c
    dz = -y * sigmoid(-y * z)
    du = dz * c
    dc = dz * u
    da = X @ dc
    de = a * (da - a @ da)
    dv = (A * B).T @ de
    dM = np.outer(de, v)
    dP = dM * B * (1 - A**2)
    dN = dM * A * B * (1 - B)
    dW = dP.T @ X
    dR = dN.T @ X
    dX = np.outer(a, dc) + dP @ W + dN @ R
    return {"W": dW, "R": dR, "v": dv, "u": du, "X": dX}


def instance_by_instance(X, y, W, R, v, u):
    T = X.shape[0]
    tanhs, gates, scores = [], [], []
    for t in range(T):
        tanhs.append(np.tanh(W @ X[t]))
        gates.append(1 / (1 + np.exp(-(R @ X[t]))))
        scores.append(np.sum(v * tanhs[t] * gates[t]))
    weights = np.exp(np.array(scores))
    a = weights / np.sum(weights)
    c = sum(a[t] * X[t] for t in range(T))
    z = u @ c
    dz = -y / (1 + np.exp(y * z))
    dW, dR, dv, dX = np.zeros(W.shape), np.zeros(R.shape), np.zeros(v.shape), np.zeros(X.shape)
    for t in range(T):
        de = dz * a[t] * (u @ X[t] - z)
        A, B = tanhs[t], gates[t]
        dv += de * A * B
        p = de * v * B * (1 - A**2)
        n = de * v * A * B * (1 - B)
        dW += np.outer(p, X[t])
        dR += np.outer(n, X[t])
        dX[t] += dz * a[t] * u
        dX[t] += W.T @ p
        dX[t] += R.T @ n
    return {"W": dW, "R": dR, "v": dv, "u": dz * c, "X": dX}


CASES = [
    Slip(
        "used the weights a as constants for X: the instances also decide about their weights",
        backward,
        {"dX = np.outer(a, dc) + dP @ W + dN @ R": "dX = np.outer(a, dc)"},
    ),
    Slip(
        "forgot one of the three ways on which an instance enters, the one through the sigmoid gate",
        instance_by_instance,
        {"dX[t] += R.T @ n": "dX[t] += 0"},
    ),
    Slip(
        "kept only the diagonal of the softmax's Jacobian: a (1 - a) times the signal",
        backward,
        {"de = a * (da - a @ da)": "de = a * (1 - a) * da"},
    ),
    Slip(
        "forgot the - a_s a_t terms of the softmax: u . x_t instead of u . x_t - z",
        instance_by_instance,
        {"(u @ X[t] - z)": "(u @ X[t])"},
    ),
    Slip(
        "had the wrong sign inside the sigmoid: -y sigmoid(y z), which is large where the bag is already right",
        backward,
        {"dz = -y * sigmoid(-y * z)": "dz = -y * sigmoid(y * z)"},
    ),
    Slip(
        "used the derivative for labels 0 and 1, sigmoid(z) - y, with labels that are +1 and -1",
        backward,
        {"dz = -y * sigmoid(-y * z)": "dz = sigmoid(z) - y"},
    ),
    Slip(
        "product rule of the gate: the tanh branch did not get the factor B",
        backward,
        {"dP = dM * B * (1 - A**2)": "dP = dM * (1 - A**2)"},
    ),
    Slip(
        "differentiated the sigmoid gate like a tanh: 1 - B^2 instead of B (1 - B)",
        instance_by_instance,
        {"n = de * v * A * B * (1 - B)": "n = de * v * A * (1 - B**2)"},
    ),
    Slip(
        "multiplied with the pooled vector c instead of u on the way back to the weights",
        backward,
        {"da = X @ dc": "da = dz * X @ c"},
    ),
    Slip(
        "remembered plain attention for v: tanh features only, without the gate",
        backward,
        {"dv = (A * B).T @ de": "dv = A.T @ de"},
    ),
    Slip(
        "two mistakes: took the plain mean of the instances as the pooled vector in du, and forgot the label's sign",
        backward,
        {"du = dz * c": "du = dz * np.mean(X, axis=0)", "dz = -y * sigmoid(-y * z)": "dz = -sigmoid(-y * z)"},
    ),
    Slip(
        "two mistakes: the direct path to X lacks the weight a_t, and the tanh derivative lacks the square",
        instance_by_instance,
        {"dX[t] += dz * a[t] * u": "dX[t] += dz * u", "(1 - A**2)": "(1 - A)"},
    ),
]
