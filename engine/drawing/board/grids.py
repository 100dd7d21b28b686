"""Grids of numbers of a trace, and equations between them: what stands on a board, as pure data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from engine.primitives import Primitive
from engine.words.latex import LATEX
from engine.words.notation import NAME, PRODUCT, SUM, TEXT, Term

Kind = Literal["linear", "convolution", "elementwise", "reduction", "softmax"]
What = Literal["data", "gradient", "partial"]
Rule = Literal["product", "entry", "terms", "function"]
Cell = int | tuple[int, int] | None  # a node, or an operation and a slot of it for a partial; None is no number
Place = tuple[int, int, int]  # an operand of an equation, a row, a column
DOTS = r"\cdots"
LONGEST = 13  # a name that is written out as an expression is not longer


@dataclass(frozen=True)
class Name:
    """What a matrix is called, as plain text and as LaTeX, and how tightly it holds together; "" where nobody knows."""

    text: str = ""
    latex: str = ""
    tightness: int = NAME

    @property
    def terms(self) -> tuple[Term, Term]:
        return Term(self.text, self.tightness), Term(self.latex, self.tightness)

    def within(self, needs: int) -> "Name":
        """Return the name in parentheses where it would be misread."""
        text, latex = self.terms
        return Name(TEXT.wrap(text, needs), LATEX.wrap(latex, needs))


@dataclass(frozen=True)
class Grid:
    """A matrix: numbers of nodes, all of them data, gradients or partials.

    Attributes:
        rows, columns: what names them: a node by its index, or a word; () where nothing does.
    """

    name: Name
    what: What
    cells: tuple[tuple[Cell, ...], ...]
    rows: tuple[int | str, ...] = ()
    columns: tuple[int | str, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.cells), len(self.cells[0])

    @property
    def T(self) -> "Grid":
        """The transpose, with a T behind its name."""
        cells = tuple(zip(*self.cells, strict=True))
        single = self.shape == (1, 1) and not self.name.text.endswith("ᵀ")
        name = self.name if single else transposed(self.name)
        return replace(self, name=name, cells=cells, rows=self.columns, columns=self.rows)

    def as_gradient(self, name: Name) -> "Grid":
        """Return the gradients of the same nodes."""
        return replace(self, name=name, what="gradient")

    def places(self) -> Iterator[tuple[int, int]]:
        """Yield where there is a number, row by row."""
        for r, row in enumerate(self.cells):
            yield from ((r, c) for c, cell in enumerate(row) if cell is not None)

    def at(self, r: int, c: int) -> tuple[int, int]:
        """Return where the number for a place of the result stands: a single row or column serves all."""
        height, width = self.shape
        return r if height > 1 else 0, c if width > 1 else 0


@dataclass(frozen=True)
class Equation:
    """How one grid is made from others.

    Attributes:
        rule: product: rows times columns, and what a third operand adds; entry: a product of what stands at the same
            place; terms: as listed; function: as the operation of each node says.
        terms: for rule "terms", of every number in the result, row by row: products of places in operands.
        text: the line on the board.
        signs: what is written before each operand, and behind the last.
        weights: the operands that are parameters.
        shared: other operations send gradients to the same nodes, so that these are shares and not totals.
    """

    rule: Rule
    result: Grid
    operands: tuple[Grid, ...]
    text: Name
    signs: tuple[str, ...]
    terms: tuple[tuple[tuple[Place, ...], ...], ...] = ()
    shared: bool = False
    sign: int = 1
    weights: tuple[int, ...] = ()
    pairs: int = 1  # for rule "product": so many products of two operands each are added, and then the other operands


def terms_at(equation: Equation, r: int, c: int) -> list[tuple[Place, ...]]:
    """Return which products of which places add up to one number of the result; none for a function."""
    operands, found = equation.operands, []
    if equation.rule == "terms":
        return list(equation.terms[list(equation.result.places()).index((r, c))])
    if equation.rule == "entry":
        return [tuple((i, *operand.at(r, c)) for i, operand in enumerate(operands))]
    if equation.rule == "product":
        for p in range(0, 2 * equation.pairs, 2):
            left, right = operands[p], operands[p + 1]
            for k in range(left.shape[1]):
                if left.cells[r][k] is not None and right.cells[k][c] is not None:
                    found.append(((p, r, k), (p + 1, k, c)))
        found += [((i, *operands[i].at(r, c)),) for i in range(2 * equation.pairs, len(operands))]
    return found


def grid_of(name: Name, what: What, cells: Mapping[tuple[int, int], Cell]) -> Grid:
    """Return a grid with these cells, and nothing at the other places."""
    height, width = 1 + max(r for r, _ in cells), 1 + max(c for _, c in cells)
    return Grid(name, what, tuple(tuple(cells.get((r, c)) for c in range(width)) for r in range(height)))


def labelled(label: str) -> Name:
    """Return the name that a label gives."""
    text, latex = TEXT.name(label), LATEX.name(label)
    return Name(label, latex.text, text.tightness)


def delta(name: Name) -> Name:
    """Return what the gradient of an intermediate result is called."""
    inner = name.within(NAME)
    return Name(f"δ{inner.text}", rf"\delta {inner.latex}") if name.text else Name("δ", r"\delta")


def slope(name: Name) -> Name:
    """Return what the gradient of a parameter is called."""
    inner = name.within(NAME)
    return Name(f"d{inner.text}", rf"d{inner.latex}") if name.text else Name("d", "d")


def transposed(name: Name) -> Name:
    """Return the name of the transpose; of a transpose, the name without the T.

    >>> transposed(labelled("W1")).text, transposed(transposed(labelled("W1"))).text
    ('W1ᵀ', 'W1')
    """
    if not name.text:
        return name
    if name.text.endswith("ᵀ"):
        return Name(name.text.removesuffix("ᵀ"), name.latex.removesuffix("^{T}"))
    inner = name.within(NAME)
    return Name(f"{inner.text}ᵀ", f"{inner.latex}^{{T}}")


def written(row: Primitive, operands: Sequence[Name]) -> Name:
    """Return an operation of whole matrices as an expression; without a name where that is too long or unknown."""
    texts, latexes = zip(*(name.terms for name in operands), strict=True)
    if not all(name.text for name in operands):
        return Name()
    text = TEXT.value(row, texts)
    tight = NAME if text.endswith(")") and row.family in ("activation", "rectifier", "choice") else SUM
    return Name(text, LATEX.value(row, latexes), tight) if len(text) <= LONGEST else Name()


def partial_written(row: Primitive, slot: int, operands: Sequence[Name], y: Name) -> Name:
    """Return the derivative of an operation of whole matrices as an expression."""
    if not all(name.text for name in (*operands, y)):
        return Name("f′", r"f^{\prime}")
    if row.family == "rectifier":
        called = LATEX.call(row.name, [operands[0].latex]).text
        function, _, argument = called.partition(r"\left")
        return Name(f"{row.name}′({operands[0].text})", rf"{function}^{{\prime}}\left{argument}")
    texts, latexes = zip(*(name.terms for name in operands), strict=True)
    text, latex = TEXT.partial(row, slot, texts, y.terms[0]), LATEX.partial(row, slot, latexes, y.terms[1])
    simple = re.fullmatch(r"[\w.]+", text)
    return Name(text, latex, NAME if simple else SUM) if len(text) <= LONGEST else Name("f′", r"f^{\prime}")


def says(result: Name, *factors: Name, plus: Name | None = None, times: str = " ", sign: int = 1) -> Name:
    """Return the line on the board: result = factors (+ one more).

    >>> says(Name("Z", "Z"), Name("X", "X"), Name("W", "W"), plus=Name("b", "b")).text
    'Z = X W + b'
    """
    mark = {" ": "\\text{\u2005}", " ⊙ ": r" \odot "}[times]
    inner = [factor.within(PRODUCT) if len(factors) > 1 else factor for factor in factors]
    text, latex = times.join(name.text or "…" for name in inner), mark.join(name.latex or DOTS for name in inner)
    minus = "-" if sign < 0 else ""
    more = (f" + {plus.text or '…'}", f" + {plus.latex or DOTS}") if plus else ("", "")
    return Name(f"{result.text or '…'} = {minus}{text}{more[0]}", f"{result.latex or DOTS} = {minus}{latex}{more[1]}")
