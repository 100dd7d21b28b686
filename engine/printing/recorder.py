"""An arithmetic that records instead of computing: a rule, run once over symbols, leaves a straight program behind.

    y = sigmoid(x), y' = y sigmoid(-x)   becomes   e = exp(-abs(x));  d = 1 + e;  y = (1 or e) / d;  y * ((1 or e) / d)

What has been written before is not written again: the same operation on the same lines is the same line. (Compilers
call it common subexpressions, and the table from operations to lines hash-consing.) Rewritten is only what stays the
same number to the last bit, such as abs(-x) = abs(x), or x**2 = x*x.

A row of many inputs loops over runs of them. A line that reads the entry at which the loop stands varies in it; a line
that does not stands before the loop. Loops of a few rounds are written out.
"""

from collections.abc import Callable
from math import inf
from typing import Any, NamedTuple

from engine.arithmetic import Floats, stable_sigmoid
from engine.printing.runs import Run, Runs, as_runs

UNROLLED = 3  # rounds up to which a loop is written out


class Line(NamedTuple):
    """One operation: its name, the lines it reads, and a number: a constant, the slot of an input, rounds of a loop.

    `input` reads a slot, `each` the slot that lies as far behind its own as the loop has come; `result` is the row's
    value. A loop `fold +` starts from its first line and adds its second one in each round; so do max and min.
    """

    op: str
    reads: tuple[int, ...] = ()
    number: float = 0
    varies: bool = False


class Symbol:
    """A number known only by the line that will compute it."""

    __slots__ = ("line", "recorder")

    def __init__(self, recorder: "Recorder", line: int) -> None:
        self.recorder, self.line = recorder, line

    def __bool__(self) -> bool:
        op = self.recorder.lines[self.line].op
        raise TypeError(
            f"a row decides on the result of {op!r}, which has no value yet: write math.where(condition, a, b)"
        )

    def __neg__(self) -> "Symbol":
        return self.recorder.write("neg", self)

    def __add__(self, other: Any) -> "Symbol":
        return self.recorder.write("+", self, other)

    def __radd__(self, other: Any) -> "Symbol":
        return self.recorder.write("+", other, self)

    def __sub__(self, other: Any) -> "Symbol":
        return self.recorder.write("-", self, other)

    def __rsub__(self, other: Any) -> "Symbol":
        return self.recorder.write("-", other, self)

    def __mul__(self, other: Any) -> "Symbol":
        return self.recorder.write("*", self, other)

    def __rmul__(self, other: Any) -> "Symbol":
        return -(-other * self) if other < 0 else self.recorder.write("*", other, self)  # so that 2x and -2x share 2x

    def __truediv__(self, other: Any) -> "Symbol":
        return self.recorder.write("/", self, other)

    def __rtruediv__(self, other: Any) -> "Symbol":
        return self.recorder.write("/", other, self)

    def __lt__(self, other: Any) -> "Symbol":
        return self.recorder.write("<", self, other)

    def __le__(self, other: Any) -> "Symbol":
        return self.recorder.write("<=", self, other)

    def __gt__(self, other: Any) -> "Symbol":
        return self.recorder.write(">", self, other)

    def __ge__(self, other: Any) -> "Symbol":
        return self.recorder.write(">=", self, other)


def _function(name: str) -> Any:
    """Return a function that computes with plain numbers, and writes down what it should do with symbols."""

    def function(self: "Recorder", *xs: Any) -> Any:
        return self.write(name, *xs) if any(isinstance(x, Symbol) for x in xs) else getattr(Floats, name)(*xs)

    return function


