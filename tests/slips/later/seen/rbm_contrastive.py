"""Contrastive training of a restricted Boltzmann machine with given negative samples: the data V are n x d, the negative
samples N are m x d (fixed, n and m differ), W is d x k, the visible biases a have d entries, the hidden biases b k.
The free energy of a row v is F(v) = -a . v - sum_j softplus((v W)_j + b_j),
L = (1/n) sum_i F(V_i) - (1/m) sum_i F(N_i) + (lam/2) sum W^2.
Derive the gradients of L with respect to W, a and b.
"""

import numpy as np

from nn.array import sigmoid, softplus
from tests.slips.cases import Slip

ASKED = ("W", "a", "b")


def make(rng, size):
    n, m, d, k = ((4, 3, 2, 3), (3, 5, 4, 2), (6, 2, 3, 4))[size]
    return {
        "V": rng.uniform(0.1, 1.0, size=(n, d)),
        "N": rng.uniform(0.0, 0.9, size=(m, d)),
        "W": rng.normal(size=(d, k)) * 0.9,
        "a": rng.normal(size=d),
        "b": rng.uniform(0.3, 0.9, size=k) * np.resize([1.0, -1.0], k),
        "lam": 0.3,
    }


def loss(V, N, W, a, b, lam):
    Fv = -(V @ a) - np.sum(softplus(V @ W + b), axis=1)
    Fn = -(N @ a) - np.sum(softplus(N @ W + b), axis=1)
    return np.mean(Fv) - np.mean(Fn) + 0.5 * lam * np.sum(W**2)


def two_phases(V, N, W, a, b, lam):
    n, m = len(V), len(N)
    Hv = sigmoid(V @ W + b)
    Hn = sigmoid(N @ W + b)
    dW = -V.T @ Hv / n + N.T @ Hn / m + lam * W
    da = -V.mean(axis=0) + N.mean(axis=0)
    db = -Hv.mean(axis=0) + Hn.mean(axis=0)
    return {"W": dW, "a": da, "b": db}


def energies_backward(V, N, W, a, b, lam):
    n, m = V.shape[0], N.shape[0]
    rows = np.concatenate([V, N])
    coef = np.concatenate([np.ones(n) / n, -np.ones(m) / m])
    pre = rows @ W + b
    dpre = -coef[:, None] / (1 + np.exp(-pre))
    dW = rows.T @ dpre + lam * W
    db = dpre.sum(axis=0)
    da = -coef @ rows
    return {"W": dW, "a": da, "b": db}


def sample_by_sample(V, N, W, a, b, lam):
    d, k = W.shape
    gW, ga, gb = np.zeros((d, k)), np.zeros(d), np.zeros(k)
    for v in V:
        h = sigmoid(v @ W + b)
        gW -= np.outer(v, h) / len(V)
        ga -= v / len(V)
        gb -= h / len(V)
    for u in N:
        h = sigmoid(u @ W + b)
        gW += np.outer(u, h) / len(N)
        ga += u / len(N)
        gb += h / len(N)
    return {"W": gW + lam * W, "a": ga, "b": gb}


CASES = [
    Slip(
        "wrote the update rule, data minus model, which is the gradient of the log-likelihood and not of L",
        two_phases,
        {
            "-V.T @ Hv / n + N.T @ Hn / m": "V.T @ Hv / n - N.T @ Hn / m",
            "-V.mean(axis=0) + N.mean(axis=0)": "V.mean(axis=0) - N.mean(axis=0)",
            "-Hv.mean(axis=0) + Hn.mean(axis=0)": "Hv.mean(axis=0) - Hn.mean(axis=0)",
        },
    ),
    Slip(
        "kept the hidden units of the data in the negative phase instead of computing them anew: "
        "the mean of N is paired with the mean of Hv",
        two_phases,
        {"N.T @ Hn / m": "np.outer(N.mean(axis=0), Hv.mean(axis=0))"},
    ),
    Slip(
        "divided both phases by n, but the negative samples are m in number",
        two_phases,
        {"N.T @ Hn / m": "N.T @ Hn / n"},
    ),
    Slip(
        "took the product of the averages for the average of the products in the data phase",
        two_phases,
        {"-V.T @ Hv / n": "-np.outer(V.mean(axis=0), Hv.mean(axis=0))"},
    ),
    Slip(
        "used h (1 - h), the derivative of the sigmoid, where the derivative of softplus is the sigmoid itself",
        energies_backward,
        {"dpre = -coef[:, None] / (1 + np.exp(-pre))": "dpre = -coef[:, None] * sigmoid(pre) * (1 - sigmoid(pre))"},
    ),
    Slip(
        "the minus in front of the softplus sum was lost",
        energies_backward,
        {"dpre = -coef[:, None]": "dpre = coef[:, None]"},
    ),
    Slip(
        "differentiated log(1 + e^u) as 1 / (1 + e^u), forgetting the inner e^u",
        energies_backward,
        {"(1 + np.exp(-pre))": "(1 + np.exp(pre))"},
    ),
    Slip(
        "forgot that L subtracts the energy of the negative samples: both kinds of rows were weighted plus",
        energies_backward,
        {"-np.ones(m) / m": "np.ones(m) / m"},
    ),
    Slip(
        "left the hidden biases out of the hidden units of the negative samples",
        sample_by_sample,
        {"h = sigmoid(u @ W + b)": "h = sigmoid(u @ W)"},
    ),
    Slip(
        "only the data push the visible biases; I thought the negative samples did not depend on a, "
        "but their energy does",
        sample_by_sample,
        {"        ga += u / len(N)\n": ""},
    ),
    Slip(
        "two slips: the hidden units of the negative samples are not recomputed (h is left over from the last "
        "data row), and the penalty got the 2 without the 1/2",
        sample_by_sample,
        {"        h = sigmoid(u @ W + b)\n": "", "gW + lam * W": "gW + 2 * lam * W"},
    ),
    Slip(
        "two slips: I used the pre-activations instead of the sigmoids in the data phase, "
        "and forgot to average the hidden biases",
        two_phases,
        {"Hv = sigmoid(V @ W + b)": "Hv = V @ W + b", "db = -Hv.mean(axis=0) + Hn.mean(axis=0)": "db = -Hv.sum(axis=0) + Hn.sum(axis=0)"},
    ),
]
