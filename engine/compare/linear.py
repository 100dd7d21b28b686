"""Finding the linear combinations in a graph of scalars, however they were written."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.compare.structure import Edge, Structure, adds, products
from engine.value import Value


@dataclass(frozen=True)
class Linear:
    """One linear combination w1 x1 + w2 x2 + ...: the edges at which the weights and the inputs enter."""

    weights: tuple[Edge, ...]
    inputs: tuple[Edge, ...]


def linear_combinations(structure: Structure) -> list[Linear]:
    """Every linear combination of the graph, whether written with dot, affine, or with * and +."""
    found = []
    for node in structure.order:
        pairs = products(node)
        if pairs and node.primitive and node.primitive.variadic:
            found.append(_oriented([((node, i), (node, i + pairs)) for i in range(pairs)]))
        elif adds(node) and not any(adds(user) for user, _ in structure.users[node]):
            factors = [x for x in _addends(node) if products(x) == 1 and len(x.inputs) == 2]
            if len(factors) > 1:
                found.append(_oriented([((x, 0), (x, 1)) for x in factors]))
    return found


def _addends(node: Value) -> list[Value]:
    found: list[Value] = []
    stack = [node]
    while stack:
        at = stack.pop()
        if adds(at):
            stack.extend(reversed(at.inputs))
        else:
            found.append(at)
    return found


def _oriented(pairs: Sequence[tuple[Edge, Edge]]) -> Linear:
    """Put the parameters on the left: leaves that are no constants."""
    left, right = zip(*pairs, strict=True)

    def leaves(side: Sequence[Edge]) -> bool:
        return all(node.inputs[slot].primitive is None and type(node.inputs[slot]) is Value for node, slot in side)

    return Linear(right, left) if leaves(right) and not leaves(left) else Linear(left, right)
