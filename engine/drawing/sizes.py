"""How large type, text and shapes are, in pixels: in a fixed-width face, measuring a line is counting."""

from collections.abc import Sequence

from engine.drawing.shares import Addition
from engine.drawing.typeset import LOWERED, Runs
from engine.words.columns import columns

Size = tuple[float, float]

FACE = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"
ADVANCE = 0.61  # width of a character in its own size; the widest of these faces has 0.602
LABEL, NUMBER, KEY, PARTIAL, SCOPE = 13.0, 12.5, 11.0, 11.0, 11.5  # letters: names, numbers, "data" and "grad"
BADGE = 11.0  # letters of the operation that made a value
PAD, GAP = 10.0, 10.0  # between the border of a box and its text, and between the two columns in it
NAME, DATA, LINE, RULE = 20.0, 39.0, 17.0, 7.0  # base lines in a box, from one line to the next, and more at a rule
CARD_HEIGHT, CAP = 62.0, 0.36  # CAP: half of the height of a capital, how far a base line is below the middle
LABEL_COLUMNS, FROM_COLUMNS, SCOPE_COLUMNS = 24, 12, 16  # the most of a name, in an addition, and of a scope
TIGHT_COLUMNS = 14  # the most of a name where room is scarce
NUMBER_COLUMNS = 7  # the least of a number


def width(text: str, size: float) -> float:
    """Return the width of a line in pixels at a font size in pixels."""
    return columns(text) * size * ADVANCE


def runs_width(runs: Runs, size: float) -> float:
    """Return the width of a line in pieces, some of them set small.

    >>> runs_width((("W", False), ("1", True)), 10.0) == width("W", 10.0) + width("1", 10.0 * LOWERED)
    True
    """
    return sum(width(text, size * LOWERED if low else size) for text, low in runs)


def so_far(landed: int, edges: int) -> str:
    """Return what the sum of an addition is called while shares are missing."""
    return f"so far, {landed} of {edges}"


def lines_of(shares: int) -> list[float]:
    """Return how far below the top of a box the middle of each share is."""
    return [DATA + RULE + LINE * (k + 1) - CAP * NUMBER for k in range(shares)]


def box_size(name: Runs, badge: str, data: str, total: Addition | None, labels: Sequence[Runs]) -> Size:
    """Return the size of a box: a name with a badge, a value, and the gradient or its addition.

    Args:
        total: how the gradient adds up; None for data, which has none.
        labels: what the shares are called.
    """
    head = runs_width(name, LABEL) + (GAP + badge_width(badge) if badge else 0.0)
    rows, high = [head, _row(width("data", KEY), data)], DATA + PAD
    if total:
        keys = [width("grad", KEY), *(runs_width(label, KEY) for label in labels)]
        keys += [width(so_far(total.edges, total.edges), KEY)] if total.edges > 1 else []
        rows += [_row(key, total.longest) for key in keys]
        high += LINE + (2 * RULE + LINE * len(labels) if labels else 0)
    return 2 * PAD + max(rows), high


def copy_size(name: Runs, data: str) -> Size:
    return 2 * PAD + max(runs_width(name, LABEL), _row(width("data", KEY), data)), DATA + PAD


def _row(key: float, number: str) -> float:
    return key + GAP + max(NUMBER_COLUMNS, columns(number)) * width("0", NUMBER)


def badge_width(badge: str) -> float:
    return width(badge, BADGE) + PAD


def card_size(lines: tuple[str, ...]) -> Size:
    return (2 * PAD + max(width(lines[0], LABEL), *(width(line, KEY) for line in lines[1:])), CARD_HEIGHT)
