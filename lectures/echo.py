"""Writing to a terminal: whatever a lecture or a student's file holds is shown, and commands nothing."""

import sys
from collections.abc import Iterable
from typing import Any

import click
import rich.console
from rich.segment import Segment

from lectures.plain_text import visible


def echo(text: str, err: bool = False, **style: Any) -> None:
    """Print text on a line of its own, styled as `click.style` does."""
    text = visible(text)
    click.echo(click.style(text, **style) if style else text, err=err)


class Console(rich.console.Console):
    """A console that writes commands out wherever they stand in what is shown: in text, in code, in a table."""

    def render(self, renderable: Any, options: Any = None) -> Iterable[Segment]:
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else visible(text), style, control)


def terminal() -> Console:
    """Return a console for the terminal; where there is none, lines have 80 columns."""
    return Console(width=None if sys.stdout.isatty() else 80, highlight=False)
