"""The factors that are a formula's own, and the numbers of a variant that coincide with one of them."""

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from engine.errors import DomainError
from engine.trace.arrays import family
from engine.words.nested import flatten, show_index, values_of
from lectures.exercises.naming import entries_of

if TYPE_CHECKING:
    from lectures.exercises.task import Task
    from lectures.exercises.variant import Variant

DRAWS = 5  # of a task, whose numbers are compared to find those that are its formula's own
FEW = 4  # numbers of an array: in a longer one the others tell
POWER, CONSTANT = "the factor of a power", "a constant of the formula"


def own_factors(task: "Task") -> dict[float, str]:
    """Return the factors that are the formula's own: the exponents, and the constants that are there in every draw."""
    found: dict[float, str] = {}
    common: set[float] | None = None
    for attempt in range(DRAWS if task.fresh else 0):
        try:
            nodes = task.attempt(1, 0, attempt).nodes
        except (DomainError, ArithmeticError):
            continue
        powers = [node.primitive for node in nodes if node.primitive is not None and family(node) == "power"]
        found |= {abs(n): POWER for row in powers for n in row.static_values}
        constants = {abs(node.data) for node in nodes if node.is_constant and node.primitive is None and not node.label}
        common = constants if common is None else common & constants
    return {c: CONSTANT for c in common or () if c not in (0.0, 1.0)} | found


def alike(variant: "Variant") -> set[tuple[str, str]]:
    """Return the pairs of gradients that have the same three digits; where nothing gets through, 0 is no likeness."""
    right = {name: flatten(variant.right[name]) for name in variant.drawn.gradients}
    shown = {name: [f"{x:.3g}" for x in numbers] for name, numbers in right.items() if any(numbers)}
    return {pair for pair in combinations(shown, 2) if shown[pair[0]] == shown[pair[1]]}


def always_alike(task: "Task") -> set[tuple[str, str]]:
    """Return the pairs of gradients that have the same numbers in every draw, as those of z and b in z = w*x + b."""
    common: set[tuple[str, str]] | None = None
    for attempt in range(DRAWS if task.fresh else 0):
        try:
            pairs = alike(task.attempt(1, 0, attempt))
        except (DomainError, ArithmeticError):
            continue
        common = pairs if common is None else common & pairs
    return common or set()


def _examples(variant: "Variant") -> list[int]:
    """Return how many examples there are: rows of a result that is asked for, or like terms of the loss."""
    drawn = variant.drawn
    if not drawn.gradients:
        return []
    terms = {len(term) for term in variant.structure.terms}
    data = {len(x) for name, x in variant.given.items() if isinstance(x, list) and name not in drawn.gradients}
    shapes = [values_of(x, name)[1] for name, x in drawn.gradients.items() if values_of(x, name)[0][0].inputs]
    rows = {shape[0] for shape in shapes if len(shape) == 2}
    return sorted({n for n in rows if any(k % n == 0 for k in terms)} | (terms & data) - {1})


def counted(variant: "Variant") -> Iterator[str]:
    """A number of examples that is also the factor of a power: to forget the one looks like forgetting the other."""
    factors = variant.task.factors
    for m in _examples(variant):
        if any(abs(m - c) < 1e-9 for c, what in factors.items() if what != CONSTANT):
            yield f"there are {m} examples, and a power has the factor {m}: 1/{m} is both; take another number of them"


def coincident(variant: "Variant") -> Iterator[str]:
    """A number that is also a factor of the formula: to forget the one looks like forgetting the other."""
    factors = {**dict.fromkeys(map(float, _examples(variant)), "the number of examples"), **variant.task.factors}
    for name, nested in variant.given.items():
        entries = list(entries_of(nested))
        for index, x in entries if len(entries) <= FEW else ():
            if isinstance(x, str) or abs(x) not in variant.issued:
                continue
            for c, what in factors.items():
                same, inverse = abs(abs(x) - c) < 1e-9, abs(abs(x) * c - 1.0) < 1e-9
                if abs(x) not in (0.0, 1.0) and (same or inverse):
                    place = name + show_index(index)
                    cancel = "" if same else f", so that {c:g}*{place} is {c * x:g}"
                    yield f"{place} is {x:g}, and {c:g} is {what}{cancel}; take another number"
                    break
