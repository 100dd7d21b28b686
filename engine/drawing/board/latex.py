"""The sides of an equation in LaTeX: its operands, as names or as numbers, with what stands between them."""

import re
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

from engine.drawing.board.grids import At, Equation, Grid, Spot, terms_at
from engine.primitives import Primitive
from engine.trace import Trace
from engine.words.digits import decimals, fixed
from engine.words.latex import LATEX
from engine.words.notation import PRODUCT, SUM, Term

MOST = 9  # rows and columns of a matrix; amsmath has room for ten columns
MANY = 5  # of more numbers, all below 1, each has three digits, as on the page
SIGNS = {"⊙": r"\odot", "∗": r"\ast", "∗ turned": r"\ast \text{turned }", "÷": "/", "−": "-"}
BY_ENTRY = {
    r"\end{pmatrix}^{": r"\end{pmatrix}^{\odot ",
    r"\end{pmatrix} \cdot \begin": r"\end{pmatrix} \odot \begin",
}
_TWICE = re.compile(r"\\left\((\\begin\{pmatrix\}(?:(?!\\begin).)*?\\end\{pmatrix\})\\right\)")


def numbers_in(trace: Trace, equation: Equation, grid: Grid) -> dict[At, float]:
    """Return the numbers of a grid by their places; of a gradient that other lines add to, what this one gives."""

    def number(grid: Grid, r: int, c: int) -> float:
        cell = grid.cells[r][c]
        if isinstance(cell, tuple):
            return trace.partials[trace.first[cell[0]] + cell[1]]
        return (trace.data if grid.what == "data" else trace.gradients)[cell or 0]

    places = [(r, c) for r, row in enumerate(grid.cells) for c, cell in enumerate(row) if cell is not None]
    if equation.shared and grid is equation.result:
        return {at: added_up(equation, at, lambda i, r, c: number(equation.operands[i], r, c)) for at in places}
    return {at: number(grid, *at) for at in places}


def added_up(equation: Equation, at: At, factor: Any) -> float:
    """Return what the products make that add up to a place of the result; `factor` gives the number at a `Spot`."""

    def of(spot: Spot) -> float:
        return float(factor(*spot))

    return equation.sign * sum(prod(map(of, term)) for term in terms_at(equation, at))


def places_of(numbers: Mapping[At, float]) -> int | None:
    """Return with how many decimals the numbers of a grid are written; None where no fixed number of them fits."""
    many = len(numbers) > MANY and all(abs(x) < 1 for x in numbers.values())
    return decimals(list(numbers.values()), 3 if many else 4)


def digits(x: float, places: int | None) -> Term:
    """Return a number with so many decimals."""
    if places is None:
        return LATEX.number(x)
    text = fixed(x, places).replace("−", "-")
    return Term(text, negative=text.startswith("-"))


def matrix(grid: Grid, numbers: Mapping[At, float], most: int = MOST) -> Term:
    """Return the numbers of a grid in parentheses, or a single one alone.

    Args:
        most: rows and columns that are shown; of more the first ones, dots, and the last.
    """
    places, (height, width) = places_of(numbers), grid.shape
    if height == width == 1:
        return digits(numbers[0, 0], places)
    rows = [[digits(numbers[r, c], places).text if (r, c) in numbers else "" for c in range(width)]
            for r in range(height)]  # fmt: skip
    shown = cut([cut(row, r"\cdots", most) for row in rows], [r"\vdots"] * min(width, most), most)
    inner = r" \\ ".join(" & ".join(row) for row in shown)
    return Term(rf"\begin{{pmatrix}} {inner} \end{{pmatrix}}")


def cut(items: Sequence[Any], mark: Any, most: int) -> list[Any]:
    """Return all of a few items, or of many the first ones, a mark, and the last.

    >>> cut("abcdef", "…", 4)
    ['a', 'b', '…', 'f']
    """
    return [*items] if len(items) <= most else [*items[: most - 2], mark, items[-1]]


def side(equation: Equation, row: Primitive | None, terms: Sequence[Term]) -> Term:
    """Return the right side of an equation, with these operands.

    Args:
        row: of a function of every entry, what it is.
    """
    if equation.rule == "function" and row:
        made = LATEX.expression(row, terms)
        text = _TWICE.sub(r"\1", made.text)
        for written, meant in BY_ENTRY.items():
            text = text.replace(written, meant)
        return Term(text, made.tightness, made.negative)
    if equation.rule == "product":
        grids = equation.operands[: 2 * equation.pairs]
        products = [_product(grids[p : p + 2], terms[p : p + 2]) for p in range(0, len(grids), 2)]
        return added([*products, *terms[len(grids) :]])
    first, *between, last = equation.signs
    if first and len(terms) == 1 and re.fullmatch(r"\w+", first) and not first.endswith(" of"):
        called = rf"\operatorname{{{first}}}\left({terms[0].text}\right)"
        return Term(_TWICE.sub(r"\1", called))
    if between and set(between) == {"+"}:
        return added(terms)
    return _flow(first, between, last, equation.operands, terms)


def _product(grids: Sequence[Grid], terms: Sequence[Term]) -> Term:
    times = r" \cdot " if (1, 1) in [grid.shape for grid in grids] else r"\,"
    left, right = terms
    text = LATEX.wrap(left, PRODUCT, leading=True) + times + LATEX.wrap(right, PRODUCT)
    return Term(text, PRODUCT, left.negative)


def added(terms: Sequence[Term]) -> Term:
    """Return a sum; a product that begins with a minus sign is subtracted.

    >>> added([Term("a"), Term("-b c", PRODUCT, negative=True), Term("-2", negative=True)]).text
    'a - b c + \\\\left(-2\\\\right)'
    """
    first, *rest = terms
    text = LATEX.wrap(first, SUM, leading=True)
    for term in rest:
        minus = term.negative and term.tightness == PRODUCT
        text += f" - {term.text.removeprefix('-')}" if minus else f" + {LATEX.wrap(term, SUM)}"
    return Term(text, SUM, first.negative) if rest else first


def _flow(first: str, between: Sequence[str], last: str, grids: Sequence[Grid], terms: Sequence[Term]) -> Term:
    """Return upstream times partial, entry by entry, or a sum of that."""
    words, minus, _ = first.partition("−")
    text = LATEX.wrap(terms[0], PRODUCT if between or first else SUM, leading=not minus)
    for sign, grid, term in zip(between, grids[1:], terms[1:], strict=True):
        sign, opened, _ = sign.partition(" (")
        times = r"\cdot" if sign == "⊙" and grid.shape == (1, 1) else SIGNS.get(sign, sign)
        times = (r"\cdot" if (1, 1) in [each.shape for each in grids] else r"\,") if sign == "×" else times
        inside = LATEX.wrap(term, SUM, bool(opened)) if opened or sign == "+" else LATEX.wrap(term, PRODUCT)
        text += f" {times} {'(' if opened else ''}{inside}"
    text += last
    said = rf"\text{{{words.strip()} }}" if words else ""
    if said and between:
        text = rf"\left({text}\right)"
    tightness = SUM if said else PRODUCT if between or minus else terms[0].tightness
    return Term(said + ("-" if minus else "") + text, tightness, bool(minus) or (not said and terms[0].negative))
