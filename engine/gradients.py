"""Derivatives as results: of any value with respect to any others, leaving every `.grad` as it is."""

import reprlib
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Literal, TypeVar, overload

from engine.arithmetic import Floats, GraphArithmetic, Values
from engine.backward import refuse_overflow, sweep
from engine.errors import ArgumentError, NotANumberError
from engine.graph import topological_order
from engine.modes import CHOSEN, COMPARED, PARAMETER, with_graph
from engine.real import real
from engine.value import Constant, Value

Rows = TypeVar("Rows", bound=list[list[Any]])


@overload
def gradient(output: Value, wrt: Value, create_graph: Literal[False] = False, seed: float = 1.0) -> float: ...
@overload
def gradient(
    output: Value, wrt: Sequence[Value], create_graph: Literal[False] = False, seed: float = 1.0
) -> list[float]: ...
@overload
def gradient(output: Value, wrt: Value, create_graph: Literal[True], seed: float | Value = 1.0) -> Value: ...
@overload
def gradient(
    output: Value, wrt: Sequence[Value], create_graph: Literal[True], seed: float | Value = 1.0
) -> list[Value]: ...
@overload
def gradient(output: Value, wrt: Rows, create_graph: bool = False, seed: float | Value = 1.0) -> Rows: ...
def gradient(output: Value, wrt: Any, create_graph: bool = False, seed: float | Value = 1.0) -> Any:
    """Return seed * d(output)/d(x) for every x in `wrt`.

    Args:
        output: the node to differentiate.
        wrt: one Value, a sequence of them, a matrix, a list of rows, or an array; leaves or results of operations.
        create_graph: return Values, which can be differentiated again, instead of floats.
        seed: d(whatever is wanted)/d(output); 1 for the output itself. With create_graph it may be a Value.

    Returns:
        One gradient for one Value, a list for a sequence, rows for rows (a Matrix for a Matrix), an array for an array;
        0 for what the output does not depend on.

    Raises:
        NotANumberError: where wrt holds something else.
        ArgumentError: where it is the one Value asked for that depends on the output.
        DomainError: where a derivative does not exist or overflows.

    >>> x = Value(3.0)
    >>> slope = gradient(x**3, x, create_graph=True)
    >>> slope.data, gradient(slope, x)
    (27.0, 18.0)
    """
    if not isinstance(create_graph, bool):
        raise ArgumentError(
            "gradient: create_graph is True or False; several Values go in one list: gradient(y, [a, b])"
        )
    if not isinstance(wrt, Value | Iterable):
        advice = "give its parameters()" if hasattr(wrt, "parameters") else "give the Value, not its .data"
        kind = "" if isinstance(wrt, float) else f"{type(wrt).__name__} "
        raise NotANumberError(
            f"gradient: wrt takes one Value or a list of them, got {kind}{reprlib.repr(wrt)}; {advice}"
        )
    if isinstance(wrt, list) and wrt and all(isinstance(row, list) for row in wrt):
        flat = iter(gradient(output, list(chain(*wrt)), create_graph, seed))
        return type(wrt)([next(flat) for _ in row] for row in wrt)
    if hasattr(wrt, "flat"):
        return _as_array(wrt, gradient(output, list(wrt.flat), create_graph, seed))
    targets = [wrt] if isinstance(wrt, Value) else list(wrt)
    for x in targets:
        if not isinstance(x, Value):
            raise NotANumberError(f"gradient: wrt holds {x!r}, which is not a Value; only Values are on a graph")
    seed = seed if create_graph and isinstance(seed, Value) else real(seed, "gradient: seed")
    order = topological_order(output)
    towards = TowardsGraphs(Values, order, targets) if create_graph else Towards(Floats, order, targets)
    with with_graph():
        found = {node: g for node, g, _ in sweep(towards.order, towards, seed)}
    towards.refuse_overflow(found)
    if isinstance(wrt, Value) and wrt not in found and output in topological_order(wrt):
        y, x = ((v.label or repr(v)) for v in (wrt, output))
        raise ArgumentError(
            f"gradient: {x} does not depend on {y}, it is {y} that depends on {x}; write gradient({y}, {x})"
        )
    gradients = [found.get(x, 0.0) for x in targets]
    for x in () if create_graph else targets:
        x.marks |= 0 if x.inputs else PARAMETER  # somebody seems to train it: `x -= rate * g` would not
    if create_graph:
        gradients = [g if isinstance(g, Value) else Constant(g) for g in gradients]
        for g in gradients if towards.chosen else ():
            g.marks |= CHOSEN
    return gradients.pop() if isinstance(wrt, Value) else gradients


