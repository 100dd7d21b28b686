"""An energy model with d visible units and k hidden units that were summed out, as in a restricted Boltzmann machine.
W is k x d, a has d entries, b has k entries; the free energy of a state v is
F(v) = -a . v - sum_j softplus(b_j + sum_i W_ji v_i).
The rows of P (n x d) are data, the rows of N (m x d) are samples which the sampler has drawn; they are held fixed.
L = mean of F over P - mean of F over N + gamma/2 (mean of F^2 over P + mean of F^2 over N).
Derive the gradients of L with respect to W, a and b.
"""

import numpy as np

from nn.array import sigmoid, softplus

from tests.slips.cases import Slip

ASKED = ("W", "a", "b")


def make(rng, size):
    n, m, d, k = ((4, 3, 2, 3), (3, 5, 4, 2), (5, 2, 3, 4))[size]
    P = (rng.uniform(size=(n, d)) < 0.6) * 1.0
    N = (rng.uniform(size=(m, d)) < 0.4) * 1.0
    return {
        "P": P + 0.1 * rng.uniform(size=(n, d)),
        "N": N + 0.1 * rng.uniform(size=(m, d)),
        "W": rng.normal(size=(k, d)),
        "a": rng.uniform(0.3, 1.0, size=d) * np.resize([1.0, -1.0], d),
        "b": rng.uniform(0.3, 1.0, size=k) * np.resize([-1.0, 1.0], k),
        "gamma": 0.4,
    }


def loss(P, N, W, a, b, gamma):
    F = -(P @ a) - np.sum(softplus(P @ W.T + b), axis=1)
    G = -(N @ a) - np.sum(softplus(N @ W.T + b), axis=1)
    return np.mean(F) - np.mean(G) + 0.5 * gamma * (np.mean(F**2) + np.mean(G**2))


def matrix_form(P, N, W, a, b, gamma):
    n, m = P.shape[0], N.shape[0]
    hp = sigmoid(P @ W.T + b)
    hn = sigmoid(N @ W.T + b)
    F = -(P @ a) - np.sum(softplus(P @ W.T + b), axis=1)
    G = -(N @ a) - np.sum(softplus(N @ W.T + b), axis=1)
    dF = (1 + gamma * F) / n
    dG = (-1 + gamma * G) / m
    dW = -(dF[:, None] * hp).T @ P - (dG[:, None] * hn).T @ N
    da = -(dF @ P) - dG @ N
    db = -(dF @ hp) - dG @ hn
    return {"W": dW, "a": da, "b": db}


def statistics_by_state(P, N, W, a, b, gamma):
    dW, da, db = np.zeros(W.shape), np.zeros(a.shape), np.zeros(b.shape)
    for V, sign in ((P, 1.0), (N, -1.0)):
        count = V.shape[0]
        for v in V:
            x = W @ v + b
            h = 1 / (1 + np.exp(-x))
            energy = -np.sum(a * v) - np.sum(np.log(1 + np.exp(x)))
            weight = (sign + gamma * energy) / count
            dW -= weight * np.outer(h, v)
            da -= weight * v
            db -= weight * h
    return {"W": dW, "a": da, "b": db}


CASES = [
    Slip(
        "lost the minus in front of the softplus: lowering the energy was taken for raising it, in W and b",
        matrix_form,
        {"dW = -(dF[:, None] * hp).T @ P - ": "dW = (dF[:, None] * hp).T @ P + ", "db = -(dF @ hp) - ": "db = dF @ hp + "},
    ),
    Slip(
        "gave the samples the same sign as the data: both phases have +1 from the means",
        matrix_form,
        {"dG = (-1 + gamma * G) / m": "dG = (1 + gamma * G) / m"},
    ),
    Slip(
        "drew the minus of the samples over their penalty too: -(1 + gamma F) instead of -1 + gamma F",
        matrix_form,
        {"dG = (-1 + gamma * G) / m": "dG = -(1 + gamma * G) / m"},
    ),
    Slip(
        "differentiated the softplus as if it were a sigmoid: h (1 - h)",
        statistics_by_state,
        {"h = 1 / (1 + np.exp(-x))": "h = 1 / (1 + np.exp(-x))\n            h = h * (1 - h)"},
    ),
    Slip(
        "left out the penalty gamma/2 F^2 of the energies: only the two phases were differentiated",
        statistics_by_state,
        {"weight = (sign + gamma * energy) / count": "weight = sign / count"},
    ),
    Slip(
        "derivative of gamma/2 F^2 without the F: just gamma",
        matrix_form,
        {"(1 + gamma * F)": "(1 + gamma * np.ones(n))", "(-1 + gamma * G)": "(-1 + gamma * np.ones(m))"},
    ),
    Slip(
        "divided the sum over the samples by the number n of data",
        matrix_form,
        {"dG = (-1 + gamma * G) / m": "dG = (-1 + gamma * G) / n"},
    ),
    Slip(
        "forgot the hidden biases in the probabilities of the hidden units: sigmoid(W v)",
        matrix_form,
        {"hp = sigmoid(P @ W.T + b)": "hp = sigmoid(P @ W.T)", "hn = sigmoid(N @ W.T + b)": "hn = sigmoid(N @ W.T)"},
    ),
    Slip(
        "the derivative of the energy's visible part was put as -a instead of -v",
        statistics_by_state,
        {"da -= weight * v": "da -= weight * a"},
    ),
    Slip(
        "forgot the visible part -a . v of the energy where the penalty needs F",
        statistics_by_state,
        {"energy = -np.sum(a * v) - np.sum": "energy = -np.sum"},
    ),
    Slip(
        "two mistakes: forgot the factor 1/2 of the penalty (2 gamma F) for the data, and left out the samples for b",
        matrix_form,
        {"(1 + gamma * F)": "(1 + 2 * gamma * F)", "db = -(dF @ hp) - dG @ hn": "db = -(dF @ hp)"},
    ),
    Slip(
        "two mistakes: used hard hidden states (1 where x > 0) as in sampling instead of the probabilities, and the "
        "gradient of a has the sign of the update rule",
        statistics_by_state,
        {"h = 1 / (1 + np.exp(-x))": "h = (x > 0) * 1.0", "da -= weight * v": "da += weight * v"},
    ),
]
