"""Targets that can be no labels: numbers such as 1.6 and -1.3, times a logarithm, where probabilities belong."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.graph import topological_order
from engine.trace.arrays import array_of, family, kind
from engine.value import Value
from engine.words.nested import flatten

if TYPE_CHECKING:
    from lectures.exercises.variant import Variant


def no_labels(variant: "Variant") -> Iterator[str]:
    """Yield what is given, multiplies a logarithm, and is not between 0 and 1: it should be labels."""
    drawn = variant.drawn
    if not isinstance(drawn.loss, Value):
        return
    met = targets_of(drawn.loss) & (drawn.given.keys() - drawn.gradients.keys())
    for name in drawn.given:
        outside = [x for x in flatten(variant.given[name]) if name in met and not 0.0 <= x <= 1.0]
        if outside:
            yield (
                f"{name} multiplies a logarithm, as labels do, but has numbers such as {outside[0]:g}; give them "
                f"as a list, as in {name}=[[1,0,0,1],[0,1,1,0]], which stands in the file without draw(...)"
            )


def targets_of(loss: Value) -> set[str]:
    """Return what multiplies a logarithm, as t and 1 - t do in a cross-entropy.

    >>> from engine import log
    >>> t, p = Value(1.0, "t"), Value(0.3, "p")
    >>> targets_of(-(t * log(p) + (1 - t) * log(1 - p)))
    {'t'}
    """
    met: set[str] = set()
    for node in topological_order(loss):
        if family(node) != "product" or len(node.inputs) != 2:
            continue
        for x, other in (node.inputs, node.inputs[::-1]):
            if kind(_bare(other)) == "log":
                x = _bare(x)
                of = x.inputs if family(x) == "difference" and x.inputs[0].is_constant else (x,)
                met |= {array_of(each.label) for each in of if each.label and not each.inputs}
    return met


def _bare(x: Value) -> Value:
    """Return a number without its minus."""
    return x.inputs[0] if kind(x) == "negate" else x
