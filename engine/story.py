r"""The words of every step, written once and told in two notations, plain text and LaTeX.

forward    e = a*b = 2*(-3) = -6
seed       dL/dL = 1
backward   de/da = b = -3
           upstream × partial = dL/de × de/da = 1 × (-3) = -3
           a.grad = 1 + (-3) = -2 (so far)
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from engine.latex import LATEX
from engine.notation import NAME, SUM, TEXT, Notation, Term
from engine.value import Constant, Value

TOLD = 6  # longer lists keep their first members and their last


class Story:
    """The words for one graph in plain text; nodes are named by their place in the topological order."""

    notation: Notation = TEXT
    times, rule = " × ", "upstream × partial = "

    def __init__(self, index_of: Mapping[Value, int], names: Sequence[str]) -> None:
        self.index_of, self.order = index_of, list(index_of)
        self.numbers = [self.notation.number(x.data) for x in self.order]
        self.names = [
            number if isinstance(x, Constant) else self.notation.name(name)
            for x, name, number in zip(self.order, names, self.numbers, strict=True)
        ]

    # How one notation writes what the other writes differently.

    def derivative(self, y: Term, x: Term) -> str:
        return f"d{self.notation.wrap(y, NAME)}/d{self.notation.wrap(x, NAME)}"

    def grad(self, x: Term) -> str:
        return f"{self.notation.wrap(x, NAME)}.grad"

    def remark(self, words: str) -> str:
        return f" ({words})"

    # The steps.

    def leaves(self) -> str:
        """List the numbers that are given."""
        leaves = [i for i, x in enumerate(self.order) if not x.inputs and not isinstance(x, Constant)]
        return ", ".join(self._few([f"{self.names[i].text} = {self.numbers[i].text}" for i in leaves]))

    def formula(self, i: int, in_numbers: bool = False) -> str:
        """Return how a node is computed from its inputs; "" for a leaf."""
        row = self.order[i].primitive
        return self.notation.value(row, self._operands(i, self.numbers if in_numbers else self.names)) if row else ""

    def forward(self, i: int) -> str:
        """Say how a value is computed: in names, in numbers, and the result."""
        return self._equal(self.names[i].text, self.formula(i), self.formula(i, in_numbers=True), self.numbers[i].text)

    def seed(self) -> str:
        return f"{self.derivative(self.names[-1], self.names[-1])} = 1"

    def backward(
        self, i: int, slot: int, upstream: float, partial: float, arrived: Sequence[float], total: float, complete: bool
    ) -> str:
        """Say in three lines what one edge hands on: its derivative, the contribution, and the sum."""
        x = self.index_of[self.order[i].inputs[slot]]
        lines = [self.local(i, slot, partial), self.chain(i, x, upstream, partial)]
        return "\n".join([*lines, self.sum(x, arrived, total, complete)])

    def local(self, i: int, slot: int, partial: float) -> str:
        """Say what the derivative of an operation by one of its inputs is."""
        node, row = self.order[i], self.order[i].primitive
        if row is None:
            return ""
        x = node.inputs[slot]
        repeats = sum(each is x for each in node.inputs)
        remark = self.remark(f"input {slot + 1} of {len(node.inputs)}") if repeats > 1 else ""
        return self._equal(
            self.derivative(self.names[i], self.names[self.index_of[x]]) + remark,
            self.notation.slope(row, slot, self._operands(i, self.names), self.names[i]),
            self.notation.slope(row, slot, self._operands(i, self.numbers), self.numbers[i]),
            self._number(partial),
        )

    def chain(self, i: int, x: int, upstream: float, partial: float) -> str:
        """Multiply what arrives at an operation by its local derivative."""
        in_names = [self.derivative(self.names[-1], self.names[i]), self.derivative(self.names[i], self.names[x])]
        in_numbers = [self._number(upstream), self.notation.wrap(self.notation.number(partial), SUM)]
        sides = self.times.join(in_names), self.times.join(in_numbers), self._number(upstream * partial)
        return self.rule + self._equal(*sides)

    def sum(self, x: int, contributions: Sequence[float], total: float, complete: bool) -> str:
        """Add up the contributions that have arrived at a value."""
        terms = [self.notation.wrap(self.notation.number(c), SUM, i == 0) for i, c in enumerate(contributions)]
        told = self._equal(self.grad(self.names[x]), " + ".join(self._few(terms)), self._number(total))
        return told if complete else told + self.remark("so far")

    def _operands(self, i: int, terms: Sequence[Term]) -> list[Term]:
        return [terms[self.index_of[x]] for x in self.order[i].inputs]

    def _number(self, x: float) -> str:
        return self.notation.number(x).text

    def _few(self, items: list[str]) -> list[str]:
        return items if len(items) <= TOLD else [*items[:3], self.notation.etc, items[-1]]

    def _equal(self, *sides: str) -> str:
        """Join with "=", saying nothing twice."""
        return " = ".join(side for side, _ in groupby(sides))


class LatexStory(Story):
    """The same words in LaTeX."""

    notation = LATEX
    times, rule = r" \cdot ", ""

    def derivative(self, y: Term, x: Term) -> str:
        return rf"\frac{{\partial {self.notation.wrap(y, NAME)}}}{{\partial {self.notation.wrap(x, NAME)}}}"

    def grad(self, x: Term) -> str:
        return self.derivative(self.names[-1], x)

    def remark(self, words: str) -> str:
        return rf" \quad \text{{({words})}}"
