"""The board of one step in LaTeX: its equations, each with the numbers of its matrices below it."""

from collections.abc import Sequence
from math import prod
from typing import Any

from engine.drawing import Drawing
from engine.drawing.board import lines
from engine.drawing.board.grids import Cell, Equation, Grid, terms_at
from engine.errors import SettingError
from engine.words.latex import LATEX
from engine.words.tex import tex_formula
from lectures.workbench.desk.equation import PACKAGE, THIN

MOST = 9  # rows and columns of a matrix; amsmath has room for ten columns
NONE = (
    "There are no matrices in this step. What it computes is in the export “The equation of this step, LaTeX”; a step "
    "of matrices, such as Z = X @ W, has a board"
)


def board(drawing: Drawing, k: int) -> str:
    r"""Return the equations that stand on the board at a step, with their matrices in numbers.

    Args:
        k: the step, from 0 on; the backward pass follows the forward pass.

    Raises:
        SettingError: where the step is of single numbers.
        IndexError: where there is no such step.

    >>> from engine import Value, dot, draw
    >>> W, x = [Value(1.0, "W[0,0]"), Value(2.0, "W[0,1]")], [Value(3.0, "x0"), Value(4.0, "x1")]
    >>> print(board(draw(dot(W, x), form="columns"), 1).splitlines()[2])
      & Z = W\,x \\
    """
    step = drawing.steps[k]
    line = next(
        (line for line in lines(drawing.story, drawing.form) if line.is_matrix and step.node in line.nodes), None
    )
    if line is None or step.kind in ("leaves", "seed"):
        raise SettingError(NONE)
    rows = []
    for equation in (line.forward,) if step.kind == "forward" else line.backward:
        grids = dict.fromkeys(grid for grid in (equation.result, *equation.operands) if prod(grid.shape) > 1)
        rows += [
            equation.text.latex,
            *(rf"\quad {grid.name.latex} = {_matrix(drawing, equation, grid)}" for grid in grids),
        ]
    if not rows:
        raise SettingError(NONE)
    written = " \\\\\n".join(f"  & {tex_formula(each.replace(THIN, chr(92) + ','))}" for each in rows)
    return "\n".join([PACKAGE, r"\begin{align*}", written, r"\end{align*}"])


def _matrix(drawing: Drawing, equation: Equation, grid: Grid) -> str:
    """Return a grid in numbers; of a gradient that other lines add to, what this one gives."""
    nodes = drawing.trace.nodes

    def number(what: str, cell: Cell) -> float:
        if isinstance(cell, tuple):
            return nodes[cell[0]].partials[cell[1]]
        return nodes[cell or 0].data if what == "data" else nodes[cell or 0].gradient

    def share(r: int, c: int) -> float:
        terms = terms_at(equation, (r, c))
        factors = [
            [number(equation.operands[i].what, equation.operands[i].cells[y][x]) for i, y, x in term] for term in terms
        ]
        return equation.sign * sum(prod(each) for each in factors)

    is_share = equation.shared and grid is equation.result
    rows = [
        ["" if cell is None else LATEX.number(share(r, c) if is_share else number(grid.what, cell)).text
         for c, cell in enumerate(row)]
        for r, row in enumerate(grid.cells)
    ]  # fmt: skip
    cut = _cut([_cut(row, r"\cdots") for row in rows], [r"\cdots"] * min(grid.shape[1], MOST))
    inner = r" \\ ".join(" & ".join(row) for row in cut)
    return rf"\begin{{pmatrix}} {inner} \end{{pmatrix}}"


def _cut(items: Sequence[Any], mark: Any) -> list[Any]:
    """Return all of a few items, or of many the first ones, a mark, and the last."""
    return [*items] if len(items) <= MOST else [*items[: MOST - 2], mark, items[-1]]
