"""What a graph calls its numbers: leaves, data and steps by name, entries of one array together."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

from engine.graph import topological_order
from engine.trace.arrays import array_of, entry
from engine.value import Constant, Value, apply
from engine.words.nested import Index, Shape, nest, unnest


@dataclass(frozen=True)
class Named:
    """Something in a graph that has a name.

    Attributes:
        name: its label, or that of the array whose entries these are.
        nodes: a Value, or nested lists of them.
        shape: of the lists.
        kind: "leaf", "step" (the result of an operation), or "data", by which nobody differentiates.
    """

    name: str
    nodes: Any
    shape: Shape
    kind: Literal["leaf", "step", "data"]

    @property
    def asked(self) -> dict[str, Any]:
        """What the page needs for a box."""
        return {"name": self.name, "shape": list(self.shape), "kind": self.kind}


def named_in(output: Value) -> dict[str, Named]:
    """Return what has a name in the graph of an output, but for the output itself, in the order of the graph.

    A name that stands at several places is left out: nobody could say which of them is meant.

    >>> w, x = [Value(1.0, "w0"), Value(2.0, "w1")], Constant(3.0, "x"); z = w[0] * x; z.label = "z"
    >>> [(each.name, each.shape, each.kind) for each in named_in(z * w[1]).values()]
    [('w', (2,), 'leaf'), ('x', (), 'data'), ('z', (), 'step')]
    """
    labelled: dict[str, list[Value]] = {}
    for node in topological_order(output):
        if (label := node.label.strip()) and node is not output:
            labelled.setdefault(label, []).append(node)
    single = {label: nodes[0] for label, nodes in labelled.items() if len(nodes) == 1}
    arrays: dict[tuple[str, str], dict[Index, str]] = {}
    for label, node in single.items():
        array, index = entry(label)
        if index and (_kind(node) != "step" or array_of(label) != label):  # h1, h2 follow from each other; H[0], H[1]
            arrays.setdefault((array, _kind(node)), {})[index] = label
    grouped: dict[str, Named] = {}
    for (array, kind), entries in arrays.items():
        shape = _full(entries)
        written_out = all(label.endswith("]") for label in entries.values())
        if (
            (len(entries) > 1 or written_out)  # x0 alone is a name, yhat[0] alone is an array of one
            and shape
            and array not in single
            and all(entry(label)[0] != array or label in entries.values() for label in single)
        ):
            found = Named(array, nest([single[entries[i]] for i in sorted(entries)], shape), shape, kind)  # type: ignore[arg-type]
            grouped |= dict.fromkeys(entries.values(), found)
    every = (grouped.get(label) or Named(label, node, (), _kind(node)) for label, node in single.items())
    return {each.name: each for each in every}


def as_derived(output: Value) -> list[Named]:
    """Return what has a gradient, in the order in which the backward pass has it: parameters first, then inputs.

    >>> w, x, v = Value(1.0, "w"), Value(2.0, "x"), Value(3.0, "v"); z = w * x; z.label = "z"
    >>> [each.name for each in as_derived(z * v)]
    ['z', 'v', 'w', 'x']
    """
    first: dict[Value, tuple[int, int]] = {}  # the use that the backward pass comes to last
    for i, node in enumerate(topological_order(output)):
        for slot, x in enumerate(node.inputs):
            first.setdefault(x, (-i, slot))

    def key(named: Named) -> tuple[bool, tuple[int, int]]:
        is_input = named.kind == "leaf" and is_data(named.name)
        return is_input, max(first[node] for node in unnest(named.nodes, named.name)[0])

    return sorted((each for each in named_in(output).values() if each.kind != "data"), key=key)


def is_data(name: str) -> bool:
    """Tell whether a name is usual for what is given and not learned, as x, y_train or t1.

    >>> is_data("x"), is_data("y_train"), is_data("theta")
    (True, True, False)
    """
    return re.fullmatch(r"[xyt](_\w*)?\d*", name, re.IGNORECASE) is not None


def at(output: Value, changes: Mapping[Value, float]) -> Value:
    """Return the output at the numbers that its leaves have now, and at other ones for some.

    Args:
        changes: leaf -> its number, as the stage's "what if" has it.

    Raises:
        DomainError: where there is no such number.

    >>> w, x = Value(2.0, "w"), Value(3.0, "x")
    >>> at(w * x, {w: 5.0})
    Value(15.0, op='*')
    """
    copies: dict[Value, Value] = {}
    for node in topological_order(output):
        if node.primitive is None:
            copies[node] = (Constant if node.is_constant else Value)(changes.get(node, node.data), node.label)
        else:
            copies[node] = apply(node.primitive, *(copies[x] for x in node.inputs))
            copies[node].label, copies[node].scope = node.label, node.scope
    return copies[output]


def _kind(node: Value) -> Literal["leaf", "step", "data"]:
    return "step" if node.inputs else "data" if node.is_constant else "leaf"


def _full(entries: Mapping[Index, str] | Sequence[Index]) -> Shape:
    """Return the shape of which these are all indices; () where some are missing."""
    if len({len(index) for index in entries}) != 1:
        return ()
    shape = tuple(max(axis) + 1 for axis in zip(*entries, strict=True))
    return shape if set(entries) == set(product(*map(range, shape))) else ()
