"""Parameters as an optimiser takes them: leaves, each one once, that start from finite numbers."""

import math
from collections.abc import Iterable
from typing import Any

from engine.errors import ArgumentError, DomainError, ShapeError
from engine.graph import distinct_leaves
from engine.value import Value


def leaves(where: str, parameters: Any, purpose: str = "train") -> list[Value]:
    """Return parameters as a list of different leaves, which are there to be trained, or for another purpose.

    Raises:
        ArgumentError: for what is no list of Values, and for constants.
        ShapeError: when there are none, one stands there twice, or is the result of an operation.

    >>> leaves("SGD", [Value(1.0)])
    [Value(1.0)]
    """
    if not isinstance(parameters, Iterable) or isinstance(parameters, str):
        raise ArgumentError(
            f"{where}: parameters must be a list of Values, got {type(parameters).__name__}; pass model.parameters()"
        )
    found = list(parameters)
    if not found and (why := getattr(parameters, "why", "")):
        raise ShapeError(f"{where}: no parameters to {purpose}: {why}")
    if not found:
        raise ShapeError(
            f"{where}: no parameters to {purpose}; pass model.parameters(), and make a generator into a list, "
            "because it is empty after its first use"
        )
    for p in found:
        if not isinstance(p, Value):
            raise ArgumentError(f"{where}: {p!r:.60} is no parameter; pass Values, such as model.parameters()")
        if p.is_constant:
            raise ArgumentError(f"{where}: {p!r:.60} is no parameter; to {purpose} it, make it a Value({p.data!r})")
    return distinct_leaves(f"{where}: parameters", found, "pass model.parameters()", ShapeError)


def refuse_not_finite(where: str, parameters: Iterable[Value]) -> None:
    """Refuse to start from NaN or infinity.

    Raises:
        DomainError: it names the parameter.

    >>> refuse_not_finite("SGD", [Value(1.0)])
    """
    for i, p in enumerate(parameters):
        if not math.isfinite(p.data):
            raise DomainError(
                f"{where}: parameter {p.label or i!r} is {p.data} before the first step; start from finite numbers: "
                "make or load the model again"
            )
