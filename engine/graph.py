"""Walking a graph: a topological order found with a stack of our own, because Python's is 1,000 calls deep."""

import reprlib
from itertools import filterfalse
from typing import Any, Protocol, TypeVar

from engine.errors import NotANumberError
from engine.modes import Scope
from engine.primitives import Primitive


class Node(Protocol):
    """What the walks over a graph need to know of a `Value`, which stands above them."""

    _number: float
    clock: int
    grad: float
    label: str
    primitive: Primitive | None
    scope: Scope | None
    passes: int
    marks: int

    @property
    def data(self) -> float: ...

    @property
    def is_constant(self) -> bool: ...

    @property
    def inputs(self) -> tuple[Any, ...]: ...


N = TypeVar("N", bound=Node)


def topological_order(*outputs: N) -> list[N]:
    """Return every node that the outputs depend on, each one after all of its inputs.

    The order is that of reading the expression from left to right, the same in every run. Backpropagation
    goes through it backwards: a node hands its gradient on only when all its users have added to it.

    Raises:
        NotANumberError: for anything but Values.

    >>> from engine import Value
    >>> a = Value(2.0, "a"); b = a + a; c = b + b
    >>> [node.op or node.label for node in topological_order(c)]
    ['a', '+', '+']
    """
    for output in outputs:
        if not isinstance(getattr(output, "inputs", None), tuple):
            raise NotANumberError(
                f"expected a Value to start from, got {type(output).__name__} {reprlib.repr(output)}: a list has to be "
                "taken apart, and a plain number (from .data or item()?) has lost its graph"
            )
    order: list[N] = []
    seen: set[N] = set()
    stack: list[N | None] = list(reversed(outputs))
    while stack:
        node = stack.pop()
        if node is None:  # the mark left below: all inputs of the next one have been placed
            order.append(stack.pop())  # type: ignore[arg-type]
        elif node not in seen:
            seen.add(node)
            if inputs := node.inputs:
                stack += (node, None)
                stack.extend(filterfalse(seen.__contains__, reversed(inputs)))
            else:
                order.append(node)
    return order
