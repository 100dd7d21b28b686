"""Random programs with branches, run by every executor, beside autograd and finite differences."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from math import isfinite
from typing import Any

import autograd
import autograd.numpy as anp

from engine import Value, apply, check_gradients, gradient, hessian, hvp, topological_order
from engine.arithmetic import Floats
from engine.backward import sweep
from engine.errors import DomainError
from engine.primitives import Primitive
from lectures.workbench.node import node
from tests.engine.executors import EXECUTORS
from tests.engine.meaning import ROWS, said_by

SIZE = 20  # numbers beyond it are not used any further, so that rounding stays small
GRAPHS = ("replayed", "replayed as a batch", "pure function", "compiled", "compiled for a batch", "webassembly")
CLOSE = 1e-9  # differences are measured against the sum over all paths of |products|


@dataclass(frozen=True)
class Step:
    """Compute rows[0] of the numbers at some places; if there is a second row, only where one number is larger."""

    rows: tuple[Primitive, ...]
    reads: tuple[int, ...]
    compared: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Program:
    """A random program of `arity` numbers; it returns the sum of all that it computed."""

    arity: int
    steps: tuple[Step, ...]

    def run(self, xs: Sequence[Any], call: Callable[[Primitive, list[Any]], Any]) -> Any:
        numbers = list(xs)
        for step in self.steps:
            a, b = (numbers[i] for i in step.compared)
            row = step.rows[0] if len(step.rows) == 1 or a > b else step.rows[1]
            numbers.append(call(row, [numbers[i] for i in step.reads]))
        return sum(numbers[self.arity :])

    def __call__(self, *xs: Value) -> Value:
        return self.run(xs, lambda row, inputs: apply(row, *inputs))

    def in_autograd(self, xs: Any) -> Any:
        return self.run([xs[i] for i in range(self.arity)], lambda row, inputs: said_by(anp, row)(*inputs))


def random_program(rng: random.Random) -> tuple[Program, list[float]]:
    """Return a program and a point at which all its numbers are of moderate size."""
    arity = rng.randint(1, 4)
    xs = [rng.uniform(-2, 2) for _ in range(arity)]
    steps: list[Step] = []
    numbers = list(xs)
    for _ in range(rng.randint(1, 15)):
        row = rng.choice(ROWS)
        reads = tuple(rng.randrange(len(numbers)) for _ in row.domain)
        others = [other for other in ROWS if len(other.domain) == len(row.domain) and other is not row]
        rows = (row, rng.choice(others)) if others and rng.random() < 0.3 else (row,)
        step = Step(rows, reads, (rng.randrange(len(numbers)), rng.randrange(len(numbers))))
        a, b = (numbers[i] for i in step.compared)
        if len(rows) > 1 and abs(a - b) < 1e-6:
            continue  # the last bit would decide, and autograd rounds otherwise
        inputs = [numbers[i] for i in reads]
        try:
            found = [row.value_at(Floats, inputs) for row in rows]
            slopes = [row.partials_at(Floats, y, inputs) for row, y in zip(rows, found, strict=True)]
        except (ArithmeticError, ValueError):
            continue
        if all(abs(x) < SIZE for x in (*found, *(s for slope in slopes for s in slope))):
            numbers.append(found[0] if len(rows) == 1 or a > b else found[1])
            steps.append(step)
    return Program(arity, tuple(steps) or (Step((ROWS[0],), (0, 0)),)), xs


class _Sizes:
    """An arithmetic for a sweep over |partials|."""

    zero, gives_graphs = 0.0, False

    def partials_of(self, node: Value) -> list[float]:
        return list(map(abs, Floats.partials_of(node)))

    def are_finite(self, numbers: Any) -> bool:
        return True


def differences(program: Program, xs: Sequence[float]) -> list[str]:
    """Return what disagrees, in words; nothing if all is well."""
    leaves = [Value(x) for x in xs]
    output = program(*leaves)
    sizes = {node: size for node, size, _ in sweep(topological_order(output), _Sizes())}
    scale = [1.0 + sizes.get(leaf, 0.0) for leaf in leaves]
    try:
        if not isfinite(program.in_autograd(anp.array(xs))):
            return []  # e^(b ln a) is no number at a = 0, and a comparison with it goes either way
        expected = autograd.grad(program.in_autograd)(anp.array(xs))
    except (ArithmeticError, ValueError, TypeError):
        return []
    said = []
    branches = any(len(step.rows) > 1 for step in program.steps)
    for name, run in EXECUTORS.items():
        if (branches and name in GRAPHS) or (name.startswith("webassembly") and node() is None):
            continue  # a graph that is there already stays on its branch
        value, slopes = run(program, xs)
        if abs(value - output.data) > CLOSE * (1 + abs(output.data)):
            said.append(f"{name}: value {value!r}, eager {output.data!r}")
        said += [
            f"{name}: d/dx{i} is {slope!r}, autograd says {right!r}"
            for i, (slope, right, size) in enumerate(zip(slopes, expected.tolist(), scale, strict=True))
            if right == right and abs(slope - right) > CLOSE * size
        ]
    if not sizes.keys().isdisjoint(leaves):
        report = check_gradients(program, xs, atol=1e-6, rtol=1e-5)
        said += [str(c) for c in report.coordinates if c.outcome == "differs"]
    vector = [1.0 - 0.3 * i for i in range(len(xs))]
    try:
        along = hvp(output, leaves, vector)
        whole = hessian(output, leaves)
        slopes = gradient(output, leaves, create_graph=True)
    except DomainError:
        return said
    largest = 1.0 + max(abs(h) for row in whole for h in row) + max(scale) ** 2
    for i, (row, found) in enumerate(zip(whole, along, strict=True)):
        if abs(found - sum(h * v for h, v in zip(row, vector, strict=True))) > 1e-8 * largest:
            said.append(f"H v: dual numbers give {found!r} at {i}, but that row of H is {row}")
    for i, (slope, size) in enumerate(zip(slopes, scale, strict=True)):
        if not abs(slope.data - gradient(output, leaves[i])) <= CLOSE * size:
            said.append(f"d/dx{i} as a graph is {slope.data!r}")
    return said


def search(rng: random.Random, going: Callable[[], bool]) -> tuple[int, list[str]]:
    """Return how many programs were run, and what disagreed."""
    said: list[str] = []
    for number in count():
        if not going():
            return number, said
        program, xs = random_program(rng)
        try:
            found = differences(program, xs)
        except DomainError:
            continue
        said += [f"{line}\n  at {xs}\n  in {program}" for line in found]
    raise AssertionError
