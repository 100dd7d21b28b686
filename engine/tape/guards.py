"""What a recorded function decided by looking at numbers: guards, which a replay checks at other numbers."""

import warnings
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any, NoReturn

import numpy as np

from engine.arrays import Array, Indices
from engine.errors import CompareWarning, RecordingError
from engine.graph import topological_order
from engine.modes import CHOSEN, CLOCK, COMPARED, CUT, MODE, Mode, switched
from engine.value import Constant, Value

Comparison = Callable[[Any, Any], Any]


class BranchError(Exception):
    """A recorded function goes, or may go, another way at these numbers."""


class Guards:
    """The comparisons of one run of a function, kept as pairs of nodes and how they came out.

    Attributes:
        nodes: what was compared, each node once.
        looked_at: what was compared or read, but depends on none of the leaves that a replay gives numbers.
        began: by the clock, when the function began.
    """

    def __init__(self) -> None:
        self.nodes: list[Value] = []
        self.looked_at: dict[Value, None] = {}
        self.began = CLOCK.tick()
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

    def used(self, order: Iterable[Value], given: Collection[Value]) -> list[Value]:
        """Return the leaves that somebody may change and a replay would not notice, those of what was looked at too.

        Args:
            order: the graph that was recorded.
            given: the leaves to which a replay gives numbers.
        """
        seen = dict.fromkeys(chain(order, topological_order(*self.looked_at)))
        return [
            x for x in seen if not x.inputs and x not in given and not (x.is_constant and x.clock >= self.began)
        ]  # a constant made by the function, such as the 2 in 2*x, is known to nobody else

    def refuse_unseen(self, dependent: Iterable[Value]) -> None:
        """Raise where one of these Values was compared elsewhere, since nobody has heard how that came out."""
        for x in dependent:
            if x.marks & COMPARED and x not in self._place:
                _refuse(x, "compares, in another thread or inside another tape,")

    def pairs(self) -> Iterator[tuple[Comparison, bool, Indices, Indices]]:
        """Yield (comparison, outcome, a, b): all that came out so, a and b as places in `nodes`."""
        for (comparison, outcome), pairs in self._found.items():
            a, b = np.array(list(pairs)).T
            yield comparison, outcome, a, b

    def hold(self, numbers: Array) -> bool:
        """Return whether every comparison comes out as it did.

        Args:
            numbers: those of the nodes, shape (nodes, B).
        """
        return all((comparison(numbers[a], numbers[b]) == outcome).all() for comparison, outcome, a, b in self.pairs())


class _Dependent:
    """The Values that depend on some leaves, as far as they have been seen."""

    def __init__(self, leaves: Iterable[Value]) -> None:
        self.found, self.others = set(leaves), set[Value]()
        self.own = set[Value]()  # results that were computed inside the function

    def __contains__(self, value: object) -> bool:
        if value in self.found:
            return True
        if not isinstance(value, Value) or not value.inputs or value in self.others:
            return False
        for node in topological_order(value):
            (self.others if self.found.isdisjoint(node.inputs) else self.found).add(node)
        return value in self.found


@contextmanager
def guarded(leaves: Iterable[Value]) -> Iterator[Guards]:
    """Collect what is compared inside the block and depends on these leaves, in guards.

    Raises:
        RecordingError: where something is done with such a Value that a replay at other numbers could not follow.
    """
    dependent, guards = _Dependent(leaves), Guards()
    outer = (MODE.get() or Mode()).watcher

    found, own = dependent.found, dependent.own

    def made(node: Value) -> None:
        own.add(node)
        for x in node.inputs:
            if x in found or (x.inputs and x in dependent):
                found.add(node)
                if x.inputs and x not in own:
                    raise RecordingError(
                        f"record: the function uses {_name(x)}, which was computed before, outside of it; "
                        "compute it inside the function"
                    )
                if x.marks & CUT and not node.marks & CUT:
                    _refuse(x, "uses, as a number, what was computed inside no_grad(),")
        if outer is not None:
            outer(node)

    def compared(comparison: Comparison, a: Value, b: Value | float, outcome: bool) -> None:
        if a in dependent or b in dependent:
            guards.add(comparison, a, b, outcome)
        else:
            guards.looked_at.update(dict.fromkeys(x for x in (a, b) if isinstance(x, Value)))

    def read(value: Value) -> None:
        if value in dependent:
            _refuse(value, "reads the number of")
        guards.looked_at[value] = None

    before = [x for x in found if x.marks & COMPARED]
    for x in before:
        x.marks ^= COMPARED
    try:
        with switched(watcher=made, compared=compared, read=read, keeps_graph=True):
            yield guards
        guards.refuse_unseen(found)
    finally:
        for x in before:
            x.marks |= COMPARED


def _name(value: Value) -> str:
    return repr(value.label) if value.label else repr(value)


def _refuse(value: Value, what: str) -> NoReturn:
    raise RecordingError(
        f"record: the function {what} {_name(value)}, which a replay at other numbers cannot follow; compare the "
        "Value itself, as in `if x > 0`, use an operation such as engine.maximum, a gradient with create_graph=True, "
        "or call the function eagerly"
    )


def warn_if_compared(order: Iterable[Value], leaves: Iterable[Value]) -> None:
    """Warn where Values of a graph that depend on these leaves have been compared."""
    if _were_compared(order, leaves):
        warnings.warn(
            "record: Values of this graph were compared while it was built; if the program has branched, the tape "
            "stays on that branch. Hand over the function itself, as in record(f, wrt, example)",
            CompareWarning,
            stacklevel=4,  # the line that calls `record`
        )


def _were_compared(order: Iterable[Value], leaves: Iterable[Value]) -> bool:
    dependent = set(leaves)
    for node in order:
        if not dependent.isdisjoint(node.inputs):
            dependent.add(node)
        if node.marks & CHOSEN or (node in dependent and node.marks & COMPARED):
            return True
    return False
