"""What a recorded function decided by looking at numbers: guards, which a replay checks at other numbers."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.errors import RecordingError
from engine.modes import COMPARED, MODE, Mode, switched
from engine.value import Constant, Value

Comparison = Callable[[Any, Any], Any]


class BranchError(Exception):
    """A recorded function goes, or may go, another way at these numbers."""


class Guards:
    """The comparisons of one run of a function, kept as pairs of nodes and how they came out.

    Attributes:
        nodes: what was compared, each node once.
    """

    def __init__(self) -> None:
        self.nodes: list[Value] = []
        self._place: dict[Value | float, int] = {}
        self._found: dict[tuple[Comparison, bool], dict[tuple[int, int], None]] = {}

    def add(self, comparison: Comparison, a: Value, b: Value | float, outcome: bool) -> None:
        """Note that a compared with b gave this outcome."""
        self._found.setdefault((comparison, outcome), {})[self._at(a), self._at(b)] = None

    def _at(self, x: Value | float) -> int:
        if x not in self._place:
            self._place[x] = len(self.nodes)
            self.nodes.append(x if isinstance(x, Value) else Constant(x))
        return self._place[x]

    def hold(self, numbers: Array) -> bool:
        """Return whether every comparison comes out as it did.

        Args:
            numbers: those of the nodes, shape (nodes, B).
        """
        for (comparison, outcome), pairs in self._found.items():
            a, b = np.array(list(pairs)).T
            if not (comparison(numbers[a], numbers[b]) == outcome).all():
                return False
        return True


@contextmanager
def guarded(leaves: Iterable[Value]) -> Iterator[Guards]:
    """Collect what is compared inside the block and depends on these leaves, in guards.

    Raises:
        RecordingError: where the number of such a Value is read: what is done with it then cannot be seen.
    """
    dependent, guards = set(leaves), Guards()
    outer = (MODE.get() or Mode()).watcher

    def made(node: Value) -> None:
        if not dependent.isdisjoint(node.inputs):
            dependent.add(node)
        if outer is not None:
            outer(node)

    def compared(comparison: Comparison, a: Value, b: Value | float, outcome: bool) -> None:
        if a in dependent or b in dependent:
            guards.add(comparison, a, b, outcome)

    def read(value: Value) -> None:
        if value in dependent:
            raise RecordingError(
                f"record: the function reads the number of {value.label or value!r}, which a replay at other numbers "
                "cannot follow; compare the Value itself, as in `if x > 0`, use an operation such as "
                "engine.maximum, or call the function eagerly"
            )

    with switched(watcher=made, compared=compared, read=read, keeps_graph=True):
        yield guards


def were_compared(order: Iterable[Value], leaves: Iterable[Value]) -> bool:
    """Tell whether Values of a graph that depend on these leaves have been compared."""
    dependent = set(leaves)
    for node in order:
        if not dependent.isdisjoint(node.inputs):
            dependent.add(node)
        if node in dependent and node.marks & COMPARED:
            return True
    return False
