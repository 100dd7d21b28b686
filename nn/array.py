"""NumPy arrays of Values: a loss written for NumPy, `np.tanh(X @ W1 + b1)` and all, runs on them and leaves a graph.

NumPy does what it does with any objects (shapes, slices, broadcasting); what computes goes to the engine's functions:
`np.tanh` to `tanh`, `@` and `np.dot` to `dot`, `np.maximum` to `maximum`, sums and means to `sum`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from typing import Any

import numpy as np

import engine
from engine import FUNCTIONS, METHODS, Constant, Value
from engine.arithmetic import stable_sigmoid
from engine.arrays import Arrays
from engine.errors import ArgumentError, NotANumberError
from engine.primitives import Primitive
from engine.value import apply
from engine.words.nested import show_index
from nn.array_numbers import Numbers, WithNumbers
from nn.array_products import product, reduced

IN_NUMPY = {name: getattr(np, name) for name in FUNCTIONS if isinstance(getattr(np, name, None), np.ufunc)}
_ENTRYWISE: Mapping[Any, Callable[..., Any]] = {f: FUNCTIONS[name] for name, f in IN_NUMPY.items()} | {
    np.maximum: lambda a, b: _maximum(a, b), np.minimum: engine.minimum, np.square: lambda x: x**2,
    np.log1p: lambda x: engine.log(1 + x), np.logaddexp: lambda a, b: engine.logsumexp([a, b]),
    np.conjugate: lambda x: x,  # which var() takes
}  # fmt: skip
_ALONG_AN_AXIS: Mapping[Any, Callable[..., Any]] = {
    np.add: engine.sum, np.maximum: lambda xs: engine.maximum(*xs), np.minimum: lambda xs: engine.minimum(*xs),
}  # fmt: skip
KNOWN = "np.exp, np.log, np.sqrt, np.sin, np.cos, np.tanh, np.abs, np.maximum, np.sum, @ and the signs of arithmetic"
_COMPARISONS = {np.greater, np.greater_equal, np.less, np.less_equal}


class ValueArray(WithNumbers):
    """An array of Values and numbers that can be computed with as with any other.

    >>> W, x = array([[1.0, 2.0], [0.5, -1.0]], "W"), np.array([3.0, 1.0])
    >>> loss = np.sum(np.maximum(0, W @ x) ** 2)
    >>> loss.backward()
    >>> loss.data, W.grad.tolist(), W[1, 0].item()
    (25.25, [[30.0, 10.0], [3.0, 1.0]], Value(0.5, label='W[1][0]'))
    """

    def __getitem__(self, index: Any) -> Any:
        return _wrapped(super().__getitem__(index))

    def __iter__(self) -> Iterator[Any]:
        return map(_wrapped, super().__iter__())

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: Any = None, **options: Any) -> Any:
        named = [array(x, x.label, given=True) if isinstance(x, Numbers) and x.label else x for x in inputs]
        plain = [*map(_plain, named)]
        if ufunc is np.matmul and method == "__call__":
            return _wrapped(product(*map(np.asarray, plain)))
        if method == "__call__" and ufunc in _ENTRYWISE:
            return _wrapped(np.frompyfunc(_ENTRYWISE[ufunc], len(plain), 1)(*plain))
        if method == "reduce" and ufunc in _ALONG_AN_AXIS:
            return _wrapped(reduced(_ALONG_AN_AXIS[ufunc], plain[0], options.get("axis", 0), options.get("keepdims")))
        try:
            result = getattr(ufunc, method)(*plain, **options)
        except (TypeError, AttributeError) as error:
            raise ArgumentError(f"np.{ufunc.__name__} is not known of Values; write it with {KNOWN}") from error
        if ufunc in _COMPARISONS and isinstance(result, np.ndarray):
            return result.astype(bool)
        if out is not None and isinstance(result, np.ndarray):  # W += 1 writes into W
            out[0][...] = result
            return out[0]
        return _wrapped(result)

    def apply_to_each(self, primitive: Primitive, inputs: Sequence[Any]) -> Any:
        """Return an operation of the table on every entry, of which `engine.exp(W)` and `v * W` for a Value v are made.

        >>> W = array([1.0, 2.0], "W")
        >>> (Value(3.0) * W).data.tolist(), engine.maximum(W, 1.5).data.tolist()
        ([3.0, 6.0], [1.5, 2.0])
        """
        each = np.frompyfunc(lambda *xs: apply(primitive, *xs), len(inputs), 1)
        return _wrapped(each(*map(_plain, inputs)))

    def __float__(self) -> float:
        raise NotANumberError(
            "a number of the graph is wanted as a float, and would lose its graph: write np.exp, not math.exp, "
            "and np.array([a, b]), not np.zeros(2) that is filled"
        )

    # NumPy calls it for the entries of np.array([np.sum(a), np.sum(b)]), which are arrays of no dimension.
    def log1p(self) -> Any:
        return np.log1p(self)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if function in (np.dot, np.inner) and {np.ndim(x) for x in args} <= {1, 2}:
            a, b = args
            return np.matmul(a, b.T if function is np.inner else b)
        if function is np.linalg.norm and len(args) == 1 and kwargs.keys() <= {"axis", "keepdims"}:
            return np.sqrt(np.sum(np.square(args[0]), **{"axis": None, **kwargs}))
        return _wrapped(super().__array_function__(function, types, args, kwargs))

    dot = np.ndarray.__matmul__  # type: ignore[assignment]


def array(numbers: Any, label: str, given: bool = False) -> Any:
    """Return numbers as an array of leaves, with labels such as W[0][1].

    Args:
        numbers: a number, nested lists or an array, of any shape.
        label: its name.
        given: whether these are data, constants that no gradient is asked for.

    >>> array(0.5, "b").item(), array([1, 2], "x").tolist()
    (Value(0.5, label='b'), [Value(1.0, label='x[0]'), Value(2.0, label='x[1]')])
    """
    plain = np.asarray(numbers, dtype=float)
    leaves = np.empty(plain.shape, dtype=object)
    for index in np.ndindex(plain.shape):
        leaves[index] = (Constant if given else Value)(float(plain[index]), label + show_index(index))
    return leaves.view(ValueArray)


def settled(x: Any) -> Any:
    """Return an array of Values for one whose entries are arrays of no dimension, as np.array([np.sum(a), b[0]]) has.

    >>> x = array([1.0, 2.0], "x")
    >>> settled(np.array([np.sum(x), 2.0])).tolist()
    [Value(3.0, op='sum'), 2.0]
    """
    if not isinstance(x, np.ndarray) or x.dtype != object or not any(isinstance(e, ValueArray) for e in x.flat):
        return x
    found = np.empty(x.shape, dtype=object)
    for index in np.ndindex(x.shape):
        entry = x.view(np.ndarray)[index]
        found[index] = entry.item() if isinstance(entry, ValueArray) else entry
    return found.view(ValueArray)


def entrywise(f: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of numbers as one of arrays too, which NumPy broadcasts.

    >>> entrywise(engine.relu)(array([-1.0, 2.0], "x")).tolist()
    [Value(0.0, op='relu'), Value(2.0, op='relu')]
    """

    @wraps(f)
    def on_each(*inputs: Any) -> Any:
        if not any(isinstance(x, np.ndarray) for x in inputs):
            return f(*inputs)
        return _wrapped(np.frompyfunc(f, len(inputs), 1)(*(np.asarray(_wrapped(settled(x))) for x in inputs)))

    return on_each


