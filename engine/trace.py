"""What happened, step by step: the forward and the backward pass of one graph as immutable numbers.

    leaves -> one value at a time -> the seed d(output)/d(output) = 1 -> one edge at a time, back to the leaves

Pictures, pages and the terminal all show these steps; words/story.py says them in words. The backward steps are taken
from `sweep`, the one chain-rule loop over graphs.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.arithmetic import WrittenOut
from engine.backward import sweep
from engine.graph import topological_order
from engine.modes import SCOPE, Scope, watch_nodes
from engine.value import Value, apply

Kind = Literal["variable", "constant", "operation"]
StepKind = Literal["leaves", "forward", "seed", "backward"]
ScopePath = tuple[Scope, ...]


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Step:
    """One step. A backward step is one edge: from operation `node` through operand `slot` to node `input`.

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


@dataclass(frozen=True)
class Trace:
    """Nodes in topological order, steps in the order they are taken, and the scopes; `values[i]` is node i itself."""

    nodes: tuple[TracedNode, ...]
    steps: tuple[Step, ...]
    scopes: tuple[TracedScope, ...]
    values: tuple[Value, ...]

    def known_at(self, k: int) -> Known:
        """Return what is known once step k has been taken.

        >>> known = trace(Value(2.0, "a") * Value(-3.0, "b")).known_at(3)
        >>> sorted(known.data), known.totals, known.partials
        ([0, 1, 2], {2: (1.0, True), 0: (-3.0, True)}, {(2, 0): -3.0})
        """
        data = {node.index for node in self.nodes if not node.inputs}
        totals: dict[int, tuple[float | None, bool]] = {}
        partials: dict[tuple[int, int], float] = {}
        for step in self.steps[: k + 1]:
            match step:
                case Step("forward", node=int(i)):
                    data.add(i)
                case Step("seed", node=int(i), total=total):
                    totals[i] = total, True
                case Step("backward", node=int(i), slot=int(slot), input=int(x), partial=float(partial)):
                    totals[x] = step.total, step.complete
                    partials[i, slot] = partial
        return Known(frozenset(data), totals, partials)


def trace(output: Value, lines: Mapping[Value, int] | None = None, expand: bool = False) -> Trace:
    """Return the forward and the backward pass of a graph as data, leaving every `.grad` as it is.

    Args:
        output: the value that is differentiated.
        lines: the source line of each operation, as a lecture knows it.
        expand: write out many-input operations, such as `dot`, in elementary ones.

    Raises:
        DomainError: where a derivative does not exist.

    >>> a, b = Value(2.0, "a"), Value(-3.0, "b")
    >>> for step in trace(a * b).steps:
    ...     print(step.kind, step.node, step.input, step.contribution)
    leaves None None None
    forward 2 None None
    seed 2 None None
    backward 2 0 -3.0
    backward 2 1 2.0
    """
    output, origin = expanded(output) if expand else (output, {})
    swept = list(sweep(topological_order(output)))
    order = [value for value, _, _ in reversed(swept)]
    index_of = {value: i for i, value in enumerate(order)}
    paths = enclosing_scopes(order)
    scopes = {scope: key for key, scope in enumerate(dict.fromkeys(s for path in paths.values() for s in path))}
    nodes = tuple(
        TracedNode(
            index=i,
            label=value.label,
            kind="operation" if value.inputs else "constant" if value.is_constant else "variable",
            data=value.data,
            op=value.op,
            inputs=tuple(index_of[x] for x in value.inputs),
            scope=tuple(scopes[scope] for scope in paths[value]),
            line=(lines or {}).get(origin.get(value, value)),
            gradient=gradient,
            partials=tuple(partials),
        )
        for i, (value, gradient, partials) in enumerate(reversed(swept))
    )
    traced = tuple(TracedScope(key, scope.name, scopes[scope.parent] if scope.parent else None)
                   for scope, key in scopes.items())  # fmt: skip
    return Trace(nodes, tuple(_steps(nodes)), traced, tuple(order))


def _steps(nodes: Sequence[TracedNode]) -> Iterator[Step]:
    yield Step("leaves")
    for node in nodes:
        if node.inputs:
            yield Step("forward", node=node.index)
    yield Step("seed", node=len(nodes) - 1, total=1.0)

    missing = Counter(x for node in nodes for x in node.inputs)
    totals = dict.fromkeys(missing, 0.0)
    for node in reversed(nodes):
        for slot, (x, partial) in enumerate(zip(node.inputs, node.partials, strict=True)):
            contribution = node.gradient * partial
            totals[x] += contribution
            missing[x] -= 1
            yield Step("backward", node.index, slot, x, node.gradient, partial, contribution, totals[x], not missing[x])


def enclosing_scopes(order: Sequence[Value]) -> dict[Value, ScopePath]:
    """Return for every node the scopes that it is drawn in, outermost first.

    Operations, and leaves made inside a scope, belong where they were made. A parameter is made long before
    it is used: it belongs to the deepest scope that holds all of its users. What is fed to a neuron, on the
    input side of its `affine`, stays outside.
    """
    found = {node: node.scope.around if node.scope else () for node in order}
    users: dict[Value, list[ScopePath]] = {}
    for node in order:
        for slot, x in enumerate(node.inputs):
            if not x.inputs and x.scope is None:
                users.setdefault(x, []).append(() if _is_fed(node, slot) else found[node])
    return found | {leaf: _common(paths) for leaf, paths in users.items()}


def _is_fed(node: Value, slot: int) -> bool:
    """Tell whether a slot takes what a neuron sees: products with weights, and a bias behind them."""
    products = node.primitive.products if node.primitive else None
    count = products(len(node.inputs)) if products else 0
    return count <= slot < 2 * count < len(node.inputs)


def _common(paths: Sequence[ScopePath]) -> ScopePath:
    depth = 0
    while depth < min(map(len, paths)) and len({path[depth] for path in paths}) == 1:
        depth += 1
    return paths[0][:depth]


def expanded(output: Value) -> tuple[Value, dict[Value, Value]]:
    """Return the graph with many-input operations written out, and for every new operation the one it comes from.

    Leaves are kept, so that their numbers and labels stay the learner's own.

    >>> from engine import dot
    >>> w, x = Value(2.0, "w"), Value(3.0, "x")
    >>> [node.op for node in topological_order(expanded(dot([w, w], [x, 1.0]))[0]) if node.inputs]
    ['*', '*', '+']
    """
    new_of: dict[Value, Value] = {}
    origin: dict[Value, Value] = {}
    for node in topological_order(output):
        made: list[Value] = []
        inputs = [new_of[x] for x in node.inputs]
        before = SCOPE.set(node.scope)  # what is made in place of a node belongs where the node belongs
        try:
            with watch_nodes(made.append):
                if node.primitive is None:
                    new_of[node] = node
                elif node.primitive.expands:
                    new_of[node] = node.primitive.value_at(WrittenOut, inputs)
                else:
                    new_of[node] = apply(node.primitive, *inputs)
        finally:
            SCOPE.reset(before)
        origin |= dict.fromkeys(made, node)
        if made:  # the sum of one value makes nothing: it is that value
            new_of[node].label = node.label
    return new_of[output], origin
