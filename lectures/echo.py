"""Writing to a terminal: whatever a lecture or a student's file holds is shown, and commands nothing."""

import codecs
import sys
import unicodedata
from collections.abc import Iterable
from typing import Any

import click
import rich.console
from rich.segment import Segment

from lectures.plain_text import visible

NEAREST = {"−": "-", "–": "-", "—": "-", "→": "->", "←": "<-", "⇒": "=>", "≈": "~", "≍": "~", "≠": "!=", "≤": "<=",
           "≥": ">=", "±": "+-", "✓": "v", "✗": "x", "∂": "d", "∇": "grad ", "·": "*", "×": "*", "•": "*", "′": "'",
           "’": "'", "“": '"', "”": '"', "─": "-", "━": "-", "│": "|", "‖": "|"}  # fmt: skip


def write_what_one_can() -> None:
    """Let the standard streams write what is nearest to letters that they cannot: a minus must not get lost."""
    codecs.register_error("nearest", lambda error: (_nearest(error), getattr(error, "end", 0)))
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and codecs.lookup(stream.encoding or "utf-8").name != "utf-8":
            stream.reconfigure(errors="nearest")  # type: ignore[union-attr]


def _nearest(error: UnicodeError) -> str:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_in_ascii, error.object[error.start : error.end]))


def _in_ascii(letter: str) -> str:
    """Return letters of ASCII for another one, or a question mark.

    >>> [_in_ascii(letter) for letter in "−θŷ₂⊙"]
    ['-', 'theta', 'y', '2', '?']
    """
    name = unicodedata.name(letter, "")
    plain = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return NEAREST.get(letter) or plain or (name.split()[-1].lower() if name.startswith("GREEK") else "?")


def echo(text: str, err: bool = False, **style: Any) -> None:
    """Print text on a line of its own, styled as `click.style` does."""
    text = visible(text)
    click.echo(click.style(text, **style) if style else text, err=err)


class Console(rich.console.Console):
    """A console that writes commands out wherever they stand in what is shown: in text, in code, in a table."""

    def render(self, renderable: Any, options: Any = None) -> Iterable[Segment]:
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else visible(text), style, control)
