"""Graphs of any depth, walked with a stack of our own, because Python's is 1,000 calls deep: order, copies, pickles.

`copy.copy(v)` is a new node with the same inputs. `copy.deepcopy(v)` makes new nodes all the way down, and what was
shared inside the thing copied stays shared. A pickle holds the leaves as objects, so that a model and its loss keep
their parameters in common, results of operations and constants as flat columns, and the primitives by name.
"""

import reprlib
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Protocol, TypeVar

from engine.errors import ChalkgradError, NotANumberError, listed
from engine.modes import CLOCK, Scope
from engine.primitives import Primitive


class Node(Protocol):
    """What the walks over a graph need to know of a `Value`, which stands above them."""

    _number: float
    clock: int
    grad: float
    label: str
    primitive: Primitive | None
    scope: Scope | None
    marks: int

    @property
    def data(self) -> float: ...

    @property
    def is_constant(self) -> bool: ...

    @property
    def inputs(self) -> tuple[Any, ...]: ...


N = TypeVar("N", bound=Node)


class Labelled(Protocol):
    """What gives labels to its entries: an array or a Matrix of Values."""

    def with_labels(self, label: str) -> Any: ...


def one_value(x: Any) -> Any:
    """Return the Value in a NumPy array of no dimension, which `np.sum(W**2)` is; anything else stays as it is.

    >>> import numpy as np
    >>> from engine import Value
    >>> one_value(np.array(Value(2.0))), one_value([1.0])
    (Value(2.0), [1.0])
    """
    return x.item() if getattr(x, "shape", None) == () else x


def distinct_leaves(where: str, given: Sequence[N], remedy: str, kind: type[ChalkgradError]) -> list[N]:
    """Return Values as a list, each of them a leaf that stands there once.

    Args:
        where: the function and the argument that they were given to.
        remedy: what to give instead of the result of an operation.
        kind: the error to raise.

    Raises:
        ChalkgradError: of that kind, for a result of an operation, and for a Value that stands there twice.

    >>> from engine import Value
    >>> distinct_leaves("SGD: parameters", [Value(1.0)], "give model.parameters()", ChalkgradError)
    [Value(1.0)]
    """
    for node in given:
        if node.inputs:
            raise kind(f"{where} must be leaves, but {node!r} is the result of an operation; {remedy}")
    each_once(where, given, kind)
    return list(given)


def each_once(where: str, given: Sequence[N], kind: type[ChalkgradError]) -> None:
    """Refuse a Value that stands there twice, since it has one number and one gradient."""
    if twice := [node for node, count in Counter(given).items() if count > 1]:
        names = listed(repr(node) for node in twice)
        raise kind(f"{where} must be different Values, but {names} stands there twice; name each one once")


def topological_order(*outputs: N) -> list[N]:
    """Return every node that the outputs depend on, each one after all of its inputs.

    The order is that of reading the expression from left to right, the same in every run. Backpropagation
    goes through it backwards: a node hands its gradient on only when all its users have added to it.

    Raises:
        NotANumberError: for anything but Values.

    >>> from engine import Value
    >>> a = Value(2.0, "a"); b = a + a; c = b + b
    >>> [node.op or node.label for node in topological_order(c)]
    ['a', '+', '+']
    """
    outputs = tuple(map(one_value, outputs))
    for output in outputs:
        if not isinstance(getattr(output, "inputs", None), tuple):
            raise NotANumberError(
                f"expected a Value to start from, got {type(output).__name__} {reprlib.repr(output)}: a list has to be "
                "taken apart, and a plain number (from .data or item()?) has lost its graph"
            )
    order: list[N] = []
    opened: set[N] = set()  # those that have been looked at: each is in the order, or waits on the stack for its inputs
    stack: list[N | None] = list(reversed(outputs))  # a None says: what lies below it comes next, its inputs are placed
    while stack:
        node = stack.pop()
        if node is None:
            order.append(stack.pop())  # type: ignore[arg-type]
        elif node not in opened:
            opened.add(node)
            if opened.issuperset(node.inputs):  # none of them waits: it would wait for this node, which is a circle
                order.append(node)
            else:
                stack += (node, None)
                for x in reversed(node.inputs):
                    if x not in opened:
                        stack.append(x)
    return order


