"""A derivation as a student writes it in NumPy, and the same again with one line wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine import Value

Numbers = dict[str, Any]
Rng = np.random.Generator


@dataclass(frozen=True)
class Derivation:
    """A loss as a graph, its parameters, and `gradients(slip)`: the student's formulas, with one slip in them."""

    name: str
    loss: Value
    parameters: dict[str, Any]
    gradients: Callable[[str], Numbers]
    slips: dict[str, tuple[str, ...]]  # kind of slip -> the gradients that it spoils
    given: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Planted:
    """What a student writes who makes one slip.

    Attributes:
        written: every gradient, right or wrong.
        wrong: the names of those that the slip spoils, each with the other kinds that give the same numbers.
    """

    derivation: Derivation
    kind: str
    written: Numbers
    wrong: dict[str, frozenset[str]]

    @property
    def answers(self) -> dict[str, tuple[Any, Any]]:
        """What `compare_gradients` is given."""
        return {name: (nodes, self.written[name]) for name, nodes in self.derivation.parameters.items()}


def values(name: str, numbers: Any) -> Any:
    """Return an array of labelled Values: W1[0][2] and so on."""
    if np.ndim(numbers) == 0:
        return Value(float(numbers), name)
    return [values(f"{name}[{i}]", x) for i, x in enumerate(numbers)]


def same(a: Any, b: Any) -> bool:
    return np.shape(a) == np.shape(b) and bool(np.allclose(a, b, rtol=1e-6, atol=1e-7))


def generic(kind: str, right: Any, data: Any, rng: Rng) -> Any:
    """Slips that need no formula: made of the right gradient alone. None where a kind has no meaning."""
    g, size = np.array(right), np.size(right)
    if kind == "one entry" and size >= 3:
        g.flat[rng.integers(size)] += rng.normal() + 3.0
        return g
    if kind == "two entries exchanged" and size >= 5:
        i, j = rng.choice(size, 2, replace=False)
        g.flat[i], g.flat[j] = right.flat[j], right.flat[i]
        return g
    return {
        "sign": -g,
        "factor 2": 2.0 * g,
        "factor 1/2": g / 2.0,
        "transposed": g.T if g.ndim == 2 else None,
        "kept as a row": g[None] if g.ndim == 1 else None,
        "the parameter itself": data,
    }.get(kind)


GENERIC = (
    "sign", "factor 2", "factor 1/2", "transposed", "kept as a row", "the parameter itself",
    "one entry", "two entries exchanged",
)  # fmt: skip


def planted(derivation: Derivation, rng: Rng) -> Iterator[Planted]:
    """Yield every slip of a derivation that changes some gradient."""
    right = derivation.gradients("")
    written = {kind: derivation.gradients(kind) for kind in derivation.slips}
    spoilt = dict(derivation.slips)
    for name in derivation.parameters:
        data = np.vectorize(lambda node: node.data)(np.array(derivation.parameters[name], dtype=object))
        for kind in GENERIC:
            numbers = generic(kind, np.asarray(right[name]), data, rng)
            if numbers is not None and name not in spoilt.get(kind, ()):
                written[f"{kind} in {name}"] = right | {name: numbers}
                spoilt[f"{kind} in {name}"] = (name,)
    for kind, numbers in written.items():
        wrong = {
            name: frozenset(
                _plain(other)
                for other in written
                if other != kind and name in spoilt[other] and same(written[other][name], numbers[name])
            )
            for name in spoilt[kind]
            if not same(numbers[name], right[name])
        }
        if wrong:
            yield Planted(derivation, _plain(kind), numbers, wrong)


def _plain(kind: str) -> str:
    return kind.partition(" in ")[0] if kind.partition(" in ")[0] in GENERIC else kind
