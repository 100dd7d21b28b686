"""What an expression may call, on numbers and on arrays of them: the engine's functions and the losses of `nn`."""

import ast
import operator
from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

import engine
from engine.errors import ArgumentError
from engine.words.nested import map_nested
from nn import array, losses
from nn.array import ValueArray, entrywise

OF_ARRAYS = ("dot", "logsumexp", "mean", "softmax", "sum")
OF_CLASSES = ("multiclass_hinge", "negative_log_likelihood", "softmax_cross_entropy")  # their first input is an array
ALONG_AN_AXIS = ("mean", "sum")


def stacked(entries: list[Any]) -> Any:
    """Return a list of numbers, or of arrays of one shape, as an array.

    Raises:
        ValueError: where the shapes differ.
    """
    if any(isinstance(x, np.ndarray) for x in entries):
        return np.stack([np.asarray(x, dtype=object) for x in entries]).view(ValueArray)
    found = np.empty(len(entries), dtype=object)
    found[:] = entries
    return found.view(ValueArray)


def plain(x: Any) -> Any:
    """Return an array as nested lists, and one number as it is."""
    return x.view(np.ndarray).tolist() if isinstance(x, np.ndarray) else x


def whole(x: Any) -> Any:
    """Return numbers such as 2.0 as whole numbers; others, and Values, as they are.

    >>> whole([1.0, 0.5])
    [1, 0.5]
    """
    return map_nested(lambda n: int(n) if isinstance(n, float) and n.is_integer() else n, x)


def _listed(f: Callable[..., Any]) -> Callable[..., Any]:
    return wraps(f)(lambda *inputs: f(*map(plain, inputs)))


def _sum(values: Any, axis: int | None = None) -> Any:
    if not isinstance(values, np.ndarray):
        return values  # so that one formula serves one example and many
    if axis is not None:
        total = np.sum(values, axis=_axis(axis))
        return total if np.ndim(total) else np.asarray(total, dtype=object).item()
    entries = plain(values.ravel())
    return entries[0] if len(entries) == 1 else engine.sum(entries)


def _axis(axis: Any) -> int:
    if not isinstance(axis, int | float) or int(axis) != axis:
        raise ArgumentError(
            "the second argument is an axis, and a whole number: 0 adds the rows up, 1 the columns; without it "
            "everything is added"
        )
    return int(axis)


def _mean(values: Any, axis: int | None = None) -> Any:
    total = _sum(values, axis)
    count = np.size(values) if axis is None or not isinstance(values, np.ndarray) else values.shape[_axis(axis)]
    return total if count == 1 else entrywise(operator.truediv)(total, count)


def _softmax(logits: Any) -> Any:
    return array.softmax(logits) if isinstance(logits, np.ndarray) else engine.softmax(logits)


def _logsumexp(values: Any) -> Any:
    return engine.logsumexp(plain(values)) if np.ndim(values) < 2 else array.logsumexp(values)


def _dot(weights: Any, inputs: Any) -> Any:
    for which, x in (("first", weights), ("second", inputs)):
        if not np.ndim(x):
            raise ArgumentError(f"dot is of two arrays, and the {which} is one number; write * for numbers")
    matrices = np.ndim(weights) == 2 or np.ndim(inputs) == 2
    return weights @ inputs if matrices else engine.dot(plain(weights), plain(inputs))


def _outer(column: Any, row: Any) -> Any:
    sides = []
    for which, x in (("first", column), ("second", row)):
        if not np.ndim(x) or np.size(x) != max(np.shape(x)):
            raise ArgumentError(f"outer is of two columns of numbers, and the {which} is none; write * for numbers")
        sides.append(np.ravel(x).view(ValueArray))
    return OPERATORS[ast.Mult](sides[0].reshape(-1, 1), sides[1])


def _most(f: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(f)
    def most(*values: Any) -> Any:
        alone = len(values) == 1 and isinstance(values[0], np.ndarray)
        return f(*plain(values[0].ravel())) if alone else entrywise(f)(*values)

    return most


FUNCTIONS: dict[str, Callable[..., Any]] = {name: entrywise(f) for name, f in engine.FUNCTIONS.items()} | {
    "affine": _listed(engine.affine), "dot": _dot, "ln": entrywise(engine.log),
    "logsumexp": _logsumexp, "maximum": _most(engine.maximum),
    "mean": _mean, "minimum": _most(engine.minimum), "outer": _outer, "softmax": _softmax, "sum": _sum,
}  # fmt: skip
OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: entrywise(operator.add), ast.Sub: entrywise(operator.sub), ast.Mult: entrywise(operator.mul),
    ast.Div: entrywise(operator.truediv), ast.Pow: entrywise(operator.pow), ast.MatMult: operator.matmul,
    ast.USub: entrywise(operator.neg), ast.UAdd: entrywise(operator.pos),
}  # fmt: skip
# Their second argument is data: which class, or a label; no gradient is asked for it.
LOSSES: dict[str, Callable[..., Any]] = {name: getattr(losses, name) for name in (
    "binary_cross_entropy", "binary_cross_entropy_from_logits", "hinge", "logistic_loss", "multiclass_hinge",
    "negative_log_likelihood", "softmax_cross_entropy",
)}  # fmt: skip
