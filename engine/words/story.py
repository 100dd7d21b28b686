r"""The words of every step, written once and told in two notations, plain text and LaTeX.

forward    e = a*b = 2*(-3) = -6
seed       dL/dL = 1
backward   de/da = b = -3
           upstream × partial = dL/de × de/da = 1 × (-3) = -3
           a.grad = 1 + (-3) = -2 (so far)
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import nan

from engine.arithmetic import Floats
from engine.trace import Step, Trace
from engine.words.digits import show
from engine.words.latex import LATEX
from engine.words.names import wordings
from engine.words.notation import NAME, SUM, TEXT, Notation, Term, elided


class Story:
    """The words for one trace in plain text.

    Attributes:
        labels: what every node is called, as plain text.
        names, numbers: its name and its value in the notation of this story.
        called: its name, which any notation can write.

    >>> from engine import Value
    >>> from engine.trace import trace
    >>> a, b = Value(2.0, "a"), Value(-3.0, "b")
    >>> for words in Story(trace(a * b)).steps():
    ...     print(words.replace(chr(10), "; "))
    a = 2, b = -3
    a*b = 2*(-3) = -6
    d(a*b)/d(a*b) = 1
    d(a*b)/da = b = -3; upstream × partial = d(a*b)/d(a*b) × d(a*b)/da = 1 × (-3) = -3; a.grad = -3
    d(a*b)/db = a = 2; upstream × partial = d(a*b)/d(a*b) × d(a*b)/db = 1 × 2 = 2; b.grad = 2
    """

    notation: Notation = TEXT
    times, about, rule, remark = " × ", " ≈ ", "upstream × partial = ", " ({})"
    derivative, gradient = "d{y}/d{x}", "{x}.grad"  # of any y, and of the output

    def __init__(self, trace: Trace) -> None:
        self.trace, self.nodes = trace, tuple(trace.nodes)
        self.called = called = wordings(trace)
        self.labels = [each.text.text for each in called]
        self.numbers = [self.notation.number(node.data) for node in self.nodes]
        self.names = [each.term(self.notation) for each in called]
        self._known: dict[int, tuple[list[list[Term]], Counter[int]]] = {}

    def steps(self) -> list[str]:
        """Return the words of every step, in the order of the trace."""
        return list(self._told())

    def _told(self) -> Iterator[str]:
        arrived: defaultdict[int, list[float]] = defaultdict(list)
        made: defaultdict[int, float] = defaultdict(float)  # of what has arrived, the sum as the digits say it
        for step in self.trace.steps:
            match step:
                case Step("leaves"):
                    leaves = [i for i, node in enumerate(self.nodes) if node.kind == "variable" or node.is_data]
                    given = [f"{self.names[i].text} = {self.numbers[i].text}" for i in leaves]
                    yield ", ".join(elided(given, self.notation.etc))
                case Step("forward", node=int(i)):
                    formulas = self.formula(i), self.formula(i, in_numbers=True)
                    sides = self.names[i].text, *formulas, self.numbers[i].text
                    yield self._equal(*sides, made=self._made(i), number=self.nodes[i].data)
                case Step("seed"):
                    yield f"{self._slope(self.derivative, -1, -1)} = 1"
                case Step("backward", int(i), int(slot), int(x), float(upstream), float(partial), total=float(total)):
                    arrived[x].append(upstream * partial)
                    made[x] += printed(upstream * partial)
                    lines = [self.local(i, slot, partial), self.chain(i, x, upstream, partial)]
                    yield "\n".join([*lines, self.sum(x, arrived[x], made[x], total, step.complete)])

    def formula(self, i: int, in_numbers: bool = False) -> str:
        """Return how a node is computed from its inputs; "" for a leaf."""
        row = self.trace.values[i].primitive
        return self.notation.value(row, self._operands(i)[0][in_numbers][:-1]) if row else ""

    def told(self, i: int, name: str) -> str:
        """Return "name = formula", or the name only where it is the formula already, or a leaf's."""
        formula = self.formula(i)
        return self._equal(name, formula) if formula else name

    def partial(self, i: int, slot: int, in_numbers: bool = False) -> str:
        """Return the formula of the derivative of an operation by one of its inputs."""
        row = self.trace.values[i].primitive
        return self.notation.partial(row, slot, self._operands(i)[0][in_numbers]) if row else ""

    def local(self, i: int, slot: int, partial: float) -> str:
        """Say what the derivative of an operation by one of its inputs is."""
        inputs = self.nodes[i].inputs
        is_one_of_some = self._operands(i)[1][inputs[slot]] > 1
        remark = self.remark.format(f"input {slot + 1} of {len(inputs)}") if is_one_of_some else ""
        return self._equal(
            self._slope(self.derivative, i, inputs[slot]) + remark,
            self.partial(i, slot),
            self.partial(i, slot, in_numbers=True),
            self._number(partial),
        )

    def chain(self, i: int, x: int, upstream: float, partial: float) -> str:
        """Multiply what arrives at an operation by its local derivative."""
        in_names = [self._slope(self.derivative, -1, i), self._slope(self.derivative, i, x)]
        in_numbers = [self._number(upstream), self._number(partial, leading=False)]
        sides = self.times.join(in_names), self.times.join(in_numbers), self._number(upstream * partial)
        return self.rule + self._equal(*sides, made=printed(upstream) * printed(partial), number=upstream * partial)

    def sum(self, x: int, contributions: Sequence[float], made: float, total: float, complete: bool) -> str:
        """Add up the contributions that have arrived at a value; as their digits say it, they make `made`."""
        shown = enumerate(elided(contributions, None))
        added = " + ".join(self.notation.etc if c is None else self._number(c, leading=i == 0) for i, c in shown)
        sides = self._slope(self.gradient, -1, x), added, self._number(total)
        words = self._equal(*sides, made=made, number=total)
        return words if complete else words + self.remark.format("so far")

    def _made(self, i: int) -> float:
        """Return what an operation makes of the digits of its inputs that are shown."""
        row = self.trace.values[i].primitive
        assert row is not None
        try:
            return float(row.value_at(Floats, [printed(self.nodes[x].data) for x in self.nodes[i].inputs]))
        except (ArithmeticError, ValueError):  # what the digits leave out decides whether there is a result
            return nan

    def _operands(self, i: int) -> tuple[list[list[Term]], Counter[int]]:
        """Return the names and the numbers of an operation's inputs and, last, result; how often each comes in."""
        if i not in self._known:  # they are wanted again at every slot
            places = (*self.nodes[i].inputs, i)
            terms = [[terms[x] for x in places] for terms in (self.names, self.numbers)]
            self._known[i] = terms, Counter(places[:-1])
        return self._known[i]

    def _slope(self, form: str, y: int, x: int) -> str:
        return form.format(y=self.notation.wrap(self.names[y], NAME), x=self.notation.wrap(self.names[x], NAME))

    def _number(self, x: float, leading: bool = True) -> str:
        return self.notation.wrap(self.notation.number(x), SUM, leading)

    def _equal(self, *sides: str, made: float = 0.0, number: float = 0.0) -> str:
        """Join with "=", saying nothing twice; with "≈" before the last side where the digits make another."""
        *sides, last = (side for side, _ in groupby(sides))  # type: ignore[assignment]
        sign = " = " if show(made) == show(number) else self.about
        return sign.join([" = ".join(sides), last] if sides else [last])


def printed(x: float) -> float:
    """Return a number as its digits say it."""
    return float(show(x))


class LatexStory(Story):
    """The same words in LaTeX."""

    notation = LATEX
    times, about, rule, remark = r" \cdot ", r" \approx ", "", r" \quad \text{{({})}}"
    derivative = gradient = r"\frac{{\partial {y}}}{{\partial {x}}}"
