"""How much room a formula takes in Computer Modern, in units of its size, and equations broken into rows that fit."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from engine.drawing.board.latex import MOST
from engine.drawing.board.written import Sides

Room = tuple[float, float]  # width and height
LEAST, GAP, ROW = 3, 2.0, 0.55  # rows of a matrix that is cut; between equations beside and below each other
_MATRIX = re.compile(r"\\begin\{pmatrix\} (.*?) \\end\{pmatrix\}")
_FRACTION = re.compile(r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}")
_WORD = re.compile(r"\\(?:text|operatorname)\{([^{}]*)\}")
_SMALL = re.compile(r"[_^]\{((?:[^{}]|\{[^{}]*\})*)\}")
_CALLS = re.compile(r"\\(ln|tanh|sin|cos|max|min)\b")


def room(latex: str) -> Room:
    r"""Return about how wide and high a formula is.

    >>> room("x"), room(r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}")
    ((0.6, 1.2), (3.7, 2.8))
    """
    width, high = 0.0, 1.2
    for inner in _MATRIX.findall(latex):
        rows = [row.split(" & ") for row in inner.split(r" \\ ")]
        cells = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
        width += sum(cells) + (len(cells) - 1) + 1.7
        high = max(high, 1.2 * len(rows) + 0.4)
    rest = _MATRIX.sub("", latex)
    tall = (3.0 if "^" in rest else 2.4) if r"\frac" in rest else 1.8 if r"\left(\left(" in rest else 0.0
    return round(width + _width(rest), 2), max(high, tall)


def _width(latex: str) -> float:
    for _ in range(3):
        latex = _FRACTION.sub(lambda match: max(match.groups(), key=_width), latex)
    small = sum(0.75 * _width(inner) for inner in _SMALL.findall(latex))
    plain = _CALLS.sub(r"\1", _WORD.sub(r"\1", _SMALL.sub("", latex)))
    plain = re.sub(r"\\(?:left|right)\b", "", plain).replace(r"\,", "")
    between = len(re.findall(r" (?:[-+/=]|\\(?:cdot|odot|ast|times)) ", plain))
    plain = re.sub(r" (?:[-+/=]|\\(?:cdot|odot|ast|times)) ", "", plain)
    signs = re.sub(r"\\[A-Za-z]+", "x", plain).replace(" ", "").replace("{", "").replace("}", "")
    return (
        small
        + 1.2 * between
        + sum(0.5 if c.isdigit() else {"-": 0.8, ".": 0.3, "(": 0.42, ")": 0.42}.get(c, 0.6) for c in signs)
    )


@dataclass(frozen=True)
class Block:
    """An equation in one row, or in several below each other, and its room."""

    latex: str
    width: float
    height: float


def block(written: Callable[[int], Sides], area: Room) -> Block:
    """Return an equation that fits, as far as it can: broken before its signs, its matrices cut.

    Args:
        written: the equation with so many rows and columns of its matrices.
    """
    found = _broken(written(MOST), area[0])
    for most in range(MOST - 1, LEAST - 1, -1):
        if found.width <= area[0] and found.height <= area[1]:
            break
        found = _broken(written(most), area[0])
    return found


def _broken(said: Sides, most: float) -> Block:
    indent = room(said.left)[0]
    rows: list[tuple[str, float, float]] = []
    for sign, side in said.sides:
        (width, height), own = room(side), 1.4 if len(sign) < 9 else 2.6
        if rows and rows[-1][1] + own + width <= most:
            text, before, high = rows.pop()
            rows.append((f"{text} {sign} {side}", before + own + width, max(high, height)))
        else:
            rows.append((f"{sign} {side}", indent + own + width, height))
    width, height = max(row[1] for row in rows), sum(row[2] for row in rows) + 0.3 * (len(rows) - 1)
    if len(rows) == 1:
        return Block(f"{said.left} {rows[0][0]}", width, max(height, room(said.left)[1]))
    inner = r" \\ ".join(f"& {row[0]}" for row in rows)
    return Block(rf"\begin{{aligned}} {said.left} {inner} \end{{aligned}}", width, height)


def frames(blocks: Iterable[Block], area: Room) -> list[list[list[Block]]]:
    """Return equations in order, as many beside each other and below each other as a frame has room for."""
    found: list[list[list[Block]]] = []
    left = 0.0
    for row in _rows(blocks, area[0]):
        high = max(each.height for each in row) + ROW
        if not found or left < high:
            found.append([])
            left = area[1] + ROW
        found[-1].append(row)
        left -= high
    return found


def _rows(blocks: Iterable[Block], most: float) -> Iterator[list[Block]]:
    row: list[Block] = []
    for each in blocks:
        if row and sum(other.width + GAP for other in row) + each.width > most:
            yield row
            row = []
        row.append(each)
    if row:
        yield row