def relu(z: Any) -> Any:
    """Return max(0, z) of every entry, of Values or of numbers."""
    return np.maximum(0.0, z) if _is_plain(z) else _each(engine.relu, z)


def leaky_relu(z: Any, slope: float = 0.01) -> Any:
    """Return z where it is positive, else slope * z."""
    return np.where(z > 0, z, slope * z) if _is_plain(z) else _each(engine.leaky_relu, z, slope)


def sigmoid(z: Any) -> Any:
    """Return 1 / (1 + exp(-z)) of every entry."""
    return stable_sigmoid(Arrays, np.asarray(z, dtype=float)) if _is_plain(z) else _each(engine.sigmoid, z)


def softplus(z: Any) -> Any:
    """Return ln(1 + exp(z)) of every entry."""
    return np.logaddexp(0.0, z) if _is_plain(z) else _each(engine.softplus, z)


def softmax(z: Any) -> Any:
    """Return exp(z_k) / sum_j exp(z_j) along the last axis.

    >>> softmax(np.array([[0.0, 0.0]]))
    array([[0.5, 0.5]])
    """
    if _is_plain(z):
        powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
        return powers / np.sum(powers, axis=-1, keepdims=True)
    found = np.empty(np.shape(z), dtype=object)
    for index in np.ndindex(found.shape[:-1]):
        found[index] = engine.softmax(list(np.asarray(z)[index]))
    return found.view(ValueArray)


def logsumexp(z: Any) -> Any:
    """Return ln sum_j exp(z_j) along the last axis."""
    if _is_plain(z):
        return np.logaddexp.reduce(z, axis=-1)
    return _wrapped(reduced(engine.logsumexp, np.asarray(z), -1, False))


def _is_plain(z: Any) -> bool:
    return np.asarray(z).dtype != object


def _each(f: Callable[..., Any], z: Any, *numbers: float) -> Any:
    return entrywise(f)(np.asarray(z), *numbers)


def _plain(x: Any) -> Any:
    """Return an array of Values, or one Value, as an array of objects that NumPy treats as any others."""
    x = _wrapped(x)
    return settled(x).view(np.ndarray) if isinstance(x, np.ndarray) else x


def _wrapped(result: Any) -> Any:
    """Return what NumPy gave as a ValueArray, one Value too, so that `np.exp` of it is known."""
    if isinstance(result, Value):
        alone = np.empty((), dtype=object)
        alone[()] = result
        return alone.view(ValueArray)
    return result.view(ValueArray) if isinstance(result, np.ndarray) and result.dtype == object else result


def _maximum(a: Any, b: Any) -> Any:
    if not isinstance(a, Value):
        a, b = b, a
    return engine.relu(a) if not isinstance(b, Value) and b == 0 else engine.maximum(a, b)


_OF_ROWS = {name: entrywise(f) for name, f in FUNCTIONS.items()}
_OF_ROWS |= {f.__name__: f for f in (relu, leaky_relu, sigmoid, softplus)}
globals().update({name: f for name, f in _OF_ROWS.items() if name not in {*globals(), *IN_NUMPY}})
for _name in METHODS:
    if not hasattr(ValueArray, _name):
        setattr(ValueArray, _name, _OF_ROWS[_name])
