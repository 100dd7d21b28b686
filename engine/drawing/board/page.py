"""The lines of a board as compact data for the page: indices of nodes, and each grid once."""

from collections.abc import Sequence
from typing import Any

from engine.drawing.board import Line
from engine.drawing.board.grids import Equation, Grid
from engine.drawing.board.names import Name
from engine.words.mathml import tree


def board_data(lines: Sequence[Line], labels: Sequence[str]) -> dict[str, Any]:
    """Return what the page needs to show the lines of a graph; web/types.d.ts says it in full.

    Args:
        labels: of every node, "" where there is none.

    Returns:
        grids: name, what, cells (a node, or [operation, slot] of a partial, or null), names of rows and columns.
        lines: kind, nodes, and where there are matrices the equations, which name grids by their place above.
    """
    grids: dict[Grid, int] = {}

    def place(grid: Grid) -> int:
        return grids.setdefault(grid, len(grids))

    def sent(equation: Equation) -> dict[str, Any]:
        found: dict[str, Any] = {
            "rule": equation.rule,
            "text": _formula(equation.text),
            "result": place(equation.result),
            "operands": [place(grid) for grid in equation.operands],
            "signs": equation.signs,
        }
        found |= {"terms": equation.terms} if equation.rule == "terms" else {}
        found |= {"pairs": equation.pairs} if equation.rule == "product" else {}
        found |= {"weights": equation.weights} if equation.weights else {}
        found |= {"shared": True} if equation.shared else {}
        return found | ({"sign": equation.sign} if equation.sign < 0 else {})

    has_matrices = any(line.is_matrix for line in lines)
    all_lines = []
    for line in lines:
        found: dict[str, Any] = {"kind": line.kind, "nodes": line.nodes}
        if has_matrices:
            found |= {"forward": sent(line.forward), "backward": [sent(equation) for equation in line.backward]}
        all_lines.append(found)
    return {"grids": [_grid(grid, labels) for grid in grids], "lines": all_lines}


def _grid(grid: Grid, labels: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": _formula(grid.name), "what": grid.what, "cells": grid.cells}
    cells = [cell for row in grid.cells for cell in row]
    if len(cells) > 1:  # a single number has its name below
        found |= {"rows": grid.rows} if grid.rows else {}
        found |= {"columns": grid.columns} if grid.columns else {}
    return found | ({"labelled": True} if all(isinstance(i, int) and labels[i] for i in cells) else {})


def _formula(name: Name) -> list[Any]:
    return [name.text, tree(name.latex) if name.latex else ""]
