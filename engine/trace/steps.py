"""What a trace is made of: nodes, steps and scopes as immutable numbers."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["variable", "constant", "operation"]
StepKind = Literal["leaves", "forward", "seed", "backward"]


@dataclass(frozen=True, slots=True)
class TracedNode:
    """One value of the graph.

    Attributes:
        index: its place in the topological order.
        op: the symbol of the operation that made it, "" for a leaf.
        inputs: indices of the operands, in order and with repeats.
        scope: keys of the scopes it belongs to, outermost first.
        line: the source line that made it, where known.
        gradient: d(output)/d(this).
        partials: d(this)/d(input) for each input.
    """

    index: int
    label: str
    kind: Kind
    data: float
    op: str
    inputs: tuple[int, ...]
    scope: tuple[int, ...]
    line: int | None
    gradient: float
    partials: tuple[float, ...]

    @property
    def is_data(self) -> bool:
        """Whether it is given and has a name, but no gradient: a constant with a label, such as an input x1."""
        return self.kind == "constant" and bool(self.label.strip())


@dataclass(frozen=True, slots=True)
class Step:
    """One step. A backward step is one edge: from operation `node` through operand `slot` to `input`, no constant.

    Attributes:
        upstream, partial, contribution: d(output)/d(node), d(node)/d(input) and their product.
        total: the sum of the contributions to `input` so far; `complete` once the last one has arrived.
    """

    kind: StepKind
    node: int | None = None
    slot: int | None = None
    input: int | None = None
    upstream: float | None = None
    partial: float | None = None
    contribution: float | None = None
    total: float | None = None
    complete: bool = True


@dataclass(frozen=True)
class TracedScope:
    """A scope of the graph, numbered in the order of first use; `parent` is the key of the one around it."""

    key: int
    name: str
    parent: int | None


@dataclass(frozen=True)
class Known:
    """What is known after some step; a number that is not known yet is absent.

    Attributes:
        data: the nodes whose value is known.
        totals: the gradient of a node so far, and whether it is complete.
        partials: the local derivative of each edge (node, slot) that has been used.
    """

    data: frozenset[int]
    totals: dict[int, tuple[float | None, bool]]
    partials: dict[tuple[int, int], float]
