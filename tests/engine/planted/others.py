"""More derivations: D25 (convolution), A15 (recurrent network), B08 (softmax), and random graphs."""

from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np

import engine
from tests.engine.planted.derivation import Derivation, Numbers, Rng, values


def convolution(rng: Rng, exam: bool) -> Derivation:
    """D25: J = I * W (no flip, no padding), K = 2 x 2 max pool of J, O = relu(K), loss = sum(c O)."""
    rows, columns, side = 4, 6, 3
    image = rng.normal(size=(rows, columns))
    kernel = rng.normal(size=(side, side))
    if exam:
        image = np.array([[1.0, 3, 2, 4, 6, 4], [4, 8, 3, 1, 0, 2], [2, 1, 4, 3, 9, 1], [4, 7, 2, 3, 9, 2]])
        kernel = np.array([[1.0, 2, 1], [0, 0, 0], [-1, -2, -1]])
    weights = np.array([1.0, 1.0]) if exam else rng.normal(size=2)
    parameters = {"I": values("I", image), "W": values("W", kernel)}
    I, W = parameters["I"], parameters["W"]  # noqa: E741 (the exam's letters)
    span = range(side)
    flat = [W[a][b] for a in span for b in span]
    J = [[engine.dot(flat, [I[i + a][j + b] for a in span for b in span]) for j in range(4)] for i in range(2)]
    K = [engine.maximum(J[0][j], J[0][j + 1], J[1][j], J[1][j + 1]) for j in (0, 2)]
    loss = engine.sum(c * k.relu() for c, k in zip(weights.tolist(), K, strict=True))

    def gradients(slip: str) -> Numbers:
        j = np.array([[np.sum(image[a : a + side, b : b + side] * kernel) for b in range(4)] for a in range(2)])
        dj = np.zeros((2, 4))
        for block in range(2):
            window = j[:, 2 * block : 2 * block + 2]
            mask = float(window.max() > 0)
            if slip == "activation forgotten":
                mask = 1.0
            hit = (window == window.max()).astype(float)
            if slip == "pool passes to all":
                hit = np.ones((2, 2))
            if slip == "pool as average":
                hit = np.full((2, 2), 0.25)
            dj[:, 2 * block : 2 * block + 2] = weights[block] * mask * hit
        dW, dI = np.zeros((side, side)), np.zeros((rows, columns))
        for a in range(2):
            for b in range(4):
                dW += dj[a, b] * image[a : a + side, b : b + side]
                dI[a : a + side, b : b + side] += dj[a, b] * (
                    kernel[::-1, ::-1] if slip == "kernel flipped" else kernel
                )
        if slip == "kernel flipped":
            dW = dW[::-1, ::-1]
        if slip == "own operand":
            dW = dj.sum() * kernel
        return {"I": dI, "W": dW}

    both = ("I", "W")
    slips = {"activation forgotten": both, "pool passes to all": both, "pool as average": both, "kernel flipped": both}
    slips["own operand"] = ("W",)
    return Derivation(f"D25 {'exam' if exam else 'random'}", loss, parameters, gradients, slips)


