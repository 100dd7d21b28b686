"""The two moons and an MLP(2, 16, 16, 1): forward, hinge loss with a penalty on the weights, backward."""

from itertools import pairwise
from random import Random

import numpy as np

import engine
from engine import Value
from engine.tape import record
from tests.benchmarks.measure import Row, against, medians, peer, recorded

SIZES, POINTS, PENALTY = (2, 16, 16, 1), 100, 1e-4


def two_moons(n: int = POINTS) -> tuple[np.ndarray, np.ndarray]:
    rng, angles = np.random.default_rng(0), np.linspace(0, np.pi, n // 2)
    upper, lower = np.c_[np.cos(angles), np.sin(angles)], np.c_[1 - np.cos(angles), 0.5 - np.sin(angles)]
    return np.r_[upper, lower] + rng.normal(0, 0.1, (n, 2)), np.r_[np.ones(n // 2), -np.ones(n // 2)]


X, T = two_moons()
EXAMPLES = list(zip(X.tolist(), T.tolist(), strict=True))


def weights() -> list[list[list[float]]]:
    """Return the layers as rows of weights with the bias last."""
    rng = Random(1)
    return [[[rng.uniform(-1, 1) for _ in range(n)] + [0.0] for _ in range(m)] for n, m in pairwise(SIZES)]


THETA = np.array([w for rows in weights() for row in rows for w in row])


class Eager:
    """The network in Values, with one operation for each neuron or written out with `*`, `+` and Python's sum."""

    def __init__(self, written_out: bool) -> None:
        self.layers = [[[Value(w) for w in row] for row in rows] for rows in weights()]
        self.parameters = [p for rows in self.layers for row in rows for p in row]
        self.written_out = written_out

    def loss(self) -> Value:
        return self.loss_written_out() if self.written_out else self.loss_of_dots()

    def loss_of_dots(self) -> Value:
        losses = []
        for x, t in EXAMPLES:
            h = [Value(v) for v in x]
            for i, rows in enumerate(self.layers):
                h = [engine.affine(row[:-1], h, row[-1]) for row in rows]
                h = [v.relu() for v in h] if i < 2 else h
            losses.append((1 + -t * h[0]).relu())
        return engine.sum(losses) * (1 / POINTS) + PENALTY * engine.dot(self.parameters, self.parameters)

    def loss_written_out(self) -> Value:
        losses = []
        for x, t in EXAMPLES:
            h = [Value(v) for v in x]
            for i, rows in enumerate(self.layers):
                h = [sum((w * v for w, v in zip(row[:-1], h, strict=True)), row[-1]) for row in rows]
                h = [v.relu() for v in h] if i < 2 else h
            losses.append((1 + -t * h[0]).relu())
        return sum(losses) * (1 / POINTS) + PENALTY * sum(p * p for p in self.parameters)

    def step(self) -> float:
        for p in self.parameters:
            p.grad = 0.0
        loss = self.loss()
        loss.backward()
        return loss.data


def micrograd_step(micrograd):
    """Return the step of micrograd's own MLP, as in its demo notebook."""
    from micrograd.engine import Value as Theirs
    from micrograd.nn import MLP

    model = MLP(2, [16, 16, 1])

    def step() -> float:
        scores = [model([Theirs(v) for v in x]) for x, _ in EXAMPLES]
        losses = [(1 + -t * score).relu() for score, (_, t) in zip(scores, EXAMPLES, strict=True)]
        total = sum(losses) * (1 / POINTS) + PENALTY * sum(p * p for p in model.parameters())
        model.zero_grad()
        total.backward()
        return total.data

    return step


def matrices(theta):
    at, found = 0, []
    for n, m in pairwise(SIZES):
        found.append(theta[at : at + m * (n + 1)].reshape((m, n + 1)))
        at += m * (n + 1)
    return found


def by_hand() -> tuple[float, np.ndarray]:
    """Dense NumPy, forward and backward derived by hand."""
    layers, h = matrices(THETA), X.T
    seen = []
    for i, w in enumerate(layers):
        z = w[:, :-1] @ h + w[:, -1:]
        seen.append((h, z))
        h = np.maximum(z, 0.0) if i < 2 else z
    margins = 1 - T * h[0]
    loss = np.maximum(margins, 0.0).sum() / POINTS + PENALTY * THETA @ THETA
    upstream = np.where(margins > 0, -T / POINTS, 0.0)[None]
    slopes = []
    for i in (2, 1, 0):
        h, z = seen[i]
        upstream = upstream * (z > 0) if i < 2 else upstream
        slopes.append(np.concatenate((upstream @ h.T, upstream.sum(axis=1, keepdims=True)), axis=1).ravel())
        upstream = layers[i][:, :-1].T @ upstream
    return float(loss), np.concatenate(slopes[::-1]) + 2 * PENALTY * THETA


def casadi_step(casadi):
    """Return CasADi's virtual machine on scalar expressions (SX)."""
    theta = casadi.SX.sym("theta", len(THETA))
    layers, at = [], 0
    for n, m in pairwise(SIZES):
        layers.append(casadi.reshape(theta[at : at + m * (n + 1)], n + 1, m).T)
        at += m * (n + 1)
    h = casadi.SX(X.T)
    for i, w in enumerate(layers):
        h = w[:, :-1] @ h + casadi.repmat(w[:, -1], 1, POINTS)
        h = casadi.fmax(h, 0) if i < 2 else h
    loss = casadi.sum2(casadi.fmax(1 - T.reshape(1, -1) * h, 0)) / POINTS + PENALTY * casadi.dot(theta, theta)
    f = casadi.Function("step", [theta], [loss, casadi.gradient(loss, theta)])
    return lambda: f(THETA)


def autograd_step(autograd):
    anp = peer("autograd.numpy")

    def loss(theta):
        h = X.T
        for i, w in enumerate(matrices(theta)):
            h = anp.dot(w[:, :-1], h) + w[:, -1:]
            h = anp.maximum(h, 0.0) if i < 2 else h
        return anp.sum(anp.maximum(1 - T * h[0], 0.0)) / POINTS + PENALTY * anp.dot(theta, theta)

    f = autograd.value_and_grad(loss)
    return lambda: f(THETA)


def torch_step(torch):
    torch.set_num_threads(1)
    theta = torch.tensor(THETA, requires_grad=True)
    x, t = torch.tensor(X.T), torch.tensor(T)

    def step() -> float:
        theta.grad = None
        h = x
        for i, w in enumerate(matrices(theta)):
            h = w[:, :-1] @ h + w[:, -1:]
            h = torch.relu(h) if i < 2 else h
        loss = torch.relu(1 - t * h[0]).sum() / POINTS + PENALTY * theta @ theta
        loss.backward()
        return loss.item()

    return step


PEERS = {"micrograd": micrograd_step, "casadi": casadi_step, "autograd": autograd_step, "torch": torch_step}


def measure() -> list[Row]:
    dots, written_out = Eager(written_out=False), Eager(written_out=True)
    tape, from_written = (record(model.loss(), model.parameters) for model in (dots, written_out))
    value, slopes = by_hand()
    for found, found_slopes in (tape.value_and_grad(THETA), from_written.value_and_grad(THETA)):
        np.testing.assert_allclose(found, value, rtol=1e-12)
        np.testing.assert_allclose(found_slopes, slopes, rtol=1e-10, atol=1e-13)
    fast = {
        "replayed": lambda: tape.value_and_grad(THETA),
        "replayed, from written-out code": lambda: from_written.value_and_grad(THETA),
        "dense NumPy by hand": by_hand,
    }
    slow = {"eager, affine": dots.step, "eager, written out": written_out.step}
    rows = []
    for name, make in PEERS.items():
        found = peer(name)
        if found is None:
            rows.append(Row("moons step", name, "not installed"))
        else:
            (slow if name == "micrograd" else fast)[name] = make(found)
    times = medians(fast, 25) | medians(slow, 5)
    base = "micrograd" if "micrograd" in times else "eager, affine"
    shown = against("moons step", times, base, {
        "eager, affine": ("micrograd", 40), "eager, written out": ("micrograd", 3), "replayed": ("micrograd", 2000),
    })  # fmt: skip
    for other, least in (("casadi", 1.0), ("torch", 1.0), ("dense NumPy by hand", 1 / 6)):
        if other in times:
            ratio = times[other] / times["replayed"]
            target = f"{least:.3g} x {other}"
            shown.append(Row("moons step", f"replayed : {other}", f"{ratio:.3g} x", "", target, ratio >= least))
    shown.append(recorded(
        "moons, recording", lambda: record(dots.loss(), dots.parameters).value(THETA), dots.loss, times["eager, affine"]
    ))  # fmt: skip
    return rows + shown
