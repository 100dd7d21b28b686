"""The moons step in other engines, and by hand in C: each is a function of nothing that returns loss and gradient."""

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.measure import peer
from tests.benchmarks.moons import EXAMPLES, PENALTY, POINTS, SIZES, THETA, T, X, matrices, weights

Step = Callable[[], Any]


def micrograd_step(micrograd):
    """Its own MLP, as in its demo notebook, at our weights."""
    from micrograd.engine import Value as Theirs
    from micrograd.nn import MLP

    model = MLP(2, [16, 16, 1])
    for layer, rows in zip(model.layers, weights(), strict=True):
        for neuron, (*w, b) in zip(layer.neurons, rows, strict=True):
            for parameter, number in zip(neuron.parameters(), (*w, b), strict=True):
                parameter.data = number

    def loss():
        scores = [model([Theirs(v) for v in x]) for x, _ in EXAMPLES]
        losses = [(1 + -t * score).relu() for score, (_, t) in zip(scores, EXAMPLES, strict=True)]
        return sum(losses) * (1 / POINTS) + PENALTY * sum(p * p for p in model.parameters())

    def step():
        total = loss()
        model.zero_grad()
        total.backward()
        return total.data, [p.grad for p in model.parameters()]

    step.loss = loss
    return step


def casadi_step(casadi):
    """CasADi's virtual machine on scalar expressions (SX)."""
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


def dense_loss(xp, scale=1 / POINTS, penalty=PENALTY):
    """Return the loss of theta at some points, in a library with NumPy's names."""

    def loss(theta, x, t):
        h = x.T
        for i, w in enumerate(matrices(theta)):
            h = xp.dot(w[:, :-1], h) + w[:, -1:]
            h = xp.maximum(h, 0.0) if i < 2 else h
        return scale * xp.sum(xp.maximum(1 - t * h[0], 0.0)) + penalty * xp.dot(theta, theta)

    return loss


def autograd_step(autograd):
    f = autograd.value_and_grad(dense_loss(peer("autograd.numpy")))
    return lambda: f(THETA, X, T)


def jax_step(jax):
    loss, theta = dense_loss(jax.numpy), jax.numpy.asarray(THETA)
    f = jax.jit(jax.value_and_grad(lambda theta: loss(theta, X, T)))  # the points are constants, as on the tape
    return lambda: jax.block_until_ready(f(theta))


def torch_step(torch):
    torch.set_num_threads(1)
    theta = torch.tensor(THETA, requires_grad=True)
    x, t = torch.tensor(X.T), torch.tensor(T)

    def step():
        theta.grad = None
        h = x
        for i, w in enumerate(matrices(theta)):
            h = w[:, :-1] @ h + w[:, -1:]
            h = torch.relu(h) if i < 2 else h
        loss = torch.relu(1 - t * h[0]).sum() / POINTS + PENALTY * theta @ theta
        loss.backward()
        return loss.item(), theta.grad

    return step


def compiler() -> str | None:
    """Return the C compiler of this machine, None where there is none."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def c_step(compiler: str) -> Step:
    """Compile moons.c for this processor and return its step."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "moons.so"
        source = Path(__file__).with_name("moons.c")
        command = [compiler, "-O3", "-march=native", "-std=c99", "-shared", "-fPIC", "-o", str(library), str(source)]
        subprocess.run(command, check=True)
        f = ctypes.CDLL(str(library)).moons
    numbers = np.ascontiguousarray(X), np.ascontiguousarray(T), THETA.copy(), np.empty_like(THETA)
    x, t, theta, gradient = (ctypes.c_void_p(array.ctypes.data) for array in numbers)
    f.restype = ctypes.c_double
    points, penalty = ctypes.c_int(POINTS), ctypes.c_double(PENALTY)
    return lambda: (f(points, x, t, penalty, theta, gradient), numbers[-1])


PEERS = {
    "jitted JAX": ("jax", jax_step), "torch": ("torch", torch_step), "CasADi": ("casadi", casadi_step),
    "autograd": ("autograd", autograd_step), "micrograd": ("micrograd", micrograd_step),
}  # fmt: skip


def steps() -> tuple[dict[str, Step], dict[str, str]]:
    """Return the steps of those that are here, and why the others are missing."""
    found: dict[str, Step] = {}
    missing: dict[str, str] = {}
    if in_c := compiler():
        found["C by hand"] = c_step(in_c)
    else:
        missing["C by hand"] = "no C compiler here"
    for name, (module, make) in PEERS.items():
        there = peer(module)
        if there is None:
            missing[name] = "not installed"
        else:
            found[name] = make(there)
    return found, missing
