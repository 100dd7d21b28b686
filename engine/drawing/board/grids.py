"""Grids of numbers of a trace, and equations between them: what stands on a board, as pure data."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from engine.drawing.board.names import Name, transposed

Kind = Literal["linear", "convolution", "elementwise", "reduction", "softmax"]
What = Literal["data", "gradient", "partial"]
Rule = Literal["product", "terms", "function"]
Cell = int | tuple[int, int] | None  # a node, or an operation and a slot of it for a partial; None is no number
At = tuple[int, int]  # a row and a column
Spot = tuple[int, int, int]  # an operand of an equation, a row and a column
Terms = tuple[tuple[Spot, ...], ...]  # products that are added
Words = tuple[int | str | tuple[object, ...], ...]  # names of rows or columns: a node, a word, or both


@dataclass(frozen=True)
class Grid:
    """A matrix: numbers of nodes, all of them data, gradients or partials.

    Attributes:
        rows, columns: what names them; () where nothing does.
    """

    name: Name
    what: What
    cells: tuple[tuple[Cell, ...], ...]
    rows: Words = ()
    columns: Words = ()

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.cells), len(self.cells[0])

    @property
    def T(self) -> "Grid":
        """The transpose, with a T behind its name."""
        return Grid(transposed(self.name), self.what, tuple(zip(*self.cells, strict=True)), self.columns, self.rows)

    def as_gradient(self, name: Name) -> "Grid":
        """Return the gradients of the same nodes."""
        return replace(self, name=name, what="gradient")

    def named(self, name: Name) -> "Grid":
        return replace(self, name=name)

    def nodes(self) -> dict[At, int]:
        """Return the nodes of data or of gradients by their places, row by row."""
        return {(r, c): cell for r, row in enumerate(self.cells) for c, cell in enumerate(row) if isinstance(cell, int)}

    def serving(self, at: At) -> At:
        """Return where the number for a place of the result stands: a single row or column serves all."""
        height, width = self.shape
        return at[0] if height > 1 else 0, at[1] if width > 1 else 0


@dataclass(frozen=True)
class Equation:
    """How one grid is made from others.

    Attributes:
        rule: product: rows times columns, for `pairs` pairs of operands, and what the others add; terms: as listed;
            function: as the operation of each node says.
        text: the line on the board.
        signs: what is written before each operand, and behind the last.
        terms: for rule "terms", of every number in the result, row by row.
        weights: the operands that are parameters.
        shared: other equations send gradients to the same nodes, so that these are shares and not totals.
        sign: -1 where the sum of the terms is subtracted.
    """

    rule: Rule
    result: Grid
    operands: tuple[Grid, ...]
    text: Name
    signs: tuple[str, ...]
    terms: tuple[Terms, ...] = ()
    weights: tuple[int, ...] = ()
    shared: bool = False
    sign: int = 1
    pairs: int = 0


Equations = tuple[Equation, tuple[Equation, ...]]  # forward, and backward


def block(places: Collection[At], some: Sequence[At]) -> str:
    """Return which block of a matrix some of its places are, as NumPy says it; "" of all, "·" of what is no block.

    >>> row, square = [(0, k) for k in range(4)], [(r, c) for r in range(3) for c in range(3)]
    >>> block(row, row[:2]), block(row, row[2:]), block(row, row), block(row, row[::2])
    (':2', '2:', '', '·')
    >>> block(square, square[3:6]), block(square, square[1::3]), block(square, square[3:])
    ('1', ':, 1', '1:')
    """
    every, own = ([sorted({at[axis] for at in of}) for axis in (0, 1)] for of in (places, some))
    axes, slices = [axis for axis in (0, 1) if len(every[axis]) > 1], list[str]()
    for axis in axes:
        base = every[axis][0] if len(axes) == 1 else 0  # the entries x1, x2 of a vector are its first two
        first, end = own[axis][0] - base, own[axis][-1] - base + 1
        part = f"{first or ''}:{'' if own[axis][-1] == every[axis][-1] else end}"
        slices.append(":" if own[axis] == every[axis] else str(first) if end == first + 1 else part)
    gaps = any(own[axis][-1] - own[axis][0] >= len(own[axis]) for axis in axes)
    if gaps or len(own[0]) * len(own[1]) != len(some):
        return "" if len(some) == len(places) else "·"
    if set(slices) == {":"}:
        return ""
    return ", ".join(slices).removesuffix(", :")


def terms_at(equation: Equation, at: At) -> Terms:
    """Return which products add up to one number of the result; none for a function."""
    operands = equation.operands
    if equation.rule == "terms":
        return equation.terms[list(equation.result.nodes()).index(at)]
    if equation.rule == "function":
        return ()
    (r, c), found = at, list[tuple[Spot, ...]]()
    for p in range(0, 2 * equation.pairs, 2):
        left, right = operands[p], operands[p + 1]
        inner = (k for k in range(left.shape[1]) if left.cells[r][k] is not None and right.cells[k][c] is not None)
        found += (((p, r, k), (p + 1, k, c)) for k in inner)
    return (*found, *(((i, *operands[i].serving(at)),) for i in range(2 * equation.pairs, len(operands))))


def grid_of(name: Name, what: What, cells: Mapping[At, Cell], rows: Words = (), columns: Words = ()) -> Grid:
    """Return a grid with these cells, and nothing at the other places."""
    height, width = 1 + max(r for r, _ in cells), 1 + max(c for _, c in cells)
    return Grid(name, what, tuple(tuple(cells.get((r, c)) for c in range(width)) for r in range(height)), rows, columns)
