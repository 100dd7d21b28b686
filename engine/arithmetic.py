"""Arithmetics: the small sets of functions over which every row of the table is written.

A row such as tanh says `math.tanh(x)` and `4 * math.sigmoid(2 * x) * math.sigmoid(-2 * x)`; what `math` is decides what
comes out. `Floats` gives numbers, `Values` graphs; forward.py gives pairs of a number and its derivative along a
direction, arrays.py NumPy arrays, and printing/recorder.py a program to be printed. All of them have the functions of
`Arithmetic`.
"""

import math
import operator
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import inf
from typing import Any, ClassVar, Protocol


class Arithmetic(Protocol):
    """What a row may ask for, besides + - * / and comparisons.

    `map` applies a function to every number; `split_ties` is 1/(number of ties) for every x equal to y, 0 for others.
    """

    def exp(self, x: Any, /) -> Any: ...
    def log(self, x: Any, /) -> Any: ...
    def log1p(self, x: Any, /) -> Any: ...
    def sqrt(self, x: Any, /) -> Any: ...
    def sin(self, x: Any, /) -> Any: ...
    def cos(self, x: Any, /) -> Any: ...
    def tanh(self, x: Any, /) -> Any: ...
    def sigmoid(self, x: Any, /) -> Any: ...
    def abs(self, x: Any, /) -> Any: ...
    def sign(self, x: Any, /) -> Any: ...
    def pow(self, base: Any, exponent: Any, /) -> Any: ...
    def where(self, condition: Any, a: Any, b: Any, /) -> Any: ...
    def equal(self, a: Any, b: Any, /) -> Any: ...
    def max(self, xs: Any, /) -> Any: ...
    def min(self, xs: Any, /) -> Any: ...
    def sum(self, xs: Any, /) -> Any: ...
    def dot(self, a: Any, b: Any, /) -> Any: ...
    def map(self, f: Callable[[Any], Any], xs: Any, /) -> Any: ...
    def join(self, *parts: Any) -> Any: ...
    def split_ties(self, xs: Any, y: Any, /) -> Any: ...


class GraphArithmetic(Protocol):
    """What a sweep through a graph asks of its arithmetic.

    `zero` is where a gradient starts to be added up; `gives_graphs` says whether what comes out is a graph itself.
    """

    @property
    def gives_graphs(self) -> bool: ...

    @property
    def zero(self) -> float: ...

    def partials_of(self, node: Any, /) -> Sequence[Any]:
        """Return [d(node)/d(input) for each input] of the result of an operation."""

    def are_finite(self, numbers: Iterable[Any], /) -> bool: ...


def _chosen(choose: Callable[[Any], float], xs: Iterable[float]) -> float:
    """Return the largest or the smallest number; nan where one is nan, which Python's own max and min may pass over."""
    found, total = choose(xs), sum(xs)
    return math.nan if total != total and any(x != x for x in xs) else found


def stable_sigmoid(math: Arithmetic, x: Any) -> Any:
    """Return 1 / (1 + e^-x) without overflow: the exponent is never positive.

    >>> stable_sigmoid(Floats, -1000.0)
    0.0
    """
    e = math.exp(-math.abs(x))
    return math.where(x >= 0, 1.0, e) / (1.0 + e)


def shifted(math: Arithmetic, xs: Sequence[Any]) -> tuple[Any, Any]:
    """Return every e^(x - top), which cannot overflow, and top: the largest x, or 0 where that is infinite or nan."""
    top = math.max(xs)
    top = math.where(math.abs(top) < inf, top, 0.0)  # inf - inf is no number
    return math.map(lambda x: math.exp(x - top), xs), top


def log_of_sum(math: Arithmetic, xs: Sequence[Any]) -> Any:
    es, top = shifted(math, xs)
    return math.log(math.sum(es)) + top


def probabilities(math: Arithmetic, xs: Sequence[Any]) -> Any:
    es, _ = shifted(math, xs)
    total = math.sum(es)
    return math.map(lambda e: e / total, es)


def softmax_partials(math: Arithmetic, y: Any, xs: Sequence[Any]) -> Any:
    es, _ = shifted(math, xs)
    others = math.sum(es[1:])  # 1 - y would lose the digits of a probability near 1
    scale = y / (es[0] + others)
    return math.join([scale * others], math.map(lambda e: -scale * e, es[1:]))


