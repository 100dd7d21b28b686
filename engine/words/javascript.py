"""The rows of the table as JavaScript: each rule is run once over symbols, and what it does is written down.

A symbol's operators do not calculate, they build the source text of the calculation, so that the browser's
arithmetic is the table's and no derivative is written twice.
"""

from collections.abc import Callable, Sequence
from math import isinf, isnan
from typing import Any, overload

from engine.arithmetic import stable_sigmoid
from engine.primitives import Primitive


def _operator(sign: str) -> Callable[[Any, Any], "Symbol"]:
    return lambda left, right: Symbol(f"({source(left)} {sign} {source(right)})")


def _reflected(sign: str) -> Callable[[Any, Any], "Symbol"]:
    return lambda right, left: Symbol(f"({source(left)} {sign} {source(right)})")


class Symbol:
    """A number known only by the source text that will compute it.

    >>> str(2.0 * Symbol("x") + 1.0)
    '((2.0 * x) + 1.0)'
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        raise TypeError(f"a row decides on {self.text}, which has no value yet: write math.where(condition, a, b)")

    def __neg__(self) -> "Symbol":
        return Symbol(f"(-{self})")

    __add__, __sub__, __mul__, __truediv__ = map(_operator, "+-*/")
    __radd__, __rsub__, __rmul__, __rtruediv__ = map(_reflected, "+-*/")
    __gt__, __ge__, __lt__, __le__ = map(_operator, (">", ">=", "<", "<="))


class Symbols(Sequence[Symbol]):
    """A JavaScript array of a known length, by its source text; a part of it is a symbol or a shorter array.

    >>> xs = Symbols("xs", 3)
    >>> str(xs[-1]), str(xs[:2])
    ('xs[2]', 'xs.slice(0, 2)')
    """

    def __init__(self, text: str, length: int) -> None:
        self.text, self.length = text, length

    def __str__(self) -> str:
        return self.text

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, at: int) -> Symbol: ...
    @overload
    def __getitem__(self, at: slice) -> "Symbols": ...
    def __getitem__(self, at: int | slice) -> "Symbol | Symbols":
        if isinstance(at, slice):
            start, stop, _ = at.indices(self.length)
            return Symbols(f"{self}.slice({start}, {stop})", max(0, stop - start))
        return Symbol(f"{self}[{range(self.length)[at]}]")


def source(x: Any) -> str:
    """Return a number, a symbol or a list of them as JavaScript.

    >>> source([Symbol("y"), -1.0])
    '[y, (-1.0)]'
    """
    if isinstance(x, list | tuple):
        return f"[{', '.join(map(source, x))}]"
    if isinstance(x, float | int):
        if isnan(x):
            return "NaN"
        if isinf(x):
            return "Infinity" if x > 0 else "(-Infinity)"
        return f"({float(x)!r})" if x < 0 else repr(float(x))
    return str(x)


def _function(name: str) -> Any:
    return staticmethod(lambda *xs: Symbol(f"{name}({', '.join(map(source, xs))})"))


class JavaScript:
    """Arithmetic on symbols: `m.exp(x)` answers with the text of a call."""

    sum, dot, max, min = (_function(f"m.{name}") for name in ("sum", "dot", "max", "min"))
    exp, log, log1p, sqrt, sin, cos, tanh, pow, abs, sign = (
        _function(f"Math.{name}")
        for name in ("exp", "log", "log1p", "sqrt", "sin", "cos", "tanh", "pow", "abs", "sign")
    )
    equal = staticmethod(_operator("==="))

    @staticmethod
    def sigmoid(x: Any) -> Any:
        return stable_sigmoid(JavaScript, x)

    @staticmethod
    def where(condition: Any, a: Any, b: Any) -> Symbol:
        decided = str(condition).lower() if isinstance(condition, bool) else source(condition)
        return Symbol(f"({decided} ? {source(a)} : {source(b)})")

    @staticmethod
    def map(f: Callable[[Symbol], Any], xs: Symbols) -> Symbols:
        return Symbols(f"{xs}.map(x => {source(f(Symbol('x')))})", len(xs))

    @staticmethod
    def join(*parts: Sequence[Any]) -> Symbols:
        return Symbols(f"[{', '.join(f'...{source(part)}' for part in parts)}]", sum(map(len, parts)))

    @staticmethod
    def split_ties(xs: Symbols, y: Any) -> Symbols:
        return Symbols(f"m.splitTies({xs}, {source(y)})", len(xs))


def javascript(row: Primitive, arity: int) -> str:
    """Return one row as a JavaScript object `{value: xs => ..., partials: (y, xs) => [...]}`.

    What it calls `m` is the page's arithmetic, drawing/web/arithmetic.js.

    Args:
        row: a row of the table, its parameters bound.
        arity: how many inputs it takes here.

    >>> from engine.primitives import PRIMITIVES
    >>> javascript(PRIMITIVES["multiply"], 2)
    '{value: xs => (xs[0] * xs[1]), partials: (y, xs) => [xs[1], xs[0]]}'
    """
    xs, y = Symbols("xs", arity), Symbol("y")
    value, partials = row.value_at(JavaScript, xs), row.partials_at(JavaScript, y, xs)
    return f"{{value: xs => {source(value)}, partials: (y, xs) => {source(partials)}}}"
