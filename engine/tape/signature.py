"""Recognising a graph: is this the one that was recorded?"""

from collections.abc import Sequence
from typing import Any

from engine.primitives import PRIMITIVES
from engine.value import Value

NUMBER = {name: i for i, name in enumerate(PRIMITIVES)}  # the hash of a string is another one in each process


def signature(order: Sequence[Value], outputs: Sequence[Value], wrt: Sequence[Value], inputs: Sequence[Value]) -> int:
    """Return one number for a graph: its operations, which leaf goes where, and the numbers that are frozen.

    Two graphs with the same signature are the same program. The numbers of wrt and inputs do not count, they are
    what changes from one replay to the next.

    Args:
        order: every node of the graph, each behind its inputs.
        outputs, wrt, inputs: as in `record`.
    """
    leaf: dict[Value, Any] = {node: (kind, i) for kind in (0, 1) for i, node in enumerate((wrt, inputs)[kind])}
    place: dict[Value, int] = {}
    parts: list[Any] = []
    for i, node in enumerate(order):
        place[node] = i
        row = node.primitive
        if row is not None:
            parts.append((NUMBER.get(row.name, row.name), row.attributes, *map(place.__getitem__, node.inputs)))
        else:
            parts.append(leaf.get(node, node.data))
    return hash((*parts, *map(place.__getitem__, outputs)))
