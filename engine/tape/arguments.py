"""What a tape accepts, and what it answers to the rest."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.arrays import Array
from engine.errors import NotANumberError, RecordingError, ShapeError
from engine.value import Value


class Call(NamedTuple):
    """At which numbers a tape is to be computed: theta, one row of inputs for each example, and how many there are."""

    theta: Array
    rows: Array
    batch: int | None  # None without an axis of examples
    per_example: bool


def values(name: str, given: Value | Sequence[Value]) -> list[Value]:
    """Return one Value or several as a list."""
    if not isinstance(given, Value | Iterable):
        raise RecordingError(f"record: {name} takes Values, got {type(given).__name__} {str(given)[:60]}")
    found = [given] if isinstance(given, Value) else list(given)
    for node in found:
        if not isinstance(node, Value):
            raise RecordingError(f"record: {name} takes Values, got {type(node).__name__} {str(node)[:60]}")
    return found


def leaves(name: str, given: Value | Sequence[Value]) -> list[Value]:
    """Return Values as a list of distinct leaves."""
    found = values(name, given)
    for node in found:
        if node.inputs:
            raise RecordingError(
                f"record: {name} takes leaves, but {node!r} is the result of an operation; "
                "record a graph that starts from Value(v.item()) instead"
            )
    if len(set(found)) < len(found):
        raise RecordingError(f"record: {name} names a leaf twice; each has one number and one gradient")
    return found


def numbers(name: str, given: Any) -> Array:
    """Return numbers as an array of floats."""
    try:
        return np.asarray(given, dtype=float)
    except NotANumberError:
        raise
    except (TypeError, ValueError) as error:
        raise ShapeError(f"tape: {name} must be real numbers in one array ({error})") from None


def examples(given: Array, count: int) -> tuple[Array, int | None]:
    """Return the inputs as a row of `count` numbers for each example, and how many there are: None without a batch."""
    batch = len(given) if given.ndim > 1 else None
    if batch == 0 or given.size != (batch or 1) * count:
        raise ShapeError(f"tape: inputs have shape {given.shape}; give {count} numbers, or as many for each example")
    return given.reshape(batch or 1, count), batch
