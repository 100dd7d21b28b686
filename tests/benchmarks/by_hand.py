"""The workloads' computations in NumPy by hand: forward and backward derived on paper, nothing computed twice.

They were frozen before replay was made faster, and are what it is measured against: `python -m tests.benchmarks twins`.
Every one takes the parameters as one vector in the engine's order and returns (loss, gradient).
"""

from itertools import pairwise

import numpy as np

from tests.benchmarks import gpt, moons

SIZES = (64, 32, 10)


def layers_of(theta, sizes):
    """Return the layers as matrices (neurons, weights and the bias last), views on theta."""
    at, found = 0, []
    for n, m in pairwise(sizes):
        found.append(theta[at : at + m * (n + 1)].reshape(m, n + 1))
        at += m * (n + 1)
    return found


def cross_entropy(logits, labels):
    """Return the summed loss of rows of logits, and its gradient by them."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    total = e.sum(axis=1, keepdims=True)
    each = np.arange(len(labels))
    loss = np.log(total).sum() - shifted[each, labels].sum()
    e /= total
    e[each, labels] -= 1.0
    return loss, e


def dense(theta, sizes, x, loss_of):
    """Return loss and gradient of an MLP with relu; loss_of returns both for its outputs, a row for each example."""
    layers, seen = layers_of(theta, sizes), []
    for i, w in enumerate(layers):
        seen.append(x)
        x = x @ w[:, :-1].T + w[:, -1]
        if i < len(layers) - 1:
            x = np.maximum(x, 0.0, out=x)
    loss, up = loss_of(x)
    gradient = np.empty_like(theta)
    slopes = layers_of(gradient, sizes)
    for i in range(len(layers) - 1, -1, -1):
        np.matmul(up.T, seen[i], out=slopes[i][:, :-1])
        up.sum(axis=0, out=slopes[i][:, -1])
        if i:
            up = up @ layers[i][:, :-1]
            up *= seen[i] > 0
    return loss, gradient


def digits_mlp(theta, x, labels):
    return dense(theta, SIZES, x, lambda z: cross_entropy(z, labels))


def moons_logistic(theta, x, y):
    """The loss that `fit` is given for the moons: softplus of the logit, with the sign of the class."""

    def loss_of(z):
        signed = (1.0 - 2.0 * y)[:, None]
        s = signed * z
        e = np.exp(-np.abs(s))
        loss = (np.maximum(s, 0.0) + np.log1p(e)).sum()
        return loss, signed * np.where(s >= 0, 1.0, e) / (1.0 + e)

    return dense(theta, moons.SIZES, x, loss_of)


def windows_of(images):
    """Return the 3 x 3 windows of images (B, 64) as rows of 9, shape (B * 36, 9)."""
    image = images.reshape(-1, 8, 8)
    return np.lib.stride_tricks.sliding_window_view(image, (3, 3), axis=(1, 2)).reshape(-1, 9)


def convnet(theta, windows, labels):
    """Four kernels, relu, 2 x 2 maximum (ties share), dense. A plane is (B, 3, 2, 3, 2, kernel)."""
    kernels, w = theta[:40].reshape(4, 10), theta[40:].reshape(10, 37)
    z = windows @ kernels[:, :-1].T + kernels[:, -1]
    h = np.maximum(z, 0.0).reshape(-1, 3, 2, 3, 2, 4)
    top = h.max(axis=(2, 4), keepdims=True)
    pooled = top.reshape(-1, 9, 4).transpose(0, 2, 1).reshape(-1, 36)  # kernel by kernel, as the engine has them
    loss, up = cross_entropy(pooled @ w[:, :-1].T + w[:, -1], labels)
    gradient = np.empty_like(theta)
    of_kernels, of_w = gradient[:40].reshape(4, 10), gradient[40:].reshape(10, 37)
    np.matmul(up.T, pooled, out=of_w[:, :-1])
    up.sum(axis=0, out=of_w[:, -1])
    up = (up @ w[:, :-1]).reshape(-1, 4, 9).transpose(0, 2, 1).reshape(top.shape)
    hits = h == top
    up = up / hits.sum(axis=(2, 4), keepdims=True) * hits
    up = up.reshape(z.shape) * (z > 0)
    np.matmul(up.T, windows, out=of_kernels[:, :-1])
    up.sum(axis=0, out=of_kernels[:, -1])
    return loss, gradient


ONE_HOT = np.eye(gpt.TOKENS)[gpt.SENTENCE[:-1]]
FUTURE = np.triu(np.full((gpt.POSITIONS, gpt.POSITIONS), -np.inf), 1)


def matrices_of(theta):
    found, at = [], 0
    for m, n in gpt.SHAPES.values():
        found.append(theta[at : at + m * n].reshape(m, n))
        at += m * n
    return found


def normed(x):
    scale = (np.einsum("ij,ij->i", x, x)[:, None] / x.shape[1] + 1e-5) ** -0.5
    return x * scale, scale


def normed_back(up, y, scale):
    return scale * (up - y * (np.einsum("ij,ij->i", up, y)[:, None] / y.shape[1]))


def gpt_step(theta):
    """A row for each position. Query, key and value lie side by side in theta, so they are one product."""
    tokens, places, wq, _, _, wo, w_up, w_down, w_head = matrices_of(theta)
    t, d, heads = gpt.POSITIONS, gpt.WIDE, gpt.HEADS
    size = d // heads
    at = (tokens.size + places.size, wq.size)
    w_qkv = theta[at[0] : at[0] + 3 * at[1]].reshape(3 * d, d)
    x0, scale0 = normed(tokens[gpt.SENTENCE[:-1]] + places)
    x1, scale1 = normed(x0)
    q, k, v = (x1 @ w_qkv.T).reshape(t, 3, heads, size).transpose(1, 2, 0, 3)
    scores = q @ k.transpose(0, 2, 1) * size**-0.5 + FUTURE
    p = np.exp(scores - scores.max(axis=2, keepdims=True))
    p /= p.sum(axis=2, keepdims=True)
    seen = (p @ v).transpose(1, 0, 2).reshape(t, d)
    x2 = seen @ wo.T + x0
    x3, scale3 = normed(x2)
    hidden = np.maximum(x3 @ w_up.T, 0.0)
    x4 = hidden @ w_down.T + x2
    loss, up = cross_entropy(x4 @ w_head.T, gpt.SENTENCE[1:])
    up /= t

    gradient = np.empty_like(theta)
    g_tokens, g_places, _, _, _, g_o, g_up, g_down, g_head = matrices_of(gradient)
    np.matmul(up.T, x4, out=g_head)
    up4 = up @ w_head
    np.matmul(up4.T, hidden, out=g_down)
    up_hidden = up4 @ w_down * (hidden > 0)
    np.matmul(up_hidden.T, x3, out=g_up)
    up2 = up4 + normed_back(up_hidden @ w_up, x3, scale3)
    np.matmul(up2.T, seen, out=g_o)
    up_seen = (up2 @ wo).reshape(t, heads, size).transpose(1, 0, 2)
    up_p = up_seen @ v.transpose(0, 2, 1)
    up_scores = p * (up_p - (up_p * p).sum(axis=2, keepdims=True)) * size**-0.5
    up_qkv = np.empty((t, 3, heads, size))
    np.matmul(up_scores, k, out=up_qkv[:, 0].transpose(1, 0, 2))
    np.matmul(up_scores.transpose(0, 2, 1), q, out=up_qkv[:, 1].transpose(1, 0, 2))
    np.matmul(p.transpose(0, 2, 1), up_seen, out=up_qkv[:, 2].transpose(1, 0, 2))
    up_qkv = up_qkv.reshape(t, 3 * d)
    np.matmul(up_qkv.T, x1, out=gradient[at[0] : at[0] + 3 * at[1]].reshape(3 * d, d))
    up0 = up2 + normed_back(up_qkv @ w_qkv, x1, scale1)
    g_places[...] = normed_back(up0, x0, scale0)
    np.matmul(ONE_HOT.T, g_places, out=g_tokens)
    return loss / t, gradient


def descended(theta, x, y, value_and_grad, epochs, size, order, rate, adam=False):
    """Return theta and the mean loss of each epoch: what `fit` does with SGD or Adam."""
    theta, history = theta.copy(), []
    m, s, t = np.zeros_like(theta), np.zeros_like(theta), 0
    for _ in range(epochs):
        total, indices = 0.0, order.sample(range(len(x)), len(x))
        for start in range(0, len(x), size):
            batch = indices[start : start + size]
            loss, g = value_and_grad(theta, x[batch], y[batch])
            total += loss
            g /= len(batch)
            if adam:
                t += 1
                m *= 0.9
                m += 0.1 * g
                s *= 0.999
                s += 0.001 * (g * g)
                theta -= rate / (1 - 0.9**t) * m / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
            else:
                theta -= rate * g
        history.append(total / len(x))
    return theta, history
