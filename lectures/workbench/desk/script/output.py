"""What a script writes and shows, told to the page while it runs."""

import io
import time
from collections.abc import Callable
from typing import Any

from engine import Drawing, Report
from engine.errors import visible
from lectures.workbench.shown.now import shown_by
from lectures.workbench.shown.plots import Plot, plot
from lectures.workbench.shown.tables import Table, table
from nn import History

KEPT, MOST_SHOWN = 100_000, 100  # characters; plots, tables and reports
AT_ONCE, EVERY = 200, 0.05  # lines that are told as they come; then seconds between two messages to the page

Tell = Callable[[dict[str, Any]], None]


class Output(io.TextIOBase):
    """Standard output of a script, and the place where its plots, tables and reports go.

    Args:
        tell: called with {"text": ...}, {"svg": ...}, {"table": ...} or {"report": ...}, in the order they were made.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._waiting: list[str] = []
        self._told = time.monotonic()
        self._written, self._shown, self._messages = 0, 0, 0
        self._last: Any = None
        self.drawing: Drawing | None = None  # the one that was shown last

    def write(self, text: str) -> int:
        """Keep text and send it: lines at once, so that they are seen before an endless loop; many of them together."""
        if self._written < KEPT:
            self._waiting.append(text[: KEPT - self._written])
            is_line = text.endswith("\n") and self._messages < AT_ONCE
            if is_line or time.monotonic() - self._told > EVERY:
                self.flush()
        self._written += len(text)
        return len(text)

    def writable(self) -> bool:
        """Return True: this is to be written to."""
        return True

    def flush(self) -> None:
        """Send what has been printed since the last time."""
        if self._waiting:
            self._tell({"text": visible("".join(self._waiting))})
            self._waiting.clear()
            self._messages += 1
        self._told = time.monotonic()

    def show(self, thing: Any) -> None:
        """Show a plot, a table, a report or a drawing as such, and anything else as text."""
        if thing is self._last:  # a plot was shown when it was made, and is the last line as well
            return
        self._last = thing
        if isinstance(thing, Drawing):
            self.drawing = thing
        kind, item = _item(_readable(thing))
        if kind == "text":
            self.write(item)
            return
        self._shown += 1
        if self._shown <= MOST_SHOWN:
            self.flush()
            self._tell({kind: item})

    def end(self) -> None:
        """Send the rest, and say what was left out."""
        self.flush()
        if self._written > KEPT:
            self._tell(
                {"left_out": f"{self._written - KEPT:,} characters more were printed; the first {KEPT:,} are kept"}
            )
        if self._shown > MOST_SHOWN:
            self._tell({"left_out": f"{self._shown - MOST_SHOWN:,} plots and tables more; {MOST_SHOWN} are kept"})


def _readable(thing: Any) -> Any:
    """Return a plot or a table in place of what nobody reads as text: a history, an array of Values."""
    with shown_by(lambda made: None):  # whoever asked will show it
        if isinstance(thing, History) and thing.loss:
            losses = {"training": thing.loss} | ({"validation": thing.validation_loss} if thing.validation_loss else {})
            return plot(losses, title="Loss", across="epoch")
        if getattr(thing, "ndim", 0) == 2 and thing.dtype == object and thing.size:
            return table(thing)
    return thing


def _item(thing: Any) -> tuple[str, Any]:
    if isinstance(thing, Report):
        return "report", thing._repr_html_()
    if isinstance(thing, Plot):
        return "svg", thing.svg
    if isinstance(thing, Table):
        parts = {"title": thing.title, "header": thing.header, "rows": thing.rows}
        return "table", parts | {"missing": thing.missing}
    return "text", f"{thing!r}\n"
