"""The smallest pieces of a board: a number such as w1 x1 + w2 x2 + b, however it is written."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.primitives import Primitive
from engine.trace import Trace
from engine.trace.arrays import addends, entry, family, kind, products
from engine.value import Value

Form = Literal["linear", "sum", "function"]


@dataclass(frozen=True)
class Unit:
    """One number and the operations that make it from what is outside.

    Attributes:
        top: the node of the number.
        nodes: all of its operations, the top one among them.
        left, right: of a linear one, the factors in order.
        inputs: the addends of a sum, or the operands of a function; of a linear one the bias, if there is one.
    """

    form: Form
    top: int
    nodes: tuple[int, ...]
    inputs: tuple[int, ...]
    left: tuple[int, ...] = ()
    right: tuple[int, ...] = ()

    @property
    def reads(self) -> tuple[int, ...]:
        """Every node that enters."""
        return (*self.left, *self.right, *self.inputs)

    def row(self, trace: Trace) -> Primitive:
        """Return the row of the table that makes the number."""
        row = trace.values[self.top].primitive
        assert row is not None
        return row


def units(trace: Trace) -> list[Unit]:
    """Return the units of a graph, in the order of computation; every operation is in one of them."""
    place, users = {value: i for i, value in enumerate(trace.values)}, Counter(trace.inputs)
    inner: set[Value] = set()

    def is_inner(x: Value) -> bool:
        return not x.label and users[place[x]] == 1

    def indices(values: Iterable[Value]) -> tuple[int, ...]:
        return tuple(place[value] for value in values)

    found = []
    for i in reversed(trace.operations):
        if trace.values[i] not in inner:
            form, within, inputs, left, right = _parts(trace.values[i], is_inner)
            inner.update(within)
            found.append(Unit(form, i, tuple(sorted(indices(within))), *map(indices, (inputs, left, right))))
    return found[::-1]


Parts = tuple[Form, list[Value], Sequence[Value], Sequence[Value], Sequence[Value]]


def _parts(node: Value, is_inner: Callable[[Value], bool]) -> Parts:
    """Return the form of the unit that a node ends, its operations, its inputs, and the factors left and right."""
    if node.primitive and node.primitive.variadic and (pairs := products(node)):
        return "linear", [node], node.inputs[2 * pairs :], node.inputs[:pairs], node.inputs[pairs : 2 * pairs]
    if family(node) != "sum":
        return "function", [node], node.inputs, (), ()
    added, opened = addends(node, lambda x: kind(node) == kind(x) == "add" and is_inner(x))
    factors = [x for x in added if products(x) and is_inner(x)]
    rest = [x for x in added if x not in factors]
    if len(rest) <= 1 and all(not x.inputs for x in rest):
        many = [x for x in factors if x.primitive and x.primitive.variadic]
        if len(factors) == 1 and many and len(many[0].inputs) == 2 * products(many[0]):
            _, within, _, left, right = _parts(many[0], is_inner)
            return "linear", [*opened, *within], rest, left, right
        weights = _weights(factors, bool(rest)) if not many else None
        if weights:
            return "linear", [*opened, *factors], rest, *weights
    return "sum", opened, added, (), ()


def _weights(factors: Sequence[Value], has_bias: bool) -> tuple[list[Value], list[Value]] | None:
    """Return the sides of products that one side of which are different parameters of one array, or None."""
    if len(factors) + has_bias < 2:
        return None
    for side in (0, 1):
        some = [x.inputs[side] for x in factors]
        arrays = {entry(w.label)[0] for w in some}
        if len(arrays) == 1 and len(set(some)) == len(some) and all(map(is_parameter, some)):
            return some, [x.inputs[1 - side] for x in factors]
    return None


def is_parameter(x: Value) -> bool:
    """Tell whether a gradient with respect to a node can be of use: a leaf with a label that is no constant."""
    return not x.inputs and not x.is_constant and bool(x.label)
