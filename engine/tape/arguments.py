"""What a tape accepts, and what it answers to the rest."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.errors import RecordingError, ShapeError
from engine.graph import distinct_leaves, one_value
from engine.modes import numbers_of
from engine.real import real
from engine.value import Value


class Call(NamedTuple):
    """At which numbers a tape is to be computed: theta, one row of inputs for each example, and how many there are."""

    theta: Array
    rows: Array
    batch: int | None  # None without an axis of examples
    per_example: bool


def values(name: str, given: Value | Sequence[Value]) -> list[Value]:
    """Return one Value or several, also those of an array, as a list."""
    given = one_value(given)
    if not isinstance(given, Value | Iterable):
        raise RecordingError(
            f"record: {name} takes a Value or a list of them, got {type(given).__name__} {given!r:.60}; give the Value "
            "itself, without .data or item()"
        )
    found = [given] if isinstance(given, Value) else list(getattr(given, "flat", given))
    for node in found:
        if not isinstance(node, Value):
            raise RecordingError(
                f"record: {name} takes Values, got {type(node).__name__} {str(node)[:60]}; give the Value itself"
            )
    return found


def leaves(name: str, given: Value | Sequence[Value]) -> list[Value]:
    """Return Values as a list of distinct leaves."""
    remedy = "record a graph that starts from Value(v.item()) instead"
    return distinct_leaves(f"record: {name}", values(name, given), remedy, RecordingError)


def numbers(name: str, given: Any) -> Array:
    """Return numbers as an array of floats."""
    try:
        found = np.asarray(given)
    except ValueError:
        raise ShapeError(f"tape: {name} must be numbers in rows of one length, got {given!r:.60}") from None
    if found.dtype.kind in "fiub":
        return found.astype(float, copy=False)
    return np.array([real(x, f"tape: {name}") for x in found.ravel().tolist()]).reshape(found.shape)


def examples(given: Array, count: int) -> tuple[Array, int | None]:
    """Return the inputs as a row of `count` numbers for each example, and how many there are: None without a batch."""
    batch = len(given) if given.ndim > 1 else None
    if batch == 0 or given.size != (batch or 1) * count:
        raise ShapeError(f"tape: inputs have shape {given.shape}; give {count} numbers, or as many for each example")
    return given.reshape(batch or 1, count), batch


def call_at(
    wrt: Sequence[Value], leaves: Sequence[Value], theta: ArrayLike | None, inputs: ArrayLike | None, per_example: bool
) -> Call:
    """Return at which numbers a tape is to be computed: those that are given, or the present ones of its leaves."""
    theta_ = np.array(numbers_of(wrt)) if theta is None else numbers("theta", theta)
    if theta_.shape != (len(wrt),):
        raise ShapeError(
            f"tape: theta has shape {theta_.shape}, but {len(wrt)} leaves were recorded as wrt; "
            "give one number for each"
        )
    given = np.array(numbers_of(leaves)) if inputs is None else numbers("inputs", inputs)
    rows, batch = examples(given, len(leaves))
    if per_example and batch is None:
        raise ShapeError("tape: per_example needs inputs with a leading axis of examples; give one row for each")
    return Call(theta_, rows, batch, per_example)
