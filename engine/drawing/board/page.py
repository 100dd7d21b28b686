"""The lines of a board as compact data for the page: indices of nodes, and each grid once."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.drawing.board import Line
from engine.drawing.board.grids import Equation, Grid
from engine.drawing.board.names import Name
from engine.words.fixed import ENGLISH
from engine.words.mathml import tree

_WORDS = re.compile(r"(?<![^ {])(?:(?:column sums|row sums|sum) of|(?<=[ {])(?:gets|turned))(?=$| )")


def board_data(lines: Sequence[Line], labels: Sequence[str], words: Mapping[str, str] = ENGLISH) -> dict[str, Any]:
    """Return what the page needs to show the lines of a graph; web/types.d.ts says it in full.

    Args:
        labels: of every node, "" where there is none.
        words: fixed texts -> what stands in their place in another language.

    Returns:
        grids: name, what, cells (a node, or [operation, slot] of a partial, or null), names of rows and columns.
        lines: kind, nodes, and where there are matrices the equations, which name grids by their place above.
    """
    grids: dict[Grid, int] = {}
    put = in_words(words)

    def place(grid: Grid) -> int:
        return grids.setdefault(grid, len(grids))

    def sent(equation: Equation) -> dict[str, Any]:
        found: dict[str, Any] = {
            "rule": equation.rule,
            "text": _formula(put(equation.text)),
            "result": place(equation.result),
            "operands": [place(grid) for grid in equation.operands],
            "signs": [put(Name(sign)).text for sign in equation.signs],
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


def in_words(words: Mapping[str, str]) -> Callable[[Name], Name]:
    """Return what puts the words of a formula into a language.

    >>> in_words({"sum of": "Summe von"})(Name("db = sum of δZ", r"db = \\text{sum of } \\delta Z")).latex
    'db = \\\\text{Summe von } \\\\delta Z'
    """

    def say(text: str) -> str:
        return words.get(text, text)

    said = {
        "column sums of": say("column sums of"), "row sums of": say("row sums of"), "sum of": say("sum of"),
        "gets": say("gets"), "turned": say("turned"),
    }  # fmt: skip

    def put(text: str) -> str:
        return _WORDS.sub(lambda match: said[match[0]], text)

    return lambda name: Name(put(name.text), put(name.latex), name.tightness)


def _grid(grid: Grid, labels: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": _formula(grid.name), "what": grid.what, "cells": grid.cells}
    cells = [cell for row in grid.cells for cell in row]
    if len(cells) > 1:  # a single number has its name below
        found |= {"rows": grid.rows} if grid.rows else {}
        found |= {"columns": grid.columns} if grid.columns else {}
    return found | ({"labelled": True} if all(isinstance(i, int) and labels[i] for i in cells) else {})


def _formula(name: Name) -> list[Any]:
    return [name.text, tree(name.latex) if name.latex else ""]
