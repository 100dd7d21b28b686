"""A graph too large for a page, drawn by its arrays, with cells for what is worked out on the way.

What is given stands above it, and what is asked for has boxes there: these arrays are told by name and shape.
"""

from collections.abc import Iterator

from engine.drawing.curves import Point, arrowhead, samples, swung
from engine.drawing.marks import Head, Mark, Rectangle, Stroke, Text
from engine.drawing.overlays import Look
from engine.drawing.sizes import runs_width
from engine.drawing.typeset import Runs, typeset
from lectures.entries import Drawn
from lectures.teaching.blank import PAGES, PALETTE, Blank
from lectures.teaching.blocks import Block, blocks_of

ROW = 34.0  # pixels, the height of a cell
SCALES = ((64.0, 64.0), (54.0, 46.0), (47.0, 34.0))  # a cell's width, and the room for arrows between two columns
PAD, TITLE, APART = 12.0, 26.0, 16.0
NAME = 17.0
WIDEST = 8  # cells in a row; an array with more is told by its shape only
MOST = 40  # arrays
EDGE, INK = PALETTE["rule"], PALETTE["ink"]
COLOURS = {"value": PALETTE["forward"], "gradient": PALETTE["backward"]}

Marks = list[tuple[Mark, Look]]


def blank_arrays(drawn: Drawn) -> Blank | None:
    """Return the arrays of a loss with empty cells and the arrows between them; None where they have no room either.

    >>> from engine import Value
    >>> w = [Value(0.5, "w[0]"), Value(1.5, "w[1]")]
    >>> blank_arrays(Drawn(w[0] * 3.0 + w[1], {"w": w})).svg.count("<rect")  # w and L
    2
    """
    blocks = blocks_of(drawn)
    if len(blocks) < 2 or len(blocks) > MOST:
        return None
    columns = [[b for b in blocks if b.level == level] for level in range(max(b.level for b in blocks) + 1)]
    for cell, between in SCALES:  # the widest that has room
        widths = [max((_width(b, cell) for b in column), default=0.0) for column in columns]
        heights = [sum(_height(b, cell) for b in column) + APART * (len(column) - 1) for column in columns]
        whole, tall = sum(widths) + between * (len(columns) - 1) + 4, max(heights) + 4
        if any(whole <= width and tall <= height for width, height in PAGES):
            break
    else:
        return None
    places: dict[str, tuple[float, float]] = {}
    left = 2.0
    for column, wide, high in zip(columns, widths, heights, strict=True):
        top = 2.0 + (tall - 4 - high) / 2
        for block in sorted(column, key=lambda b: not b.sources):  # what is computed above what is given
            places[block.name] = left + (wide - _width(block, cell)) / 2, top
            top += _height(block, cell) + APART
        left += wide + between
    by_name = {block.name: block for block in blocks}
    marks: Marks = [mark for b in blocks for one in b.sources for mark in _arrow(by_name[one], b, places, cell)]
    marks += [mark for block in blocks for mark in _block(block, *places[block.name], cell)]
    return Blank(whole, tall, tuple(marks), arrays=True)


def _title(block: Block, half: str) -> Runs:
    name = typeset(block.name)
    if half == "value":
        return name
    return (("∂", False), *typeset(block.loss), ("/∂", False), *name) if block.loss != "L" else (("∂L/∂", False), *name)


def _shape_of(block: Block) -> Runs:
    return ((f"  {block.shape}", False),) if block.shape else ()


def _titles(block: Block) -> list[tuple[str, Runs, bool]]:
    """Return the lines of a block, each with its half, and whether it has cells below: the name stands there always."""
    names = [] if "value" in block.fills else [("value", (*_title(block, "value"), *_shape_of(block)), False)]
    return names + [(half, _title(block, half), True) for half in block.fills]


def _grid(block: Block, cell: float) -> tuple[float, float]:
    return (block.columns * cell, block.rows * ROW) if block.columns <= WIDEST else (SCALES[0][0] * 2, ROW)


def _width(block: Block, cell: float) -> float:
    grid = _grid(block, cell)[0] if block.fills else 0.0
    return max(grid, *(runs_width(title, NAME) for _, title, _ in _titles(block))) + 2 * PAD


def _height(block: Block, cell: float) -> float:
    return len(_titles(block)) * TITLE + len(block.fills) * _grid(block, cell)[1] + PAD


def _look(**said: str) -> Look:
    return tuple(sorted((name.replace("_", "-"), x) for name, x in said.items()))


def _text(x: float, y: float, runs: Runs, colour: str, size: float = NAME) -> tuple[Mark, Look]:
    return Text("label", x, y, runs), _look(fill=colour, font_size=f"{size:g}px", text_anchor="start")


def _block(block: Block, x: float, y: float, cell: float) -> Iterator[tuple[Mark, Look]]:
    look = _look(fill="#ffffff", stroke=EDGE, stroke_width="1.4")
    yield Rectangle("shape", x, y, _width(block, cell), _height(block, cell), 9), look
    for half, title, filled in _titles(block):
        yield _text(x + PAD, y + TITLE - 7, title, COLOURS[half] if filled else INK)
        y += TITLE
        if not filled:
            continue
        box = _look(fill="#ffffff", stroke=COLOURS[half], stroke_width="1")
        if block.columns > WIDEST:
            yield Rectangle("cell", x + PAD, y, *_grid(block, cell), 2), box
            yield _text(x + PAD + 8, y + 22, ((f"{block.rows} × {block.columns}", False),), INK, 14.0)
        else:
            for r in range(block.rows):
                for c in range(block.columns):
                    yield Rectangle("cell", x + PAD + c * cell, y + r * ROW, cell, ROW, 2), box
        y += _grid(block, cell)[1]


def _arrow(source: Block, end: Block, places: dict[str, Point], cell: float) -> Iterator[tuple[Mark, Look]]:
    """Yield an arrow from the right of one array to the left of another."""
    (ax, ay), (bx, by) = places[source.name], places[end.name]
    start = ax + _width(source, cell), ay + _height(source, cell) / 2
    stop = bx, by + _height(end, cell) / 2
    curve = swung((start, start, stop, stop))
    yield Stroke("line", curve), _look(fill="none", stroke=EDGE, stroke_width="1.6")
    yield Head("head", arrowhead(samples(curve)[::-1])), _look(fill=EDGE)
