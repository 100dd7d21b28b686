"""Tables: rows of numbers and words, of dictionaries, matrices, or the parameters of a model."""

from typing import Any

from engine import Value
from engine.errors import ArgumentError
from engine.words.digits import show
from engine.words.nested import is_list, shape_of, show_shape
from lectures.rows import rows_of
from lectures.workbench.shown.now import offer

MOST = 200  # rows that are shown; nobody reads more


class Table:
    """A table that shows itself in the workbench, and prints elsewhere.

    Attributes:
        title: what stands above it.
        header: the names of the columns; empty where they have none.
        rows: the cells as text.
        missing: how many rows more there were.
    """

    def __init__(self, title: str, header: list[str], rows: list[list[str]], missing: int = 0) -> None:
        self.title, self.header, self.rows, self.missing = title, header, rows, missing

    def __repr__(self) -> str:
        lines = [self.header, *self.rows] if self.header else self.rows
        widths = [max(len(line[k]) if k < len(line) else 0 for line in lines) for k in range(max(map(len, lines)))]
        text = ["  ".join(cell.rjust(wide) for cell, wide in zip(line, widths, strict=False)) for line in lines]
        more = [f"... and {self.missing} rows more"] if self.missing else []
        return "\n".join([self.title] * bool(self.title) + text + more)


def table(rows: Any, title: str = "") -> Table:
    """Show a table.

    Args:
        rows: a list of dictionaries with the same keys; a list, a matrix or an array of numbers, Values and words in
            one or two dimensions; a dictionary name -> number; or a model, whose parameters are listed.
        title: what stands above it.

    Returns:
        The table; in the workbench it is shown already.

    Raises:
        ArgumentError: for anything else, and where there are no rows.

    >>> table([{"epoch": 1, "loss": 0.5}, {"epoch": 2, "loss": 0.25}])
    epoch  loss
        1   0.5
        2  0.25
    """
    header, lines = rows_of(rows)
    if not lines:
        raise ArgumentError("table: there are no rows; give a list of dictionaries, a matrix, or a model")
    return offer(Table(title, header, [[_cell(x) for x in line] for line in lines[:MOST]], max(0, len(lines) - MOST)))


def _cell(x: Any) -> str:
    x = x.item() if hasattr(x, "item") and not getattr(x, "shape", ()) else x
    if isinstance(x, Value):
        return show(x.data)
    if x is None:
        return "—"
    if is_list(x):
        return f"({show_shape(shape_of(x))})"
    return show(x) if isinstance(x, float) else str(x)
