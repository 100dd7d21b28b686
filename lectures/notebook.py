"""Showing entries in a Jupyter notebook: as on the page, and each of them once.

What can be played with stands in a frame, where its scripts run; where a notebook is only looked at, a picture stays.
"""

import base64
import html
import io
import sys
from collections.abc import Iterable
from typing import Any

from lectures.entries import Asked, Comparison, Entry, Exercise, Figure, Live, Play, Plot, Table
from lectures.plain_text import number_text

SHARP = 2  # dots of a picture for each one of the screen


def running() -> bool:
    """Is this a notebook, and not a script or a terminal?"""
    return _shell() is not None


def show(entry: Entry) -> bool:
    """Show an entry that has a form of its own in a notebook; return False for one that is to be printed."""
    from IPython.display import HTML, Markdown, display

    match entry:
        case Figure() if entry.drawing is not None:
            display(entry.drawing.player(entry.name, entry.predict))
            _not_again(entry.drawing)
        case Plot():
            display(HTML(_image(entry.figure, entry.caption or entry.name)))
        case Live() | Play():
            display(HTML(_played(entry)))
        case Comparison():
            display(entry.report)
            _not_again(entry.report)
        case Table():
            display(Markdown(_table(entry)))
        case Asked():
            display(Markdown(f"**Question:** {entry.question}\n\n{_folded('Show the answer', entry.answer)}"))
        case Exercise():
            hints = (_folded(f"Hint {i} of {len(entry.hints)}", hint) for i, hint in enumerate(entry.hints, 1))
            display(Markdown("\n\n".join([f"**Exercise {entry.name}:** {entry.asks}", *hints])))
        case _:
            return False
    if caption := getattr(entry, "caption", "") if not isinstance(entry, Table) else "":
        display(Markdown(caption))
    return True


def _shell() -> Any:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell if hasattr(shell, "kernel") else None


def _not_again(thing: Any) -> None:
    """Let what a cell has shown not be shown once more because its last line returns it."""
    from IPython.display import display

    shell = _shell()
    cell = shell.execution_count

    def show_elsewhere() -> None:
        del vars(thing)["_ipython_display_"]
        if shell.execution_count != cell:
            display(thing)

    vars(thing)["_ipython_display_"] = show_elsewhere


def _image(figure: Any, says: str) -> str:
    """Return a matplotlib figure as an image, and close it, since the notebook shows what a cell leaves open."""
    written = io.BytesIO()
    figure.savefig(written, format="png", dpi=SHARP * figure.dpi, facecolor="white", bbox_inches="tight")
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(figure)
    data, width = written.getvalue(), int.from_bytes(written.getvalue()[16:20], "big") // SHARP
    return (
        f'<img alt="{html.escape(says)}" width="{width}" src="data:image/png;base64,{base64.b64encode(data).decode()}">'
    )


def _played(entry: Live | Play) -> str:
    from engine.drawing.notebook import framed, still
    from lectures.live.alone import page
    from lectures.live.still import still_of

    if isinstance(entry, Play):
        return framed(page(entry), still(entry.drawing))
    first = next(iter(entry.networks.values()))
    return framed(page(entry), _image(still_of(first, entry.views, entry.data, entry.rate), entry.caption))


def _folded(summary: str, markdown: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{markdown}\n\n</details>"


def _table(table: Table) -> str:
    """Return a table as Markdown, numbers to the right."""
    width = max((len(row) for row in table.rows), default=0)
    words = [any(isinstance(row[i], str) for row in table.rows if i < len(row)) for i in range(width)]
    rows = [table.header or [""] * width, ["---" if word else "--:" for word in words], *table.rows]
    return "\n".join([*([table.caption, ""] if table.caption else []), *map(_row, rows)])


def _row(cells: Iterable[Any]) -> str:
    return f"| {' | '.join(number_text(cell).replace('|', chr(92) + '|') for cell in cells)} |"
