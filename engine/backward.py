"""Reverse mode: the chain rule, applied once to every edge of the graph, from the output to the leaves.

    d(output)/d(input) += d(output)/d(node) * d(node)/d(input)
                          upstream          * partial           = contribution

There is one loop, `sweep`. `backward`, `gradient` and the step-by-step trace all consume it.
"""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, Literal, overload

from engine.arithmetic import Floats
from engine.errors import DomainError, NotANumberError, domain_error
from engine.functions import ONE_INPUT
from engine.graph import topological_order
from engine.value import Constant, Value

Watcher = Callable[[Value, Value, float, float, float], None]


class Values:
    """Arithmetic on Values: a gradient computed with it is a graph again, and can be differentiated again.

    Comparisons look at the numbers, so a kink is decided at the point where the graph was built.
    """

    where, map, join = Floats.where, Floats.map, Floats.join

    @staticmethod
    def equal(a: Value | float, b: Value | float) -> bool:
        return _number(a) == _number(b)

    @staticmethod
    def pow(a: Any, b: Any) -> Any:
        return a**b

    @staticmethod
    def shares(xs: Sequence[Any], y: Any) -> list[float]:
        return Floats.shares([_number(x) for x in xs], _number(y))

    @staticmethod
    def sign(x: Value) -> float:
        return Floats.sign(x.data)


def _number(x: Value | float) -> float:
    return x.data if isinstance(x, Value) else x


def _of_value_or_number(name: str) -> Any:
    return staticmethod(lambda x: getattr(x, name)() if isinstance(x, Value) else getattr(Floats, name)(x))


for _name in ONE_INPUT:
    if hasattr(Floats, _name):
        setattr(Values, _name, _of_value_or_number(_name))


def sweep(output: Value, seed: Any = 1.0, m: Any = Floats, watch: Watcher | None = None) -> dict[Value, Any]:
    """Return the gradient d(output)/d(node) of every node, in topological order.

    Args:
        output: the node whose derivatives are wanted.
        seed: d(output)/d(output); 1.0, or a Value when the gradients are to be graphs themselves.
        m: the arithmetic, Floats or Values.
        watch: called as watch(node, input, upstream, partial, total so far) for every edge, in the order of the sweep.

    Raises:
        DomainError: where a derivative does not exist or overflows; it names the operation.
    """
    order = topological_order(output)
    nothing = 0 if m is Values else 0.0  # the int 0, because 0 + Value makes no node
    gradients: dict[Value, Any] = dict.fromkeys(order, nothing)
    gradients[output] = seed
    for node in reversed(order):
        primitive = node.primitive
        if primitive is None:
            continue
        upstream, inputs = gradients[node], node.inputs
        y, xs = (node, inputs) if m is Values else (node.data, [x.data for x in inputs])
        try:
            partials = primitive.partials(m, y, xs) if primitive.many else primitive.partials(m, y, *xs)
        except (ArithmeticError, ValueError) as error:
            raise domain_error(primitive, inputs, error, node.scope, of="the derivative of ") from None
        if upstream == 0.0 and watch is None:  # as in half of a relu layer; but what has no derivative is refused
            continue
        for x, partial in zip(inputs, partials):  # noqa: B905 (strict costs a tenth of the sweep)
            gradients[x] += upstream * partial
            if watch is not None:
                watch(node, x, upstream, partial, gradients[x])
    if m is Floats and not all(map(isfinite, gradients.values())):
        _refuse_overflow(order, gradients)
    return gradients


def _refuse_overflow(order: Sequence[Value], gradients: Mapping[Value, float]) -> None:
    for node in reversed(order):
        if not isfinite(gradients[node]) and type(node) is not Constant:  # nobody moves a constant
            name = node.label or (node.primitive.name if node.primitive else "a leaf")
            raise DomainError(
                f"backward: the gradient of {name!r} (data {node.data:g}) overflows; "
                "scale the numbers down, clip the gradient, or look for an exploding product of derivatives"
            )


def backward(output: Value, /) -> None:
    """Compute d(output)/d(node) for every node and keep it in `.grad`.

    Leaves accumulate, so that two calls give exactly twice the gradient and a batch can be added up;
    results of operations keep the gradient of the latest call only.

    >>> a = Value(2.0); b = Value(-3.0); c = a * b + a
    >>> c.backward()
    >>> a.grad, b.grad
    (-2.0, 2.0)
    """
    for node, gradient in sweep(output).items():
        node.grad = gradient if node.inputs else node.grad + gradient


Value.backward = backward  # type: ignore[assignment]  # value.py stands below and cannot import this


@overload
def gradient(output: Value, wrt: Value, create_graph: Literal[False] = False) -> float: ...
@overload
def gradient(output: Value, wrt: Sequence[Value], create_graph: Literal[False] = False) -> list[float]: ...
@overload
def gradient(output: Value, wrt: Value, create_graph: Literal[True]) -> Value: ...
@overload
def gradient(output: Value, wrt: Sequence[Value], create_graph: Literal[True]) -> list[Value]: ...
def gradient(output: Value, wrt: Value | Sequence[Value], create_graph: bool = False) -> Any:
    """Return d(output)/d(x) for every x in `wrt`, leaving every `.grad` as it is.

    Args:
        output: the node to differentiate.
        wrt: one Value, or a sequence of them; leaves or results of operations.
        create_graph: return Values, which can be differentiated again, instead of floats.

    Returns:
        One gradient for one Value, a list for a sequence; 0 for what the output does not depend on.

    >>> x = Value(3.0)
    >>> slope = gradient(x**3, x, create_graph=True)
    >>> slope.data, gradient(slope, x)
    (27.0, 18.0)
    """
    wanted = [wrt] if isinstance(wrt, Value) else list(wrt)
    for x in wanted:
        if not isinstance(x, Value):
            raise NotANumberError(f"gradient: wrt holds {x!r}, which is not a Value; only Values are on a graph")
    found = sweep(output, Constant(1.0), Values) if create_graph else sweep(output)
    gradients = [found.get(x, 0.0) for x in wanted]
    if create_graph:
        gradients = [g if isinstance(g, Value) else Constant(g) for g in gradients]
    return gradients[0] if isinstance(wrt, Value) else gradients


@overload
def hessian(output: Value, wrt: Value) -> float: ...
@overload
def hessian(output: Value, wrt: Sequence[Value]) -> list[list[float]]: ...
def hessian(output: Value, wrt: Value | Sequence[Value]) -> Any:
    """Return the second derivatives H[i][j] = d2(output)/(dx_i dx_j).

    >>> u, v = Value(1.0), Value(1.0)
    >>> hessian((u * v - 1) ** 2, [u, v])
    [[2.0, 2.0], [2.0, 2.0]]
    """
    if isinstance(wrt, Value):
        return gradient(gradient(output, wrt, create_graph=True), wrt)
    return [gradient(slope, wrt) for slope in gradient(output, wrt, create_graph=True)]
