"""REINFORCE on one episode. At step t = 0 ... T-1 the state is the row s_t of S (T x d), the action taken is a_t (an
integer) and the reward is r_t. The policy is pi(. | s_t) = softmax(W s_t + c) with W (k x d) and c (k). The return
is discounted from step t on, G_t = r_t + gamma r_(t+1) + gamma^2 r_(t+2) + ... (up to the end of the episode), and
base is a constant baseline. The loss is
    L = - 1/T * sum over t of (G_t - base) log pi(a_t | s_t).
Derive the gradients of L with respect to W and c.
"""

import numpy as np

from nn.array import logsumexp
from tests.slips.cases import Slip

ASKED = ("W", "c")


def make(rng, size):
    T, k, d = ((4, 3, 2), (5, 2, 3), (7, 4, 5))[size]
    a = rng.integers(k, size=T)
    a[:2] = rng.permutation(k)[:2]
    return {
        "S": rng.normal(size=(T, d)),
        "a": a,
        "r": rng.normal(size=T) + 0.5,
        "gamma": rng.uniform(0.7, 0.9),
        "base": rng.uniform(0.3, 0.8),
        "W": rng.normal(size=(k, d)),
        "c": rng.normal(size=k) * 0.5,
    }


def loss(S, a, r, gamma, base, W, c):
    T = len(r)
    total = 0.0
    for t in range(T):
        ret = sum(gamma ** (j - t) * r[j] for j in range(t, T))
        z = W @ S[t] + c
        total = total - (ret - base) * (z[int(a[t])] - logsumexp(z))
    return total / T


def with_deltas(S, a, r, gamma, base, W, c):
    T, k = len(r), len(c)
    G = np.zeros(T + 1)
    for t in reversed(range(T)):
        G[t] = r[t] + gamma * G[t + 1]
    adv = G[:T] - base
    Z = np.exp(S @ W.T + c)
    pi = Z / Z.sum(axis=1, keepdims=True)
    delta = adv[:, None] * (pi - np.eye(k)[a]) / T
    return {"W": delta.T @ S, "c": delta.sum(axis=0)}


def step_by_step(S, a, r, gamma, base, W, c):
    returns, g = [], 0.0
    for reward in r[::-1]:
        g = reward + gamma * g
        returns.insert(0, g)
    dW, dc = np.zeros(W.shape), np.zeros(c.shape)
    for t in range(len(r)):
        z = W @ S[t] + c
        p = np.exp(z - z.max())
        p = p / p.sum()
        weight = returns[t] - base
        for i in range(len(c)):
            score = (1.0 if i == a[t] else 0.0) - p[i]
            dW[i] -= weight * score * S[t] / len(r)
            dc[i] -= weight * score / len(r)
    return {"W": dW, "c": dc}


def with_the_softmax_jacobian(S, a, r, gamma, base, W, c):
    T = len(r)
    discount = np.triu(gamma ** np.maximum(0, np.subtract.outer(np.arange(T), np.arange(T)).T))
    adv = discount @ r - base
    dW = 0
    dc = 0
    for t in range(T):
        p = np.exp(W @ S[t] + c) / np.sum(np.exp(W @ S[t] + c))
        dlog = -adv[t] / T
        dp = np.zeros(len(p))
        dp[a[t]] = dlog / p[a[t]]
        J = np.diag(p) - np.outer(p, p)
        dz = J @ dp
        dW = dW + np.outer(dz, S[t])
        dc = dc + dz
    return {"W": dW, "c": dc}


CASES = [
    Slip(
        "multiplied only the one-hot action by the advantage, pi - adv * onehot, instead of the whole difference "
        "pi - onehot",
        with_deltas,
        {"adv[:, None] * (pi - np.eye(k)[a])": "(pi - adv[:, None] * np.eye(k)[a])"},
    ),
    Slip(
        "standardised the returns of the episode (minus their mean, by their standard deviation) instead of "
        "subtracting the given baseline",
        with_deltas,
        {"adv = G[:T] - base": "adv = (G[:T] - G[:T].mean()) / G[:T].std()"},
    ),
    Slip(
        "normalised the softmax over the time steps instead of over the actions",
        with_deltas,
        {"Z.sum(axis=1, keepdims=True)": "Z.sum(axis=0, keepdims=True)"},
    ),
    Slip(
        "subtracted the baseline from every reward before the discounted sum, instead of once from the return",
        with_deltas,
        {"G[t] = r[t] + gamma": "G[t] = r[t] - base + gamma", "adv = G[:T] - base": "adv = G[:T]"},
    ),
    Slip(
        "two mistakes: divided by the number T k of all entries of the probability matrix instead of by the "
        "number T of steps, and left the discount gamma out of the returns",
        with_deltas,
        {"np.eye(k)[a]) / T": "np.eye(k)[a]) / pi.size", "r[t] + gamma * G": "r[t] + G"},
    ),
    Slip(
        "gave a gradient only to the row of W and the entry of c of the action taken; the rows of the other "
        "actions stay 0",
        step_by_step,
        {"for i in range(len(c)):": "for i in [a[t]]:"},
    ),
    Slip(
        "weighted step t with a further gamma^t, as in the textbook's update for the discounted objective; the "
        "loss has no such factor",
        step_by_step,
        {"weight = returns[t] - base": "weight = gamma**t * (returns[t] - base)"},
    ),
    Slip(
        "stored the return before adding the step's own reward, so that step t is weighted with G_(t+1)",
        step_by_step,
        {
            "        g = reward + gamma * g\n        returns.insert(0, g)\n": "        returns.insert(0, g)\n"
            "        g = reward + gamma * g\n",
        },
    ),
    Slip(
        "weighted every step with the return G_0 of the whole episode instead of with the return G_t from that step on",
        step_by_step,
        {"weight = returns[t] - base": "weight = returns[0] - base"},
    ),
    Slip(
        "summed the rewards up to step t (discounted backwards) instead of those from step t on: ran through the "
        "rewards forwards",
        step_by_step,
        {"for reward in r[::-1]:": "for reward in r:", "returns.insert(0, g)": "returns.append(g)"},
    ),
    Slip(
        "differentiated the probability of the action instead of its logarithm: the 1/pi(a_t) is missing",
        with_the_softmax_jacobian,
        {"dlog / p[a[t]]": "dlog"},
    ),
    Slip(
        "treated the sum in the softmax's denominator as a constant: the Jacobian is diag(p), without the - p p^T, so "
        "that only the action taken gets a gradient, -(G_t - base) / T",
        with_the_softmax_jacobian,
        {"np.diag(p) - np.outer(p, p)": "np.diag(p)"},
    ),
    Slip(
        "took the advantage out of the gradient of the bias: dc is the mean of pi - onehot, as for plain cross-entropy",
        with_the_softmax_jacobian,
        {"dc = dc + dz": "dc = dc + (p - np.eye(len(p))[a[t]]) / T"},
    ),
    Slip(
        "two mistakes: left out the loss's minus sign in both gradients, and did not divide the gradient of c by T",
        with_the_softmax_jacobian,
        {"dlog = -adv[t] / T": "dlog = adv[t] / T", "dc = dc + dz": "dc = dc + T * dz"},
    ),
]
