"""Average pooling whose last window overhangs. The windows are s wide and begin at 0, s, 2 s, ... as long as they begin
within the n numbers x (n is no multiple of s). Each output is the mean of those numbers of its window that exist. The
loss is 1/2 times the sum of (output - y)^2. Derive the gradient of the loss with respect to x."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    n, s = ((5, 2), (7, 3), (8, 3))[size]
    return {"x": rng.normal(size=n), "y": rng.normal(size=-(-n // s)), "s": s}


def loss(x, y, s):
    total = 0.0
    for i in range(len(y)):
        window = x[i * s : (i + 1) * s]
        total = total + (np.sum(window) / len(window) - y[i]) ** 2 / 2
    return total


def window_by_window(x, y, s):
    dx = np.zeros_like(x)
    for i in range(len(y)):
        begin, end = i * s, min(i * s + s, len(x))
        count = end - begin
        g = x[begin:end].sum() / count - y[i]
        dx[begin:end] += g / count
    return {"x": dx}


def number_by_number(x, y, s):
    out = np.array([x[i * s : (i + 1) * s].mean() for i in range(len(y))])
    dout = out - y
    dx = np.zeros(len(x))
    for j in range(len(x)):
        i = j // s
        scale = min(i * s + s, len(x)) - i * s
        dx[j] = dout[i] / scale
    return {"x": dx}


CASES = [
    Slip("the backward step divides by the full size s of the window also for the last one, which overhangs and whose "
         "mean is taken over fewer numbers", window_by_window, {"g / count": "g / s"}, source="tracel-ai/burn#5604"),
    Slip("the scale of the gradient is the full size s of the window, whether it is clipped at the end or not",
         number_by_number, {"scale = min(i * s + s, len(x)) - i * s": "scale = s"}, source="pytorch/pytorch#198119"),
]
