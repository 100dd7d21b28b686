"""Where the nodes of a graph belong, and graphs written out in elementary operations."""

from collections.abc import Sequence

from engine.arithmetic import WrittenOut
from engine.graph import topological_order
from engine.modes import SCOPE, Scope, watch_nodes
from engine.value import Value, apply

ScopePath = tuple[Scope, ...]


def innermost_scopes(order: Sequence[Value]) -> list[Scope | None]:
    """Return for every node the innermost of the scopes that it is drawn in.

    Operations, and leaves made inside a scope, belong where they were made. A parameter is made long before
    it is used: it belongs to the deepest scope that holds all of its users. What is fed to a neuron, on the
    input side of its `affine`, stays outside.
    """
    shared: dict[Value, ScopePath] = {}
    around: dict[Scope | None, ScopePath] = {None: ()}
    for node in order:
        if node.scope is not None and node.scope not in around:
            around[node.scope] = node.scope.around
        for slot, x in enumerate(node.inputs):
            if not x.inputs and x.scope is None:
                path = () if is_fed(node, slot) else around[node.scope]
                shared[x] = _common(shared.get(x, path), path)
    return [shared[node][-1] if shared.get(node) else node.scope for node in order]


def is_fed(node: Value, slot: int) -> bool:
    """Tell whether a slot takes what a neuron sees: products with weights, and a bias behind them."""
    products = node.primitive.products if node.primitive else None
    count = products(len(node.inputs)) if products else 0
    return count <= slot < 2 * count < len(node.inputs)


def _common(a: ScopePath, b: ScopePath) -> ScopePath:
    """Return how far two paths go together."""
    if a is b:
        return a
    depth = 0
    while depth < min(len(a), len(b)) and a[depth] is b[depth]:
        depth += 1
    return a[:depth]


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
