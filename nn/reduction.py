"""How the losses of examples become one loss, and what a loss is that can be told so."""

from collections.abc import Callable
from typing import Any, Literal, Protocol, cast, overload

from engine import Value
from engine import sum as total
from engine.errors import SettingError, did_you_mean
from engine.modes import scope

ToOne = Literal["mean", "sum", "half_mean", "half_sum"]
Reduction = ToOne | Literal["none"]


class ReducibleLoss(Protocol):
    """What a loss is to a type checker: it returns one Value, or a list of them for the reduction "none"."""

    __name__: str

    @overload
    def __call__(self, predictions: Any, /, targets: Any, reduction: ToOne = ...) -> Value: ...
    @overload
    def __call__(self, predictions: Any, /, targets: Any, reduction: Literal["none"]) -> list[Value]: ...


def scoped(name: str) -> Callable[[Callable[[Any, Any, Reduction], Any]], ReducibleLoss]:
    """Decorate a loss with a scope of this name.

    >>> @scoped("absolute error")
    ... def absolute_error(predictions, targets, reduction="mean"):
    ...     return reduced([abs(h - y) for h, y in zip(predictions, targets)], reduction)
    >>> absolute_error([Value(3.0)], [1.0]).scope
    Scope('absolute error')
    """
    return cast(Callable[..., ReducibleLoss], scope(name))


def reduced(terms: list[Value], reduction: Reduction) -> Any:
    """Return one loss from the losses of the examples: their mean, half mean, sum, half sum, or all of them.

    Raises:
        SettingError: for another word.

    >>> reduced([Value(2.0), Value(4.0)], "half_mean").data
    1.5
    """
    divisors = {"none": 1, "sum": 1, "half_sum": 2, "mean": len(terms), "half_mean": 2 * len(terms)}
    if reduction not in divisors:
        wrong, meant = f"there is no reduction {reduction!r}", did_you_mean(reduction, divisors, tell_all=False)
        if reduction is None:  # left out
            wrong, meant = "a reduction is missing", ", as in lambda p, y: losses.squared_error(p, y, 'mean')"
        raise SettingError(f"{wrong}; choose one of {', '.join(divisors)}{meant}")
    if reduction == "none":
        return terms
    first, *others = terms
    summed = total(terms) if others else first
    return summed / divisors[reduction] if divisors[reduction] != 1 else summed
