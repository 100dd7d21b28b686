"""How large type, text and shapes are, in pixels: in a fixed-width face, measuring a line is counting."""

import unicodedata

from engine.drawing.diagram import Key
from engine.trace import Trace
from engine.words.notation import show

Size = tuple[float, float]

FACE = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"
ADVANCE = 0.61  # width of a character in its own size; the widest of these faces has 0.602
LABEL, NUMBER, KEY, PARTIAL, SCOPE = 13.0, 12.5, 10.5, 11.0, 11.5  # letters: names, numbers, "data" and "grad"
SYMBOL, SHORT, WORD = 17.0, 13.0, 11.0  # letters on a disc, for one, two and more characters
PAD, GAP = 9.0, 8.0  # between the border of a box and its text, and between the two columns in it
BOX_HEIGHT, QUIET_HEIGHT, DISC = 62.0, 40.0, 30.0
LABEL_COLUMNS, SCOPE_COLUMNS, NUMBER_COLUMNS = 24, 16, 7  # the most of a name and of a scope, the least of a number


def columns(text: str) -> int:
    """Return how many columns a line takes: two for wide characters, none for combining ones.

    >>> columns("abc"), columns("数"), columns("e" + chr(0x301))
    (3, 2, 1)
    """
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def width(text: str, size: float) -> float:
    """Return the width of a line in pixels at a font size in pixels."""
    return columns(text) * size * ADVANCE


def shorten(text: str, most: int) -> str:
    """Cut a line that takes more than `most` columns, marking the cut.

    >>> shorten("a rather long label", 9)
    'a rather…'
    """
    if columns(text) <= most:
        return text
    kept = ""
    for c in text:
        if columns(kept + c) > most - 1:
            break
        kept += c
    return kept + "…"


def box_sizes(trace: Trace, labels: dict[int, str]) -> dict[Key, Size]:
    """All named values have one size, wide enough for every number that a frame shows; plain numbers are smaller."""
    digits = [max(columns(show(node.data)), columns(show(node.gradient))) for node in trace.nodes]
    for step in trace.steps:
        if step.input is not None:
            digits[step.input] = max(digits[step.input], columns(show(step.total)))
    quiet = {i for i in labels if trace.nodes[i].kind == "constant" and not trace.nodes[i].is_data}
    loud = [digits[i] for i in labels if i not in quiet]
    row = width("data", KEY) + GAP + max([NUMBER_COLUMNS, *loud]) * width("0", NUMBER)
    wide = 2 * PAD + max([row, *(width(label, LABEL) for label in labels.values())])
    return {
        i: (2 * PAD + width("grad", KEY) + GAP + max(4, digits[i]) * width("0", KEY), QUIET_HEIGHT)
        if i in quiet
        else (wide, BOX_HEIGHT)
        for i in labels
    }


def operation_size(lines: tuple[str, ...], folded: bool) -> Size:
    if folded:
        return (2 * PAD + max(width(lines[0], LABEL), *(width(line, KEY) for line in lines[1:])), BOX_HEIGHT)
    return (DISC, DISC) if columns(lines[0]) <= 3 else (width(lines[0], WORD) + 2 * PAD, DISC)
