"""The primitives as functions of Values or plain numbers: `exp(x)`, `relu(x)`, ... and those that take many values."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from engine.errors import ArgumentError, NotANumberError, ShapeError
from engine.graph import Labelled, one_value
from engine.primitives import PRIMITIVES
from engine.real import real
from engine.value import Constant, Value, apply

Scalar = Value | int | float
N = TypeVar("N", bound=Value | Labelled)


def exp(x: Scalar) -> Value:
    """Return y = e^x; dy/dx = y.

    >>> exp(Value(0.0)).data
    1.0
    """
    return apply(PRIMITIVES["exp"], x)


def log(x: Scalar) -> Value:
    """Return y = ln x, for x > 0; dy/dx = 1/x.

    >>> log(Value(1.0)).data
    0.0
    """
    return apply(PRIMITIVES["log"], x)


def sqrt(x: Scalar) -> Value:
    """Return y = the square root of x; dy/dx = 1/(2y).

    >>> sqrt(Value(9.0)).data
    3.0
    """
    return apply(PRIMITIVES["sqrt"], x)


def abs(x: Scalar) -> Value:
    """Return y = |x|; dy/dx is the sign of x, 0 at 0.

    >>> abs(Value(-2.0)).data
    2.0
    """
    return apply(PRIMITIVES["abs"], x)


def sin(x: Scalar) -> Value:
    """Return y = sin x; dy/dx = cos x.

    >>> sin(Value(0.0)).data
    0.0
    """
    return apply(PRIMITIVES["sin"], x)


def cos(x: Scalar) -> Value:
    """Return y = cos x; dy/dx = -sin x.

    >>> cos(Value(0.0)).data
    1.0
    """
    return apply(PRIMITIVES["cos"], x)


def tanh(x: Scalar) -> Value:
    """Return y = tanh x; dy/dx = 1 - y^2.

    >>> x = Value(0.0)
    >>> y = tanh(x)
    >>> y.backward()
    >>> y.data, x.grad
    (0.0, 1.0)
    """
    return apply(PRIMITIVES["tanh"], x)


def sigmoid(x: Scalar) -> Value:
    """Return y = 1/(1 + e^-x); dy/dx = y (1 - y).

    >>> x = Value(0.0)
    >>> y = sigmoid(x)
    >>> y.backward()
    >>> y.data, x.grad
    (0.5, 0.25)
    """
    return apply(PRIMITIVES["sigmoid"], x)


def relu(x: Scalar) -> Value:
    """Return y = max(0, x); dy/dx is 1 for x > 0, otherwise 0.

    >>> [relu(Value(x)).data for x in (-2.0, 0.0, 3.0)]
    [0.0, 0.0, 3.0]
    """
    return apply(PRIMITIVES["relu"], x)


def softplus(x: Scalar) -> Value:
    """Return y = ln(1 + e^x); dy/dx = sigmoid(x).

    >>> round(softplus(Value(0.0)).data, 4)
    0.6931
    """
    return apply(PRIMITIVES["softplus"], x)


def leaky_relu(x: Scalar, slope: float = 0.01) -> Value:
    """Return y = x for x > 0, otherwise slope x; dy/dx is 1 or slope.

    >>> [leaky_relu(Value(x), slope=0.1).data for x in (-2.0, 3.0)]
    [-0.2, 3.0]
    """
    return apply(PRIMITIVES["leaky_relu"].bind(real(slope)), x)


def sum(values: Iterable[Scalar]) -> Value:
    """Add any number of values in one operation: y = x1 + ... + xn, dy/dxi = 1.

    >>> sum([Value(1.0), Value(2.0), 3]).data
    6.0
    """
    inputs = _listed("sum", values)
    return apply(PRIMITIVES["sum"], *inputs) if inputs else Constant(0.0)


def dot(weights: Sequence[Scalar], inputs: Sequence[Scalar]) -> Value:
    """Multiply pairwise and add in one operation: y = w1 x1 + ... + wn xn.

    Args:
        weights, inputs: sequences of the same length n.

    Raises:
        ShapeError: when the lengths differ.

    >>> dot([Value(1.0), Value(2.0)], [3, 4]).data
    11.0
    """
    _check_pairs("dot", weights, inputs)
    return apply(PRIMITIVES["dot"], *weights, *inputs) if len(weights) else Constant(0.0)


def affine(weights: Sequence[Scalar], inputs: Sequence[Scalar], bias: Scalar) -> Value:
    """Return what a neuron computes before its activation, in one operation: y = w1 x1 + ... + wn xn + b.

    Args:
        weights, inputs: sequences of the same length n.
        bias: one value.

    Raises:
        ShapeError: when the lengths differ.

    >>> affine([Value(1.0), Value(2.0)], [3, 4], Value(0.5)).data
    11.5
    """
    _check_pairs("affine", weights, inputs)
    return apply(PRIMITIVES["affine"], *weights, *inputs, bias)


def logsumexp(values: Iterable[Scalar]) -> Value:
    """Return y = ln(e^x1 + ... + e^xn) without overflow; dy/dxi = e^(xi - y), the softmax.

    >>> round(logsumexp([Value(1000.0), Value(1000.0)]).data, 6)
    1000.693147
    """
    return apply(PRIMITIVES["logsumexp"], *_some("logsumexp", values))


def maximum(*values: Scalar) -> Value:
    """Return the largest value; equal ones share the derivative.

    >>> maximum(Value(1.0), 2.0, Value(2.0)).data
    2.0
    """
    return apply(PRIMITIVES["maximum"], *_some("maximum", values))


def minimum(*values: Scalar) -> Value:
    """Return the smallest value; equal ones share the derivative.

    >>> minimum(Value(1.0), 2.0).data
    1.0
    """
    return apply(PRIMITIVES["minimum"], *_some("minimum", values))


def named(label: str, value: N) -> N:
    """Return the same Value, or array or Matrix of Values, with a label: what drawings, errors and diagnoses call it.

    Raises:
        NotANumberError: for anything else.

    >>> named("y", Value(2.0, "w") * 3.0 + 1)
    Value(7.0, label='y', op='+')
    """
    found: Any = one_value(value)
    if isinstance(label, str) and hasattr(found, "with_labels"):
        return found.with_labels(label)  # type: ignore[no-any-return]
    if isinstance(found, Value) and isinstance(label, str):
        found.label = label
        return found  # type: ignore[return-value]
    found = label if isinstance(found, Value) else found
    raise NotANumberError(f"named takes a label and then a Value, such as named('y', w * x), not {found!r}")


def softmax(logits: Iterable[Scalar]) -> list[Value]:
    """Turn scores into probabilities: p_k = e^(z_k) / sum_j e^(z_j); dp_k/dz_j = p_k ([j = k] - p_j).

    >>> [round(p.data, 3) for p in softmax([1.0, 2.0, 3.0])]
    [0.09, 0.245, 0.665]
    """
    scores = [Constant(z) if type(z) is float else z for z in _some("softmax", logits)]  # for all outputs the same
    return [apply(PRIMITIVES["softmax"], z, *scores[:k], *scores[k + 1 :]) for k, z in enumerate(scores)]


def _some(name: str, values: Iterable[Scalar]) -> tuple[Scalar, ...]:
    found = _listed(name, values)
    if len(found) == 1 and isinstance(found[0], list | tuple):
        if name in ("maximum", "minimum"):
            raise ShapeError(f"{name}: takes the values themselves, {name}(a, b); for a list write {name}(*values)")
        raise ShapeError(f"{name}: takes one list of numbers; for several rows write [{name}(row) for row in rows]")
    if not found:
        raise ShapeError(f"{name}: needs at least one value, got none")
    return found


def _listed(name: str, values: Any) -> tuple[Scalar, ...]:
    try:
        return tuple(values)
    except TypeError as error:
        raise (error if isinstance(values, Iterable) else _no_list(name, values)) from None


def _check_pairs(name: str, weights: Sequence[Scalar], inputs: Sequence[Scalar]) -> None:
    try:
        differ = len(weights) != len(inputs)
    except TypeError:
        raise _no_list(name, inputs if hasattr(weights, "__len__") else weights) from None
    if differ:
        pairs = f"{len(weights)} weights do not pair with {len(inputs)} inputs"
        raise ShapeError(f"{name}: {pairs}; the lengths must agree")


def _no_list(name: str, given: Any) -> ArgumentError:
    kind = f"{type(given).__name__} {given!r:.60}"
    return ArgumentError(f"{name}: takes a list of numbers, got {kind}; put single values in a list, such as [a, b]")
