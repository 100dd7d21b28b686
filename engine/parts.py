"""Which part of a program each node of a graph belongs to, and a graph written out in elementary operations."""

from collections.abc import Sequence

from engine.backward import Values
from engine.graph import topological_order
from engine.primitives import PRIMITIVES
from engine.scope import Scope, here, watch_nodes
from engine.value import Value, apply

Path = tuple[Scope, ...]


def path_of(scope: Scope | None) -> Path:
    """Return the scopes around a node, outermost first."""
    path: list[Scope] = []
    while scope is not None:
        path.append(scope)
        scope = scope.parent
    return tuple(reversed(path))


def homes(order: Sequence[Value]) -> dict[Value, Path]:
    """Return for every node the scopes that it is drawn in.

    Operations, and leaves made inside a scope, belong where they were made. A parameter is made long before
    it is used: it belongs to the deepest scope that holds all of its users. What is fed to a neuron, on the
    input side of its `affine`, stays outside.
    """
    found = {node: path_of(node.scope) for node in order}
    users: dict[Value, list[Path]] = {}
    for node in order:
        for slot, x in enumerate(node.inputs):
            if not x.inputs and x.scope is None:
                users.setdefault(x, []).append(() if _is_fed(node, slot) else found[node])
    return found | {leaf: _common(paths) for leaf, paths in users.items()}


def _is_fed(node: Value, slot: int) -> bool:
    half = len(node.inputs) // 2
    return node.primitive is PRIMITIVES["affine"] and half <= slot < 2 * half


def _common(paths: Sequence[Path]) -> Path:
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
    before = here.scope
    try:
        for node in topological_order(output):
            here.scope = node.scope  # what is made in place of a node belongs where the node belongs
            made: list[Value] = []
            inputs = [new_of[x] for x in node.inputs]
            with watch_nodes(made.append):
                if node.primitive is None:
                    new_of[node] = node
                elif node.primitive.expand is None:
                    new_of[node] = apply(node.primitive, *inputs)
                else:
                    new_of[node] = node.primitive.expand(Values, inputs)
            origin |= dict.fromkeys(made, node)
            if made:  # the sum of one value makes nothing: it is that value
                new_of[node].label = node.label
    finally:
        here.scope = before
    return new_of[output], origin
