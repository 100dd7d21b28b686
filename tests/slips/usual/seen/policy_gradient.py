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
        "forgot the minus sign in front of the loss: used onehot(a_t) - pi instead of pi - onehot(a_t), so that "
        "both gradients have the wrong sign",
        with_deltas,
        {"(pi - np.eye(k)[a])": "(np.eye(k)[a] - pi)"},
    ),
    Slip(
        "forgot to subtract the baseline: weighted with G_t instead of G_t - base",
        with_deltas,
        {"adv = G[:T] - base": "adv = G[:T]"},
    ),
    Slip(
        "left out the factor 1/T in both gradients",
        with_deltas,
        {"(pi - np.eye(k)[a]) / T": "(pi - np.eye(k)[a])"},
    ),
    Slip(
        "forgot to discount: added the later rewards without the powers of gamma in the return G_t",
        with_deltas,
        {"G[t] = r[t] + gamma * G[t + 1]": "G[t] = r[t] + G[t + 1]"},
    ),
    Slip(
        "used the reward r_t of the step itself in place of the return G_t",
        with_deltas,
        {"adv = G[:T] - base": "adv = r - base"},
    ),
    Slip(
        "took the mean over the steps for c although 1/T is already in delta, so that dL/dc is divided by T twice",
        with_deltas,
        {"delta.sum(axis=0)": "delta.mean(axis=0)"},
    ),
    Slip(
        "let the gradient of log pi(a_t | s_t) go only to the row of the action taken: 1 - pi_a there and 0 for "
        "all other actions, instead of -pi_i",
        step_by_step,
        {"score = (1.0 if i == a[t] else 0.0) - p[i]": "score = 1.0 - p[i] if i == a[t] else 0.0"},
    ),
    Slip(
        "collected the returns backwards but never turned them round, so that step t is weighted with G_(T-1-t)",
        step_by_step,
        {"returns.insert(0, g)": "returns.append(g)"},
    ),
    Slip(
        "divided dL/dW by T but forgot the 1/T in dL/dc",
        step_by_step,
        {"dc[i] -= weight * score / len(r)": "dc[i] -= weight * score"},
    ),
    Slip(
        "added in place of subtracting in the loop over t: lost the minus of L = -1/T ..., in both gradients",
        step_by_step,
        {"dW[i] -=": "dW[i] +=", "dc[i] -=": "dc[i] +="},
    ),
    Slip(
        "used only the diagonal p_i (1 - p_i) of the Jacobian of the softmax and left out the entries -p_i p_j",
        with_the_softmax_jacobian,
        {"J = np.diag(p) - np.outer(p, p)": "J = np.diag(p * (1 - p))"},
    ),
    Slip(
        "forgot the derivative of the logarithm: the factor 1/pi(a_t | s_t) is missing in dL/dpi",
        with_the_softmax_jacobian,
        {"dp[a[t]] = dlog / p[a[t]]": "dp[a[t]] = dlog"},
    ),
    Slip(
        "two mistakes: left out the baseline in the weight G_t - base, and the factor 1/T in both gradients",
        step_by_step,
        {
            "weight = returns[t] - base": "weight = returns[t]",
            "S[t] / len(r)": "S[t]",
            "dc[i] -= weight * score / len(r)": "dc[i] -= weight * score",
        },
    ),
]
