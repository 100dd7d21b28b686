"""The Values that a plain name means: those of a graph with that label, or of an array that is labelled so."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from engine.errors import ArgumentError, did_you_mean
from engine.graph import one_value
from engine.trace.arrays import entry
from engine.value import Value
from engine.words.nested import is_list, nest, walk


def values_named(where: str, order: Sequence[Value], name: str) -> Any:
    """Return the Value of a graph with this label, or the nested list of those labelled as the entries of an array.

    Args:
        where: the function that is asked, for errors.
        order: the nodes of the graph.
        name: a label such as "b", or that of an array of which the entries are labelled W[0][1] or w0.

    Raises:
        ArgumentError: where no node, or more than one, is called so.

    >>> from engine import Value, topological_order
    >>> w = [Value(1.0, "w0"), Value(2.0, "w1")]
    >>> values_named("", topological_order(w[0] * w[1]), "w")
    [Value(1.0, label='w0'), Value(2.0, label='w1')]
    """
    labelled: dict[str, list[Value]] = {}
    entries: dict[tuple[int, ...], list[Value]] = {}
    for node in order:
        if node.label:
            labelled.setdefault(node.label, []).append(node)
            array, index = entry(node.label)
            if array == name and index:
                entries.setdefault(index, []).append(node)
    found = labelled.get(name, [])
    if len(found) == 1:
        return found[0]
    if found or any(len(nodes) > 1 for nodes in entries.values()):
        raise ArgumentError(f"{where}: several Values are labelled {name!r}; give them with the gradient, as a pair")
    ranks = {len(index) for index in entries}
    if len(ranks) == 1:
        shape = tuple(max(axis) + 1 for axis in zip(*entries, strict=True))
        if set(entries) == set(product(*map(range, shape))):
            return nest([entries[index][0] for index in sorted(entries)], shape)
    known = {*labelled, *(entry(label)[0] for label in labelled)}
    raise ArgumentError(
        f"{where}: no Value is labelled {name!r}{did_you_mean(name, sorted(known))}; "
        f"or give the Values with the gradient: {{{name!r}: ({name}, gradient)}}"
    )


def holds_values(x: Any) -> bool:
    """Tell whether this is a Value, or a list, an array or a module of them."""
    if isinstance(x, Value) or hasattr(x, "parameters"):
        return True
    first = next(walk(x.tolist() if hasattr(x, "tolist") else x), None) if is_list(x) else None
    return first is not None and isinstance(first[1], Value)


def evaluated(where: str, loss: Any, at: Mapping[str, Any] | None) -> Value:
    """Return the loss; of a function what it gives at a point, at which numbers become Values called by their names.

    Raises:
        ArgumentError: for what is neither a Value nor a function of the names that are given.

    >>> evaluated("", lambda w, x: w * x[1], {"w": 2.0, "x": [1.0, 3.0]})
    Value(6.0, op='*')
    """
    loss = one_value(loss)
    if isinstance(loss, Value):
        return loss
    if not callable(loss):
        raise ArgumentError(f"{where}: loss is a Value or a function of numbers, got {type(loss).__name__}")
    result = loss(**{name: _named(x, name) for name, x in (at or {}).items()})
    result = one_value(result)
    if not isinstance(result, Value):
        raise ArgumentError(
            f"{where}: the function returned {type(result).__name__}, not a Value; at={{...}} gives its point"
        )
    return result


def _named(x: Any, name: str) -> Any:
    if holds_values(x) or hasattr(x, "dtype"):
        return x
    return [_named(row, f"{name}[{i}]") for i, row in enumerate(x)] if is_list(x) else Value(x, name)
