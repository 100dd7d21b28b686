"""Writing to a terminal: whatever a lecture or a student's file holds is shown, and commands nothing."""

import codecs
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, TextIO

import click
import rich.console
from rich.segment import Segment

from engine.errors import visible
from engine.words.columns import columns, filled
from engine.words.tex import SIGNS

# Unicode says what a letter is made of, and LaTeX has a word for a sign. Neither knows which signs of ASCII are drawn
# alike, so these stand here.
NEAREST = {"−": "-", "–": "-", "—": "-", "→": "->", "←": "<-", "⇒": "=>", "≈": "~", "≍": "~", "≠": "!=", "≤": "<=",
           "≥": ">=", "±": "+-", "✓": "v", "✗": "x", "∂": "d", "∇": "grad ", "·": "*", "×": "*", "•": "*", "′": "'",
           "’": "'", "“": '"', "”": '"', "─": "-", "━": "-", "│": "|", "‖": "|", "∣": "|",
           "∑": "sum", "√": "sqrt"}  # fmt: skip
MOVED = {"<super": "^", "<sub": "_"}


def write_what_one_can() -> None:
    """Let the standard streams write what is nearest to letters that they cannot: a minus must not get lost."""
    codecs.register_error("nearest", lambda error: (_nearest(error), getattr(error, "end", 0)))
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and codecs.lookup(stream.encoding or "utf-8").name != "utf-8":
            stream.reconfigure(errors="nearest")  # type: ignore[union-attr]


def _nearest(error: UnicodeError) -> str:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return in_ascii(error.object[error.start : error.end])


def in_ascii(text: str) -> str:
    """Return text in letters of ASCII that come nearest.

    >>> in_ascii("h₁₂² − ŷ ≠ 数")
    'h_12^2 - y != ?'
    """
    kinds = ["", *(unicodedata.decomposition(letter).partition(">")[0] for letter in text)]
    marks = (MOVED.get(kind, "") if kind != before else "" for before, kind in pairwise(kinds))
    return "".join(mark + _in_ascii(letter) for mark, letter in zip(marks, text, strict=True))


def _in_ascii(letter: str) -> str:
    """Return letters of ASCII for another one, or a question mark.

    >>> [_in_ascii(letter) for letter in "−θŷ⁻⊙数"]
    ['-', 'theta', 'y', '-', 'odot', '?']
    """
    if letter.isascii() or letter in NEAREST:
        return NEAREST.get(letter, letter)
    parts = [part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)]
    if parts != [letter]:
        return "".join(map(_in_ascii, parts))
    if (name := unicodedata.name(letter, "")).startswith("GREEK"):
        return name.split()[-1].lower()
    return SIGNS[letter].strip("\\") if re.fullmatch(r"\\\w+", SIGNS.get(letter, "")) else "?"


def echo(text: str, err: bool = False, **style: Any) -> None:
    """Print text on a line of its own, styled as `click.style` does."""
    text = fitted(visible(text), sys.stderr if err else sys.stdout)
    click.echo(click.style(text, **style) if style else text, err=err)


class Console(rich.console.Console):
    """A console that writes commands out wherever they stand in what is shown: in text, in code, in a table."""

    def render(self, renderable: Any, options: Any = None) -> Iterable[Segment]:
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else visible(text), style, control)


def terminal() -> Console:
    """Return a console for the terminal; where there is none, lines have 80 columns."""
    return Console(width=None if sys.stdout.isatty() else 80, highlight=False)


def room(stream: TextIO, most: int) -> int:
    """Return how many columns lines may take: at most so many, and no more than the terminal behind a stream has."""
    return min(most, max(20, shutil.get_terminal_size().columns)) if stream.isatty() else most


def fitted(text: str, stream: TextIO, ahead: int = 0) -> str:
    """Return text whose lines fit the terminal behind a stream; where there is none, the lines stay as they are.

    Args:
        ahead: the columns that stand in front of the first line already.
    """
    if not stream.isatty():
        return text
    width = room(stream, sys.maxsize)
    return "\n".join(_broken(line, width, " " * (0 if i else ahead)) for i, line in enumerate(text.split("\n")))


def _broken(line: str, width: int, ahead: str) -> str:
    """Break a line that is too long between its words, and indent what follows as its beginning."""
    if len(ahead) + columns(line) <= width:
        return line
    indent = line[: len(line) - len(line.lstrip())]
    broken = filled(ahead + line, width, rest=f"{indent}  ", break_on_hyphens=False, break_long_words=False)
    return broken[len(ahead) :]


@contextmanager
def working(what: str) -> Iterator[Callable[[str], None]]:
    """Show that something takes its time, where there is a terminal; what is given says what it is at now."""
    console = Console(file=sys.stderr)  # this one, whoever puts another in its place meanwhile
    with console.status(visible(what)) as status:
        yield lambda now: status.update(f"{visible(what)}: {visible(now)}")
