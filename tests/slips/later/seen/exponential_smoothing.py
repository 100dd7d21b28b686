"""Exponential smoothing as a forecaster: x_1 ... x_T is a series of numbers (array x, T entries), the starting level s0,
the logit r of the smoothing constant and the gain c are numbers.
alpha = sigmoid(r), s_t = alpha x_t + (1 - alpha) s_(t-1) with s_0 = s0; the forecast of x_t is c s_(t-1),
L = (1/(2T)) sum_(t=1..T) (c s_(t-1) - x_t)^2.
Derive the gradients of L with respect to r, s0 and c.
"""

import numpy as np

from nn.array import sigmoid
from tests.slips.cases import Slip

ASKED = ("r", "s0", "c")


def make(rng, size):
    T = (4, 6, 9)[size]
    return {
        "x": rng.normal(size=T) + np.linspace(0.5, 2.0, T),
        "r": rng.uniform(-0.9, -0.4),
        "s0": rng.uniform(0.8, 1.6),
        "c": rng.uniform(1.2, 1.6),
    }


def loss(x, r, s0, c):
    alpha = sigmoid(r)
    s = s0
    total = 0.0
    for t in range(len(x)):
        total = total + (c * s - x[t]) ** 2
        s = alpha * x[t] + (1 - alpha) * s
    return total / (2 * len(x))


def backward_in_time(x, r, s0, c):
    T = len(x)
    alpha = 1 / (1 + np.exp(-r))
    s = np.zeros(T + 1)
    s[0] = s0
    for t in range(T):
        s[t + 1] = alpha * x[t] + (1 - alpha) * s[t]
    e = (c * s[:T] - x) / T
    dc = np.sum(e * s[:T])
    dalpha, ds = 0.0, 0.0
    for t in reversed(range(T)):
        dalpha += ds * (x[t] - s[t])
        ds = ds * (1 - alpha) + c * e[t]
    return {"r": dalpha * alpha * (1 - alpha), "s0": ds, "c": dc}


def forward_sensitivities(x, r, s0, c):
    n = len(x)
    alpha = sigmoid(r)
    level = s0
    by_alpha, by_start = 0.0, 1.0
    ga, gs, gc = 0.0, 0.0, 0.0
    for t in range(n):
        err = c * level - x[t]
        ga += err * c * by_alpha
        gs += err * c * by_start
        gc += err * level
        by_alpha = (x[t] - level) + (1 - alpha) * by_alpha
        by_start = (1 - alpha) * by_start
        level = alpha * x[t] + (1 - alpha) * level
    return {"r": ga / n * alpha * (1 - alpha), "s0": gs / n, "c": gc / n}


def unrolled_sum(x, r, s0, c):
    T = len(x)
    a = sigmoid(r)
    q = 1 - a
    dr, ds0, dc = 0.0, 0.0, 0.0
    for t in range(T):
        s = q**t * s0
        dsda = -t * q ** (t - 1) * s0
        for k in range(t):
            lag = t - 1 - k
            s += a * q**lag * x[k]
            dsda += (q**lag - a * lag * q ** (lag - 1)) * x[k]
        err = c * s - x[t]
        dr += err * c * dsda * a * q / T
        ds0 += err * c * q**t / T
        dc += err * s / T
    return {"r": dr, "s0": ds0, "c": dc}


CASES = [
    Slip(
        "forgot that s_(t-1) in (1 - alpha) s_(t-1) has a minus in front: derivative by alpha taken as x_t + s_(t-1)",
        backward_in_time,
        {"ds * (x[t] - s[t])": "ds * (x[t] + s[t])"},
    ),
    Slip(
        "differentiated only alpha x_t by alpha and overlooked the alpha in 1 - alpha",
        forward_sensitivities,
        {"by_alpha = (x[t] - level) + (1 - alpha) * by_alpha": "by_alpha = x[t] + (1 - alpha) * by_alpha"},
    ),
    Slip(
        "used the level after the update, s_t, where s_(t-1) belongs",
        backward_in_time,
        {"(x[t] - s[t])": "(x[t] - s[t + 1])"},
    ),
    Slip(
        "overwrote ds with the error of this step instead of adding what comes from the later steps",
        backward_in_time,
        {"ds = ds * (1 - alpha) + c * e[t]": "ds = c * e[t]"},
    ),
    Slip(
        "carried the gradient back with alpha, but the old level is weighted by 1 - alpha",
        backward_in_time,
        {"ds = ds * (1 - alpha) + c * e[t]": "ds = ds * alpha + c * e[t]"},
    ),
    Slip(
        "stopped at alpha and never went through the sigmoid to r",
        backward_in_time,
        {'"r": dalpha * alpha * (1 - alpha)': '"r": dalpha'},
    ),
    Slip(
        "added the error of step t before using ds for alpha, so the level's gradient is one step off",
        backward_in_time,
        {
            "        dalpha += ds * (x[t] - s[t])\n        ds = ds * (1 - alpha) + c * e[t]\n": "        ds = ds * "
            "(1 - alpha) + c * e[t]\n        dalpha += ds * (x[t] - s[t])\n"
        },
    ),
    Slip(
        "took the earlier level as a constant: only the direct dependence of each level on alpha is counted",
        forward_sensitivities,
        {"by_alpha = (x[t] - level) + (1 - alpha) * by_alpha": "by_alpha = x[t] - level"},
    ),
    Slip(
        "lost the gain c in the chain from the forecast to the starting level",
        forward_sensitivities,
        {"gs += err * c * by_start": "gs += err * by_start"},
    ),
    Slip(
        "forgot the product rule for a (1-a)^lag and differentiated only the factor a in front",
        unrolled_sum,
        {"(q**lag - a * lag * q ** (lag - 1)) * x[k]": "q**lag * x[k]"},
    ),
    Slip(
        "two slips: dropped the inner minus of 1 - a in the derivative of (1-a)^t s0, "
        "and forgot that the square's 2 cancels the 2 of 1/(2T)",
        unrolled_sum,
        {"dsda = -t * q ** (t - 1) * s0": "dsda = t * q ** (t - 1) * s0", "err = c * s - x[t]": "err = 2 * (c * s - x[t])"},
    ),
    Slip(
        "two slips: updated the level first and used the new one in its own sensitivity, "
        "and for c I forgot to divide by the number of steps",
        forward_sensitivities,
        {
            "by_alpha = (x[t] - level) + (1 - alpha) * by_alpha": "level = alpha * x[t] + (1 - alpha) * level\n"
            "        by_alpha = (x[t] - level) + (1 - alpha) * by_alpha",
            "        level = alpha * x[t] + (1 - alpha) * level\n    return": "    return",
            '"c": gc / n': '"c": gc',
        },
    ),
]
