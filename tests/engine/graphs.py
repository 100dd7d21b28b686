"""Random graphs over every row of the table, for properties that must hold on all of them."""

from collections.abc import Callable, Sequence
from random import Random

import engine
from engine import DomainError, Value, topological_order
from engine.primitives import TABLE
from engine.value import apply
from tests.engine.meaning import bindings

PARAMETERS = {"power": (2.0, 3.0, -1.0, 0.5, 0.0), "exponential": (2.0, 0.5), "leaky_relu": (0.1,)}


def random_graph(rng: Random, leaves: int = 4, operations: int = 30) -> tuple[Value, list[Value]]:
    """Return the sum of what `operations` random rows compute from random leaves and from each other, and the leaves.

    Numbers stay small, so that rounding does too; rows that have no value where they are tried are left out.
    """
    xs = [Value(rng.uniform(-2.0, 2.0), f"x{i}") for i in range(leaves)]
    nodes: list[Value] = list(xs)
    while len(nodes) < leaves + operations:
        row = rng.choice(TABLE)
        row = rng.choice(bindings(row, PARAMETERS)) if row.static_names else row
        pairs = rng.randint(1, 4)
        products = row.products(len(row.domain)) if row.variadic and row.products else 0
        rest = len(row.domain) - 2 * products
        arity = 2 * pairs + rest if products else pairs if row.variadic else rest
        inputs = [rng.choice([*nodes, rng.choice((0.5, -1.0, 2.0))]) for _ in range(arity)]
        try:
            node = apply(row, *inputs)
        except DomainError:
            continue
        if 1e-2 < abs(node.data) < 10.0 or node.data == 0.0:
            nodes.append(node)
    loss = engine.sum(nodes[leaves:])
    for node in nodes[leaves : leaves + 5]:  # and some of it written out
        loss = loss + node * rng.choice(nodes)
    return loss, xs


def as_program(output: Value, leaves: Sequence[Value]) -> Callable[..., Value]:
    """Return a graph as a function of its leaves."""
    order = topological_order(output)

    def program(*xs: Value) -> Value:
        new = dict(zip(leaves, xs, strict=True))
        for node in order:
            if node.primitive is not None:
                new[node] = apply(node.primitive, *(new.get(x, x) for x in node.inputs))
        return new[output]

    return program
