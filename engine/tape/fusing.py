"""Which additions melt into one: a tree of `+` becomes one sum, and a sum of products one dot or affine.

    ((w1*x1 + w2*x2) + w3*x3) + b     ->     affine(w1 w2 w3, x1 x2 x3, b)

Code written out with `+` and `*` so gets as few levels as code that calls `dot`. Only a node that has one user,
and that user an addition, may disappear into it: everything else is still needed by name.
"""

from collections import Counter
from collections.abc import Collection, Sequence

from engine.value import Value

ADDING = frozenset(("add", "sum", "dot", "affine"))
MELTING = ADDING | {"multiply"}


def addends(node: Value) -> Sequence[Value]:
    """Return the inputs of a node that are added up as they stand (for a dot none, they are multiplied first)."""
    name = node.primitive.name if node.primitive else ""
    if name in ("add", "sum"):
        return node.inputs
    return node.inputs[-1:] if name == "affine" else ()


def products(node: Value) -> list[tuple[Value, Value]]:
    """Return the pairs of inputs that a node multiplies and adds."""
    name = node.primitive.name if node.primitive else ""
    if name == "multiply":
        return [(node.inputs[0], node.inputs[1])]
    if name not in ("dot", "affine"):
        return []
    half = len(node.inputs) // 2
    return list(zip(node.inputs[:half], node.inputs[half : 2 * half], strict=True))


def melting(live: Sequence[Value], outputs: Sequence[Value]) -> set[Value]:
    """Return the operations that disappear into the addition which is their only user.

    Args:
        live: the operations that will be recorded.
        outputs: nodes that somebody asks for; they stay.
    """
    users: Counter[Value] = Counter(outputs)
    added: set[Value] = set()
    recorded = set(live)
    for node in live:
        users.update(node.inputs)
        added.update(x for x in addends(node) if x in recorded and x.primitive and x.primitive.name in MELTING)
    return {node for node in added if users[node] == 1}


def terms(root: Value, melted: Collection[Value]) -> tuple[list[tuple[Value, Value]], list[Value]]:
    """Return the products and the plain terms that an addition consists of, in reading order.

    >>> w, x, b = Value(2.0), Value(3.0), Value(1.0)
    >>> product = w * x
    >>> terms(product + b, {product})
    ([(Value(2.0), Value(3.0))], [Value(1.0)])
    """
    pairs, plain, stack = products(root), [], list(reversed(addends(root)))
    while stack:
        node = stack.pop()
        if node in melted:
            pairs += products(node)
            stack.extend(reversed(addends(node)))
        else:
            plain.append(node)
    return pairs, plain