class Floats:
    """Arithmetic on Python floats: the numbers that a student sees."""

    zero: ClassVar[float] = 0.0
    gives_graphs: ClassVar[bool] = False
    exp, log, log1p, sqrt, sin, cos, tanh = (
        math.exp, math.log, math.log1p, math.sqrt, math.sin, math.cos, math.tanh,
    )  # fmt: skip
    pow = math.pow  # `**` would answer a negative base with a complex number
    abs, equal = math.fabs, operator.eq

    @staticmethod
    def value_of(row: Any, inputs: Sequence[Any]) -> Any:
        if row.variadic:
            return row.value(Floats, [x._number for x in inputs])
        match inputs:
            case (x,):  # as most operations have one or two: without a list it takes a third of the time
                return row.value(Floats, x._number)
            case (a, b):
                return row.value(Floats, a._number, b._number)
        return row.value(Floats, *[x._number for x in inputs])

    @staticmethod
    def partials_of(node: Any) -> Any:
        row, y, inputs = node.primitive, node._number, node.inputs
        if row.variadic:
            return row.partials(Floats, y, [x._number for x in inputs])
        match inputs:
            case (x,):
                return row.partials(Floats, y, x._number)
            case (a, b):
                return row.partials(Floats, y, a._number, b._number)
        return row.partials(Floats, y, *[x._number for x in inputs])

    @staticmethod
    def are_finite(numbers: Iterable[float]) -> bool:
        return all(map(math.isfinite, numbers))

    @staticmethod
    def sigmoid(x: float) -> float:
        result: float = stable_sigmoid(Floats, x)
        return result

    @staticmethod
    def sign(x: Any) -> float:
        return 1.0 if x > 0 else -1.0 if x < 0 else 0.0 if x <= 0 else math.nan

    max, min = (staticmethod(partial(_chosen, choose)) for choose in (max, min))

    @staticmethod
    def where(condition: bool, a: Any, b: Any) -> Any:
        return a if condition else b

    @staticmethod
    def sum(xs: Iterable[float]) -> float:
        return sum(xs, 0.0)

    @staticmethod
    def dot(a: Iterable[float], b: Iterable[float]) -> float:
        return sum(map(operator.mul, a, b), 0.0)

    @staticmethod
    def map(f: Callable[[Any], Any], xs: Iterable[float]) -> list[Any]:
        return [f(x) for x in xs]

    @staticmethod
    def join(*parts: Sequence[Any]) -> list[Any]:
        found: list[Any] = []
        for part in parts:
            found += part
        return found

    @staticmethod
    def split_ties(xs: Sequence[float], y: float) -> list[float]:
        hits = [float(x == y) for x in xs]
        ties = sum(hits) or math.nan  # nothing is equal to nan
        return [hit / ties for hit in hits]


def _own(name: str) -> Any:
    """Return a function that asks a Value or a Dual for its own method, and Floats for that of a plain number."""
    of_a_number: Callable[..., Any] = getattr(Floats, name)
    return staticmethod(lambda x: of_a_number(x) if isinstance(x, float | int) else getattr(x, name)())


class Values:
    """Arithmetic on Values: a gradient computed with it is a graph again, and can be differentiated again.

    Comparisons look at the numbers, so a kink is decided at the point where the graph was built.

    >>> from engine import Value
    >>> Values.exp(Value(0.0)), Values.exp(0.0)
    (Value(1.0, op='exp'), 1.0)
    """

    zero: ClassVar[float] = 0  # the int, because 0 + Value makes no node
    gives_graphs: ClassVar[bool] = True
    exp, log, sqrt, sin, cos, tanh, sigmoid, abs = map(
        _own, ("exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "abs")
    )
    where, map = staticmethod(Floats.where), staticmethod(Floats.map)
    join, sign = staticmethod(Floats.join), staticmethod(Floats.sign)
    pow = staticmethod(operator.pow)

    @staticmethod
    def partials_of(node: Any) -> Any:
        return node.primitive.partials_at(Values, node, node.inputs)

    @staticmethod
    def are_finite(numbers: Iterable[Any]) -> bool:
        return all(math.isfinite(x if isinstance(x, float | int) else x._number) for x in numbers)

    @staticmethod
    def log1p(x: Any) -> Any:
        return Values.log(1.0 + x)

    @staticmethod
    def equal(a: Any, b: Any) -> bool:
        return bool(a <= b and a >= b)  # == asks whether two Values are the same one

    @staticmethod
    def max(xs: Iterable[Any]) -> Any:
        return max(xs)

    @staticmethod
    def min(xs: Iterable[Any]) -> Any:
        return min(xs)

    @staticmethod
    def sum(xs: Iterable[Any]) -> Any:
        return sum(xs)

    @staticmethod
    def dot(a: Iterable[Any], b: Iterable[Any]) -> Any:
        return sum(map(operator.mul, a, b))

    @staticmethod
    def split_ties(xs: Sequence[Any], y: Any) -> list[float]:
        hits = [float(Values.equal(x, y)) for x in xs]
        ties = sum(hits) or math.nan
        return [hit / ties for hit in hits]


class WrittenOut(Values):
    """Arithmetic on Values for writing operations of many inputs out: the largest is a number, which only shifts."""

    max = staticmethod(lambda xs: max(x.data for x in xs))
