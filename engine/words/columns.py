"""Text in columns: how many a terminal takes for it, where Chinese letters take two and accents none."""

import re
import textwrap
import unicodedata
from typing import Any

BESIDE = "\ue000"  # stands beside a letter of two columns while lines are broken: for private use, so no text has it


def columns(text: str) -> int:
    """Return how many columns a text takes.

    >>> columns("h"), columns("重み"), columns("x\u0302")
    (1, 4, 1)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


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


def padded(text: str, width: int, right: bool = False) -> str:
    """Return a text in so many columns, cut where it is longer.

    Args:
        right: put it to the right.

    >>> padded("重み", 6) + "|", padded("重みw", 4)
    ('重み  |', '重… ')
    """
    text = shorten(text, width)
    room = " " * (width - columns(text))
    return room + text if right else text + room


def filled(text: str, width: int, first: str = "", rest: str = "", **options: Any) -> str:
    """Return text broken between its words into lines of at most so many columns; Chinese is broken anywhere.

    Args:
        first, rest: what stands in front of the first line, and of the others.
        options: those of `textwrap.fill`.

    >>> print(filled("一つの重み w", 8, rest="  "))
    一つの重
      み w
    """
    wide = "".join(letter + BESIDE * (_columns(letter) - 1) for letter in text)
    if wide == text:
        return textwrap.fill(text, width, initial_indent=first, subsequent_indent=rest, **options)
    options |= {"break_long_words": True}
    written = textwrap.fill(wide, width - 1, initial_indent=first, subsequent_indent=rest, **options)
    written = re.sub(rf"\n{re.escape(rest)}{BESIDE}(?=\n|\Z)", "", written)  # a line that has no letter
    return written.replace(f"\n{rest}{BESIDE} ", f"\n{rest}").replace(BESIDE, "")
