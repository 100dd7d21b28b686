"""What follows from a student's own earlier numbers, which may be rounded, or wrong.

Who works on paper goes on with what stands there: the next line is judged by that, forwards and on the way back. So the
derivative of an activation is that at its result as it was written (by_output.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.arithmetic import Floats
from engine.compare.perturb import reevaluated
from engine.compare.surrogate import given_gradients
from engine.errors import ChalkgradError
from engine.gradients import gradient
from engine.graph import copy_graph, topological_order
from engine.primitives import Primitive
from engine.value import Value
from engine.words.nested import nest, values_of
from lectures.entries import Drawn
from lectures.exercises.by_output import Functions, Partials


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
        self._functions: Functions | None = None

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
        return next(self.ways(nodes), None)

    def ways(self, nodes: Any) -> Iterator[Any]:
        """Yield the slopes that follow, by each way that people go on; they differ only after a wrong result.

        The derivative of an activation is taken from its result as it was written, or from its input; of a softmax with
        its loss at once, p - y, whatever was written between.
        """
        now = self._now()
        if now is None or self.loss is None:
            return
        written = {node: x for node, x in self._numbers.items() if node.inputs}
        if any(x != node.data for node, x in written.items()):
            self._functions = self._functions or Functions(self.order)
            try:
                by_output = self._functions.partials(written)
            except (ArithmeticError, ValueError):
                by_output = {}
            if by_output:
                yield from self._along(nodes, now, self._slopes, by_output)
                before = {node: slope for node, slope in self._slopes.items() if node not in by_output}
                if len(before) < len(self._slopes):
                    yield from self._along(nodes, now, before, by_output)
        yield from self._along(nodes, now, self._slopes, {})

    def _along(
        self, nodes: Any, now: Mapping[Value, float], slopes: Mapping[Value, float], by_output: Mapping[Value, Partials]
    ) -> Iterator[Any]:
        """Yield the slopes that follow from numbers, from slopes, and from derivatives that are known; or nothing."""
        assert self.loss is not None
        entries, shape = values_of(nodes, "gradients")
        order = topological_order(self.loss)
        own = copy_graph(order)
        for node in order:
            own[node]._number = now.get(node, node.data)
            if node in by_output:
                own[node].inputs = tuple(own[x] for x in by_output[node])
                own[node].primitive = _with_partials(list(by_output[node].values()))
        before = {own[node]: slope for node, slope in slopes.items() if node in own}
        try:
            surrogate, copies = given_gradients([own[node] for node in order], before)
            found = gradient(surrogate, [copies.get(own.get(node, node), node) for node in entries])
        except (ChalkgradError, ArithmeticError, ValueError):
            return
        yield nest(found, shape)

    def _now(self) -> Mapping[Value, float] | None:
        try:
            return reevaluated(self.order, self._numbers)
        except (ArithmeticError, ValueError):
            return None


def _with_partials(partials: Sequence[float]) -> Primitive:
    return Primitive(
        "your own result", "f", "product",
        value=lambda math, xs: Floats.dot(partials, xs),
        partials=lambda math, y, xs: partials,
        formula="", partial_formulas=(), variadic=True,
    )  # fmt: skip
