"""What the numbers of an exercise are called: as the student gets them, and as the student answers them."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from engine.compare.places import Places, called
from engine.graph import topological_order
from engine.trace.arrays import array_of
from engine.value import Value
from engine.words.nested import show_index, unnest, values_of
from lectures.entries import Drawn

DEEP, LONG = 6, 60  # a formula that is shown to say where something stands
FORMULA = (-1.0, 0.0, 0.5, 1.0, 2.0)  # numbers that are taken for those of the formula itself


def entries_of(nested: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Yield the entries of nested lists, each with its index."""
    entries, shape = unnest(nested, "a quantity")
    yield from zip(product(*map(range, shape)), entries, strict=True)


def names_of(drawn: Drawn, given: Mapping[str, Any], arrays: bool = False) -> dict[Value, str]:
    """Return what the numbers are called: those that are given, and those of the forward pass that are asked for.

    A number that was given as a plain one, and became a constant of the formula, is known by how large it is.

    Args:
        drawn: what is asked about.
        given: the numbers that the student gets.
        arrays: whether it is enough to know the array of such a number, where it stands there twice.
    """
    names: dict[Value, str] = {}
    for name, nested in [*drawn.gradients.items(), *drawn.given.items(), *drawn.values.items()]:
        for index, node in entries_of(nested):
            if isinstance(node, Value) and (not node.inputs or name not in drawn.gradients):
                names[node] = name + show_index(index)
    plain: dict[float, list[str]] = {}
    for name, nested in given.items():
        for index, x in entries_of(nested):
            if not isinstance(x, str):  # such as the name of an activation
                plain.setdefault(float(x), []).append(name + show_index(index))
    for node in topological_order(*([drawn.loss] if drawn.loss is not None else []), *names):
        known = plain.get(node.data, ()) if node.is_constant and node.data not in FORMULA else ()
        if node.label and node.label not in known:  # it has a name of its own
            continue
        if len(known) == 1 or (arrays and len({array_of(name) for name in known}) == 1):
            names.setdefault(node, known[0])
    return names


def label(drawn: Drawn, given: Mapping[str, Any]) -> None:
    """Give a label to what has none, so that diagnoses speak of the student's names."""
    names = names_of(drawn, given, arrays=True)
    for name, nested in drawn.gradients.items():
        for index, node in entries_of(nested):
            bare = called(name, node)
            if node.inputs and bare != name:
                names.setdefault(node, bare + show_index(index))
    for node, name in names.items():
        node.label = node.label or name


def name_of(drawn: Drawn, gradient: str) -> str:
    """Return what that is called whose gradient is asked for under a name: z for dz."""
    return called(gradient, values_of(drawn.gradients[gradient], gradient)[0][0])


def entering(drawn: Drawn, name: str) -> str:
    """Say where something enters next on the way to the loss, such as "where z enters h = tanh(z)"; "" if nowhere.

    Args:
        drawn: what is asked about.
        name: of one of its gradients.
    """
    node = values_of(drawn.gradients[name], name)[0][0]
    if drawn.loss is None or node is drawn.loss:
        return ""
    order = topological_order(drawn.loss)
    reached = {node}
    for x in order:
        if x is not node and not reached.isdisjoint(x.inputs):
            reached.add(x)
            if x.label or x is drawn.loss:
                text = next((t for deep in range(DEEP, 0, -1) if len(t := _line(x, deep)) <= LONG), "")
                return f"where {name_of(drawn, name)} enters {text}" if text else ""
    return ""


def _line(node: Value, deep: int) -> str:
    """Return the line that computes a number, h = tanh(z)."""
    label, node.label = node.label, ""
    try:
        text = Places({}).formula(node, deep)
    finally:
        node.label = label
    return f"{Places({}).formula(node, 0)} = {text}" if label else f"the loss, {text}"
