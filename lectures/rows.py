"""What can be shown as a table: rows of cells, dictionaries, a matrix, or the parameters of a model."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.errors import ArgumentError
from engine.words.nested import is_list
from engine.words.notation import one_line

MISSING = "—"


def rows_of(table: Any) -> tuple[list[str], list[list[Any]]]:
    """Return the names of the columns, none where they have none, and the cells row by row.

    Args:
        table: a list of dictionaries with the same keys; a list, a matrix or an array in one or two dimensions, or
            anything else that gives rows one by one; a dictionary name -> number; or a model.

    Raises:
        ArgumentError: for anything else.

    >>> rows_of([["w", 0.5], ["b", 1.0]])
    ([], [['w', 0.5], ['b', 1.0]])
    >>> rows_of({"w": 0.5, "b": 1.0})
    ([], [['w', 0.5], ['b', 1.0]])
    >>> rows_of([{"epoch": 1, "loss": 0.5}, {"epoch": 2}])
    (['epoch', 'loss'], [[1, 0.5], [2, '—']])
    """
    if hasattr(table, "named_parameters"):
        header = ["parameter", "number", "gradient"]
        return header, [[name, x.data, x.grad if x.passes else MISSING] for name, x in table.named_parameters().items()]
    if isinstance(table, Mapping):
        return [], [[name, x] for name, x in table.items()]
    if not _has_entries(table):
        what = f"{type(table).__name__} {one_line(repr(table))}"
        raise ArgumentError(
            f"table: needs rows first, as in [['w', 0.5], ['b', 1]], a dictionary or a model, got {what}; "
            "a title comes last"
        )
    rows = list(table)
    if rows and all(isinstance(row, Mapping) for row in rows):
        keys = list(dict.fromkeys(key for row in rows for key in row))
        return [str(key) for key in keys], [[row.get(key, MISSING) for key in keys] for row in rows]
    return [], [list(row) if _has_entries(row) else [row] for row in rows]


def _has_entries(x: Any) -> bool:
    is_one = isinstance(x, str | bytes | Mapping) or getattr(x, "shape", None) == ()
    return not is_one and (isinstance(x, Iterable) or is_list(x))
