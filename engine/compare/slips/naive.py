"""The derivative of a product or a quotient taken factor by factor: f' g' for f g, and f'/g' for f/g."""

from collections.abc import Iterator

import numpy as np

from engine.compare.guesses import Guess, NamedArray, Numbers, Slopes
from engine.compare.problem import Problem
from engine.compare.slips.uses import apart
from engine.compare.structure import Edge, family
from engine.value import Value

MOST = 6  # layers of products that are looked at

RULES = {
    "product": (
        "product rule",
        "the derivative of the product is taken to be the product of the derivatives",
        "(f g)' = f' g + f g'",
    ),
    "quotient": (
        "quotient",
        "the derivative of the quotient is taken to be the quotient of the derivatives",
        "(f/g)' = (f' g - f g') / g**2",
    ),
}

Parts = tuple[str, str, dict[str, Numbers], dict[str, Numbers], dict[str, Numbers]]


def factor_by_factor(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """Both halves of a product or of a quotient depend on a number, and their derivatives are multiplied or divided."""
    if "halves" not in problem.known:  # the same sweeps for every array
        problem.known["halves"] = _parts(problem)
    parts: list[Parts] = problem.known["halves"]
    for sort, where, first, second, without in parts:
        f, g, rest = first[array.name] - without[array.name], second[array.name] - without[array.name], without
        if not np.any(f) or not np.any(g):
            continue
        with np.errstate(all="ignore"):
            numbers = rest[array.name] + (f * g if sort == "product" else f / g)
        kind, text, remedy = RULES[sort]
        yield Guess(kind, numbers, text, f"at the {where}", remedy, usual=2.0)


def _parts(problem: Problem) -> list[Parts]:
    """Return for each layer the gradients that f' (with what arrives) and g' alone would give, and those without it."""
    layers, changes = list[tuple[str, str]](), list[Slopes]()
    gradients = problem.structure.gradients
    for nodes in problem.by_role.values():
        sort = family(nodes[0])
        if sort not in ("product", "quotient") or len(layers) >= MOST or not all(map(_is_pair, nodes)):
            continue
        if not all(x in problem.between for node in nodes for x in node.inputs) or not apart(problem, nodes):
            continue
        if not all(gradients[node] for node in nodes):
            continue
        none: dict[Edge, float] = {(node, slot): 0.0 for node in nodes for slot in (0, 1)}
        layers.append((sort, problem.place(nodes)))
        changes.append({**none, **{(node, 0): 1.0 for node in nodes}})
        changes.append({**none, **{(node, 1): 1.0 / gradients[node] for node in nodes}})
        changes.append(none)
    found = problem.tables(changes)
    rows = [{name: table[i] for name, table in found.items()} for i in range(len(changes))]
    return [(*layer, *rows[3 * i : 3 * i + 3]) for i, layer in enumerate(layers)]  # type: ignore[misc]


def _is_pair(node: Value) -> bool:
    return len(node.inputs) == 2 and node.inputs[0] is not node.inputs[1]
