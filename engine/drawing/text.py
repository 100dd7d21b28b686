"""How wide text is, so that nothing is clipped: every drawing is set in a fixed-width face, where that is counting."""

import unicodedata

FACE = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"
ADVANCE = 0.61  # width of a character in its own size; the widest of these faces has 0.602


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
