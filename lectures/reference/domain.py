"""Where a row of the table has a value and a derivative, found by asking the row itself."""

from collections.abc import Callable, Iterator, Sequence

from engine import DomainError, Value, apply, gradient
from engine.primitives import Primitive

ABOVE = (1e-3, 0.5, 1.0, 2.0, 2.5, 4.0, 5.0, 8.5, 11.0, 100.0, 1000.0)
BELOW = tuple(-x for x in ABOVE)
HALVINGS = 60


def where_defined(row: Primitive, name: str, at: Sequence[float], i: int) -> Iterator[str]:
    """Yield what is to be said of one input of a row, the others staying where they are; nothing where it is defined
    at every number that is asked for, or only here and there.

    >>> from engine import PRIMITIVES
    >>> list(where_defined(PRIMITIVES["log"], "x", [1.0], 0))
    ['defined for x > 0; at 0 and below: DomainError']
    >>> list(where_defined(PRIMITIVES["exp"], "x", [1.0], 0))
    ['too large for a float from x = 709.8 on: DomainError']
    """

    def output(x: float) -> tuple[Value, Value]:
        leaves = [Value(x if k == i else other) for k, other in enumerate(at)]
        return apply(row, *leaves), leaves[i]

    def slope(x: float) -> float:
        return gradient(*output(x))

    below, zero, above = [_works(output, x) for x in BELOW], _works(output, 0.0), [_works(output, x) for x in ABOVE]
    if not any(below) and all(above):
        yield f"defined for {name} {'≥' if zero else '>'} 0; {'' if zero else 'at 0 and '}below: DomainError"
    elif all(below) and all(above) and not zero:
        yield f"not defined at {name} = 0: DomainError"
    elif all(below) and zero and all(above[:-1]) and not above[-1]:
        yield f"too large for a float from {name} = {_end(output, *ABOVE[-2:]):.4g} on: DomainError"
    if zero and not _works(slope, 0.0):
        yield f"no derivative at {name} = 0: DomainError"


def everywhere(row: Primitive, at: Sequence[float]) -> bool:
    """Tell whether a row has a value and all derivatives wherever it is asked."""
    for i in range(len(at)):
        for x in (*BELOW, 0.0, *ABOVE):
            leaves = [Value(x if k == i else other) for k, other in enumerate(at)]
            if not _works(lambda _, xs=leaves: gradient(apply(row, *xs), xs), x):  # type: ignore[misc]
                return False
    return True


def _works(f: Callable[[float], object], x: float) -> bool:
    try:
        f(x)
    except DomainError:
        return False
    return True


def _end(f: Callable[[float], object], inside: float, outside: float) -> float:
    """Return the last number at which f works on the way from one to another."""
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if _works(f, middle) else (inside, middle)
    return inside
