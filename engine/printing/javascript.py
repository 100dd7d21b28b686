"""A recorded row as JavaScript, for the page: a function from its inputs to [its value, *its partials]."""

from collections.abc import Iterator
from math import isinf, isnan

from engine.primitives import Primitive
from engine.printing.program import Partial, Recorded, recorded

FUNCTIONS = ("exp", "log", "log1p", "sqrt", "sin", "cos", "tanh", "abs", "pow", "max", "min")  # Math has them


def javascript(row: Primitive, arity: int) -> str:
    """Return one row as a JavaScript function.

    Args:
        row: a row of the table, its static numbers bound.
        arity: how many inputs it takes here.

    >>> from engine.primitives import PRIMITIVES
    >>> print(javascript(PRIMITIVES["multiply"], 2))
    xs => [(xs[0] * xs[1]), xs[1], xs[0]]
    >>> print(javascript(PRIMITIVES["sum"], 4))
    xs => { let t2 = 0; for (let i = 0; i < 4; i++) t2 += xs[i]; return [t2, ...Array(4).fill(1)]; }
    """
    return _Printer(recorded(row, (arity,) if row.variadic else (1,) * arity)).function()


def number(x: float) -> str:
    """Return a number as JavaScript.

    >>> number(0.1), number(-2.0), number(1e300), number(float("inf"))
    ('0.1', '(-2)', '1e+300', 'Infinity')
    """
    if isnan(x):
        return "NaN"
    text = "Infinity" if isinf(x) else repr(abs(x)).removesuffix(".0")
    return f"(-{text})" if str(x)[0] == "-" else text


class _Printer:
    """Writes expressions; a line that was computed before is known by its name, such as t3."""

    def __init__(self, program: Recorded) -> None:
        self.program, self.lines = program, program.lines
        self.names: dict[int, str] = {}

    def function(self) -> str:
        outputs = [self.program.value, *(partial.line for partial in self.program.partials)]
        statements = list(self._statements(outputs))
        y = self.names.get(-1) or self._text(self.program.value)
        found = f"[{', '.join([y, *map(self._partials, self.program.partials)])}]"
        return f"xs => {{ {' '.join(statements)} return {found}; }}" if statements else f"xs => {found}"

    def _statements(self, outputs: list[int]) -> Iterator[str]:
        """Yield what is computed before the result is returned; y follows what it needs itself."""
        named, value = self.program.named(*outputs), self.program.value
        for i in filter(lambda i: i <= value, named):
            yield self._statement(i)
        if any(line.op == "result" for line in self.program.needed(outputs)):
            yield f"const y = {self._text(value)};"
            self.names[-1] = "y"
        for i in filter(lambda i: i > value, named):
            yield self._statement(i)

    def _statement(self, i: int) -> str:
        line, name = self.lines[i], f"t{i}"
        if not line.op.startswith("fold"):
            text = f"const {name} = {self._text(i)};"
        else:
            start, body = line.reads
            before, found = self._loop(body)
            add = f"{name} += {found}" if line.op == "fold +" else f"{name} = Math.{line.op[5:]}({name}, {found})"
            add = f"{{ {before} {add}; }}" if before else f"{add};"
            text = f"let {name} = {self._text(start)}; for (let i = 0; i < {line.number}; i++) {add}"
        self.names[i] = name
        return text

    def _loop(self, output: int) -> tuple[str, str]:
        """Return the statements of one round, and what they come to."""
        statements = []
        for i in self.program.named_in_loop(output):
            statements.append(f"const v{i} = {self._text(i)};")
            self.names[i] = f"v{i}"
        found = self._text(output)
        for i in self.program.named_in_loop(output):
            del self.names[i]
        return " ".join(statements), found

    def _partials(self, partial: Partial) -> str:
        line, slot, count = self.lines[partial.line], partial.slot, partial.length
        if count == 1:
            return self._text(partial.line)
        if not line.varies:
            return f"...Array({count}).fill({self._text(partial.line)})"
        if line.op == "each":
            return f"...xs.slice({line.number}, {line.number + count})"
        before, found = self._loop(partial.line)
        found = f"{{ {before} return {found}; }}" if before else found
        return f"...xs.slice({slot}, {slot + count}).map((x, i) => {found})"

    def _text(self, i: int) -> str:
        """Return the line as an expression."""
        if i in self.names:
            return self.names[i]
        line = self.lines[i]
        xs = [self._text(x) for x in line.reads]  # as deep as the rule is written
        if line.op in FUNCTIONS:
            return f"Math.{line.op}({', '.join(xs)})"
        match line.op:
            case "number":
                return number(line.number)
            case "result":
                return "y"
            case "input":
                return f"xs[{line.number}]"
            case "each":
                return f"xs[i + {line.number}]" if line.number else "xs[i]"
            case "neg":
                return f"(-{xs[0]})"
            case "where":
                return f"({xs[0]} ? {xs[1]} : {xs[2]})"
        return f"({xs[0]} {'===' if line.op == '==' else line.op} {xs[1]})"