def _as_array(values: Any, gradients: list[Any]) -> Any:
    """Return gradients as an array like that of the Values: of numbers, or again of Values."""
    import numpy as np  # whoever has an array has it

    if not values.shape:
        return gradients.pop()
    if not any(isinstance(g, Value) for g in gradients):
        return np.array(gradients, dtype=float).reshape(values.shape)
    found = values.copy()
    found.flat = gradients
    return found


class Towards:
    """An arithmetic that takes only the derivatives that lead to some targets.

    Attributes:
        needed: the results that depend on a target.
        order: these, their inputs, and the targets, as they are ordered in the graph.
        chosen: whether a comparison has chosen a side of a kink, where derivatives are graphs.
    """

    chosen = False

    def __init__(self, arithmetic: GraphArithmetic, order: Sequence[Value], targets: Sequence[Value]) -> None:
        self.arithmetic, self.zero, self.gives_graphs = arithmetic, arithmetic.zero, arithmetic.gives_graphs
        self.targets, depends, near = targets, set(targets), {order[-1], *targets}
        self.needed: set[Value] = set()
        for node in order:
            if not depends.isdisjoint(node.inputs):
                depends.add(node)
                self.needed.add(node)
                near.add(node)
                near.update(node.inputs)
        self.order = [node for node in order if node in near]

    def partials_of(self, node: Value) -> Sequence[Any]:
        return self.arithmetic.partials_of(node) if node in self.needed else ()

    def are_finite(self, numbers: Iterable[Any]) -> bool:
        return True  # what is not asked for may be anything

    def refuse_overflow(self, found: dict[Any, Any]) -> None:
        """Raise a DomainError if the gradient of a target is not finite."""
        if not self.arithmetic.are_finite(found[x] for x in self.targets if x in found):
            refuse_overflow(dict(reversed(found.items())), self.needed.union(self.targets))


class TowardsGraphs(Towards):
    """The same, where the derivatives are graphs themselves."""

    def partials_of(self, node: Value) -> Sequence[Any]:
        """Return the partials. That a row compares numbers is noted of the derivative, not of these Values."""
        looked_at = [node, *node.inputs] if node in self.needed else []
        marks = [x.marks for x in looked_at]
        for x in looked_at:
            x.marks &= ~COMPARED
        try:
            return super().partials_of(node)
        finally:
            self.chosen = self.chosen or any(x.marks & COMPARED for x in looked_at)
            for x, before in zip(looked_at, marks, strict=True):
                x.marks = before


@overload
def hessian(output: Value, wrt: Value) -> float: ...
@overload
def hessian(output: Value, wrt: Sequence[Value]) -> list[list[float]]: ...
def hessian(output: Value, wrt: Value | Sequence[Value]) -> Any:
    """Return the second derivatives H[i][j] = d2(output)/(dx_i dx_j).

    The graph of the gradient is built, which takes as long as some twenty gradients, and gone through once for each of
    `wrt`. H times a vector alone is what `hvp` gives, in the time of about five.

    >>> u, v = Value(1.0), Value(1.0)
    >>> hessian((u * v - 1) ** 2, [u, v])
    [[2.0, 2.0], [2.0, 2.0]]
    """
    if isinstance(wrt, Iterable):
        wrt = list(getattr(wrt, "flat", wrt))  # an iterator is gone through once for every row
    if isinstance(wrt, Value):
        return gradient(gradient(output, wrt, create_graph=True), wrt)
    return [gradient(slope, wrt) for slope in gradient(output, wrt, create_graph=True)]
