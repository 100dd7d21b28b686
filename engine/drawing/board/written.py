"""Every line of a board written out: result = names = numbers = what they make, for slides and papers.

A single number that has no name of its own, such as the 1 - p in log(1 - p), gets no line: it stands inside those that
use it, and so do the gradients that flow through it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.drawing.board import Line, lines
from engine.drawing.board.grids import At, Equation, Grid
from engine.drawing.board.latex import MOST, added, added_up, digits, matrix, numbers_in, places_of, side
from engine.drawing.board.names import THIN, delta
from engine.drawing.board.sources import Orientation
from engine.words.notation import Term
from engine.words.story import Story


@dataclass(frozen=True)
class Sides:
    """An equation with its numbers.

    Attributes:
        left: what it is of.
        sides: names, numbers and result, as far as they differ, each with the sign before it.
    """

    left: str
    sides: tuple[tuple[str, str], ...]


class Board:
    r"""The lines of a graph as equations with numbers.

    Args:
        form: as for `lines`.

    >>> from engine import Constant, Value
    >>> from engine.trace import trace
    >>> w, x = Value(3.0, "w"), Constant(2.0, "x")
    >>> L = (w * x).log()
    >>> L.label = "L"
    >>> board = Board(Story(trace(L)), "rows")
    >>> for found in (*board.forward(), *board.backward()):
    ...     print(found.left, *(f"{sign} {side}" for sign, side in found.sides))
    L = \ln\left(w \cdot x\right) = \ln\left(3 \cdot 2\right) = 1.792
    \delta L = 1
    \delta w = \delta L \cdot \left(\frac{1}{w \cdot x}\right) \cdot x = 1 \cdot 0.1667 \cdot 2 \approx 0.3333
    """

    def __init__(self, story: Story, form: Orientation) -> None:
        self.trace, self.form, self.lines = story.trace, form, lines(story, form)
        self.producers: defaultdict[int, list[tuple[Line, Equation]]] = defaultdict(list)
        grids = set[Grid]()
        for line in self.lines:
            for equation in (line.forward, *line.backward):
                grids |= {equation.result, *equation.operands}
            for equation in line.backward:
                for i in equation.result.nodes().values():
                    self.producers[i].append((line, equation))
        entries = {i for grid in grids if grid.shape != (1, 1) for i in grid.nodes().values()}
        self.inside: dict[int, Line] = {}
        for line in self.lines[:-1]:
            said, top = line.forward, line.forward.result.cells[0][0]
            if not line.is_matrix and isinstance(top, int) and top not in entries and said.text == said.result.name:
                self.inside[top] = line

    def forward(self, most: int = MOST) -> Iterator[Sides]:
        """Yield the equations of the forward pass.

        Args:
            most: rows and columns of a matrix that are shown.
        """
        for line in self.lines:
            if line.forward.result.cells[0][0] not in self.inside:
                yield self._written(line, line.forward, most)

    def backward(self, most: int = MOST) -> Iterator[Sides]:
        """Yield the equations of the backward pass, from the end on."""
        end = self.lines[-1].forward.result if self.lines else None
        if end is None:
            return
        yield Sides(delta(end.name).latex, (("=", "1"),))
        said = set[int]()
        for line in reversed(self.lines):
            for equation in line.backward:
                x = self._single(equation.result)
                if line.is_matrix or x is None or not self._gathered(x):
                    yield self._written(line, equation, most)
                elif x not in self.inside and x not in said and line is self.producers[x][0][0]:
                    said.add(x)
                    yield self._gathered_up(x)

    def _single(self, grid: Grid) -> int | None:
        """Return the node of a grid that is a single number."""
        cell = grid.cells[0][0]
        return cell if grid.shape == (1, 1) and isinstance(cell, int) else None

    def _gathered(self, x: int) -> bool:
        """Tell whether all that flows back to a number comes from lines of single numbers."""
        return bool(self.producers[x]) and not any(line.is_matrix for line, _ in self.producers[x])

    def _within(self, grid: Grid) -> list[tuple[Line, Equation]]:
        """Return the equations that stand inside others in the place of a number."""
        x = self._single(grid)
        if x is None or x not in self.inside:
            return []
        if grid.what == "data":
            return [(self.inside[x], self.inside[x].forward)]
        return self.producers[x] if self._gathered(x) else []

    def _written(self, line: Line, equation: Equation, most: int) -> Sides:
        left, text = equation.result.name.latex, equation.text.latex
        sign, names = "=", ""
        if equation.text != equation.result.name:
            sign = "=" if text.startswith(f"{left} = ") else r"\text{ gets }"
            names = text.removeprefix(left).removeprefix(" = ").removeprefix(r"\text{ gets }")
        if any(grid.what == "gradient" and self._within(grid) for grid in equation.operands):
            names = self._side(line, equation, None).text
        return self._sides([(line, equation)], sign, names, most)

    def _gathered_up(self, x: int) -> Sides:
        """Write all that flows back to a number as one equation."""
        found = self.producers[x]
        if len(found) == 1:
            return self._written(*found[0], MOST)
        return self._sides(found, "=", self._sum(found, None).text, MOST)

    def _sides(self, found: list[tuple[Line, Equation]], sign: str, names: str, most: int) -> Sides:
        (_, equation), *others = found
        own, operands = equation.result, equation.operands
        total = numbers_in(self.trace, replace(equation, shared=equation.shared and not others), own)
        result, places, left = matrix(own, total, most).text, places_of(total), own.name.latex
        made = {at: sum(self._made(*each, at) for each in found) for at in total}
        holds = all(digits(made[at], places).text == digits(x, places).text for at, x in total.items())
        single = {grid.shape for grid in (own, *operands)} == {(1, 1)}
        names = names.replace(r"\odot", r"\cdot") if single else names
        is_spread = equation.rule == "terms" and len(operands) == 1 and operands[0].shape == (1, 1) and not single
        numbers = "" if is_spread else self._sum(found, most).text
        sides = [(sign, names), ("=", numbers), ("=" if holds else r"\approx", result)]
        shown = [each for k, each in enumerate(sides) if each[1] and (k == 2 or each[1] not in (result, left))]
        return Sides(left.replace(THIN, r"\,"), tuple((sign, side.replace(THIN, r"\,")) for sign, side in shown))

    def _sum(self, found: list[tuple[Line, Equation]], most: int | None) -> Term:
        return added([self._side(*each, most) for each in found])

    def _side(self, line: Line, equation: Equation, most: int | None) -> Term:
        """Return a right side in numbers, or in names where `most` is None."""
        top = next(iter(equation.result.nodes().values()))
        row = self.trace.values[top].primitive if line.kind == "elementwise" else None
        operands = equation.operands
        if line.kind == "softmax" and equation.rule == "terms":  # shares of one row, of several that stand in a grid
            operands = (_used(equation), *operands[1:])
            operands = operands if self.form == "rows" else operands[::-1]
        terms = [self._operand(equation, grid, most) for grid in operands]
        equation = replace(equation, operands=operands)
        return side(equation, row, terms)

    def _operand(self, equation: Equation, grid: Grid, most: int | None) -> Term:
        if found := self._within(grid):
            return self._sum(found, most)
        if most is None:
            return grid.name.terms[1]
        return matrix(grid, numbers_in(self.trace, equation, grid), most)

    def _made(self, line: Line, equation: Equation, at: At) -> float:
        """Return what an equation makes of the numbers as they are printed; of a function, what it is."""
        if equation.rule == "function":
            return numbers_in(self.trace, equation, equation.result)[at]

        def factor(i: int, r: int, c: int) -> float:
            grid = equation.operands[i]
            if found := self._within(grid):
                return sum(self._made(*each, (0, 0)) for each in found)
            numbers = numbers_in(self.trace, equation, grid)
            text = digits(numbers[r, c], places_of(numbers)).text
            return numbers[r, c] if "^" in text else float(text)

        return added_up(equation, at, factor)


def _used(equation: Equation) -> Grid:
    """Return the rows and columns of the first operand that the result is made of."""
    grid = equation.operands[0]
    spots = {(r, c) for terms in equation.terms for term in terms for i, r, c in term if i == 0}
    rows, columns = (sorted({at[axis] for at in spots}) for axis in (0, 1))
    return replace(grid, cells=tuple(tuple(grid.cells[r][c] for c in columns) for r in rows))
