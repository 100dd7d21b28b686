"""The two moons and an MLP(2, 16, 16, 1): forward, hinge loss with a penalty on the weights, backward."""

from collections.abc import Callable
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np

import engine
from engine import Value
from engine.tape import record
from tests.benchmarks.measure import Row, against, memory, planned, rounds

SIZES, POINTS, PENALTY = (2, 16, 16, 1), 100, 1e-4
OFF = "micrograd, both without Python's collector"
MOST = 268  # bytes an operation at the peak of a backward pass, in CPython 3.11: a tenth more than in November 2026


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


def agree(found: tuple[object, object]) -> None:
    """Fail where somebody computes something else than NumPy by hand: then their speeds would say nothing."""
    (value, slopes), (loss, gradient) = by_hand(), found
    np.testing.assert_allclose(np.asarray(loss).ravel(), [value], rtol=1e-10)
    np.testing.assert_allclose(np.asarray(gradient).ravel(), slopes, rtol=1e-10, atol=1e-10 * np.abs(slopes).max())


def graphs(operations: int, losses: dict[str, Callable[[], Any]]) -> list[Row]:
    """Return the rows of the memory of a graph written out in elementary operations, and of its backward pass."""
    rows: list[Row] = []
    for name, loss in losses.items():
        graph, kept, _ = memory(loss)
        _, _, peak = memory(graph.backward)
        each = {"bytes": kept / operations, "at_peak": (kept + peak) / operations}
        compared = f"{each['bytes'] / rows[0].numbers['bytes']:.3g} x {rows[0].contender}" if rows else ""
        measured = f"{each['bytes']:.0f} bytes/op, {each['at_peak']:.0f} in backward"
        row = Row("moons graph, written out", name, measured, compared, numbers=each)
        if not rows:
            row.target, row.reached = f"at most {MOST} in backward", each["at_peak"] <= MOST
        rows.append(row)
    return rows


def measure() -> list[Row]:
    from tests.benchmarks.peers import steps  # they need the numbers above

    dots, written_out = Eager(written_out=False), Eager(written_out=True)
    tape, from_written = (record(model.loss(), model.parameters) for model in (dots, written_out))
    peers, missing = steps()
    replays = {
        "replayed": lambda: tape.value_and_grad(THETA),
        "replayed, from written-out code": lambda: from_written.value_and_grad(THETA),
    }
    others = {"NumPy by hand": by_hand, **peers}
    for call in (*replays.values(), *others.values()):
        agree(call())
    eager = {"eager, affine": dots.step, "eager, written out": written_out.step}
    seconds = rounds({**replays, **others, **eager})
    rows = [Row("moons step", name, why) for name, why in missing.items()]
    least = {"NumPy by hand": 1 / 1.5, "torch": 1.0, "CasADi": 1.0, "micrograd": 2000.0}
    rows += against("moons step", seconds, "replayed", {name: least.get(name) for name in others})
    rows += against("moons step", seconds, "replayed, from written-out code", ["NumPy by hand"])
    rows += against("moons step", seconds, "eager, affine", {"micrograd": 40.0})
    rows += against("moons step", seconds, "eager, written out", {"micrograd": 3.0})
    without = rounds({**eager, **({OFF: peers["micrograd"]} if "micrograd" in peers else {})}, collector=False)
    for name in eager:
        rows += against("moons step", without, name, [OFF])
    rows.append(planned("moons, planning", lambda graph: record(graph, dots.parameters).value_and_grad(), dots.loss))
    losses = {"chalkgrad": written_out.loss}
    if micrograd := peers.get("micrograd"):
        losses["micrograd"] = micrograd.loss
    return rows + graphs(from_written.operations, losses)