def copy_graph(nodes: Iterable[N], replaced: Mapping[N, N] | None = None) -> dict[N, N]:
    """Return the copy of every node.

    Args:
        nodes: in topological order.
        replaced: what the copies have as input in place of some nodes; other inputs are copies too, or as they were.

    >>> from engine import Value, topological_order
    >>> x = Value(3.0); y = x * x
    >>> copies = copy_graph(topological_order(y), {x: Value(5.0)})
    >>> copies[y], copies[y].inputs
    (Value(9.0, op='*'), (Value(5.0), Value(5.0)))
    """
    seen = dict(replaced or {})
    copies: dict[N, N] = {}
    for node in nodes:
        copies[node] = with_inputs(node, tuple([seen.get(x, x) for x in node.inputs]))
        seen.setdefault(node, copies[node])
    return copies


def with_inputs(node: N, inputs: tuple[Any, ...]) -> N:
    """Return a copy of one node, with other inputs."""
    new = type(node).__new__(type(node))
    new._number = node._number if inputs else node.data  # a recording hears of the copy of a leaf, and cannot follow it
    new.grad, new.clock, new.label = node.grad, node.clock, node.label
    new.primitive, new.scope, new.marks = node.primitive, node.scope, node.marks
    new.inputs = inputs  # type: ignore[misc]
    return new


def deep_copy(node: N, memo: dict[Any, Any]) -> N:
    """Copy a graph for `copy.deepcopy`; the memo keeps what has been copied, for all graphs of one call."""
    copies: dict[N, N] = memo.setdefault("Values and their copies", {})
    stack = [node]
    while stack:
        old = stack[-1]
        if old in copies:
            stack.pop()
        elif waits_for := [x for x in old.inputs if x not in copies]:
            stack += waits_for
        else:
            copies[old] = with_inputs(old, tuple([copies[x] for x in old.inputs]))
    return copies[node]


def pickled(node: Any) -> tuple[Any, ...]:
    """Return what `pickle` keeps of a graph: a function and its arguments."""
    if not node.inputs:
        return _leaf, (type(node), node.data, node.grad, node.label, node.scope, node.clock, node.marks)
    order = topological_order(node)
    leaves = [n for n in order if not (n.inputs or n.is_constant)]
    results = [n for n in order if n.inputs or n.is_constant]
    place = {n: i for i, n in enumerate(chain(leaves, results))}
    return _rebuild, (
        leaves,
        [type(n) for n in results],
        [n.primitive for n in results],
        [n.label for n in results],
        [n.scope for n in results],
        array("d", [n.data for n in results]),
        array("d", [n.grad for n in results]),
        array("q", [n.clock for n in results]),
        array("i", [len(n.inputs) for n in results]),
        array("i", [place[x] for n in results for x in n.inputs]),
    )


def _leaf(kind: type[Any], data: float, grad: float, label: str, scope: Any, clock: int, marks: int) -> Any:
    leaf = kind(data, label)
    leaf.grad, leaf.scope, leaf.clock, leaf.marks = grad, scope, CLOCK.not_before(clock), marks
    return leaf


def _rebuild(leaves: list[Any], *columns: Sequence[Any]) -> Any:
    *columns, clocks, counts, places = columns  # type: ignore[assignment]
    nodes, places_left = list(leaves), iter(places)
    times = {time: CLOCK.not_before(time) for time in set(clocks)}  # one object for all nodes of one time
    for kind, primitive, label, scope, data, grad, clock, count in zip(*columns, clocks, counts, strict=True):
        node: Any = kind.__new__(kind)
        node.primitive, node.label, node.scope = primitive, label, scope
        node._number, node.grad, node.clock = data, grad, times[clock]
        node.marks = 0
        node.inputs = tuple([nodes[i] for i in islice(places_left, count)])
        nodes.append(node)
    return nodes[-1]
