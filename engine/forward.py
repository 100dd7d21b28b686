"""Forward mode: every node carries a dual number, a pair (primal, tangent), from the inputs to the output.

    tangent(y) = sum over inputs x of dy/dx * tangent(x)

The same rows as in reverse mode, read in the other direction: one pass gives the derivative of everything
along one direction of the inputs, where a backward sweep gives one output's derivative along all of them. Both
together, the backward sweep over dual numbers, give the product of the Hessian with a vector.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, ClassVar

from engine.arithmetic import Floats, Values
from engine.backward import refuse_moved, sweep
from engine.errors import ArgumentError, ShapeError
from engine.gradients import Towards
from engine.graph import each_once, one_value, topological_order
from engine.modes import with_graph
from engine.primitives import PRIMITIVES, Primitive
from engine.real import called, check_function, check_number, domain_error, real
from engine.value import Value


def jvp(f: Callable[..., Any], primals: Sequence[float], tangents: Sequence[float]) -> tuple[float, float]:
    """Return f(x) and its derivative along a direction t, the Jacobian-vector product.

    Args:
        f: a function of len(primals) Values that returns one Value.
        primals: the point x.
        tangents: the direction t, of the same length.

    Raises:
        ShapeError: when the lengths differ.
        DomainError: where a derivative does not exist.

    >>> jvp(lambda x, y: x * y, [2.0, 5.0], [1.0, 0.0])
    (10.0, 5.0)
    """
    for what, numbers in (("primals", primals), ("tangents", tangents)):
        if not hasattr(numbers, "__len__"):
            raise ArgumentError(f"jvp: {what} must be a list of numbers, such as [2.0], got {numbers!r}")
    if len(primals) != len(tangents):
        raise ShapeError(f"jvp: {len(primals)} primals but {len(tangents)} tangents; give one tangent for each primal")
    direction = [check_number("jvp", "a tangent", tangent) for tangent in tangents]
    leaves = [Value(real(primal, "jvp: primals")) for primal in primals]
    check_function("jvp", "f", f, len(leaves), "lambda x, y: x * y")
    with with_graph():
        output = called("jvp", f, leaves)
    if not isinstance(output := one_value(output), Value):
        return real(output, "jvp: the result of f"), 0.0
    return output.data, tangents_of(output, dict(zip(leaves, direction, strict=True)))[output]


def hvp(output: Value, wrt: Sequence[Value], vector: Sequence[float]) -> list[float]:
    """Return H v, the second derivatives of the output by `wrt` times a vector, without ever computing H.

        (H v)_i = d/dt of d(output)/d(wrt_i) at wrt + t v

    It takes as long as about five gradients, however many `wrt` there are.

    Args:
        output: the node to differentiate.
        wrt: Values.
        vector: v, of the same length.

    Raises:
        ShapeError: when the lengths differ.
        DomainError: where a derivative does not exist.

    Source: Pearlmutter, "Fast exact multiplication by the Hessian", 1994.

    >>> u, v = Value(1.0), Value(1.0)
    >>> hvp((u * v - 1) ** 2, [u, v], [1.0, 0.0])
    [2.0, 2.0]
    """
    wrt = list(wrt.flat) if hasattr(wrt, "flat") else wrt
    if isinstance(wrt, Value) or not all(isinstance(x, Value) for x in wrt) or not hasattr(vector, "__len__"):
        raise ArgumentError("hvp: takes a list of Values and a list of numbers, such as hvp(loss, [w, b], [1.0, 0.0])")
    if len(wrt) != len(vector):
        raise ShapeError(f"hvp: {len(wrt)} Values but a vector of {len(vector)}; give one number for each Value")
    each_once("hvp: wrt", wrt, ShapeError)
    tangent_of = tangents_of(
        output, dict(zip(wrt, [check_number("hvp", "the vector", number) for number in vector], strict=True))
    )
    duals = Duals({node: Dual(node.data, tangent) for node, tangent in tangent_of.items()})
    towards = Towards(duals, topological_order(output), wrt)
    found = {node: g.tangent for node, g, _ in sweep(towards.order, towards) if isinstance(g, Dual)}
    towards.refuse_overflow(found)
    return [found.get(x, 0.0) for x in wrt]


def tangents_of(output: Value, given: Mapping[Value, float]) -> dict[Value, float]:
    """Return the tangent of every node, where some have given ones and all other leaves rest.

    A result that has a given one moves by that, and with its inputs besides: so do the columns of a Hessian.
    """
    tangent_of = dict(given)
    order = topological_order(output)
    for node in order:
        if node.primitive is None:
            tangent_of.setdefault(node, 0.0)
            continue
        y, xs = node.data, [x.data for x in node.inputs]
        try:
            partials = node.primitive.partials_at(Floats, y, xs)
        except (ArithmeticError, ValueError) as error:
            refuse_moved(order)
            raise domain_error(node.primitive, node.inputs, error, node.scope, of="the derivative of ") from None
        tangent = given.get(node, 0.0) + _tangent(partials, [tangent_of[x] for x in node.inputs])
        if not isfinite(tangent):
            raise domain_error(node.primitive, node.inputs, OverflowError(), node.scope, of="the derivative of ")
        tangent_of[node] = tangent
    return tangent_of


def _tangent(partials: Sequence[float], tangents: Sequence[float]) -> float:
    return sum((partial * t for partial, t in zip(partials, tangents, strict=True) if t), 0.0)  # 0 even for 0 * inf


def _rows(*names: str) -> Iterator[Any]:
    """Yield each of these rows as a method of one or two dual numbers."""
    return ((lambda *xs, row=PRIMITIVES[name]: Dual.of(row, *xs)) for name in names)


def _rows_reversed(*names: str) -> Iterator[Any]:
    return ((lambda b, a, row=PRIMITIVES[name]: Dual.of(row, a, b)) for name in names)


class Dual:
    """A number and its derivative along a direction; operations are those of the table.

    >>> x = Dual(3.0, 1.0)
    >>> y = x * x + 2.0
    >>> y.data, y.tangent
    (11.0, 6.0)
    """

    __slots__ = ("data", "tangent")

    def __init__(self, data: float, tangent: float) -> None:
        self.data, self.tangent = data, tangent

    @staticmethod
    def of(row: Primitive, *inputs: "Dual | float") -> "Dual":
        """Apply one row of the table."""
        xs = [x if isinstance(x, Dual) else Dual(x, 0.0) for x in inputs]
        numbers = [x.data for x in xs]
        y = row.value_at(Floats, numbers)
        return Dual(y, _tangent(row.partials_at(Floats, y, numbers), [x.tangent for x in xs]))

    # The sum and the product by their own rules, since a sweep is made of these: four times as fast as by the table.

    def __add__(self, other: "Dual | float") -> "Dual":
        if isinstance(other, Dual):
            return Dual(self.data + other.data, self.tangent + other.tangent)
        return Dual(self.data + other, self.tangent)

    def __mul__(self, other: "Dual | float") -> "Dual":
        if isinstance(other, Dual):
            there = self.data * other.tangent if other.tangent else 0.0  # 0 even for inf * 0
            return Dual(self.data * other.data, there + self.tangent * other.data if self.tangent else there)
        return Dual(self.data * other, self.tangent * other if self.tangent else 0.0)

    __radd__, __rmul__ = __add__, __mul__
    __sub__, __truediv__ = _rows("subtract", "divide")
    __rsub__, __rtruediv__ = _rows_reversed("subtract", "divide")
    exp, log, sqrt, sin, cos, tanh, sigmoid, abs = _rows("exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "abs")
    (__neg__,) = _rows("negate")

    def __pow__(self, other: "Dual | float") -> "Dual":
        row = PRIMITIVES["pow"] if isinstance(other, Dual) else PRIMITIVES["power"].bind(other)
        return Dual.of(row, self, other) if isinstance(other, Dual) else Dual.of(row, self)

    def __rpow__(self, other: float) -> "Dual":
        return Dual.of(PRIMITIVES["exponential"].bind(other), self)

    def __gt__(self, other: float) -> bool:
        return self.data > other

    def __ge__(self, other: float) -> bool:
        return self.data >= other

    def __lt__(self, other: float) -> bool:
        return self.data < other

    def __le__(self, other: float) -> bool:
        return self.data <= other


class Duals(Values):
    """Arithmetic on dual numbers: a gradient computed with it comes with its derivative along a direction.

    Args:
        dual_of: the dual number of every node.
    """

    zero: ClassVar[float] = 0.0
    gives_graphs: ClassVar[bool] = False

    def __init__(self, dual_of: Mapping[Any, Dual]) -> None:
        self.dual_of = dual_of

    def partials_of(self, node: Any) -> Any:  # type: ignore[override]
        return node.primitive.partials_at(self, self.dual_of[node], [self.dual_of[x] for x in node.inputs])
