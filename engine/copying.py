"""Copying and pickling graphs of any depth: `copy.copy`, `copy.deepcopy` and `pickle` would recurse on their own.

`copy.copy(v)` is a new node with the same inputs. `copy.deepcopy(v)` makes new nodes all the way down, and what was
shared inside the thing copied stays shared. A pickle holds the leaves as objects, so that a model and its loss keep
their parameters in common, the results of operations as flat columns, and the primitives by name.
"""

import copyreg
from array import array
from collections.abc import Sequence
from itertools import chain, islice
from typing import Any

from engine.graph import topological_order
from engine.primitives import PRIMITIVES, Primitive
from engine.scope import Scope
from engine.value import Value


def _with_inputs(node: Value, inputs: tuple[Value, ...]) -> Value:
    new = type(node).__new__(type(node))
    for slot in Value.__slots__:
        setattr(new, slot, getattr(node, slot))
    new.inputs = inputs
    return new


def _copy(node: Value) -> Value:
    return _with_inputs(node, node.inputs)


def _deepcopy(node: Value, memo: dict[int, Any]) -> Value:
    for old in topological_order(node):
        if id(old) not in memo:
            memo[id(old)] = _with_inputs(old, tuple([memo[id(x)] for x in old.inputs]))
    found: Value = memo[id(node)]
    return found


def _reduce(node: Value) -> tuple[Any, ...]:
    if not node.inputs:
        return _leaf, (type(node), node.data, node.grad, node.label, node.scope)
    order = topological_order(node)
    leaves = [n for n in order if not n.inputs]
    results = [n for n in order if n.inputs]
    place = {n: i for i, n in enumerate(chain(leaves, results))}
    return _rebuild, (
        leaves,
        [n.primitive for n in results],
        [n.label for n in results],
        [n.scope for n in results],
        array("d", [n.data for n in results]),
        array("d", [n.grad for n in results]),
        array("q", [len(n.inputs) for n in results]),
        array("q", [place[x] for n in results for x in n.inputs]),
    )


def _leaf(kind: type[Value], data: float, grad: float, label: str, scope: Scope | None) -> Value:
    leaf = kind(data, label)
    leaf.grad, leaf.scope = grad, scope
    return leaf


def _rebuild(
    leaves: Sequence[Value],
    primitives: Sequence[Primitive],
    labels: Sequence[str],
    scopes: Sequence[Scope | None],
    data: Sequence[float],
    grads: Sequence[float],
    counts: Sequence[int],
    places: Sequence[int],
) -> Value:
    nodes, places_left = list(leaves), iter(places)
    for primitive, label, scope, number, grad, count in zip(
        primitives, labels, scopes, data, grads, counts, strict=True
    ):
        node = Value.__new__(Value)
        node.primitive, node.label, node.scope, node.data, node.grad = primitive, label, scope, number, grad
        node.inputs = tuple([nodes[i] for i in islice(places_left, count)])
        nodes.append(node)
    return nodes[-1]


def _reduce_row(row: Primitive) -> tuple[Any, ...]:
    if row.name not in PRIMITIVES:
        raise TypeError(f"{row.name!r} is not a row of the table, so it cannot be pickled; add it to TABLE")
    return _row, (row.name, row.attributes)


def _row(name: str, attributes: tuple[float, ...]) -> Primitive:
    row = PRIMITIVES[name]
    return row.bind(*attributes) if attributes else row


copyreg.pickle(Primitive, _reduce_row)
for _name, _method in {"__copy__": _copy, "__deepcopy__": _deepcopy, "__reduce__": _reduce}.items():
    setattr(Value, _name, _method)  # value.py stands below the graph walk that these need
