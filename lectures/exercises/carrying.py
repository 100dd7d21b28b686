"""What follows from a student's own earlier numbers, which may be rounded, or wrong.

Who works on paper goes on with what stands there: the next line is judged by that, forwards and on the way back.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.compare.perturb import reevaluated
from engine.compare.surrogate import given_gradients
from engine.errors import ChalkgradError
from engine.gradients import gradient
from engine.graph import copy_graph, topological_order
from engine.value import Value
from engine.words.nested import nest, values_of
from lectures.entries import Drawn


class Carried:
    """The numbers and slopes that a student has written down so far.

    >>> w = Value(2.0); z = w * 3.0; loss = z**2
    >>> carried = Carried(Drawn(loss, {"dz": z, "w": w}, values={"z": z}))
    >>> carried.note_numbers(z, [7.0]); carried.slopes(z), carried.slopes(w)
    (14.0, 42.0)
    >>> carried.note_slopes(z, [10.0]); carried.slopes(w)
    30.0
    """

    def __init__(self, drawn: Drawn) -> None:
        outputs = [node for name, nodes in drawn.values.items() for node in values_of(nodes, name)[0]]
        self.loss: Value | None = drawn.loss
        self.order = topological_order(*outputs, *([drawn.loss] if drawn.loss is not None else []))
        self._numbers: dict[Value, float] = {}
        self._slopes: dict[Value, float] = {}

    def note_numbers(self, nodes: Any, numbers: Sequence[float]) -> None:
        """Keep what was said of the forward pass."""
        self._numbers |= dict(zip(values_of(nodes, "values")[0], numbers, strict=True))

    def note_slopes(self, nodes: Any, slopes: Sequence[float]) -> None:
        """Keep what was said of the way back; nothing follows from the slope of a leaf."""
        pairs = zip(values_of(nodes, "gradients")[0], slopes, strict=True)
        self._slopes |= {node: slope for node, slope in pairs if node.inputs}

    def numbers(self, nodes: Any) -> Any:
        """Return the numbers that follow, or None where nothing does, as of a negative number under log."""
        entries, shape = values_of(nodes, "values")
        now = self._now()
        return None if now is None else nest([now.get(node, node.data) for node in entries], shape)

    def slopes(self, nodes: Any) -> Any:
        """Return the slopes of the loss that follow, or None where nothing does."""
        entries, shape = values_of(nodes, "gradients")
        now = self._now()
        if now is None or self.loss is None:
            return None
        order = topological_order(self.loss)
        own = copy_graph(order)
        for node in order:
            own[node]._number = now.get(node, node.data)
        before = {own[node]: slope for node, slope in self._slopes.items() if node in own}
        try:
            surrogate, copies = given_gradients([own[node] for node in order], before)
            found = gradient(surrogate, [copies.get(own.get(node, node), node) for node in entries])
        except (ChalkgradError, ArithmeticError, ValueError):
            return None
        return nest(found, shape)

    def _now(self) -> Mapping[Value, float] | None:
        try:
            return reevaluated(self.order, self._numbers)
        except (ArithmeticError, ValueError):
            return None