def recurrent(rng: Rng, sizes: tuple[int, int, int], steps: int, activation: str = "tanh") -> Derivation:
    """A15: h_t = s(W_hh h_(t-1) + W_xh x_t + b_h), loss = 1/2 |W_hy h_T - y|^2 + the same at every earlier step."""
    d, h, k = sizes
    xs, ys = rng.normal(size=(steps, d)), rng.normal(size=(steps, k))
    start = rng.normal(size=h)
    Whh, Wxh, bh, Why = rng.normal(size=(h, h)), rng.normal(size=(h, d)), rng.normal(size=h), rng.normal(size=(k, h))
    arrays = {"Whh": Whh, "Wxh": Wxh, "bh": bh, "Why": Why}
    P = {name: values(name, numbers) for name, numbers in arrays.items()}
    state: list[Any] = start.tolist()
    terms = []
    for x, y in zip(xs.tolist(), ys.tolist(), strict=True):
        state = [
            getattr(engine.dot(P["Whh"][i], state) + engine.affine(P["Wxh"][i], x, P["bh"][i]), activation)()
            for i in range(h)
        ]
        terms += [(engine.dot(row, state) - t) ** 2 for row, t in zip(P["Why"], y, strict=True)]
    loss = 0.5 * engine.sum(terms)

    def act(z: Any) -> Any:
        return np.tanh(z) if activation == "tanh" else 1 / (1 + np.exp(-z))

    def slope(z: Any) -> Any:
        return 1 - np.tanh(z) ** 2 if activation == "tanh" else act(z) * (1 - act(z))

    def gradients(slip: str) -> Numbers:
        hs, zs = [start], []
        for x in xs:
            zs.append(Whh @ hs[-1] + Wxh @ x + bh)
            hs.append(act(zs[-1]))
        g = {name: np.zeros_like(numbers) for name, numbers in arrays.items()}
        future = np.zeros(h)
        for t in reversed(range(steps)):
            dy = Why @ hs[t + 1] - ys[t]
            sigma = slope(zs[t])
            if slip == "activation forgotten":
                sigma = np.ones(h)
            if slip == "slope at output":
                sigma = slope(hs[t + 1])
            dz = (Why.T @ dy + future) * sigma
            future = np.zeros(h) if slip == "no path through time" else (Whh if slip == "W for W^T" else Whh.T) @ dz
            share = {"Whh": np.outer(dz, hs[t]), "Wxh": np.outer(dz, xs[t]), "bh": dz, "Why": np.outer(dy, hs[t + 1])}
            if slip == "pre-activation for activation":
                share["Why"] = np.outer(dy, zs[t])
            if slip == "one time step" and t < steps - 1:
                continue
            if slip == "a time step missing" and t == 0:
                continue
            for name in g:
                g[name] += share[name]
        if slip == "mean over time":
            g = {name: x / steps for name, x in g.items()}
        return g

    cell = ("Whh", "Wxh", "bh")
    slips = dict.fromkeys(("activation forgotten", "slope at output", "no path through time", "W for W^T"), cell)
    slips |= dict.fromkeys(("one time step", "a time step missing", "mean over time"), (*cell, "Why"))
    slips["pre-activation for activation"] = ("Why",)
    return Derivation(f"A15 {activation} {sizes} T={steps}", loss, P, gradients, slips)


def multinomial(rng: Rng, classes: int, features: int, fused: bool) -> Derivation:
    """B08: F = ln(1 + sum_(k != y) e^((w_k - w_y).x)) = logsumexp(W x) - w_y.x, or unfused as -ln softmax."""
    W, x, label = rng.normal(size=(classes, features)), rng.normal(size=features), int(rng.integers(classes))
    P = {"W": values("W", W)}
    logits = [engine.dot(row, x.tolist()) for row in P["W"]]
    loss = engine.logsumexp(logits) - logits[label] if fused else -engine.softmax(logits)[label].log()

    def gradients(slip: str) -> Numbers:
        p = np.exp(W @ x) / np.exp(W @ x).sum()
        y = np.eye(classes)[label]
        dz = p - y
        if slip == "target forgotten":
            dz = p
        if slip == "sign":
            dz = y - p
        if slip == "softmax diagonal":
            dz = -y * (1 - p)
        if slip == "own operand":
            return {"W": dz[:, None] * W}
        return {"W": np.outer(dz, x)}

    slips = {"sign": ("W",), "own operand": ("W",), ("target forgotten" if fused else "softmax diagonal"): ("W",)}
    return Derivation(f"B08 {classes} x {features}{' fused' if fused else ''}", loss, P, gradients, slips)


def random_graph(rng: Rng, size: int) -> Derivation:
    """A random scalar graph over x1..x4 in which x1..x4 enter on two paths; autograd differentiates each path."""
    x = rng.uniform(0.4, 1.6, size=4)
    plan = [(int(rng.integers(6)), int(rng.integers(1, 100)), int(rng.integers(1, 100))) for _ in range(size)]

    def build(inputs: list[Any], other: list[Any], m: Any) -> Any:
        pool = [a * b for a, b in zip(inputs, inputs[1:] + inputs[:1], strict=True)]
        for op, i, j in plan:
            a, b = pool[-1 - i % len(pool)], pool[-1 - j % len(pool)]
            pool.append([m.tanh(a) + b, a * b, m.sin(a) - b, m.exp(-a) * b, a / (b * b + 1.0), a + 0.5 * b][op])
        detour = other[0] * other[1] + m.sin(other[2]) * other[3]
        return m.sin(sum(pool[4:], pool[0]) + m.tanh(detour)) * 2.0

    P = {"x": values("x", x)}
    loss = build(P["x"], P["x"], engine)

    def split(a: Any, b: Any) -> Any:
        return build([a[i] for i in range(4)], [b[i] for i in range(4)], anp)

    def gradients(slip: str) -> Numbers:
        main, detour = (autograd.grad(split, argument)(x, x) for argument in (0, 1))
        return {"x": main + {"path left out": 0.0, "path counted twice": 2.0}.get(slip, 1.0) * detour}

    slips = {"path left out": ("x",), "path counted twice": ("x",)}
    return Derivation(f"random graph of {len(engine.topological_order(loss))} nodes", loss, P, gradients, slips)
