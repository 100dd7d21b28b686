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
    """One wrong gradient, its kind, and the kinds that give the same numbers here."""

    derivation: Derivation
    kind: str
    parameter: str
    numbers: Any
    twins: frozenset[str]
    written: dict[str, Any]  # everything the student writes: one slip can spoil several gradients

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


def generic(kind: str, name: str, right: Any, rng: Rng) -> Any:
    """Slips that need no formula: made of the right gradient alone. None where a kind has no meaning."""
    g, size = np.array(right), np.size(right)
    if kind == "sign":
        return -g
    if kind == "factor 2":
        return 2.0 * g
    if kind == "factor 1/2":
        return g / 2.0
    if kind == "transposed":
        return g.T if g.ndim == 2 else None
    if kind == "one entry":
        if size < 3:
            return None
        g.flat[rng.integers(size)] += rng.normal() + 3.0
        return g
    if kind == "two entries exchanged":
        if size < 5:
            return None
        i, j = rng.choice(size, 2, replace=False)
        g.flat[i], g.flat[j] = right.flat[j], right.flat[i]
        return g
    if kind == "keeps a row":
        return g[None] if g.ndim == 1 else None
    if kind == "rounded":
        return np.round(g, 3)
    raise KeyError(kind)


GENERIC = (
    "sign", "factor 2", "factor 1/2", "transposed", "one entry", "two entries exchanged", "keeps a row", "rounded",
)  # fmt: skip


def planted(derivation: Derivation, rng: Rng) -> Iterator[Planted]:
    """Yield every wrong gradient of a derivation; those that happen to be right are left out."""
    right = derivation.gradients("")
    wrong: dict[str, dict[str, Any]] = {name: {} for name in derivation.parameters}
    for kind, spoilt in derivation.slips.items():
        found = derivation.gradients(kind)
        for name in spoilt:
            wrong[name][kind] = found[name]
    for name in derivation.parameters:
        for kind in GENERIC:
            numbers = generic(kind, name, np.asarray(right[name]), rng)
            if numbers is not None:
                wrong[name].setdefault(kind, numbers)
    for name, kinds in wrong.items():
        for kind, numbers in kinds.items():
            if not same(numbers, right[name]):
                twins = frozenset(other for other, x in kinds.items() if other != kind and same(x, numbers))
                base = derivation.gradients(kind) if kind in derivation.slips else right
                yield Planted(derivation, kind, name, numbers, twins, {**base, name: numbers})