class Recorder:
    """The arithmetic: all that `Arithmetic` in engine/arithmetic.py asks for, over symbols.

    >>> recorder = Recorder()
    >>> x = recorder.symbol("input")
    >>> y = recorder.abs(2.0 * x) + recorder.abs(-2.0 * x)
    >>> [line.op for line in recorder.lines]
    ['input', 'number', '*', 'abs', 'neg', '+']
    """

    exp, log, log1p, sqrt, sin, cos, tanh = map(_function, ("exp", "log", "log1p", "sqrt", "sin", "cos", "tanh"))

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._known: dict[str, int] = {}

    def symbol(self, op: str, number: float = 0) -> Symbol:
        """Return a line that reads no others."""
        return self._line(Line(op, (), number, op == "each"))

    def write(self, op: str, *xs: Any, number: float = 0) -> Symbol:
        """Return the line that does this, a new one if there is none yet."""
        reads = tuple(self.line_of(x) for x in xs)
        varies = any(self.lines[x].varies for x in reads) and not op.startswith("fold")
        return self._line(Line(op, reads, number, varies))

    def line_of(self, x: Any) -> int:
        return x.line if isinstance(x, Symbol) else self.symbol("number", float(x)).line

    def _line(self, line: Line) -> Symbol:
        key = repr(line)  # tells 0.0 from -0.0, and finds nan again
        if key not in self._known:
            self._known[key] = len(self.lines)
            self.lines.append(line)
        return Symbol(self, self._known[key])

    def abs(self, x: Any) -> Any:
        if not isinstance(x, Symbol):
            return abs(x)
        line = self.lines[x.line]
        return self.write("abs", Symbol(self, line.reads[0]) if line.op == "neg" else x)

    def pow(self, base: Any, exponent: Any) -> Any:
        if isinstance(base, float) and isinstance(exponent, float):
            return Floats.pow(base, exponent)
        if isinstance(exponent, float) and exponent in (0.0, 1.0, 2.0):
            return 1.0 if exponent == 0.0 else base if exponent == 1.0 else base * base
        return self.write("pow", base, exponent)

    def sigmoid(self, x: Any) -> Any:
        return stable_sigmoid(self, x)

    def sign(self, x: Any) -> Any:
        return self.where(x > 0, 1.0, self.where(x < 0, -1.0, x))  # so that nan stays nan

    def where(self, condition: Any, a: Any, b: Any) -> Any:
        return self.write("where", condition, a, b) if isinstance(condition, Symbol) else a if condition else b

    def equal(self, a: Any, b: Any) -> Any:
        return self.write("==", a, b) if isinstance(a, Symbol) or isinstance(b, Symbol) else a == b

    def max(self, xs: Runs) -> Any:
        return self._fold("max", -inf, xs)

    def min(self, xs: Runs) -> Any:
        return self._fold("min", inf, xs)

    def sum(self, xs: Runs) -> Any:
        return self._fold("+", 0.0, xs)

    def dot(self, a: Runs, b: Runs) -> Any:
        return self.sum(Runs(map(_products, a.runs, b.runs)))

    def _fold(self, op: str, start: Any, xs: Runs) -> Any:
        for run in xs.runs:
            if run.length > UNROLLED:
                start = self.write(f"fold {op}", start, run.at(0, True), number=run.length)
                continue
            for k in range(run.length):
                entry = run.at(k, False)
                start = entry if start in (-inf, inf) else self.write(op, start, entry)
        return start

    @staticmethod
    def map(f: Callable[[Any], Any], xs: Runs) -> Runs:
        return Runs([Run(run.length, lambda k, each, run=run: f(run.at(k, each))) for run in xs.runs])  # type: ignore[misc]

    @staticmethod
    def join(*parts: Any) -> Runs:
        return Runs([run for part in parts for run in as_runs(part).runs])

    def split_ties(self, xs: Runs, y: Any) -> Runs:
        hits = self.map(lambda x: self.where(self.equal(x, y), 1.0, 0.0), xs)
        ties = self.sum(hits)
        return self.map(lambda hit: hit / ties, hits)


def _products(p: Run, q: Run) -> Run:
    return Run(p.length, lambda k, each: p.at(k, each) * q.at(k, each))
