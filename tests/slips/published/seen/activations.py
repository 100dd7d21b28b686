"""Four activations on four tables of numbers (each r x c). The loss is the sum of tp leaky(p) + tq selu(q) + ts
softplus(s) + tv hat(v), with given tables tp, tq, ts, tv. leaky(x) = x for x > 0, else a x. selu(x) = L x for x > 0,
else L A (exp(x) - 1). softplus(x) = log(1 + exp(x)). hat(x) = x/(2w) + 1/2 for |x| < w, and goes on from there with
the slope c on both sides. Derive the gradients of the loss with respect to p, q, s and v."""

import numpy as np

from nn.array import relu
from tests.slips.cases import Slip

ASKED = ("p", "q", "s", "v")


def make(rng, size):
    shape = ((2, 3), (3, 4), (5, 2))[size]

    def mixed():
        signs = np.where(np.arange(shape[0] * shape[1]) % 2, 1.0, -1.0).reshape(shape)
        return signs * rng.uniform(0.2, 2, size=shape)

    return {
        "p": mixed(), "q": mixed(), "s": mixed(), "v": mixed(),
        "tp": rng.normal(size=shape), "tq": rng.normal(size=shape),
        "ts": rng.normal(size=shape), "tv": rng.normal(size=shape),
        "a": 0.2, "L": 1.0507, "A": 1.67326, "w": (1.1, 0.9, 1.3)[size], "c": 0.05,
    }


def loss(p, q, s, v, tp, tq, ts, tv, a, L, A, w, c):
    leaky = relu(p) - a * relu(-p)
    selu = L * relu(q) + L * A * (np.exp(-relu(-q)) - 1)
    soft = np.log(1 + np.exp(s))
    inside = relu(v + w) - relu(v - w)
    hat = inside / (2 * w) + c * (v + w - inside)
    return np.sum(tp * leaky + tq * selu + ts * soft + tv * hat)


def one_by_one(p, q, s, v, tp, tq, ts, tv, a, L, A, w, c):
    dp = tp * np.where(p >= 0, 1.0, a)
    y = np.where(q > 0, L * q, L * A * (np.exp(q) - 1))
    dq = tq * np.where(q > 0, L, y + L * A)
    out = np.log(1 + np.exp(s))
    ds = ts * (1 - np.exp(-out))
    dv = tv * np.where(abs(v) < w, 1 / (2 * w), c)
    return {"p": dp, "q": dq, "s": ds, "v": dv}


CASES = [
    Slip("the backward step of the leaky relu knows neither its slope a nor the gradient tp that arrives: it "
         "returns 1 or 0",
         one_by_one, {"tp * np.where(p >= 0, 1.0, a)": "np.where(p >= 0, 1.0, 0.0)"},
         source="deeplearning4j/deeplearning4j#8178"),
    Slip("for negative q wrote the derivative of selu as L (selu(q) + A), where L is multiplied in a second time and A "
         "stands for L A, instead of selu(q) + L A", one_by_one, {"y + L * A)": "L * (y + A))"},
         source="RubixML/ML#427"),
    Slip("took the derivative of softplus, the sigmoid, at the output of the softplus instead of at its input "
         "s", one_by_one,
         {"(1 - np.exp(-out))": "1 / (1 + np.exp(-out))"}, source="zserge/nanonn#4"),
    Slip("gave the slope of hat between -w and w as 1/w instead of 1/(2w)", one_by_one, {"1 / (2 * w)": "1 / w"},
         source="fangwei123456/spikingjelly#413"),
]
