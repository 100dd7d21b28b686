"""What rounding on the way would spoil: activations near their ends, and gradients in which it carries far."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from engine.trace.arrays import addends, array_of, family, kind
from engine.value import Value
from engine.words.nested import flatten
from lectures.exercises.reach import MOST

if TYPE_CHECKING:
    from lectures.exercises.variant import Variant

END = 0.01  # three digits of what is nearer to 1 leave one of the difference


def saturated(nodes: Iterable[Value]) -> Iterator[str]:
    """Yield, once for each array, that a sigmoid, softmax or tanh is so near to its end that its slope has no digits.

    Args:
        nodes: of the graph; what has a label is called by it.

    >>> from engine import tanh
    >>> h = tanh(Value(3.2, "z")); h.label = "h[0]"
    >>> list(saturated([h]))
    ['h is nearly 1 (0.9967), so that three digits of it leave one of 1 - h**2; take smaller numbers']
    """
    said: dict[str, tuple[float, str]] = {}
    for node in nodes:
        if not (slope := _slope(node)) or not 0.0 <= 1.0 - abs(node.data) < END:
            continue
        name = array_of(node.label) or f"a {slope[0]}"
        if abs(node.data) > abs(said.get(name, (0.0, ""))[0]):
            said[name] = node.data, slope[1].format(array_of(node.label) or "it")
    for name, (x, left) in said.items():
        end = "1" if x > 0 else "-1"
        yield f"{name} is nearly {end} ({x:.4g}), so that three digits of it leave one of {left}; take smaller numbers"


def _slope(node: Value) -> tuple[str, str] | None:
    """Return what sort of function made a number that ends at 1, and what people reckon with it."""
    name = kind(node)
    if name == "tanh":
        return name, "1 - {}**2"
    if name in ("sigmoid", "softmax"):
        return name, "1 - {}"
    if family(node) == "quotient" and len(node.inputs) == 2:  # a part of a sum: 1/(1 + exp(-z)), e/sum(e)
        part, whole = node.inputs
        if family(whole) == "sum" and any(_same(x, part) for x in addends(whole)[0]):
            return "share", "1 - {}"
    return None


def _same(x: Value, y: Value) -> bool:
    """Whether two numbers are one, or were written twice: 1, or exp(z)."""
    if x.inputs or y.inputs:
        return x is y or (x.primitive is y.primitive and len(x.inputs) == 1 and x.inputs[0] is y.inputs[0])
    return x is y or (x.is_constant and y.is_constant and x.data == y.data)


def carried(variant: "Variant") -> Iterator[str]:
    """Yield, in one sentence, the quantities in which rounding on the way carries further than is forgiven."""
    far, several = [], False
    for name, reach in variant.reach.items():
        most = MOST * max(abs(x) for x in flatten(variant.right[name]))
        if most and max(reach) >= most * (1 - 1e-9):
            far.append(name)
            several |= len(reach) > 1
    if far:
        what = "a number of each" if len(far) > 1 else "a number" if several else "it"
        yield (
            f"{', '.join(far)}: rounded to three digits on the way, {what} is off by a twentieth or more; "
            "take numbers that do not nearly cancel"
        )
