"""Tapes as machine code beside NumPy by hand, and after how many steps compiling has paid against replaying."""

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from random import Random
from statistics import median

import numpy as np

import engine
from engine import Value, record
from engine.tape import Tape
from nn import RNNCell, unroll
from tests.benchmarks import gpt, moons
from tests.benchmarks.by_hand import gpt_step
from tests.benchmarks.measure import Row, against, peer, rounds, show
from tests.benchmarks.peers import c_step, compiler

LAYERS, WIDE, TIMES, INPUTS = 6, 16, 10, 4
SEQUENCE = [[Random(t * INPUTS + i).gauss(0, 1) for i in range(INPUTS)] for t in range(TIMES)]
LEAST = {"NumPy by hand": 2.0}  # times as fast


def rnn() -> tuple[Value, list[Value]]:
    """Six recurrent layers, each of which reads the states of the one below; the loss is the last state, squared."""
    rng, xs, leaves = Random(9), SEQUENCE, list[Value]()
    for layer in range(LAYERS):
        cell = RNNCell(WIDE if layer else INPUTS, WIDE, rng=rng)
        xs = unroll(cell, xs)
        leaves += cell.parameters()
    return engine.dot(xs[-1], xs[-1]), leaves


def rnn_by_hand(theta: np.ndarray) -> tuple[float, np.ndarray]:
    """The layers one after the other: what goes in is one product for all times, the states follow each other."""
    weights, at, x, seen = [], 0, np.array(SEQUENCE), []
    for layer in range(LAYERS):
        n = WIDE if layer else INPUTS
        ends = np.cumsum([at, WIDE * WIDE, WIDE * n, WIDE])
        weights.append([theta[a:b].reshape(WIDE, -1) for a, b in pairwise(ends)])
        at = int(ends[-1])
        w_hh, w_xh, b = weights[-1]
        z, h = x @ w_xh.T + b[:, 0], np.empty((TIMES + 1, WIDE))
        h[0] = 0.0
        for t in range(TIMES):
            np.tanh(w_hh @ h[t] + z[t], out=h[t + 1])
        seen.append((x, h))
        x = h[1:]
    loss, gradient = float(x[-1] @ x[-1]), np.empty_like(theta)
    up = np.zeros((TIMES, WIDE))
    up[-1] = 2 * x[-1]
    for layer in reversed(range(LAYERS)):
        (x, h), (w_hh, w_xh, _) = seen[layer], weights[layer]
        slope, from_later = 1 - h[1:] ** 2, np.zeros(WIDE)
        for t in reversed(range(TIMES)):
            up[t] = (up[t] + from_later) * slope[t]
            from_later = up[t] @ w_hh
        start = at - WIDE * (WIDE + x.shape[1] + 1)
        gradient[start:at] = np.concatenate([(up.T @ h[:-1]).ravel(), (up.T @ x).ravel(), up.sum(axis=0)])
        at, up = start, up @ w_xh
    return loss, gradient


def tapes() -> dict[str, tuple[Tape, Callable[[], object]]]:
    """Return for each workload the tape, and the same step by hand."""
    model = moons.Eager(written_out=False)
    _, weights, leaves = gpt.step(Value, gpt.ManyInputs)
    of_moons, of_rnn = record(model.loss(), model.parameters), record(*rnn())
    of_gpt = record(gpt.loss(weights, gpt.ManyInputs), leaves)
    return {
        "moons step": (of_moons, moons.by_hand),
        "GPT step": (of_gpt, partial(gpt_step, of_gpt.theta)),
        "RNN, 6 layers": (of_rnn, partial(rnn_by_hand, of_rnn.theta)),
    }


def seconds_to_start(workload: str) -> dict[str, float]:
    """Return what the first step costs, replayed and compiled, and LLVM itself: in a process that has no code yet."""
    program = f"""
import json, time
from tests.benchmarks import one_thread
from tests.benchmarks.native import tapes
found, now = {{}}, time.process_time
tape, _ = tapes()[{workload!r}]
start = now(); tape.value_and_grad(); found["replayed"] = now() - start
from engine.tape import machine
start = now(); machine.through(); found["LLVM"] = now() - start
start = now(); tape.compile().value_and_grad(); found["compiled"] = now() - start
print(json.dumps(found))"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure() -> list[Row]:
    if peer("llvmlite") is None:
        return [Row("LLVM", "llvmlite", "not installed")]
    in_c = compiler()
    rows = []
    for workload, (tape, by_hand) in tapes().items():
        compiled, theta = tape.compile(), tape.theta
        for found in (compiled.value_and_grad(theta), tape.value_and_grad(theta)):
            for ours, expected in zip(found, by_hand(), strict=True):
                np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-10 * np.abs(expected).max())
        step, replayed = partial(compiled.value_and_grad, theta), partial(tape.value_and_grad, theta)
        others = {"NumPy by hand": by_hand, "replayed": replayed}
        if workload == "moons step" and in_c:
            others["C by hand"] = c_step(in_c)
        seconds = rounds({"compiled": step, **others})
        assert compiled.handed_back == 0
        rows += against(workload, seconds, "compiled", {name: LEAST.get(name) for name in others})
        spent = seconds_to_start(workload)
        steps = (spent["compiled"] - spent["replayed"]) / (median(seconds["replayed"]) - median(seconds["compiled"]))
        rows.append(
            Row(workload, "first step, compiled", show(spent["compiled"]), f"LLVM itself {show(spent['LLVM'])}")
        )
        rows.append(Row(workload, "compiling has paid", f"after {steps:,.0f} steps", "against replay"))
    return rows
