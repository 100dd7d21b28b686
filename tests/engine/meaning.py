"""What every row of the table means, said again without the engine, over a library `n` (mpmath or autograd.numpy)."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from engine.primitives import PRIMITIVES, Primitive


def _halves(xs: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    return xs[: len(xs) // 2], xs[len(xs) // 2 :]


def _dot(xs: Sequence[Any]) -> Any:
    return sum(w * x for w, x in zip(*_halves(xs), strict=True))


MEANING: dict[str, Callable[..., Any]] = {
    "add": lambda n, a, b: a + b,
    "subtract": lambda n, a, b: a - b,
    "multiply": lambda n, a, b: a * b,
    "divide": lambda n, a, b: a / b,
    "negate": lambda n, x: -x,
    "power": lambda n, x, k: x**k,
    "exponential": lambda n, x, c: n.exp(x * n.log(c)),
    "pow": lambda n, a, b: n.exp(b * n.log(a)),
    "exp": lambda n, x: n.exp(x),
    "log": lambda n, x: n.log(x),
    "sqrt": lambda n, x: n.sqrt(x),
    "abs": lambda n, x: x if x > 0 else -x,
    "sin": lambda n, x: n.sin(x),
    "cos": lambda n, x: n.cos(x),
    "tanh": lambda n, x: n.tanh(x),
    "sigmoid": lambda n, x: 1 / (1 + n.exp(-x)),
    "relu": lambda n, x: x if x > 0 else 0 * x,
    "leaky_relu": lambda n, x, slope: x if x > 0 else slope * x,
    "softplus": lambda n, x: n.log(1 + n.exp(x)),
    "maximum": lambda n, *xs: max(xs),
    "minimum": lambda n, *xs: min(xs),
    "sum": lambda n, *xs: sum(xs),
    "dot": lambda n, *xs: _dot(xs),
    "affine": lambda n, *xs: _dot(xs[:-1]) + xs[-1],
    "logsumexp": lambda n, *xs: n.log(sum(n.exp(x) for x in xs)),
    "softmax": lambda n, *xs: n.exp(xs[0]) / sum(n.exp(x) for x in xs),
}

STATICS = {"power": (2.0, 3.0, 0.5, -1.0, 1.0, 0.0), "exponential": (2.0, 0.5), "leaky_relu": (0.01, 0.2)}


def bindings(row: Primitive, known: Mapping[str, tuple[float, ...]] = STATICS) -> list[Primitive]:
    """Return a row bound to each of the static numbers that are known for it, or to 0.5 and to 2; or the row itself."""
    numbers = known.get(row.name, (0.5, 2.0))
    return [row.bind(*[x] * len(row.static_names)) for x in numbers] if row.static_names else [row]


ROWS: list[Primitive] = [bound for row in PRIMITIVES.values() for bound in bindings(row)]


def row_id(row: Primitive) -> str:
    return " ".join([row.name, *(f"{x:g}" for x in row.static_values)])


def points(row: Primitive, count: int = 5, seed: int = 0) -> list[list[float]]:
    """Return `count` random points in the row's own sample domain."""
    rng = random.Random(f"{row_id(row)} {seed}")
    return [[rng.uniform(*interval) for interval in row.domain] for _ in range(count)]


SIZES = (1e-200, 1e-20, 1e20, 1e200)


def far_points(row: Primitive, count: int = 8) -> list[list[float]]:
    """Return points whose numbers are very large or very small: all of a size, and of several."""
    rng = random.Random(row_id(row))
    signs = [(1,) if low >= 0.0 else (1, -1) for low, _ in row.domain]
    sizes = [[size] * len(signs) for size in SIZES] + [[rng.choice(SIZES) for _ in signs] for _ in range(count)]
    return [
        [rng.choice(of) * rng.uniform(1.0, 2.0) * x for of, x in zip(signs, xs, strict=True)]
        for xs in sizes + sizes[:4]
    ]


def said_by(library: Any, row: Primitive) -> Callable[..., Any]:
    """Return the row's meaning as a function of its inputs alone."""
    if row.name not in MEANING:
        pytest.fail(
            f"tests/engine/meaning.py does not say what {row.name!r} means: add a line to MEANING", pytrace=False
        )
    return lambda *xs: MEANING[row.name](library, *xs, *row.static_values)


WORDS = {
    **{name: getattr(math, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tanh")},
    "abs": abs,
    "max": max,
    "min": min,
    "sign": lambda x: math.copysign(1.0, x) if x else 0.0,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "relu": lambda x: max(x, 0.0),
    "leaky_relu": lambda x, slope: x if x > 0 else slope * x,
    "softplus": lambda x: math.log(1 + math.exp(x)),
    "logsumexp": lambda *xs: math.log(sum(map(math.exp, xs))),
}


def evaluate(text: str, **names: float) -> float:
    """Return what a formula of the table says, as Python reads it."""
    return eval(text, {"__builtins__": {}}, WORDS | names)
