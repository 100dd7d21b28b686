"""Where things are shown: the page, while a script runs in it; elsewhere they are printed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_open: list[Callable[[Any], None]] = []


@contextmanager
def shown_by(put: Callable[[Any], None]) -> Iterator[None]:
    """Give `put` whatever is shown inside the block."""
    _open.append(put)
    try:
        yield
    finally:
        _open.pop()


def show(thing: Any) -> None:
    """Show something at this point of the output: a report, a drawing, a plot, a table, or anything as text.

    Args:
        thing: what is to be seen; a report of `compare_gradients` becomes a table, a drawing goes to the stage.

    >>> show([1, 2])
    [1, 2]
    """
    if _open:
        _open[-1](thing)
    else:
        print(thing)


def offer(thing: Any) -> Any:
    """Show something where a page is open, and return it: elsewhere whoever made it decides."""
    if _open:
        _open[-1](thing)
    return thing
