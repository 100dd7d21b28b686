"""A trace keeps columns of numbers, and makes a node or a step of them when it is asked for one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, overload

from engine.trace.steps import Known, Step, TracedNode, TracedScope
from engine.value import Value

T = TypeVar("T")


class Made(Sequence[T]):
    """A sequence whose items are made when they are asked for.

    >>> squares = Made(lambda i: i * i, 5)
    >>> len(squares), squares[-1], squares[1:3], list(squares)
    (5, 16, (1, 4), [0, 1, 4, 9, 16])
    """

    def __init__(self, make: Callable[[int], T], count: int) -> None:
        self._make, self._places = make, range(count)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, k: int) -> T: ...
    @overload
    def __getitem__(self, k: slice) -> tuple[T, ...]: ...
    def __getitem__(self, k: int | slice) -> T | tuple[T, ...]:
        return tuple(map(self._make, self._places[k])) if isinstance(k, slice) else self._make(self._places[k])

    def __iter__(self) -> Iterator[T]:
        return map(self._make, self._places)


@dataclass(frozen=True, eq=False)
class Trace:
    """Both passes of a graph, as columns; `nodes` and `steps` are made of them.

    Attributes:
        values: the Values themselves, in topological order.
        scopes: in the order of first use, each after the one around it.
        operations: which of the values are results.
        labels, lines, homes, data, gradients: of each value; its home is the key of its innermost scope, or -1.
        first, last: its first edge to an input, and the last edge from a user, or -1.
        users, inputs, partials, totals: of each edge, in the order of the backward pass.
        flowing: the edges that are backward steps: all but those into a constant, whose gradient nobody asks for.
    """

    values: tuple[Value, ...]
    scopes: tuple[TracedScope, ...]
    operations: Sequence[int]
    labels: list[str]
    lines: dict[int, int]
    homes: Sequence[int]
    data: Sequence[float]
    gradients: Sequence[float]
    first: Sequence[int]
    last: Sequence[int]
    users: Sequence[int]
    inputs: Sequence[int]
    partials: Sequence[float]
    totals: Sequence[float]
    flowing: Sequence[int]

    @cached_property
    def unused(self) -> set[int]:
        """What nothing is computed from: the output, and what is only shown beside it."""
        return set(range(len(self.values))).difference(self.inputs)

    @property
    def nodes(self) -> Made[TracedNode]:
        """The values in topological order, as numbers."""
        return Made(self._node, len(self.values))

    @property
    def steps(self) -> Made[Step]:
        """The steps in the order they are taken."""
        return Made(self._step, 1 + len(self.operations) + 1 + len(self.flowing))

    def edges(self) -> Iterator[tuple[int, int]]:
        """Yield the user and the input of each edge, in the order of the backward pass."""
        return zip(self.users, self.inputs, strict=True)

    def inputs_of(self, i: int) -> Sequence[int]:
        """Return the places of a value's operands, in order and with repeats."""
        return self.inputs[self.first[i] : self.first[i] + len(self.values[i].inputs)]

    def scope_path(self, key: int) -> tuple[int, ...]:
        """Return the keys of the scopes from the outermost one to this one; -1 is no scope."""
        path: list[int] = []
        at = key if key >= 0 else None
        while at is not None:
            path.append(at)
            at = self.scopes[at].parent
        return tuple(reversed(path))

    def known_at(self, k: int) -> Known:
        """Return what is known once step k has been taken.

        >>> from engine.trace import trace
        >>> known = trace(Value(2.0, "a") * Value(-3.0, "b")).known_at(3)
        >>> sorted(known.data), known.totals, known.partials
        ([0, 1, 2], {2: (1.0, True), 0: (-3.0, True)}, {(2, 0): -3.0})
        """
        leaves = (i for i, value in enumerate(self.values) if not value.inputs)
        used = k - 1 - len(self.operations)  # how many edges
        totals: dict[int, tuple[float | None, bool]] = {}
        if used >= 0:  # what nobody uses gets nothing more
            totals = {i: (self.gradients[i], True) for i in self.unused}
        partials: dict[tuple[int, int], float] = {}
        for edge in self.flowing[: max(used, 0)]:
            i, x = self.users[edge], self.inputs[edge]
            totals[x] = self.totals[edge], edge == self.last[x]
            partials[i, edge - self.first[i]] = self.partials[edge]
        return Known(frozenset((*leaves, *self.operations[:k])), totals, partials)

    def _node(self, i: int) -> TracedNode:
        value, inputs = self.values[i], tuple(self.inputs_of(i))
        return TracedNode(
            index=i,
            label=self.labels[i],
            kind="operation" if inputs else "constant" if value.is_constant else "variable",
            data=self.data[i],
            op=value.op,
            inputs=inputs,
            scope=self.scope_path(self.homes[i]),
            line=self.lines.get(i),
            gradient=self.gradients[i],
            partials=tuple(self.partials[self.first[i] : self.first[i] + len(inputs)]),
        )

    def _step(self, k: int) -> Step:
        if k == 0:
            return Step("leaves")
        if k <= len(self.operations):
            return Step("forward", node=self.operations[k - 1])
        if k == 1 + len(self.operations):
            return Step("seed", node=len(self.values) - 1, total=1.0)
        edge = self.flowing[k - 2 - len(self.operations)]
        i, x = self.users[edge], self.inputs[edge]
        upstream, partial, total = self.gradients[i], self.partials[edge], self.totals[edge]
        complete = edge == self.last[x]
        return Step("backward", i, edge - self.first[i], x, upstream, partial, upstream * partial, total, complete)
